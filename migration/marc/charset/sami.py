"""Whether a text is Sami in an old charset that was read as Windows-1252 or MacRoman, and what it was.

A word is mended only where the record is known to be Sami, or where words of the lexicon (``sami_words.txt``) come out.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from migration.marc.charset.chance import as_windows, is_by_chance
from migration.marc.charset.samiwords import (
    ALIKE,
    IMPLAUSIBLE,
    KNOWN,
    LETTER_SIGNS,
    LIKELY,
    MISREADINGS,
    PLAIN,
    POSSIBLE,
    UNCHANGED,
    WORD,
    core_of,
    inner_signs,
    lexicon,
    read_word,
    readings,
    resemblance,
    words_of,
)

CODES = ("sme", "smj", "sma", "smi", "smn", "sms", "sam", "lap", "se ")
"""Language codes of Sami as 008/35-37 has them, old and wrong ones among them."""

_CODED_008 = re.compile(rf".{{35}}(?:{'|'.join(CODES)})", re.DOTALL)
_CODED_041 = re.compile(
    "\x1f[adefgjkh](?:(?!sm[ejains]|sam|lap)[a-z]{3})*+(?:sm[ejains]|sam|lap)(?:[a-z]{3})*+(?:\x1f|$)"
)
_SIGNATURE = re.compile("\x1f[a-dkhi] *(?:SAM|Sam)(?:[ ./:0-9]|\x1f|$)")
_SHELF_TAGS = frozenset(("090", "096", "099", "852"))
_CODE = re.compile("\x1f.", re.DOTALL)

OF_BYTES = {
    "windows-1252": tuple(range(5)),
    "mac-roman": (5,),
}
"""The misreadings that bytes can show, by what they are read as: MacSami is best seen as MacRoman."""

_READ = {chr(code) for misreading in MISREADINGS for code in misreading.letters}
_SIGNS = "".join(sorted(char for char in _READ if not char.isalpha() or char in "µªºŒƒπΩ"))
HINTS = _SIGNS + LETTER_SIGNS
"""Every character that may have been a Sami letter."""

_ALPHA = r"[^\W\d_]"
_HINT = re.compile(f"{_ALPHA}[{re.escape(_SIGNS)}]+{_ALPHA}|[‚„˜¢¡È]{_ALPHA}")
_HINT_CODED = re.compile(f"{_ALPHA}[{re.escape(HINTS)}]|[{re.escape(HINTS)}]{_ALPHA}")
_HINT_LETTERS = re.compile(f"{_ALPHA}[ðçþñèóý]")


def plain(text: str) -> str:
    """A field's text, or several, with spaces for the subfield codes, which are no part of a word."""
    return _CODE.sub("  ", text)


def is_coded_sami(fields: Iterable[tuple[str, str]]) -> bool:
    """Whether 008/35-37, 041 or a shelf mark (SAM) says that the record is Sami, in valid codes or old ones."""
    for tag, text in fields:
        if tag == "008":
            if _CODED_008.match(text):
                return True
        elif (tag == "041" and _CODED_041.search(text)) or (tag in _SHELF_TAGS and _SIGNATURE.search(text)):
            return True
    return False


def may_hide(text: str, coded: bool) -> bool:
    """Whether a text has a character that may have been a Sami letter, where one could stand."""
    return bool(
        is_by_chance(text)
        or (_HINT_CODED if coded else _HINT).search(text)
        or (not coded and _HINT_LETTERS.search(text))
    )


@dataclass(frozen=True, slots=True)
class Verdict:
    """Which misreading a text shows, by its place in ``MISREADINGS`` (-1: none); whether sure, or worth a look.

    ``known``: whether a word is of the lexicon. ``points``: how strongly, to be compared with what another reading of
    the same bytes shows.
    """

    index: int
    sure: bool
    suspected: bool
    known: bool
    points: int


_NONE = Verdict(-1, False, False, False, 0)


