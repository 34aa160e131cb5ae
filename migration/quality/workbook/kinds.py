"""The issues of a source as rows for its workbook: each with what it concerns, the gravest kinds first."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, column, func, literal, select, table

from migration.model import Entity
from migration.quality.checks import SEVERITIES
from migration.quality.workbook.values import safe_value

NOUNS = {
    "bib": "tittel",
    "item": "eksemplar",
    "patron": "låner",
    "loan": "lån",
    "reservation": "reservasjon",
    "fee": "gebyr",
    "": "kilden",
}
"""What a row is about."""

_ISSUE = table(
    "issue", *(column(c) for c in ("source", "stage", "entity", "legacy_id", "code", "severity", "field", "value"))
)
_BIB = table("core_bib", *(column(c) for c in ("source", "legacy_id", "title")))
_ITEM = table("core_item", *(column(c) for c in ("source", "legacy_id", "target_id", "barcode")))
_LOAN = table("core_loan", *(column(c) for c in ("source", "legacy_id", "item_id")))
_BATCH = 5_000

KindRows = tuple[str, str, Iterator[tuple[str, ...]]]
"""Issue code, severity, and the rows: what it is about, legacy id, title or barcode, field, value."""


def issue_counts(connection: Connection, source: str) -> dict[str, int]:
    """How many issues there are, by code."""
    c = _ISSUE.c
    query = select(c.code, func.count()).where(c.source == source).group_by(c.code)
    return {row[0]: row[1] for row in connection.execute(query)}


def kinds(connection: Connection, source: str) -> Iterator[KindRows]:
    """All issues, one kind after the other. The rows of a kind must be read before the next kind is asked for."""
    rows = connection.execute(_query(source).execution_options(yield_per=_BATCH))
    for (code, grade), own in groupby(rows, key=lambda row: (row.code, row.grade)):
        yield code, SEVERITIES[grade], map(_cells, own)


def _cells(row: Any) -> tuple[str, ...]:
    value = safe_value(row.entity, row.code, row.value)
    return NOUNS.get(row.entity, row.entity), row.legacy_id, row.title or row.barcode or "", row.field, value


def _query(source: str) -> Any:
    """Title of a record, barcode of an item, or of the item that a loan is of. Of patrons nothing but the id."""
    i, item, lent = _ISSUE.c, _ITEM.alias("item"), _ITEM.alias("lent")
    tables = (
        _ISSUE.outerjoin(_BIB, _about(Entity.BIB, _BIB))
        .outerjoin(item, _about(Entity.ITEM, item))
        .outerjoin(_LOAN, _about(Entity.LOAN, _LOAN))
        .outerjoin(lent, and_(_LOAN.c.item_id != "", lent.c.target_id == _LOAN.c.item_id))
    )
    barcode = func.coalesce(item.c.barcode, lent.c.barcode).label("barcode")
    grade = func.min(_grade()).over(partition_by=i.code).label("grade")  # an older run may have graded it otherwise
    wanted = (grade, i.code, i.entity, i.legacy_id, i.field, i.value, _BIB.c.title, barcode)
    order = (grade, i.code, i.entity, func.length(i.legacy_id), i.legacy_id, i.field, i.value)
    return select(*wanted).select_from(tables).where(i.source == source).order_by(*order)


def _about(entity: Entity, other: Any) -> ColumnElement[bool]:
    i = _ISSUE.c
    return and_(i.entity == entity.value, other.c.source == i.source, other.c.legacy_id == i.legacy_id)


def _grade() -> ColumnElement[int]:
    ranks = [(_ISSUE.c.severity == name, literal(n)) for n, name in enumerate(SEVERITIES)]
    return case(*ranks, else_=literal(len(SEVERITIES) - 1))
