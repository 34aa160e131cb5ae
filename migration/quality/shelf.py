"""Shelf against catalogue: items that a library should look for before cutover, and what the export cannot tell.

Only what the source's own item and loan rows say; nothing about borrowers. The day that everything is counted from is
the run's (``as_of``), so that a run gives the same list whenever the report is written.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import chain
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, and_, case, column, func, select, table

NEVER_LENT_YEARS = 3
NOT_SEEN_YEARS = 5
ON_LOAN_YEARS = 2
IN_TRANSIT_DAYS = 28
FILE_NAME = "hylle.csv"
HEADER = ("hva", "gammel_id", "strekkode", "tittel", "avdeling", "plassering", "hyllesignatur", "dato")
GONE = ("missing", "missing_overdue", "claimed_returned", "lost", "lost_on_loan")
"""Neutral statuses of items that the library itself says are not in their place."""
ON_SHELF = ("available", "internal_use", "non_circulating")

_COLUMNS = (
    "source", "legacy_id", "target_id", "bib_legacy_id", "barcode", "branch", "location", "call_number", "status",
    "acquired_on", "last_seen_on", "total_loans",
)  # fmt: skip
_ITEM = table("core_item", *(column(c) for c in _COLUMNS))
_BIB = table("core_bib", *(column(c) for c in ("source", "legacy_id", "title")))
_LOAN = table("core_loan", *(column(c) for c in ("source", "item_id", "loaned_at")))


class Hint(StrEnum):
    """What is odd about an item."""

    MISSING = "missing"
    ON_LOAN = "on_loan"
    IN_TRANSIT = "in_transit"
    NOT_SEEN = "not_seen"
    NEVER_LENT = "never_lent"


HINTS: Mapping[Hint, tuple[str, str, str, str]] = {
    Hint.MISSING: (
        "Savnet eller tapt", "Missing or lost",
        "Let en siste gang. Er eksemplaret borte, kasser det i Mikromarc, så blir det ikke med.",
        "Look for it one last time. If it is gone, discard it in Mikromarc, and it does not come along.",
    ),
    Hint.ON_LOAN: (
        f"På lån i mer enn {ON_LOAN_YEARS} år", f"On loan for more than {ON_LOAN_YEARS} years",
        "Se i hylla: kanskje er det levert uten å bli registrert. Ellers avslutt lånet som tapt.",
        "Look on the shelf: it may have come back unrecorded. Otherwise close the loan as lost.",
    ),
    Hint.IN_TRANSIT: (
        f"Under transport i mer enn {IN_TRANSIT_DAYS} dager", f"In transit for more than {IN_TRANSIT_DAYS} days",
        "Se i hylla og i transportkassene, og registrer eksemplaret inn.",
        "Look on the shelf and in the transport boxes, and check the item in.",
    ),
    Hint.NOT_SEEN: (
        f"Inne, men ikke registrert på {NOT_SEEN_YEARS} år", f"On the shelf, but not seen for {NOT_SEEN_YEARS} years",
        "Finn det i hylla. Står det ikke der, sett det som savnet.",
        "Find it on the shelf. If it is not there, mark it as missing.",
    ),
    Hint.NEVER_LENT: (
        f"Aldri utlånt, kjøpt for mer enn {NEVER_LENT_YEARS} år siden",
        f"Never lent, bought more than {NEVER_LENT_YEARS} years ago",
        "Står det i hylla, og er det verdt å ta med? Kasser det ellers før flytting.",
        "Is it on the shelf, and worth taking along? Otherwise discard it before the move.",
    ),
}  # fmt: skip
"""Name and advice of each hint, in Bokmål and English."""


class ListedItem(NamedTuple):
    """A row of the list. ``hint`` in Bokmål; ``day``: the day that the hint is counted from, if any, as ISO 8601."""

    hint: str
    legacy_id: str
    barcode: str
    title: str
    branch: str
    location: str
    call_number: str
    day: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """``items`` of the source; ``found``: how many have each hint, zeros too (an item may have several).

    ``silent``: items whose row has no day of being seen, no number of loans, or no day of being bought.
    """

    items: int
    found: Mapping[Hint, int]
    silent: Mapping[str, int]


def shelf(connection: Connection, source: str, as_of: date) -> Shelf:
    """Counts for the page: one pass over the source's items, one over its loans."""
    i = _ITEM.c
    found = {hint: _count(condition) for hint, condition in _conditions(as_of).items()}
    silent = {
        "last_seen_on": _count(i.last_seen_on == ""),
        "total_loans": _count(i.total_loans.is_(None)),
        "acquired_on": _count(i.acquired_on == ""),
    }
    query = select(func.count(), *found.values(), *silent.values()).where(i.source == source)
    items, *counts = connection.execute(query.select_from(_ITEM)).one()
    of_hints = dict(zip(found, counts, strict=False))
    on_loan = connection.scalar(select(func.count()).select_from(_long_on_loan(source, as_of).subquery()))
    return Shelf(
        items=items,
        found={hint: (on_loan if hint is Hint.ON_LOAN else of_hints[hint]) or 0 for hint in Hint},
        silent={name: count or 0 for name, count in zip(silent, counts[len(found) :], strict=True)},
    )