def judge(
    text: str, coded: bool, indexes: Sequence[int] = range(len(MISREADINGS)), preferred: Iterable[str] = ()
) -> Verdict:
    """Which misreading of ``indexes`` a record's text shows. ``preferred``: charsets that its source uses."""
    words = words_of(as_windows(text))
    if not words:
        return _NONE
    found = [readings(word) for word in words]
    points = {i: sum(_points(word, i, kinds[i]) for word, kinds in zip(words, found, strict=True)) for i in indexes}
    liked = {charset: -place for place, charset in enumerate(preferred)}
    for i in indexes:
        points[i] += _LIKED * (points[i] > 0 and MISREADINGS[i].charset in liked)
    best = max(indexes, key=lambda i: (points[i], liked.get(MISREADINGS[i].charset, -99), -i))
    kinds = [k[best] for k in found]
    if max(kinds) <= 0 or points[best] <= 0:
        return _NONE
    rivals = [i for i in indexes if i != best and points[i] > points[best] - _LEAD and not _agree(words, i, best)]
    clear = not rivals or MISREADINGS[best].charset in liked
    trusted = MISREADINGS[best].charset in liked
    sure = clear and (_is_expected(kinds, coded) if trusted else _enough(kinds, words, best, coded, text))
    suspected = not sure and (max(kinds) > POSSIBLE or (coded and kinds.count(POSSIBLE) > 1))
    return Verdict(best, sure, suspected, KNOWN in kinds, points[best])


_POINTS = {IMPLAUSIBLE: -20, UNCHANGED: 0, POSSIBLE: 10, LIKELY: 30, ALIKE: 30, KNOWN: 60}
_LEAD, _LIKED = 2, 8


def _points(word: str, index: int, kind: int) -> int:
    """Up to ten more for a word that the lexicon lacks, by how much it looks like those that it has."""
    more = int(10 * resemblance(core_of(read_word(word, index)[0], index).lower())) if kind in (LIKELY, ALIKE) else 0
    return _POINTS[kind] + more


def _agree(words: list[str], one: int, other: int) -> bool:
    return all(read_word(word, one)[0] == read_word(word, other)[0] for word in words)


def _is_expected(kinds: list[int], coded: bool) -> bool:
    """Whether words speak for a charset that other records of the source are in."""
    return max(kinds) >= (POSSIBLE if coded else LIKELY)


def _enough(kinds: list[int], words: list[str], index: int, coded: bool, text: str) -> bool:
    """Whether words speak clearly: for a record coded as Sami one does; else one that is or looks known."""
    known, alike, possible = kinds.count(KNOWN), kinds.count(ALIKE), kinds.count(POSSIBLE)
    likely = alike + kinds.count(LIKELY)
    if coded:
        return bool(known or likely)
    if known > 1 or alike:
        return True
    if known and (likely or possible > 1):
        return True
    letters = MISREADINGS[index].letters
    signed = any(k == KNOWN and inner_signs(core_of(w, index), letters) for k, w in zip(kinds, words, strict=True))
    return signed or bool(known and _companions(text))


def _companions(text: str) -> bool:
    """Whether Sami words of five letters or more stand in the text as they should."""
    return any(len(word) > 4 and word in lexicon() for word in map(str.lower, WORD.findall(text)))


def mend(text: str, index: int, trusted: bool) -> str:
    """One value with its words mended, as far as each can be a Sami word.

    ``trusted``: the record is coded as Sami. Else a word of letters alone (``gieða``) needs a known word beside it; and
    it stays in any case where the value has letters of Icelandic, French or the like.
    """
    if text.isascii():
        return text
    read = as_windows(text)
    at_least = LIKELY if _is_foreign(read, index) or not (trusted or _has_known(read, index)) else POSSIBLE
    quoted = "“" in text or "”" in text

    def mended(match: re.Match[str]) -> str:
        word = match[0]
        if word.isascii() or (quoted and word[0] == "„"):
            return word
        new, kind = read_word(as_windows(word), index)
        return new if kind >= at_least else word

    return WORD.sub(mended, text)


def _has_known(text: str, index: int) -> bool:
    return any(read_word(word, index)[1] == KNOWN for word in words_of(text))


def _is_foreign(text: str, index: int) -> bool:
    letters = MISREADINGS[index].letters
    return any(char.isalpha() and char.lower() not in PLAIN and ord(char) not in letters for char in text)
