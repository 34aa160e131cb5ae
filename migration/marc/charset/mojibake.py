"""UTF-8 that an earlier system read as another charset and wrote as UTF-8: ``SÃ¸ndag``, ``S√∏ndag``, ``S├©ndag``.

What MARC-8 makes of UTF-8 (``S©ındag``, ``bl©Æ``) is repaired too, as far as MARC-8 has a character for both bytes: Å,
Æ, Ø, Ä and Ö have none for their second byte, so these are lost. A sequence is repaired only where it can't be text.
"""

import re
from collections.abc import Iterable, Set

from pymarc.marc8_mapping import CODESETS

_CP1252 = {char: char.encode("cp1252") for char in "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"}
BYTE = {chr(code): bytes([code]) for code in range(256)} | _CP1252
"""The byte of a character that was read as Windows-1252 or ISO 8859-1."""

TRAIL = "[\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"
"""Any character that a byte after the first of UTF-8 was read as."""

_SIGN = "[\x80-\x9f¡-ª¬-º¼-¿€‚ƒ„†‡ˆ‰Š‹ŒŽ•–—˜™š›œžŸ]"  # without what may stand after a word
LATIN_LEADS = "ÃâÅÄÂÐÑ"
_AS_LATIN = re.compile(
    f"Ã{TRAIL}"  # À-ÿ
    f"|â[€\x80]{TRAIL}"  # dashes and quotation marks
    "|Å[‹Š§¦¡¾½\x8a\x8b]|Ä[Œ\x8c\x8d\x90\x91]"  # Sami letters, by what can't follow Å and Ä in a text
    "|Ä(?:(?<=[A-Za-zæøåá‘]Ä)‘(?=[a-zÄÃ])|(?<=[a-zæøåá]Ä)‘|(?<![^\\s(\\[/-]Ä)‘(?=[a-zá]{2}))"  # đ
    f"|[ÄÅ](?:(?<=[a-zæøå][ÄÅ]){_SIGN}|(?<![A-ZÆØÅÄÖ][ÄÅ]){_SIGN}(?=[a-zæøåÄÅ]))"  # Polish, Croatian, Latvian
    "|Â[¡-¿]"
    f"|[ÐÑ]{TRAIL}(?:[ÐÑ]{TRAIL})+"  # Cyrillic
)
_CAPITAL_S = re.compile("Å\xa0(?=[^\\W\\d_])")
"""Š, or an Å with a no-break space after it: which, only the record's language tells."""

_LETTERS = [chr(code) for code in range(0xC0, 0x180)] + list("–—‘’“”„…•€ ¡£§©«°»¿½¼¾²³·")


def _ansel(byte: int) -> str:
    """A byte as MARC-8 reads it; empty for accents and for what MARC-8 lacks."""
    if byte < 0x80 or byte not in CODESETS[0x45]:
        return ""
    code, combining = CODESETS[0x45][byte]
    return "" if combining else chr(code)


def _readings(read: dict[int, str]) -> dict[str, str]:
    """What each letter looks like where its UTF-8 was read by a table, if every byte of it is in the table."""
    found = {}
    for letter in _LETTERS:
        seen = [read.get(byte, "") for byte in letter.encode()]
        if all(seen):
            found["".join(seen)] = letter
    return found


def _table(codec: str) -> dict[int, str]:
    return {code: bytes([code]).decode(codec) for code in range(0x80, 0x100)}


_AS_MAC = _readings(_table("mac_roman"))
_AS_DOS = _readings(_table("cp865")) | _readings(_table("cp850"))
_AS_MARC8 = {
    seen: letter
    for seen, letter in _readings({code: _ansel(code) for code in range(0x80, 0x100)}).items()
    if seen[0] in "©♯¿"
}
_SEQUENCES = _AS_MAC | _AS_DOS | _AS_MARC8
_NAMES = "ØŒÆÞĐ"  # a name may follow the sign © without a space
OTHER_LEADS = "".join(sorted({seen[0] for seen in _SEQUENCES}))


def _pattern(sequences: Iterable[str]) -> str:
    """A pattern of sequences, which the reading of a text can skip through by their first characters."""
    rests: dict[str, list[str]] = {}
    for seen in sequences:
        rests.setdefault(seen[0], []).append(re.escape(seen[1:]))
    return "|".join(f"{re.escape(lead)}(?:{'|'.join(sorted(ends))})" for lead, ends in sorted(rests.items()))


_UNSURE = [seen for seen in _AS_MARC8 if seen[0] == "©" and seen[1] in _NAMES]
_AS_OTHER = re.compile(f"{_pattern(_SEQUENCES.keys() - set(_UNSURE))}|©(?<=[^\\W\\d_]©)[{_NAMES}]")
_AS_UNSURE = re.compile(_pattern(_UNSURE))


def is_doubled(text: str, leads: Set[str], sami: bool = False) -> bool:
    """Whether a text has a sequence that only misread UTF-8 has.

    ``leads``: characters that it has, of the leads; ``sami``: the record says that it is Sami.
    """
    return bool(
        (not leads.isdisjoint(LATIN_LEADS) and _AS_LATIN.search(text))
        or (not leads.isdisjoint(OTHER_LEADS) and _AS_OTHER.search(text))
        or (sami and "Å" in text and _CAPITAL_S.search(text))
    )


def repaired(value: str, sami: bool = False) -> str:
    """A value of a record with such a sequence: the whole as it was if it can be, else its sure letters."""
    if value.isascii():
        return value
    try:
        return b"".join([BYTE[char] for char in value]).decode()
    except (KeyError, UnicodeDecodeError):
        mended = _AS_OTHER.sub(_known, _AS_LATIN.sub(_recoded, value))
        mended = _CAPITAL_S.sub("Š", mended) if sami else mended
    is_marc8 = any(match[0] in _AS_MARC8 for match in _AS_OTHER.finditer(value))
    return _AS_UNSURE.sub(_known, mended) if is_marc8 else mended


def _known(match: re.Match[str]) -> str:
    return _SEQUENCES[match[0]]


def _recoded(match: re.Match[str]) -> str:
    try:
        return b"".join([BYTE[char] for char in match[0]]).decode()
    except (KeyError, UnicodeDecodeError):
        return match[0]
