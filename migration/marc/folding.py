"""Texts folded for comparison: what two cataloguers write differently becomes the same."""

import re
import unicodedata
from functools import cache, lru_cache

_SPECIAL = {
    "ø": "o",
    "å": "a",
    "æ": "ae",
    "đ": "d",
    "ð": "d",
    "ŋ": "n",
    "ŧ": "t",
    "þ": "th",
    "ł": "l",
    "œ": "oe",
    "ı": "i",
}
_NOT_WORD = re.compile(r"[\W_]+")
_ROMAN = re.compile(r"(?=[IVXL])(?:XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50}
_REMEMBERED = 50_000


@cache
def _folded_letters() -> dict[int, str]:
    """Latin letters with marks (Latin-1 to Extended-B, Additional) to plain letters, and no stray marks."""
    table = {ord(letter): plain for letter, plain in _SPECIAL.items()}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        base = "".join(c for c in unicodedata.normalize("NFD", chr(code)) if not unicodedata.combining(c))
        if code not in table and base != chr(code):
            table[code] = base
    table.update(dict.fromkeys(range(768, 880), ""))
    return table


@lru_cache(maxsize=_REMEMBERED)
def fold(text: str) -> str:
    """Small letters and digits with single blanks between words; Latin accents gone, Cyrillic kept as it is."""
    if text.isascii():
        return _NOT_WORD.sub(" ", text.lower()).strip()
    small = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    return _NOT_WORD.sub(" ", small.translate(_folded_letters())).strip()


def roman(text: str) -> int | None:
    """I to LXXXIX in capitals as a number; a lone L is a letter."""
    if text == "L" or not _ROMAN.fullmatch(text):
        return None
    values = [_ROMAN_VALUES[letter] for letter in text]
    return sum(-v if i + 1 < len(values) and v < values[i + 1] else v for i, v in enumerate(values))
