"""How the staging tables are asked for many keys of one source at once."""

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, column, select, table
from sqlalchemy.sql.expression import ColumnElement, TableClause

from migration.model import Entity

CHUNK = 500
"""Keys per query: SQLite takes 32,766 parameters, PostgreSQL 65,535."""
Row = RowMapping


def core(entity: Entity, columns: str) -> TableClause:
    return table(f"core_{entity.value}", *(column(c) for c in ("source", "legacy_id", "target_id", *columns.split())))


BIB = core(Entity.BIB, "marc format_class")
ITEM = core(Entity.ITEM, "bib_legacy_id library branch location barcode call_number item_type status price")
PATRON = core(Entity.PATRON, "library category expires_on blocked card_number other_cards national_card_number")
LOAN = core(Entity.LOAN, "patron_id item_id bib_legacy_id library loaned_at due_at renewals status")
RESERVATION = core(Entity.RESERVATION, "patron_id item_id bib_legacy_id pickup_branch queue_position expires_at state")
FEE = core(Entity.FEE, "patron_id item_id type amount outstanding state")
LEDGER = table("ledger", *(column(c) for c in ("source", "entity", "legacy_id", "fate", "reason")))


def rows_by(
    connection: Connection, query: Select[Any], key: ColumnElement[Any], values: Collection[str]
) -> Iterator[Row]:
    """The query's rows whose key is one of these values."""
    ordered = sorted(set(values))
    for start in range(0, len(ordered), CHUNK):
        yield from connection.execute(query.where(key.in_(ordered[start : start + CHUNK]))).mappings().all()


def source_rows(
    connection: Connection, source: str, of: TableClause, key: ColumnElement[Any], values: Collection[str]
) -> Iterator[Row]:
    """A source's rows of a table whose key is one of these values."""
    return rows_by(connection, select(of).where(of.c.source == source), key, values)


def ledger_rows(connection: Connection, source: str, entity: Entity, legacy_ids: Collection[str]) -> Iterator[Row]:
    """The ledger's rows of these legacy ids."""
    query = select(LEDGER).where(LEDGER.c.source == source, LEDGER.c.entity == entity.value)
    return rows_by(connection, query, LEDGER.c.legacy_id, legacy_ids)
