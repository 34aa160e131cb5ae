"""The county's issues by kind and source: the matrix of the page, and the whole of it as a list."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, column, func, select, table

from migration.quality.facts import IssueKind, described, grade

MOST_COLUMNS = 16
"""Kinds that the matrix has a column for; the rest are one column together."""
LIMITS = (0.1, 1.0, 5.0, 20.0)
"""Issues per hundred rows at which a cell gets a darker shade."""

_ISSUE = table("issue", *(column(c) for c in ("source", "code", "severity")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """``percent``: issues per hundred rows that came in, which may be over 100; ``shade``: 0 (none) to 5."""

    count: int
    percent: float
    shade: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """``kinds``: the gravest first, then the most frequent; ``counts``: by code and severity, then by source.

    ``shown``: of the kinds, those with a column of their own. ``rows``: a cell for each of them by source, one for the
    others, and one for all; sources without any issue are left out.
    """

    kinds: tuple[IssueKind, ...]
    counts: Mapping[tuple[str, str], Mapping[str, int]]
    shown: tuple[IssueKind, ...]
    rows: Mapping[str, tuple[Cell, ...]]

    def by_source(self, kind: IssueKind) -> list[tuple[str, int]]:
        """Who has a kind, the most first."""
        return sorted(self.counts[kind.code, kind.severity].items(), key=lambda one: (-one[1], one[0]))


def issue_matrix(connection: Connection, rows: Mapping[str, int]) -> Matrix:
    """All issues of the county by kind and source. ``rows``: how many came in, by source."""
    counts = _counts(connection)
    found = [described(code, severity, sum(by.values()), ()) for (code, severity), by in counts.items()]
    kinds = tuple(sorted(found, key=lambda kind: (grade(kind.severity), -kind.count, kind.code)))
    shown = kinds[:MOST_COLUMNS]
    sources = sorted({source for by in counts.values() for source in by})
    cells = {source: _cells(source, kinds, counts, rows.get(source, 0)) for source in sources}
    return Matrix(kinds=kinds, counts=counts, shown=shown, rows=cells)


def _counts(connection: Connection) -> dict[tuple[str, str], dict[str, int]]:
    i = _ISSUE.c
    query = select(i.code, i.severity, i.source, func.count()).group_by(i.code, i.severity, i.source)
    counts: dict[tuple[str, str], dict[str, int]] = {}
    for code, severity, source, count in connection.execute(query):
        counts.setdefault((code, severity), {})[source] = count
    return counts


def _cells(
    source: str, kinds: Sequence[IssueKind], counts: Mapping[tuple[str, str], Mapping[str, int]], rows: int
) -> tuple[Cell, ...]:
    own = [counts[kind.code, kind.severity].get(source, 0) for kind in kinds]
    return tuple(_cell(count, rows) for count in (*own[:MOST_COLUMNS], sum(own[MOST_COLUMNS:]), sum(own)))


def _cell(count: int, rows: int) -> Cell:
    percent = 100 * count / max(rows, 1)
    return Cell(count=count, percent=percent, shade=1 + sum(percent >= limit for limit in LIMITS) if count else 0)


def issue_list(matrix: Matrix, sources: Sequence[str]) -> tuple[Sequence[str], Iterator[Sequence[str]]]:
    """Header and rows of ``meldinger.csv``: a row per kind, a column per source."""
    header = ("kode", "alvor", "melding", "message", "i_alt", *sources)
    return header, (_list_row(kind, dict(matrix.by_source(kind)), sources) for kind in matrix.kinds)


def _list_row(kind: IssueKind, by: Mapping[str, int], sources: Sequence[str]) -> Sequence[str]:
    counts = (str(by.get(source, 0)) for source in sources)
    return kind.code, kind.severity, kind.text, kind.text_en, str(kind.count), *counts