def listed(connection: Connection, source: str, as_of: date) -> Iterator[ListedItem]:
    """Every item with a hint, hint by hint, in the order in which one walks along the shelves."""
    queries = {hint: _with(source, condition, _day(hint)) for hint, condition in _conditions(as_of).items()}
    queries[Hint.ON_LOAN] = _long_on_loan(source, as_of)
    return chain.from_iterable(_rows(connection, hint, queries[hint]) for hint in Hint)


def _rows(connection: Connection, hint: Hint, query: Select[*tuple[str, ...]]) -> Iterator[ListedItem]:
    i = _ITEM.c
    ordered = query.order_by(i.branch, i.location, i.call_number, i.legacy_id)
    return (ListedItem(HINTS[hint][0], *(cell or "" for cell in row)) for row in connection.execute(ordered))


def _conditions(as_of: date) -> dict[Hint, ColumnElement[bool]]:
    """The hints that the item's own row gives. A day that is unknown is no hint."""
    i = _ITEM.c
    return {
        Hint.MISSING: i.status.in_(GONE),
        Hint.IN_TRANSIT: and_(i.status == "in_transit", _before(i.last_seen_on, as_of - timedelta(IN_TRANSIT_DAYS))),
        Hint.NOT_SEEN: and_(i.status.in_(ON_SHELF), _before(i.last_seen_on, years_before(as_of, NOT_SEEN_YEARS))),
        Hint.NEVER_LENT: and_(
            i.status.in_(ON_SHELF), i.total_loans == 0, _before(i.acquired_on, years_before(as_of, NEVER_LENT_YEARS))
        ),
    }


def _day(hint: Hint) -> ColumnElement[str]:
    return _ITEM.c.acquired_on if hint is Hint.NEVER_LENT else _ITEM.c.last_seen_on


def _before(day: ColumnElement[str], limit: date) -> ColumnElement[bool]:
    return and_(day != "", day < limit.isoformat())


def years_before(day: date, years: int) -> date:
    """The same day some years ago; of 29 February, the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _long_on_loan(source: str, as_of: date) -> Select[*tuple[str, ...]]:
    i, lent = _ITEM.c, _LOAN.c
    day = func.substr(func.min(lent.loaned_at), 1, 10)
    old = (
        select(lent.item_id, day.label("day"))
        .where(lent.source == source, lent.item_id != "", _before(lent.loaned_at, years_before(as_of, ON_LOAN_YEARS)))
        .group_by(lent.item_id)
        .subquery()
    )
    return _with(source, i.target_id == old.c.item_id, old.c.day)


def _with(source: str, condition: ColumnElement[bool], day: ColumnElement[str]) -> Select[*tuple[str, ...]]:
    i = _ITEM.c
    of = and_(_BIB.c.source == i.source, _BIB.c.legacy_id == i.bib_legacy_id)
    wanted = (i.legacy_id, i.barcode, _BIB.c.title, i.branch, i.location, i.call_number, day.label("day"))
    return select(*wanted).select_from(_ITEM.outerjoin(_BIB, of)).where(i.source == source, condition)
