"""Text of CP865, CP850, MacRoman or MARC-8 that was read as Windows-1252 and written as UTF-8: ``R›ros``, ``b¿r``.

Decided on a record's words by the score that tells charsets apart in bytes; a record shows it only where a sign that no
word has stands between small letters, or (MARC-8: ``pêa R²ros``) where several accents stand before their letters.
"""

import re
from functools import lru_cache

from migration.charsets import decode_as, likelihood
from migration.marc.charset.ansel import decode_marc8
from migration.marc.charset.mojibake import BYTE
from migration.marc.charset.samiwords import LETTERS, LIKELY, read_word, readings

CHARSETS = ("cp865", "cp850", "mac-roman", "marc-8")
LEADS = "†›¿¾²³µŒêè¸\x8f\x9d"
"""A text without any of these was not misread, or shows it too little."""

_SMALL = "a-zæøåäöé"
_HINT = re.compile(f"(?<=[{_SMALL}])[†›¿¾²µŒ\x8f\x9d](?=[{_SMALL}])|[A-ZÅÆØ][›²¿†](?=[{_SMALL}]{{2}})|[êè][aouAO]")
_STRONG = {
    "cp865": re.compile(f"[A-Za-z][†›\x8f\x9d](?=[{_SMALL}])"),
    "cp850": re.compile(f"[A-Za-z][†›\x8f\x9d](?=[{_SMALL}])"),
    "mac-roman": re.compile(f"[A-Za-z][¿¾Œ](?=[{_SMALL}])"),
    "marc-8": re.compile(f"[A-Za-z][²µ](?=[{_SMALL}])|[A-Za-z][êè][aou]"),
}
_WORD = re.compile("[^ \t\x1f]{1,64}")  # a no-break space is the á of CP865
_SMALL_ASCII = re.compile("[a-z]")
_CODE = re.compile("\x1f.", re.DOTALL)
_SAMI = frozenset(LETTERS)
_MARKS = ".,:;()[]/?!"
_GAIN = 5
"""What a word's score must rise by to be mended: half of what an å is worth."""


def may_be_misread(text: str) -> bool:
    """Whether any sign of it stands in a text."""
    return bool(_HINT.search(text))


def misread_from(text: str) -> str:
    """The charset that a record's text was in before it was read as Windows-1252; empty where that is not sure."""
    words = [word for word in dict.fromkeys(_WORD.findall(_CODE.sub("  ", text))) if not word.isascii()]
    gains = {charset: _total(words, charset) for charset in CHARSETS}
    best = max(CHARSETS, key=lambda charset: gains[charset])
    return best if gains[best] >= _needed(best) else ""


def _needed(charset: str) -> int:
    """One ø suffices; of MARC-8, whose accents stand on letters that other languages have there, more than one å."""
    return 18 if charset == "marc-8" else 13


def _total(words: list[str], charset: str) -> int:
    """What the words with the charset's own signs gain. Words that lose say nothing: they may have been added later."""
    strong = _STRONG[charset]
    shown = [word for word in words if strong.search(word) and len(_SMALL_ASCII.findall(word)) > 1]
    return sum(gain for word in shown if (gain := _reading(word, charset)[1]) >= _GAIN)


@lru_cache(maxsize=16_384)
def _reading(word: str, charset: str) -> tuple[str, int]:
    """A word as the charset has it, and by how much it reads better; -99 where it can't have been in the charset."""
    try:
        data = b"".join([BYTE[char] for char in word])
    except KeyError:
        return word, -99
    if _may_be_sami(word.strip(_MARKS)):
        return word, -99
    text = decode_marc8(data) if charset == "marc-8" else decode_as(data, charset)
    return text, likelihood(text) - likelihood(word)


def _may_be_sami(word: str) -> bool:
    """Whether a word reads well as Sami in an old charset, with a letter that only Sami has; then it is left alone."""
    return any(
        kind >= LIKELY and not _SAMI.isdisjoint(read_word(word, index)[0]) for index, kind in enumerate(readings(word))
    )


def reread(value: str, charset: str) -> str:
    """A value with the words mended that read better so."""

    def mended(match: re.Match[str]) -> str:
        if match[0].isascii():
            return match[0]
        text, gain = _reading(match[0], charset)
        return text if gain >= _GAIN else match[0]

    return _WORD.sub(mended, value)
