"""Texts as they are compared: small letters with their marks, words parted by single blanks, no ISBD signs."""

import re
import unicodedata
from functools import lru_cache

from migration.marc.folding import fold

_LOST = re.compile(r"(?<=\w)[?\ufffd]+(?=\w)")
"""A letter that was lost on the way: without it the word is one slip away from what it was, not two words."""
_NOT_WORD = re.compile(r"[^\w\u0300-\u036f]+|_+")
_PROGRAMMING = re.compile(r"(?<![^\W\d_]{2})([A-Za-z])(\+\+|#)")
_SIGNS = {"++": "plusplus", "#": "sharp"}
_UNSEEN = re.compile(r"[\u0098\u009c\u00ad\u200b-\u200f\u2060\ufeff\ufe20-\ufe2f\u02b9-\u02bf]")
"""Marks of what is not filed, soft hyphens, the ligatures and soft signs of romanized Russian, the raised signs of
Skolt Sami and of romanized Arabic and Hebrew: they part no words."""


@lru_cache(maxsize=65_536)
def comparison_form(text: str) -> str:
    """``Čáhci: ráhkis!`` is ``čáhci ráhkis``. ``C++`` and ``C#`` aren't ``C``; a title of signs alone stays."""
    text = _LOST.sub("", text)
    if text.isascii():
        small = _with_signs(text).lower()
    else:
        small = unicodedata.normalize(
            "NFC", unicodedata.normalize("NFC", _UNSEEN.sub("", _with_signs(text))).casefold()
        )
    return _NOT_WORD.sub(" ", small).strip() or "".join(small.split())


def _with_signs(text: str) -> str:
    return _PROGRAMMING.sub(lambda m: m[1] + _SIGNS[m[2]], text) if "+" in text or "#" in text else text


@lru_cache(maxsize=65_536)
def folded(text: str) -> str:
    """``fold`` without the signs that part no words."""
    return fold(text if text.isascii() else _UNSEEN.sub("", text))
