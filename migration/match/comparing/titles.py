"""Grades of two titles. Likeness alone never decides: numbers and words that say which one must be equal."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache

from rapidfuzz.distance import Levenshtein
from rapidfuzz.fuzz import ratio, token_sort_ratio

from migration.features import BibFeatures
from migration.marc.folding import fold
from migration.match.rules import MatchRules

_ROMAN = re.compile(r"(?=.)m{0,3}(cm|cd|d?c{0,3})(xc|xl|l?x{0,3})(ix|iv|v?i{0,3})", re.ASCII)
_TYPO_LENGTH = 5
"""A shorter word with another letter is another word."""
FOLDED_EQUAL = 0.97
"""Likeness of titles that differ in marks or hyphens only: a mark may be what tells two words apart."""
_SHORTEST = 8
"""Letters of the shortest title that may stand for a longer one."""
CACHED = 262_144

Graded = tuple[str, float]


def title_grader(rules: MatchRules) -> Callable[[BibFeatures, BibFeatures], Graded]:
    """Grade and likeness (0 to 1, two decimals) of two records' titles."""

    @lru_cache(maxsize=CACHED)
    def grade(a: str, a_rest: str, b: str, b_rest: str) -> Graded:
        return _Titles(rules).grade(a, a_rest, b, b_rest)

    def of(a: BibFeatures, b: BibFeatures) -> Graded:
        if (a.title, a.subtitle) > (b.title, b.subtitle):
            a, b = b, a
        found = grade(a.title, a.subtitle, b.title, b.subtitle)
        if found[0] in ("different", "similar", "unknown") and _in_other_script(a, b):
            return "alike", FOLDED_EQUAL
        return found

    return of


def _in_other_script(a: BibFeatures, b: BibFeatures) -> bool:
    """Whether the title of the one is a form of the other's title: its transliteration, or its original script."""
    if not a.other_titles and not b.other_titles:
        return False
    return bool({a.title_key, *a.other_titles} & {b.title_key, *b.other_titles} - {""})


class _Titles:
    """The comparison of two titles by the rules."""

    def __init__(self, rules: MatchRules) -> None:
        self._rules = rules

    def grade(self, a: str, a_rest: str, b: str, b_rest: str) -> Graded:
        if not a or not b:
            return "unknown", 0.0
        whole_a, whole_b = f"{a} {a_rest}".strip(), f"{b} {b_rest}".strip()
        if whole_a == whole_b:
            return "equal", 1.0
        folded_a, folded_b = self._words(whole_a), self._words(whole_b)
        if "".join(folded_a) == "".join(folded_b):
            return "alike", FOLDED_EQUAL
        text_a, text_b = " ".join(folded_a), " ".join(folded_b)
        likeness = min(round(ratio(text_a, text_b) / 100, 2), FOLDED_EQUAL)
        return self._grade(folded_a, folded_b, self._words(a), self._words(b), likeness), likeness

    def _words(self, text: str) -> list[str]:
        """Folded words without the small ones, which cataloguers write or leave (``og``, ``&``)."""
        return [w for w in fold(text).split() if w not in self._rules.small_words]

    def _grade(
        self, a: Sequence[str], b: Sequence[str], main_a: Sequence[str], main_b: Sequence[str], likeness: float
    ) -> str:
        fewer, more = (a, b) if len(a) <= len(b) else (b, a)
        only_a, only_b = self._rest(a, b), self._rest(b, a)
        if self._tells(only_a) or self._tells(only_b):
            alike = likeness >= self._rules.title_similar or main_a == main_b or self._begins(fewer, more)
            return "numbers" if alike else "different"
        if likeness >= self._rules.title_likeness and self._slips(only_a, only_b):
            return "alike"
        if self._begins(fewer, more) or self._one_subtitle(a, b, main_a, main_b):
            return "shortened"
        if likeness >= self._rules.title_similar or main_a == main_b or self._reordered(a, b):
            return "similar"
        return "different"

    def _rest(self, words: Sequence[str], others: Sequence[str]) -> list[str]:
        left = Counter(words) - Counter(others)
        return [w for w in words if w in left]

    def _tells(self, words: Sequence[str]) -> bool:
        """Whether any of the words says which one of several: a number, a letter, ``bind``, ``nynorsk``."""
        return any(
            len(w) == 1
            or any(c.isdigit() for c in w)
            or _ROMAN.fullmatch(w) is not None
            or w in self._rules.telling_words
            for w in words
        )

    def _slips(self, only_a: Sequence[str], only_b: Sequence[str]) -> bool:
        return len(only_a) == len(only_b) and all(_slip(x, y) for x, y in zip(only_a, only_b, strict=True))

    def _begins(self, fewer: Sequence[str], more: Sequence[str]) -> bool:
        """Whether the longer title begins with the whole shorter one."""
        return list(more[: len(fewer)]) == list(fewer) and sum(map(len, fewer)) >= _SHORTEST

    def _one_subtitle(
        self, a: Sequence[str], b: Sequence[str], main_a: Sequence[str], main_b: Sequence[str]
    ) -> bool:
        """Whether the titles proper are equal and one has no subtitle."""
        return list(main_a) == list(main_b) and (len(a) == len(main_a) or len(b) == len(main_b))

    def _reordered(self, a: Sequence[str], b: Sequence[str]) -> bool:
        return token_sort_ratio(" ".join(a), " ".join(b)) >= 100 * self._rules.title_likeness


def _slip(a: str, b: str) -> bool:
    """One letter wrong, missing or too many in a word of five letters or more; the first letter is right."""
    return min(len(a), len(b)) >= _TYPO_LENGTH and a[0] == b[0] and Levenshtein.distance(a, b, score_cutoff=1) <= 1
