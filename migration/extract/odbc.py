"""The ODBC reader: one SELECT per mapped table, fetched in batches and passed on as raw rows.

The physical names come from a per-site mapping (``migration.extract.odbc_mapping``). They are checked against the
database's own catalogue before the first row is read, and are always sent in the driver's quotes.
"""

import hashlib
import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

import orjson

from migration.charsets import decode_text
from migration.extract.odbc_connection import batches, connected, select
from migration.extract.odbc_mapping import OdbcMapping
from migration.extract.odbc_plan import CATALOGUE, Plan, plan_reading
from migration.extract.raw import TABLE_OF_FILE, InputError, RawRow, RawTable
from migration.marc.reading.framing import frame, sniff, xml_charset

if TYPE_CHECKING:
    import pyodbc

BATCH = 2000


def check_odbc(connection_string: str, mapping: OdbcMapping) -> list[str]:
    """Every problem for which this database cannot be read with this mapping: what, where, what to do."""
    try:
        with connected(connection_string) as connection:
            return plan_reading(connection, mapping)[1]
    except InputError as error:
        return error.problems


def read_odbc(connection_string: str, mapping: OdbcMapping) -> Iterator[RawTable]:
    """One RawTable per mapped table, catalogue first; its rows must be read before the next table is asked for.

    Raises InputError with every problem at once before any row is read, and where the connection breaks on the way.
    """
    with connected(connection_string) as connection:
        plans, problems = plan_reading(connection, mapping)
        if problems:
            raise InputError(problems)
        for plan in plans:
            if plan.name == CATALOGUE:
                yield _catalogue(connection, plan, mapping.catalogue.format)
            else:
                yield _entity(connection, plan)


def _entity(connection: "pyodbc.Connection", plan: Plan) -> RawTable:
    table = _table(plan, "json")
    rows = (RawRow(line, _payload(row)) for line, row in enumerate(_rows(connection, plan), 1))
    table.rows = _counted(table, rows)
    return table


def _table(plan: Plan, form: str, charset: str = "") -> RawTable:
    return RawTable(
        name=plan.name,
        table=TABLE_OF_FILE.get(plan.name, "raw_bib"),
        format=form,
        rows=iter(()),
        charset=charset,
        columns=plan.columns,
    )


def _rows(connection: "pyodbc.Connection", plan: Plan) -> Iterator[Any]:
    """The rows of one SELECT, which is sent when the first one is asked for."""
    cursor = select(connection, plan.sql, plan.where)
    for batch in batches(cursor, plan.where, BATCH):
        yield from batch


def _counted(table: RawTable, rows: Iterator[RawRow]) -> Iterator[RawRow]:
    """The rows as they come; size and checksum of the payloads go into the table."""
    digest = hashlib.sha256()
    for row in rows:
        table.bytes += len(row.payload)
        digest.update(row.payload)
        yield row
    table.sha256 = digest.hexdigest()


def _payload(row: Sequence[object]) -> bytes:
    """One row as a JSON array of texts and nulls."""
    return orjson.dumps([as_text(value) for value in row])


def as_text(value: object) -> str | None:
    """A database value as the text that an export would have: ISO 8601, decimals in full, ``true`` and ``false``."""
    if value is None:
        return None
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")  # half a surrogate pair is no letter
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    if isinstance(value, (bytes, bytearray)):
        return decode_text(bytes(value))[0]
    return str(value)


def _catalogue(connection: "pyodbc.Connection", plan: Plan, form: str) -> RawTable:
    """The records. Their format is found on the first batch's first recognised record where the mapping leaves it."""
    rows = _rows(connection, plan)
    head = list(islice(rows, BATCH))
    form = form if form != "auto" else _sniffed(head, plan.where)
    payloads = (joined(row) for row in chain(head, rows))
    table = _table(plan, form, _charset(head, form))
    table.rows = _counted(table, _records(payloads, form))
    return table


def _sniffed(head: Sequence[Sequence[object]], where: str) -> str:
    formats = (sniff(joined(row)) for row in head)
    found = next((form for form in formats if form), "")
    if head and not found:
        raise InputError([f"{where}: the records' format is not recognised; set format to iso2709, line or xml"])
    return found


def _charset(head: Sequence[Sequence[object]], form: str) -> str:
    """Text columns reach us decoded and are passed on as UTF-8; bytes are as they were stored."""
    first = next((row for row in head if row[0] is not None), None)
    if first is None:
        return ""
    if isinstance(first[0], str):
        return "utf-8"
    return xml_charset(joined(first)) if form == "xml" else ""


def joined(parts: Sequence[object]) -> bytes:
    """A record from the columns that hold its parts. Empty where all of them are null."""
    return b"".join(_bytes(part) for part in parts if part is not None)


def _bytes(part: object) -> bytes:
    return bytes(part) if isinstance(part, (bytes, bytearray)) else str(part).encode("utf-8", "replace")


def _records(payloads: Iterator[bytes], form: str) -> Iterator[RawRow]:
    """``line`` is the row's number. An XML document is cut to the record that it wraps."""
    for line, payload in enumerate(payloads, 1):
        if not payload.strip():
            yield RawRow(line, payload, "record_empty")
        elif form == "xml":
            records = [RawRow(line, found.payload, found.problem) for found in frame(io.BytesIO(payload), form)]
            yield from records or [RawRow(line, payload)]
        else:
            yield RawRow(line, payload)
