"""Code pages 865 and 850, which have the same Norwegian letters: where a text tells them apart.

Windows in Norway writes 850 for DOS, older systems 865. 865 has boxes, Greek and maths where 850 has letters and signs.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from unicodedata import category

from migration.charsets import decode_as

_LETTER = re.compile(rb"[A-Za-z]")
_NEVER_TEXT = frozenset("₧⌐⌠⌡")


@lru_cache(maxsize=65_536)
def is_cp850(word: bytes) -> bool:
    """Whether code page 865 has a sign of boxes or formulas where 850 has a letter, or a sign that texts have."""
    return any(
        (other.isalpha() or other in "«»§©®×¹³¾¢¥´¶") and _is_misplaced(one, before, after)
        for one, other, before, after in _where_865_and_850_differ(word)
    )


@lru_cache(maxsize=65_536)
def is_like_cp850(word: bytes) -> bool:
    """Whether a sign of 865 that needs something beside it lacks it: √ and ≤ want an operand, ⁿ a single letter."""
    return any(
        (one == "√" and not after.isalnum() and after not in "([")
        or (one in "≤≥≈" and before.isdigit() and not after.isalnum())
        or (one == "ⁿ" and before.isalpha() and len(_LETTER.findall(word)) > 1)
        for one, _, before, after in _where_865_and_850_differ(word)
    )


def _where_865_and_850_differ(word: bytes) -> Iterator[tuple[str, str, str, str]]:
    """Each character that differs: in 865, in 850, and in 850 what stands before and after it."""
    texts = f" {decode_as(word, 'cp865')} ", f" {decode_as(word, 'cp850')} "
    for i, (one, other) in enumerate(zip(*texts, strict=True)):
        if one != other:
            yield one, other, texts[1][i - 1], texts[1][i + 1]


def _is_misplaced(sign: str, before: str, after: str) -> bool:
    """Whether a sign of code page 865 can't stand between these: Greek and maths may stand alone, boxes never."""
    if "\u2500" <= sign <= "\u259f" or sign in _NEVER_TEXT:
        return True
    beside = before.isalpha() or after.isalpha()
    return beside and (sign == "¤" or category(sign) == "Sm" or "\u0370" <= sign <= "\u03ff")
