"""Fetched entity sets as raw tables: each row a JSON array of texts and nulls, in the order of the columns."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

import orjson

from migration.extract.odata_fetch import BORROWERS, CARDS, Fetched, Row, cards_in, rows_of
from migration.extract.odata_page import as_text
from migration.extract.odata_spool import Spool
from migration.extract.raw import TABLE_OF_FILE, RawRow, RawTable
from migration.issues import Issue


def tables(spool: Spool, fetched: Mapping[str, Fetched]) -> Iterator[RawTable]:
    """One table per set; the cards that lie in the borrowers are one table with those of a set of their own."""
    issues = [Issue("odata_resumed", "", str(spool.reused))] if spool.reused else []
    for name, one in fetched.items():
        if name != CARDS:
            yield _table(name, tuple(one.columns), rows_of(spool, one), issues + one.issues)
            issues = []
    borrowers, cards = fetched.get(BORROWERS), fetched.get(CARDS)
    inside = borrowers if borrowers and borrowers.card_columns else None
    if cards or inside:
        yield _card_table(spool, cards or Fetched(name=CARDS), inside, issues)


def _card_table(spool: Spool, own: Fetched, borrowers: Fetched | None, issues: list[Issue]) -> RawTable:
    columns, rows = dict(own.columns), rows_of(spool, own)
    if borrowers:
        columns |= borrowers.card_columns
        inside = (card for row in rows_of(spool, borrowers) for card in cards_in(BORROWERS, row))
        rows = _once(chain(rows, inside))
    return _table(CARDS, tuple(columns), rows, issues + own.issues)


def _once(cards: Iterable[Row]) -> Iterator[Row]:
    """Each card of a borrower once."""
    seen = set()
    for card in cards:
        key = (as_text(card.get("BorrowerId")), as_text(card.get("Barcode")))
        if key not in seen:
            seen.add(key)
            yield card


def _table(name: str, columns: tuple[str, ...], rows: Iterable[Row], issues: list[Issue]) -> RawTable:
    table = RawTable(name=name, table=TABLE_OF_FILE[name], format="json", rows=iter(()), columns=columns, issues=issues)
    table.rows = _payloads(table, rows)
    return table


def _payloads(table: RawTable, rows: Iterable[Row]) -> Iterator[RawRow]:
    """The rows as they come; size and checksum of the payloads go into the table."""
    digest = hashlib.sha256()
    for line, row in enumerate(rows, 1):
        payload = orjson.dumps([as_text(row.get(column)) for column in table.columns])
        table.bytes += len(payload)
        digest.update(payload)
        yield RawRow(line, payload)
    table.sha256 = digest.hexdigest()
