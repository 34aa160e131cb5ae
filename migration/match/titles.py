"""Whether two folded titles name the same book. Likeness alone never decides: numbers and part words must be equal."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz.distance import Levenshtein
from rapidfuzz.fuzz import ratio

from migration.match.rules import MatchRules

_ROMAN = re.compile(r"(?=.)m{0,3}(cm|cd|d?c{0,3})(xc|xl|l?x{0,3})(ix|iv|v?i{0,3})", re.ASCII)
_TYPO_LENGTH = 5
"""A shorter word with another letter is another word."""


@lru_cache(maxsize=65_536)
def likeness(a: str, b: str) -> float:
    """0 to 1, two decimals. 1 only for equal titles."""
    if a == b:
        return 1.0
    return min(round(ratio(a, b) / 100, 2), 0.99)


def same_numbers(a: str, b: str, rules: MatchRules) -> bool:
    """Whether both titles have the same numbers, single letters (A, B), number words and part words."""
    return _telling(a, rules) == _telling(b, rules)


def only_numbers_differ(a: str, b: str, rules: MatchRules) -> bool:
    """Whether the titles are equal but for the words that say which one of several."""
    return not same_numbers(a, b, rules) and _untelling(a, rules) == _untelling(b, rules)


def _telling(title: str, rules: MatchRules) -> set[str]:
    return {w for w in title.split() if _tells(w, rules)}


def _untelling(title: str, rules: MatchRules) -> list[str]:
    return [w for w in title.split() if not _tells(w, rules)]


def _tells(word: str, rules: MatchRules) -> bool:
    return (
        len(word) == 1
        or any(c.isdigit() for c in word)
        or _ROMAN.fullmatch(word) is not None
        or word in rules.telling_words
    )


def same_title(a: str, b: str, rules: MatchRules) -> bool:
    """Whether the titles are equal, or so alike that each word that differs is a slip of its counterpart."""
    if not a or not b:
        return False
    if a == b:
        return True
    if likeness(a, b) < rules.title_likeness or not same_numbers(a, b, rules):
        return False
    return _joined(a) == _joined(b) or _slips_only(a.split(), b.split(), rules)


def _joined(title: str) -> str:
    return title.replace(" ", "")


def _slips_only(a: Sequence[str], b: Sequence[str], rules: MatchRules) -> bool:
    only_a, only_b = _rest(a, b, rules), _rest(b, a, rules)
    return len(only_a) == len(only_b) and all(_slip(x, y) for x, y in zip(only_a, only_b, strict=True))


def _rest(words: Sequence[str], others: Sequence[str], rules: MatchRules) -> list[str]:
    """The words that the other title lacks, in order, without small words."""
    left = Counter(words) - Counter(others)
    return [w for w in words if w in left and w not in rules.small_words]


def _slip(a: str, b: str) -> bool:
    """One letter wrong, missing or too many in a word of five letters or more; the first letter is right."""
    return min(len(a), len(b)) >= _TYPO_LENGTH and a[0] == b[0] and Levenshtein.distance(a, b, score_cutoff=1) <= 1


def is_shortened(a: str, b: str, rules: MatchRules) -> bool:
    """Whether one title is the other without its last words, none of which says which one of several."""
    if len(a) > len(b):
        a, b = b, a
    return bool(a) and b.startswith(f"{a} ") and not any(_tells(w, rules) for w in b[len(a) :].split())
