"""Compares two records and decides: vetoes first, then the decision table of ``mappings/match.yaml``.

One implementation for every engine: matching, its twin on Spark, the accuracy harness and ``grenselos explain``.
"""

from collections.abc import Collection
from functools import lru_cache
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

    def grade(self, a: BibFeatures, b: BibFeatures, bad: Collection[Identifier] = ()) -> Graded:
        """Symmetric. ``bad``: identifiers that prove nothing (``migration.match.blocking``)."""
        identifier, shared = grade_identifier(a, b, bad)
        title, likeness = self._titles(a, b)
        grades = (
            identifier,
            statements.grade_format(a, b, self.rules),
            statements.grade_language(a, b, self.rules),
            statements.grade_part(a, b),
            statements.grade_edition(a, b),
            statements.grade_version(a, b),
            numbers.grade_year(a, b),
            numbers.grade_extent(a, b, self.rules),
            title,
            grade_author(a, b),
            statements.grade_publisher(a, b),
            statements.grade_place(a, b),
            statements.grade_series(a, b),
            numbers.grade_height(a, b),
            statements.grade_original(a, b),
            statements.grade_host(a, b),
        )
        return Graded(grades, likeness, shared, self.table.ask(grades))

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
