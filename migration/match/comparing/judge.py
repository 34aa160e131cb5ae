"""Compares two records and decides: vetoes first, then the decision table of ``mappings/match.yaml``.

One implementation for every engine: matching, its twin on Spark, the accuracy harness and ``grenselos explain``.
"""

from collections.abc import Callable, Collection
from functools import lru_cache, partial
from typing import NamedTuple

from migration.features import BibFeatures, Identifier
from migration.match.comparing import numbers, statements
from migration.match.comparing.grades import FEATURES
from migration.match.comparing.identifiers import grade_identifier
from migration.match.comparing.judgement import Judgement
from migration.match.comparing.people import grade_author
from migration.match.comparing.table import Answer, DecisionTable, Grades
from migration.match.comparing.titles import title_grader
from migration.match.rules import MatchRules

JUDGE_VERSION = 1
"""Counts up whenever the same features and rules give other grades: what was decided before is decided anew."""


Grader = Callable[[BibFeatures, BibFeatures], str]
_CHEAP = ("format", "part", "edition", "version", "year", "extent", "language", "host")
"""Features that are graded without comparing texts."""


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
        by_name: dict[str, Grader | None] = {
            "format": partial(statements.grade_format, rules=rules),
            "language": partial(statements.grade_language, rules=rules),
            "part": statements.grade_part,
            "edition": statements.grade_edition,
            "version": statements.grade_version,
            "year": numbers.grade_year,
            "extent": partial(numbers.grade_extent, rules=rules),
            "title": None,
            "author": grade_author,
            "publisher": statements.grade_publisher,
            "place": statements.grade_place,
            "series": statements.grade_series,
            "height": numbers.grade_height,
            "original": statements.grade_original,
            "host": statements.grade_host,
        }
        self._graders = [by_name[name] for name in FEATURES[1:]]
        first = ((by_name[name], self.table.hopeless(name)) for name in _CHEAP)
        self._cheap = [(grade, hopeless) for grade, hopeless in first if grade and hopeless]

    def grade(self, a: BibFeatures, b: BibFeatures, bad: Collection[Identifier] = ()) -> Graded:
        """Symmetric. ``bad``: identifiers that prove nothing (``migration.match.blocking``)."""
        identifier, shared = grade_identifier(a, b, bad)
        title, likeness = self._titles(a, b)
        grades = (identifier, *(title if grade is None else grade(a, b) for grade in self._graders))
        return Graded(grades, likeness, shared, self.table.ask(grades))

    def maybe(self, a: BibFeatures, b: BibFeatures) -> bool:
        """Whether the two may be more than apart: false as soon as one feature makes them so. Cheap, and most are."""
        return not any(grade(a, b) in hopeless for grade, hopeless in self._cheap)

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


@lru_cache(maxsize=4)
def judge_by(rules: MatchRules) -> Judge:
    """The judge of these rules."""
    return Judge(rules)


def judge(a: BibFeatures, b: BibFeatures, rules: MatchRules, bad: Collection[Identifier] = ()) -> Judgement:
    """One pair by one set of rules."""
    return judge_by(rules).judge(a, b, bad)
