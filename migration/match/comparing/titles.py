"""Grades of two titles. Likeness alone never decides: numbers and words that say which one must be equal."""

import re
from collections import Counter
from collections.abc import Callable
from functools import lru_cache

from rapidfuzz.distance import Levenshtein
from rapidfuzz.fuzz import ratio, token_set_ratio

from migration.features import BibFeatures
from migration.marc.folding import fold
from migration.match.rules import MatchRules

_ROMAN = re.compile(r"(?=.)m{0,3}(cm|cd|d?c{0,3})(xc|xl|l?x{0,3})(ix|iv|v?i{0,3})", re.ASCII)
_TYPO_LENGTH = 5
"""A shorter word with another letter is another word."""
FOLDED_EQUAL = 0.97
"""Likeness of titles that differ in marks or hyphens only: a mark may be what tells two words apart."""
_TELLING = 3
"""Words of a title that stands for a longer one: what is shorter may be that of a series (``Karsten og Petra``)."""
_LONG = 5
"""Words of a title in which one word more or less alike tells no two apart."""
_GOES_ON = 4
"""Words by which a title must be longer, for a number among them to be no volume's."""
_GIST = 80
"""Per cent of likeness of two subtitles that say the same in other words."""
_SHORTEST = 8
"""Letters of the shortest title that may stand for a longer one."""
CACHED = 262_144

Graded = tuple[str, float]
Words = list[str]


def title_grader(rules: MatchRules) -> Callable[[BibFeatures, BibFeatures], Graded]:
    """Grade and likeness (0 to 1, two decimals) of two records' titles."""

    @lru_cache(maxsize=CACHED)
    def grade(a: str, a_rest: str, b: str, b_rest: str) -> Graded:
        return _Titles(rules).grade(a, a_rest, b, b_rest)

    def of(a: BibFeatures, b: BibFeatures) -> Graded:
        if (a.title, a.subtitle) > (b.title, b.subtitle):
            a, b = b, a
        found = grade(_without_year(a, b), a.subtitle, _without_year(b, a), b.subtitle)
        if found[0] in ("different", "similar", "unknown"):
            if _in_other_script(a, b):
                return "alike", FOLDED_EQUAL
            if _is_title_of_part(a, b) or _is_title_of_part(b, a):
                return "reworded", found[1]
        if found[0] in ("equal", "alike") and fold(a.title) in rules.generic and not (a.subtitle and b.subtitle):
            return "generic", found[1]
        return found

    return of


def _without_year(record: BibFeatures, other: BibFeatures) -> str:
    """The title without the year of both records at its end: what is published every year is often called by it."""
    if not record.year or record.year != other.year or not record.title.endswith(f" {record.year}"):
        return record.title
    return record.title[: -len(record.year) - 1]


def _in_other_script(a: BibFeatures, b: BibFeatures) -> bool:
    """Whether the title of the one is a form of the other's title: its transliteration, or its original script."""
    if not a.other_titles and not b.other_titles:
        return False
    return bool({a.title_key, *a.other_titles} & {b.title_key, *b.other_titles} - {""})


def _is_title_of_part(a: BibFeatures, b: BibFeatures) -> bool:
    """Whether the title of the one is what the other has as subtitle or part, after the title of a series."""
    return len(a.title) >= _SHORTEST and fold(a.title) in (fold(b.subtitle), fold(b.part_title))


