"""Compares two records and decides: vetoes first, then the decision table of ``mappings/match.yaml``.

One implementation for every engine: matching, its twin on Spark, the accuracy harness and ``grenselos explain``.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache, partial
from typing import NamedTuple

from migration.features import BibFeatures, Identifier
from migration.match.comparing import numbers, statements
from migration.match.comparing.grades import FEATURES
from migration.match.comparing.identifiers import grade_identifier
from migration.match.comparing.judgement import Decision, Judgement
from migration.match.comparing.people import grade_author
from migration.match.comparing.table import Answer, DecisionTable, Grades
from migration.match.comparing.titles import title_grader
from migration.match.rules import MatchRules

JUDGE_VERSION = 2
"""Counts up whenever the same features and rules give other grades: what was decided before is decided anew."""


Grader = Callable[[BibFeatures, BibFeatures], str]
_CODED = ("format", "part", "year", "extent", "edition", "language", "version", "host")
"""Features that are graded without comparing texts; most pairs get no further."""
_IDENTIFIER, _TITLE = FEATURES.index("identifier"), FEATURES.index("title")


class Step(NamedTuple):
    """``place``: in ``FEATURES``. ``accepting``: the rows of the table that each grade leaves open."""

    place: int
    grader: Grader
    accepting: Mapping[str, int]


class Graded(NamedTuple):
    """``likeness``: of the titles, 0 to 1."""

    grades: Grades
    likeness: float
    shared: tuple[Identifier, ...]
    answer: Answer


class Judge:
    """Decides pairs by one set of rules; remembers titles and grades it has met."""

    def __init__(self, rules: MatchRules) -> None:
        self.rules = rules
        self.table = DecisionTable(rules)
        self._titles = title_grader(rules)
        by_name: dict[str, Grader] = {
            "format": partial(statements.grade_format, rules=rules),
            "language": partial(statements.grade_language, rules=rules),
            "part": statements.grade_part,
            "edition": statements.grade_edition,
            "version": statements.grade_version,
            "year": numbers.grade_year,
            "extent": partial(numbers.grade_extent, rules=rules),
            "author": grade_author,
            "publisher": statements.grade_publisher,
            "place": statements.grade_place,
            "series": statements.grade_series,
            "height": numbers.grade_height,
            "original": statements.grade_original,
            "host": statements.grade_host,
        }
        steps = {
            name: Step(FEATURES.index(name), grader, self.table.accepting(name)) for name, grader in by_name.items()
        }
        self._coded = [steps[name] for name in _CODED]
        self._stated = [step for name, step in steps.items() if name not in _CODED]
        self._by_identifier, self._by_title = self.table.accepting("identifier"), self.table.accepting("title")

    def weigh(self, a: BibFeatures, b: BibFeatures, bad: Collection[Identifier] = ()) -> Graded | None:
        """``grade``, but None where the two are apart: most are, and soon no row of the table is open to them."""
        grades = [""] * len(FEATURES)
        rows = _grade(grades, self._coded, a, b, -1)
        if not rows:
            return None
        grades[_IDENTIFIER], shared = grade_identifier(a, b, bad)
        rows &= self._by_identifier[grades[_IDENTIFIER]]
        if not rows:
            return None
        grades[_TITLE], likeness = self._titles(a, b)
        if not _grade(grades, self._stated, a, b, rows & self._by_title[grades[_TITLE]]):
            return None
        answer = self.table.ask(tuple(grades))
        return None if answer.decision is Decision.APART else Graded(tuple(grades), likeness, shared, answer)

    def grade(self, a: BibFeatures, b: BibFeatures, bad: Collection[Identifier] = ()) -> Graded:
        """All grades, whatever they say. Symmetric. ``bad``: identifiers that prove nothing
        (``migration.match.blocking``)."""
        grades = [""] * len(FEATURES)
        for place, grader, _ in (*self._coded, *self._stated):
            grades[place] = grader(a, b)
        grades[_IDENTIFIER], shared = grade_identifier(a, b, bad)
        grades[_TITLE], likeness = self._titles(a, b)
        return Graded(tuple(grades), likeness, shared, self.table.ask(tuple(grades)))

    def judge(self, a: BibFeatures, b: BibFeatures, bad: Collection[Identifier] = ()) -> Judgement:
        """The same, for people."""
        found = self.grade(a, b, bad)
        return Judgement(
            decision=found.answer.decision,
            rule=found.answer.rule,
            grades=dict(zip(FEATURES, found.grades, strict=True)),
            title=found.likeness,
            shared=found.shared,
            vetoes=found.answer.vetoes,
            failed=found.answer.failed,
        )


def _grade(grades: list[str], steps: Sequence[Step], a: BibFeatures, b: BibFeatures, rows: int) -> int:
    """Fill in the grades of these steps, until no row is open. The rows that still are: bit n for row n."""
    for place, grader, accepting in steps:
        if not rows:
            return 0
        grade = grades[place] = grader(a, b)
        rows &= accepting[grade]
    return rows


@lru_cache(maxsize=4)
def judge_by(rules: MatchRules) -> Judge:
    """The judge of these rules."""
    return Judge(rules)


def judge(a: BibFeatures, b: BibFeatures, rules: MatchRules, bad: Collection[Identifier] = ()) -> Judgement:
    """One pair by one set of rules."""
    return judge_by(rules).judge(a, b, bad)
