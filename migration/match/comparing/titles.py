"""Grades of two titles. Likeness alone never decides: numbers and words that say which one must be equal."""

import re
from collections.abc import Callable
from functools import lru_cache

from rapidfuzz.fuzz import ratio

from migration.features import BibFeatures
from migration.marc.folding import fold
from migration.match.comparing.title_records import (
    in_other_script,
    is_title_of_part,
    may_be_cut_otherwise,
    said_beside,
    without_by,
    without_year,
)
from migration.match.comparing.title_words import (
    SHORTEST,
    TELLING,
    YEAR,
    Words,
    begin_alike,
    begins,
    exchanged,
    in_full,
    only_years_more,
    same_gist,
    same_order,
    slips,
    turned_round,
    words_lacking,
)
from migration.match.rules import MatchRules

_ROMAN = re.compile(r"(?=.)m{0,3}(cm|cd|d?c{0,3})(xc|xl|l?x{0,3})(ix|iv|v?i{0,3})", re.ASCII)
FOLDED_EQUAL = 0.97
"""Likeness of titles that differ in marks or hyphens only: a mark may be what tells two words apart."""
_NO_SERIES = 6
"""Words of a title that is long enough to be no series', though its subtitle, which is long, too, is missing."""
_SAME_BEGINNING = 7
"""Words with which two titles begin that go on otherwise, or end sooner, in one of them."""
_LONG = 5
"""Words of a title in which one word more or less alike tells no two apart."""
_GOES_ON = 4
"""Words by which a title must be longer, for a number among them to be no volume's."""
CACHED = 262_144
_REMEMBERED = 65_536

Graded = tuple[str, float]


def title_grader(rules: MatchRules) -> Callable[[BibFeatures, BibFeatures], Graded]:
    """Grade and likeness (0 to 1, two decimals) of two records' titles."""
    titles, in_english = _Titles(rules), _Titles(rules, frozenset({"to"}))

    @lru_cache(maxsize=CACHED)
    def grade(a: str, a_rest: str, b: str, b_rest: str, english: bool) -> Graded:
        found = (in_english if english else titles).grade(a, a_rest, b, b_rest)
        if found[0] in ("equal", "alike") and not (a_rest and b_rest) and titles.is_generic(a):
            return "generic", found[1]
        return found

    def of(a: BibFeatures, b: BibFeatures) -> Graded:
        if (a.title, a.subtitle) > (b.title, b.subtitle):
            a, b = b, a
        english = a.language == b.language == "eng"
        found = grade(without_year(a, b), a.subtitle, without_year(b, a), b.subtitle, english)
        if found[0] in ("different", "similar", "unknown"):
            if in_other_script(a, b):
                return "alike", FOLDED_EQUAL
            if is_title_of_part(a, b) or is_title_of_part(b, a):
                return "reworded", found[1]
        if found[0] in _MORE_OR_LESS and may_be_cut_otherwise(a, b) and titles.is_cut_otherwise(a, b):
            return ("generic" if titles.are_generic(a, b) else "alike"), found[1]
        return found

    return of


_MORE_OR_LESS = frozenset({"shortened", "cut", "stub", "reworded", "similar", "numbers", "different"})