class _Titles:
    """The comparison of two titles by the rules."""

    def __init__(self, rules: MatchRules) -> None:
        self._rules = rules

    def grade(self, a: str, a_rest: str, b: str, b_rest: str) -> Graded:
        """``a``, ``b``: titles proper; ``…_rest``: subtitles."""
        if not a or not b:
            return "unknown", 0.0
        if a == b and a_rest == b_rest:
            return "equal", 1.0
        main_a, main_b = self._words(a), self._words(b)
        rest_a, rest_b = self._words(a_rest), self._words(b_rest)
        whole_a, whole_b = [*main_a, *rest_a], [*main_b, *rest_b]
        if "".join(whole_a) == "".join(whole_b):
            return "alike", FOLDED_EQUAL
        likeness = min(round(ratio(" ".join(whole_a), " ".join(whole_b)) / 100, 2), FOLDED_EQUAL)
        if main_a == main_b:
            found = self._same_main(rest_a, rest_b)
        else:
            found = self._other_main(whole_a, whole_b, main_a, main_b, likeness)
        if found == "shortened" and min(len(whole_a), len(whole_b)) < _TELLING:
            found = "stub"
        return found, likeness

    def _words(self, text: str) -> Words:
        """Folded words without the small ones, which cataloguers write or leave (``og``, ``a``); the last may be a
        letter that says which one of several."""
        words = fold(text).split()
        return [w for w in words[:-1] if w not in self._rules.small_words] + words[-1:]

    def _same_main(self, a: Words, b: Words) -> str:
        """Equal titles proper: what the subtitles say."""
        if not a or not b:
            return "shortened"
        only_a, only_b = _rest(a, b), _rest(b, a)
        if self._tells(only_a, a) and self._tells(only_b, b):
            return "numbers"
        if _slips(only_a, only_b):
            return "alike"
        if _begins(a, b):
            return "shortened"
        return "reworded" if _same_gist(a, b) else "similar"

    def _other_main(self, a: Words, b: Words, main_a: Words, main_b: Words, likeness: float) -> str:
        """Different titles proper: slips, or another cut between title and subtitle."""
        only_a, only_b = _rest(a, b), _rest(b, a)
        near = likeness >= self._rules.title_similar or _begins(main_a, main_b)
        if self._goes_on(a, b):
            return "shortened"
        one, two = self._tells(only_a, a), self._tells(only_b, b)
        if self._tells(_rest(main_a, b), main_a) or self._tells(_rest(main_b, a), main_b) or (one and two):
            return "numbers" if near else "different"
        if likeness >= self._rules.title_likeness and _slips(only_a, only_b, long=min(len(a), len(b)) >= _LONG):
            return "alike"
        if _begins(a, b):
            return "shortened"
        if Counter(a) == Counter(b) or self._is_reworded(a, b, main_a, main_b, likeness):
            return "reworded"
        slips = _slips(_rest(main_a, main_b), _rest(main_b, main_a))
        return "similar" if near or slips else "different"

    def _is_reworded(self, a: Words, b: Words, main_a: Words, main_b: Words, likeness: float) -> bool:
        """Long titles that are much alike: but ``Rødt kors`` isn't ``Blått kors``, however long the subtitle."""
        long = min(len(main_a), len(main_b)) >= _LONG or not (_rest(main_a, b) or _rest(main_b, a))
        return long and likeness >= self._rules.title_similar and min(len(a), len(b)) >= _LONG

    def _goes_on(self, a: Words, b: Words) -> bool:
        """Whether the longer title goes on with several words, not with a number: ``… held in Oslo 4-6 May 1976``."""
        if not _begins(a, b):
            return False
        more = (a if len(a) > len(b) else b)[min(len(a), len(b)) :]
        return len(more) >= _GOES_ON and not self._tells(more[:1], more)

    def _tells(self, words: Words, title: Words) -> bool:
        """Whether any of a title's words says which one of several: a number, ``bind``, ``nynorsk``, a letter at its
        end."""
        letter = bool(words) and len(words[-1]) == 1 and words[-1] == title[-1]
        return letter or any(self._is_telling(w) for w in words)

    def _is_telling(self, word: str) -> bool:
        if len(word) == 1:
            return word.isdigit()
        return any(c.isdigit() for c in word) or _ROMAN.fullmatch(word) is not None or word in self._rules.telling_words


def _rest(words: Words, others: Words) -> Words:
    """The words that the others lack, in order."""
    left = Counter(words) - Counter(others)
    return [w for w in words if w in left]


def _slips(only_a: Words, only_b: Words, *, long: bool = False) -> bool:
    """Whether each word that differs is a slip of its counterpart; in a long title it may be an abbreviation, too."""
    if len(only_a) != len(only_b):
        return False
    return all(_slip(x, y) or (long and _abbreviates(x, y)) for x, y in zip(only_a, only_b, strict=True))


def _abbreviates(a: str, b: str) -> bool:
    return min(len(a), len(b)) > 2 and (a.startswith(b) or b.startswith(a))


def _same_gist(a: Words, b: Words) -> bool:
    """Whether two subtitles say much the same."""
    texts = " ".join(a), " ".join(b)
    return ratio(*texts) >= _GIST or token_set_ratio(*texts) >= _GIST


def _begins(a: Words, b: Words) -> bool:
    """Whether the longer title begins with the whole shorter one."""
    fewer, more = (a, b) if len(a) <= len(b) else (b, a)
    return more[: len(fewer)] == fewer and sum(map(len, fewer)) >= _SHORTEST


def _slip(a: str, b: str) -> bool:
    """One letter wrong, missing or too many in a word of five letters or more; the first letter is right."""
    return min(len(a), len(b)) >= _TYPO_LENGTH and a[0] == b[0] and Levenshtein.distance(a, b, score_cutoff=1) <= 1
