"""Pairs that need no comparison, because the decision table can only call them apart.

Derived from the table itself: of each row, the demands that can be told from numbers and codes alone. A pair is
compared where it meets the demands of some row. So a librarian who changes the table changes this, too.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from migration.match.comparing.grades import GRADES
from migration.match.rules import MatchRules, Row

_LINKED = frozenset({"shared", "publisher_number"})

STATED = """
    SELECT d, format_class, part_number, language, pages, TRY_CAST(year AS INTEGER) AS year, other_years,
        CASE WHEN translate(edition, '0123456789', '') = '' THEN TRY_CAST(edition AS INTEGER) END AS edition,
        year <> '' AS dated, publishers <> '' AS published
    FROM description
"""


class _Demand(NamedTuple):
    """``sql``: on two rows of ``stated`` (a, b), false only where the feature has one of ``grades``. Unknown is no
    reason."""

    feature: str
    grades: frozenset[str]
    sql: str


def _demand(feature: str, grades: str, sql: str) -> _Demand:
    return _Demand(feature, frozenset(grades.split()), sql)


_DEMANDS = (
    _demand("format", "different", "a.format_class = b.format_class AND NOT list_contains($never, a.format_class)"),
    _demand("part", "different", "a.part_number = '' OR b.part_number = '' OR a.part_number = b.part_number"),
    _demand("year", "different near other", "a.year IS NULL OR b.year IS NULL OR a.year = b.year"),
    _demand("year", "unknown", "a.dated AND b.dated"),
    _demand("publisher", "unknown", "a.published AND b.published"),
    _demand("edition", "different", "a.edition IS NULL OR b.edition IS NULL OR a.edition = b.edition"),
    _demand("extent", "different near", "a.pages IS NULL OR b.pages IS NULL OR abs(a.pages - b.pages) <= $pages_close"),
    _demand(
        "extent",
        "different",
        "a.pages IS NULL OR b.pages IS NULL"
        " OR abs(a.pages - b.pages) <= greatest($pages_apart, $pages_share * greatest(a.pages, b.pages))",
    ),
    _demand(
        "language",
        "different",
        "a.language = '' OR b.language = '' OR a.language = b.language"
        " OR list_contains($general, a.language || ' ' || b.language)",
    ),
    _demand(
        "year",
        "different",
        "a.year IS NULL OR b.year IS NULL OR abs(a.year - b.year) <= 2"
        " OR contains(a.other_years, b.year::TEXT) OR contains(b.other_years, a.year::TEXT)",
    ),
)
"""The dear ones come last, where few pairs are left."""


@dataclass(frozen=True, slots=True)
class Prefilter:
    """``kept``: SQL on two rows of ``stated`` (a, b) and ``linked``, whether they share a good identifier: true for
    what is compared. ``values``: what it asks for."""

    kept: str
    values: Mapping[str, object]


def prefilter_of(rules: MatchRules) -> Prefilter:
    kept = _kept([_demands(row, rules) for row in rules.decisions if not _needs_number(row)])
    values = {
        "never": sorted(rules.never_formats),
        "general": sorted(f"{a} {b}" for a, b in rules.language_pairs | rules.family_pairs),
        "pages_close": float(rules.pages_close),
        "pages_apart": float(rules.pages_apart),
        "pages_share": float(rules.pages_share),
    }
    return Prefilter(kept, {name: values[name] for name in sorted(set(re.findall(r"\$(\w+)", kept)))})


def _kept(ways: Sequence[frozenset[int]]) -> str:
    if not ways:
        return "linked"
    ways = [way for way in sorted(set(ways), key=sorted) if not any(other < way for other in ways)]
    always = frozenset.intersection(*ways)
    sometimes = " OR ".join(f"({_all(way - always)})" for way in ways)
    return f"linked OR (({_all(always)}) AND ({sometimes}))"


def _needs_number(row: Row) -> bool:
    return frozenset(row.when.get("identifier", GRADES["identifier"])) <= _LINKED


def _demands(row: Row, rules: MatchRules) -> frozenset[int]:
    """The places in ``_DEMANDS`` of what a pair must meet for this row to hold."""
    cells = {**rules.defaults, **row.when}
    vetoes = rules.vetoes if row.decision == "auto" else {}
    found = set()
    for place, demand in enumerate(_DEMANDS):
        accepted = frozenset(cells.get(demand.feature, GRADES[demand.feature]))
        if not demand.grades & accepted - frozenset(vetoes.get(demand.feature, ())):
            found.add(place)
    return frozenset(found)


def _all(places: frozenset[int]) -> str:
    return " AND ".join(f"({_DEMANDS[place].sql})" for place in sorted(places)) or "TRUE"
