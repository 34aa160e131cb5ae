"""Which charset a record is in, decided on its bytes: leader/09 and export settings are wrong too often.

A field that is valid UTF-8 is UTF-8. For the others every charset gets a score: how much its letters look as if they
belong where they stand. What is clear in the bytes decides; where two charsets read about equally well (one odd letter)
the source's declaration does, then its other records.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from unicodedata import category, normalize

from migration.charsets import CANDIDATES, decode_as, decodes, is_mostly_utf8, likelihood, likelihoods, odd_words
from migration.marc.charset import sami
from migration.marc.charset.ansel import MARC_8, decode_marc8, has_escapes
from migration.marc.charset.cleaning import Field
from migration.marc.charset.samiwords import MISREADINGS, has_reading

CHARSETS = (*CANDIDATES, MARC_8)
_PRIOR = (*CANDIDATES.values(), 0, 0, 0)
_NEAR = 8
"""Scores that differ by no more don't decide: an å that could be another letter is worth 10, an é 4 to 6."""

_CODE = re.compile(rb"\x1f.", re.DOTALL)
_HIGH = re.compile(rb"[\x80-\xff]")
_ACCENT = re.compile(rb"[\xe0-\xfe]")
_AT_EDGE = re.compile(rb"(?<![A-Za-z\x80-\xff])[\xa1-\xc8]|[\xa1-\xc8](?![A-Za-z\x80-\xff])")
"""Letters of MARC-8 that are signs in Windows-1252, where signs stand: ``note\xb2`` is ``note²``, not ``noteø``."""
_NOT_NORDIC_AT_EDGE = re.compile(
    rb"(?<![A-Za-z\x80-\xff])(?:[\xa1-\xc8](?![A-Za-z\xe0-\xfe])|[\xa1\xa3\xa4\xa6-\xb1\xb3\xb4\xb6-\xc8])"
    rb"|(?<=[A-Za-z])[\xa1\xa3\xa4\xa6-\xb1\xb3\xb4\xb6-\xc8](?![A-Za-z\x80-\xff])"
)
"""The same without æ and ø beside a letter, which are frequent at a word's edge."""
_NEVER_TEXT = frozenset("₧⌐⌠⌡")
_SAMI = {m.charset: (place, m.taken_for) for place, m in reversed(list(enumerate(MISREADINGS)))}


@dataclass(frozen=True, slots=True)
class Choice:
    """A charset, and whether the bytes alone say so."""

    charset: str
    sure: bool


def decode_fields(
    fields: list[tuple[str, bytes]], charset: str, may_be_marc8: bool, others: Sequence[str] = ()
) -> tuple[list[Field], str, bool]:
    """Fields as text, the charset, and whether some fields were in UTF-8 and others not.

    ``charset``: the source's setting; ``may_be_marc8``: leader/09 does not deny it; ``others``: charsets of the
    source's other records, the most frequent first.
    """
    texts = [None if may_be_marc8 and has_escapes(data) else _utf8(data) for _, data in fields]
    if None not in texts:
        return [(tag, text or "") for (tag, _), text in zip(fields, texts, strict=True)], "utf-8", False
    odd = [data for (_, data), text in zip(fields, texts, strict=True) if text is None]
    used = choose(odd, charset, may_be_marc8, others, _is_coded_sami(fields)).charset
    read = _as_declared if used == charset else _text
    decoded = [
        (tag, read(data, used) if text is None else text) for (tag, data), text in zip(fields, texts, strict=True)
    ]
    return decoded, used, used != "utf-8" and not all(text is None or text.isascii() for text in texts)


def _utf8(data: bytes) -> str | None:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return None


def _is_coded_sami(fields: Iterable[tuple[str, bytes]]) -> bool:
    return sami.is_coded_sami((tag, data.decode("latin-1")) for tag, data in fields if tag[:1] == "0" or tag == "852")


def as_read(data: bytes, charset: str, declared: str) -> str:
    """XML in a charset that ``choose`` has named, an old Sami one as what it is taken for: ``clean`` mends it."""
    if charset in _SAMI and charset != declared:
        return decode_as(data, _SAMI[charset][1])
    return _as_declared(data, charset)


def _as_declared(data: bytes, charset: str) -> str:
    return decode_marc8(data) if charset == MARC_8 else normalize("NFC", decode_as(data, charset))


def _text(data: bytes, charset: str) -> str:
    """A field's text. In a Sami charset that nobody declared, words that are not Sami are read as the usual charset."""
    if charset not in _SAMI:
        return _as_declared(data, charset)
    place, taken_for = _SAMI[charset]
    head, *subfields = decode_as(data, taken_for).split("\x1f")
    mended = [sami.mend(head, place, True), *(part[:1] + sami.mend(part[1:], place, True) for part in subfields)]
    return normalize("NFC", "\x1f".join(mended))


