"""The decision table: its rows compiled, asked by the grades of a pair, and remembered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from migration.match.comparing.grades import FEATURES, GRADES
from migration.match.comparing.judgement import Decision
from migration.match.rules import MatchRules, Row

Grades = tuple[str, ...]
"""A pair's grades, in the order of ``FEATURES``."""


class Answer(NamedTuple):
    """``row``: the position of the row that held, from 0; -1 for none."""

    decision: Decision
    row: int
    rule: str
    vetoes: tuple[str, ...]
    failed: tuple[str, ...]


class _Compiled(NamedTuple):
    when: tuple[tuple[int, frozenset[str]], ...]
    support: tuple[tuple[int, frozenset[str]], ...]
    at_least: int

    def failed(self, grades: Grades) -> list[str]:
        """The features whose grades the row does not accept."""
        found = [FEATURES[n] for n, accepted in self.when if grades[n] not in accepted]
        if self.at_least and sum(grades[n] in accepted for n, accepted in self.support) < self.at_least:
            found.append("support")
        return found


@dataclass(slots=True)
class DecisionTable:
    """``ask`` gives the same answer for the same grades; few hundreds of combinations occur, so each is asked once."""

    rules: MatchRules
    _rows: Sequence[_Compiled] = ()
    _vetoes: Sequence[tuple[int, frozenset[str]]] = ()
    _asked: dict[Grades, Answer] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._rows = [_compile(row, self.rules.defaults) for row in self.rules.decisions]
        self._vetoes = sorted(_indexed(self.rules.vetoes), key=lambda cell: cell[0])

    def ask(self, grades: Grades) -> Answer:
        found = self._asked.get(grades)
        if found is None:
            found = self._asked[grades] = self._answer(grades)
        return found

    def accepting(self, feature: str) -> dict[str, int]:
        """For each grade of a feature, the rows that it leaves open: bit n for row n."""
        place = FEATURES.index(feature)
        return {grade: self._open(place, grade) for grade in GRADES[feature]}

    def _open(self, place: int, grade: str) -> int:
        vetoed = any(n == place and grade in forbidden for n, forbidden in self._vetoes)
        found = 0
        for bit, (row, compiled) in enumerate(zip(self.rules.decisions, self._rows, strict=True)):
            accepts = all(grade in accepted for n, accepted in compiled.when if n == place)
            if accepts and not (vetoed and row.decision == "auto"):
                found |= 1 << bit
        return found

    def vetoes(self, grades: Grades) -> tuple[str, ...]:
        """The features that forbid a merge."""
        return tuple([FEATURES[n] for n, forbidden in self._vetoes if grades[n] in forbidden])

    def _answer(self, grades: Grades) -> Answer:
        vetoes = self.vetoes(grades)
        failures: list[list[str]] = []
        for number, (row, compiled) in enumerate(zip(self.rules.decisions, self._rows, strict=True)):
            if row.decision == "auto" and vetoes:
                failures.append(sorted({*compiled.failed(grades), *vetoes}))
                continue
            failed = compiled.failed(grades)
            if not failed:
                nearest = () if row.decision == "auto" else _nearest(failures)
                return Answer(Decision(row.decision), number, row.rule, vetoes, nearest)
            if row.decision == "auto":
                failures.append(failed)
        return Answer(Decision.APART, -1, "", vetoes, _nearest(failures))


def _nearest(failures: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """What kept the nearest ``auto`` row from holding: that with the fewest failures, the first of equals."""
    fewest = min((len(failed) for failed in failures), default=0)
    return tuple(next((failed for failed in failures if len(failed) == fewest), ()))


def _compile(row: Row, defaults: Mapping[str, Sequence[str]]) -> _Compiled:
    support = row.support
    return _Compiled(
        when=_indexed({**defaults, **row.when}),
        support=_indexed(support.of) if support else (),
        at_least=support.at_least if support else 0,
    )


def _indexed(cells: Mapping[str, Sequence[str]]) -> tuple[tuple[int, frozenset[str]], ...]:
    return tuple((FEATURES.index(name), frozenset(accepted)) for name, accepted in cells.items())