class _Titles:
    """The comparison of two titles by the rules. ``small``: words that are small in the titles' language, though
    they say a number in another (``to``)."""

    def __init__(self, rules: MatchRules, small: frozenset[str] = frozenset()) -> None:
        self._rules = rules
        self._small = rules.small_words | small
        self._words = lru_cache(maxsize=_REMEMBERED)(self._words_of)
        self._is_telling = lru_cache(maxsize=_REMEMBERED)(self._says_which_one)

    def grade(self, a: str, a_rest: str, b: str, b_rest: str) -> Graded:
        """``a``, ``b``: titles proper; ``…_rest``: subtitles."""
        if not a or not b:
            return "unknown", 0.0
        if a == b and a_rest == b_rest:
            return "equal", 1.0
        main_a, main_b = self._words(a), self._words(b)
        rest_a, rest_b = self._words(a_rest), self._words(b_rest)
        whole_a, whole_b = [*main_a, *rest_a], [*main_b, *rest_b]
        if not whole_a or not whole_b:  # ☺, ???: signs alone, of which nothing is known
            return "unknown", 0.0
        if "".join(whole_a) == "".join(whole_b):
            return "alike", FOLDED_EQUAL
        likeness = min(round(ratio(" ".join(whole_a), " ".join(whole_b)) / 100, 2), FOLDED_EQUAL)
        if main_a == main_b:
            found = self._same_main(main_a, rest_a, rest_b)
        else:
            found = self._other_main(whole_a, whole_b, main_a, main_b, likeness)
        return self._by_length(found, whole_a, whole_b) if found == "shortened" else found, likeness

    def _by_length(self, found: str, a: Words, b: Words) -> str:
        """How much a title that is shorter than the other still says; what is missing may say which one it is."""
        length = min(len(a), len(b))
        more = words_lacking(a, b) or words_lacking(b, a)
        if len(more) < _GOES_ON and not self._names_no_volume(more):
            return "numbers"
        explained = not self._rules.explaining_words.isdisjoint(more)
        if length < TELLING:
            return found if explained else "stub"
        long = length >= _NO_SERIES and len(more) >= _GOES_ON
        return "cut" if (explained or long) and self._names_no_volume(more) else found

    def is_generic(self, title: str) -> bool:
        """Whether many works have the title, or it is made of such titles' words alone: ``Dikt i samling``."""
        folded = fold(title)
        return folded in self._rules.generic or self._rules.generic_vocabulary.issuperset(folded.split())

    def are_generic(self, a: BibFeatures, b: BibFeatures) -> bool:
        """Whether one of two titles that are alike says little."""
        return any(self.is_generic(record.title) and not record.subtitle for record in (a, b))

    def is_cut_otherwise(self, a: BibFeatures, b: BibFeatures) -> bool:
        """Whether each word that only one title has stands in the other's statement of responsibility, or is its
        maker's name: ``Art and the camera : with illustrations``, ``Art and the camera / with illustrations``."""
        words_a, words_b = self._words(f"{a.title} {a.subtitle}"), self._words(f"{b.title} {b.subtitle}")
        only_a, only_b = words_lacking(words_a, words_b), words_lacking(words_b, words_a)
        if len(only_a) == len(words_a) or not same_order(words_a, only_a, words_b, only_b):
            return False
        return self._is_beside(only_a, words_a, a, b) and self._is_beside(only_b, words_b, b, a)

    def _is_beside(self, only: Words, title: Words, own: BibFeatures, other: BibFeatures) -> bool:
        """Whether words that one title alone has stand beside the other: those that may say which one of several only
        as the whole subtitle."""
        if not only:
            return True
        if self._tells(only, title):
            return len(own.subtitle) > SHORTEST and fold(own.subtitle) in fold(other.responsibility)
        return without_by(only) <= said_beside(own, other)

    def _words_of(self, text: str) -> Words:
        """Folded words without the small ones, which cataloguers write or leave (``og``, ``a``); the last may be a
        letter that says which one of several."""
        words = fold(in_full(text)).split()
        return [w for w in words[:-1] if w not in self._small] + words[-1:]

    def _same_main(self, main: Words, a: Words, b: Words) -> str:
        """Equal titles proper: what the subtitles say."""
        if not a or not b:
            return "shortened"
        only_a, only_b = words_lacking(a, b), words_lacking(b, a)
        if self._tells(only_a, a) and self._tells(only_b, b):
            return "numbers"
        if slips(only_a, only_b):
            return "alike"
        if begins(a, b):
            return "shortened"
        begun = (alike := begin_alike(a, b)) >= TELLING and len(main) + alike >= _SAME_BEGINNING
        return "reworded" if (begun or same_gist(a, b)) and not exchanged(only_a, only_b) else "similar"

    def _other_main(self, a: Words, b: Words, main_a: Words, main_b: Words, likeness: float) -> str:
        """Different titles proper: slips, or another cut between title and subtitle."""
        only_a, only_b = words_lacking(a, b), words_lacking(b, a)
        near = likeness >= self._rules.title_similar or begins(main_a, main_b)
        if self._goes_on(a, b) or only_years_more(a, b, only_a, only_b):
            return "shortened"
        one, two = self._tells(only_a, a), self._tells(only_b, b)
        if (
            self._tells(words_lacking(main_a, b), main_a)
            or self._tells(words_lacking(main_b, a), main_b)
            or (one and two)
        ):
            return "numbers" if near else "different"
        if likeness >= self._rules.title_likeness and slips(only_a, only_b, long=min(len(a), len(b)) >= _LONG):
            return "alike"
        if begins(a, b):
            return "shortened"
        begun = begin_alike(a, b) >= _SAME_BEGINNING or turned_round(a, b)
        if (begun or self._is_reworded(a, b, main_a, main_b, likeness)) and not exchanged(only_a, only_b):
            return "reworded"
        slip = slips(words_lacking(main_a, main_b), words_lacking(main_b, main_a))
        return "similar" if near or slip else "different"

    def _is_reworded(self, a: Words, b: Words, main_a: Words, main_b: Words, likeness: float) -> bool:
        """Long titles that are much alike: but ``Rødt kors`` isn't ``Blått kors``, however long the subtitle."""
        long = min(len(main_a), len(main_b)) >= _LONG or not (words_lacking(main_a, b) or words_lacking(main_b, a))
        return long and likeness >= self._rules.title_similar and min(len(a), len(b)) >= _LONG

    def _goes_on(self, a: Words, b: Words) -> bool:
        """Whether the longer title goes on with several words, not with a number: ``… held in Oslo 4-6 May 1976``."""
        if not begins(a, b):
            return False
        more = (a if len(a) > len(b) else b)[min(len(a), len(b)) :]
        return self._names_no_volume(more) or (len(more) >= _GOES_ON and not self._tells(more[:1], more))

    def _names_no_volume(self, more: Words) -> bool:
        """Whether the words by which a title is longer say nothing but a year: ``… : utstilling, Oslo 1963``."""
        return not self._tells(rest := [word for word in more if not YEAR.fullmatch(word)], rest)

    def _tells(self, words: Words, title: Words) -> bool:
        """Whether any of a title's words says which one of several: a number, ``bind``, ``nynorsk``, a letter at its
        end."""
        letter = bool(words) and len(words[-1]) == 1 and words[-1] == title[-1]
        return letter or any(self._is_telling(w) for w in words)

    def _says_which_one(self, word: str) -> bool:
        if len(word) == 1:
            return word.isdigit()
        if any(map(str.isdigit, word)) or word in self._rules.telling_words:
            return True
        return _ROMAN.fullmatch(word) is not None or self._rules.compound_number.fullmatch(word) is not None