def choose(
    fields: Iterable[bytes], declared: str, may_be_marc8: bool, others: Sequence[str] = (), coded_sami: bool = False
) -> Choice:
    """Charset of fields that are not UTF-8. See the module's rule; ``coded_sami``: the record says that it is Sami."""
    data = b" \x1e ".join(_CODE.sub(b"  ", field) for field in fields)
    if (may_be_marc8 or declared == MARC_8) and has_escapes(data):
        return Choice(MARC_8, True)
    if is_mostly_utf8(data):
        return Choice("utf-8", True)
    words = odd_words(data)
    preferred = [
        charset
        for charset in (declared, *others)
        if charset == MARC_8 or (charset not in ("auto", "utf-8") and decodes(b"", charset))
    ]
    scores = _scores(words, may_be_marc8 or declared == MARC_8, preferred)
    if declared not in scores and declared != "auto" and decodes(data, declared):
        scores[declared] = likelihood(decode_as(b" ".join(words), declared))
    if any(map(_is_cp850, words)):
        del scores["cp865"]
        preferred = ["cp850" if charset == "cp865" else charset for charset in preferred]
    best = max(scores, key=lambda charset: scores[charset])
    old = _sami(data, words, coded_sami, scores[best] - _NEAR, (declared, *others))
    if old:
        return Choice(old, True)
    trusted = preferred[:1] == [MARC_8] and (may_be_marc8 or declared == MARC_8)
    if trusted and _ACCENT.search(data) and all(map(_is_composed, words)):
        return Choice(MARC_8, False)
    near = [charset for charset in scores if scores[charset] >= scores[best] - _NEAR]
    known = next((name for charset in preferred for name in (charset, _usual(charset)) if name in near), "")
    return Choice(known or best, _has_several(data) and _read_alike(data, near))


def _has_several(data: bytes) -> bool:
    """One odd letter is never sure: most charsets have some letter or other in its place."""
    return len(_HIGH.findall(data)) > 1


def _read_alike(data: bytes, charsets: list[str]) -> bool:
    """Whether it is the same text in all of them, as Norwegian is in code pages 865 and 850."""
    return len(charsets) == 1 or len({_as_declared(data, charset) for charset in charsets}) == 1


def _usual(charset: str) -> str:
    """The charset that a source of an old Sami one uses for its other texts."""
    return _SAMI[charset][1] if charset in _SAMI else charset


def _scores(words: list[bytes], may_be_marc8: bool, preferred: Sequence[str]) -> dict[str, int]:
    """By charset. MARC-8 that leader/09 denies must be much the best; ``preferred``: what counts at words' edges."""
    *totals, whole, nordic, inside = [sum(column) for column in zip(_PRIOR, *map(_word_scores, words), strict=True)]
    marc8 = (whole if preferred[0] == MARC_8 else inside) if preferred else nordic
    return dict(zip(CHARSETS, (*totals, marc8 - (0 if may_be_marc8 else 2 * _NEAR)), strict=True))


@lru_cache(maxsize=65_536)
def _word_scores(word: bytes) -> tuple[int, ...]:
    """By charset, MARC-8 three times: with all its letters, and without gain from those that may be signs.

    Kept, since a catalogue uses few words very often.
    """
    whole = likelihood(decode_marc8(word))
    less = (min(whole, likelihood(decode_marc8(signs.sub(b"", word)))) for signs in (_NOT_NORDIC_AT_EDGE, _AT_EDGE))
    return (*likelihoods(word), whole, *less)


@lru_cache(maxsize=65_536)
def _is_composed(word: bytes) -> bool:
    """Whether every accent of MARC-8 in a word stands before a letter that can have it."""
    return not any(char == "\ufffd" or category(char) == "Mn" for char in decode_marc8(word))


@lru_cache(maxsize=65_536)
def _is_cp850(word: bytes) -> bool:
    """Whether code page 865 has a sign of boxes or formulas where 850 has a letter, a quotation mark, §, © or ×."""
    texts = f" {decode_as(word, 'cp865')} ", f" {decode_as(word, 'cp850')} "
    return any(
        one != other and (other.isalpha() or other in "«»§©®×") and _is_misplaced(one, texts[1][i - 1], texts[1][i + 1])
        for i, (one, other) in enumerate(zip(*texts, strict=True))
    )


def _is_misplaced(sign: str, before: str, after: str) -> bool:
    """Whether a sign of code page 865 can't stand between these: Greek and maths may stand alone, boxes never."""
    if "\u2500" <= sign <= "\u259f" or sign in _NEVER_TEXT:
        return True
    beside = before.isalpha() or after.isalpha()
    return beside and (sign == "¤" or category(sign) == "Sm" or "\u0370" <= sign <= "\u03ff")


@lru_cache(maxsize=65_536)
def _may_be_sami(word: bytes, taken_for: str) -> bool:
    return has_reading(decode_as(word, taken_for), sami.OF_BYTES[taken_for])


def _sami(data: bytes, words: list[bytes], coded: bool, least: int, preferred: Sequence[str]) -> str:
    """The old Sami charset of the bytes, where it is sure and reads at least as well; empty otherwise."""
    found: list[tuple[int, int, bool, str]] = []
    for taken_for, indexes in sami.OF_BYTES.items():
        if not any(_may_be_sami(word, taken_for) for word in words):
            continue
        text = decode_as(data, taken_for)
        verdict = sami.judge(text, coded, indexes, preferred)
        if verdict.sure and (score := likelihood(sami.mend(text, verdict.index, True))) >= least:
            charset = MISREADINGS[verdict.index].charset
            found.append((verdict.points, score, charset in preferred, charset))
    return max(found, key=itemgetter(0, 1, 2))[3] if found else ""
