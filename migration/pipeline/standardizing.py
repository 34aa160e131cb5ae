"""Standardize: a source's raw rows become core_* rows, each source row with its fate, in one transaction."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from migration.issues import Issue, Result, rejected
from migration.model import Entity, Loan
from migration.pipeline.bibs import bib_settings, remember_item, standardize_bibs
from migration.pipeline.landed import LandedRow, landed_files, landed_rows, problem_issue
from migration.pipeline.project import OrderError, Project
from migration.pipeline.sink import Sink
from migration.pipeline.stage import StageReport, mark, passed
from migration.pipeline.writer import Origin, SourceWriter, duplicate
from migration.privacy import find_identity_numbers, mask
from migration.quality.balance import SUBFIELD
from migration.rows import MissingValueError, RowReader
from migration.staging import schema
from migration.transform.circulation import fee, find_item, loan, reservation
from migration.transform.context import (
    OPEN_LISTS,
    Card,
    Context,
    Known,
    Unit,
    label_of,
    resolve,
    tell_apart,
    tell_units_apart,
)
from migration.transform.items import item
from migration.transform.patrons import card, patron

STAGE = "standardize"
_CORE = (
    *schema.CORE_TABLES.values(), schema.core_bib_isbn, schema.core_bib_unknown, schema.core_bib_reference,
    schema.core_conversion, schema.core_code,
)  # fmt: skip
_FATES = (schema.ledger, schema.reject, schema.source_rows, schema.check_result)
_RAW = {
    Entity.ITEM: "raw_item",
    Entity.PATRON: "raw_patron",
    Entity.LOAN: "raw_loan",
    Entity.RESERVATION: "raw_reservation",
    Entity.FEE: "raw_fee",
}

Transform = Callable[[str, RowReader], Result[Any]]


def standardize(project: Project, key: str) -> StageReport:
    """Replace a source's core rows, ledger and issues. Raises OrderError where it has not been landed."""
    start = time.perf_counter()
    project.source(key)
    with project.engine.begin() as connection:
        if not passed(connection, key, "land"):
            raise OrderError(f"{key} has not been landed; run grenselos land {key} first")
        _wipe(connection, key)
        sink = Sink(connection, key, STAGE)
        writer = SourceWriter(sink, project.mappings.exclusions)
        _standardize(project, connection, key, writer)
        sink.flush()
        fates = {entity: dict(counts) for entity, counts in writer.fates.items()}
        detail = {"fates": fates, "mapping_version": project.mappings.version}
        mark(connection, key, STAGE, detail, stale=("match", "quality"))
    return StageReport(
        stage=STAGE,
        source=key,
        rows=dict(sink.counts) | {"source_rows": len(Entity) + 1},
        fates=fates,
        issues=dict(sink.issues),
        seconds=time.perf_counter() - start,
    )


def _wipe(connection: Connection, key: str) -> None:
    for table in (*_CORE, *_FATES):
        connection.execute(delete(table).where(table.c.source == key))
    connection.execute(delete(schema.issue).where(schema.issue.c.source == key, schema.issue.c.stage == STAGE))


def _standardize(project: Project, connection: Connection, key: str, writer: SourceWriter) -> None:
    files = landed_files(connection, key)
    source = project.sources[key]

    def rows(table: str) -> Iterator[LandedRow]:
        return landed_rows(connection, key, table, files, source.charset)

    context = _context(project, key, rows, writer.sink)
    known = Known()
    settings = bib_settings(project, connection, key)
    held, units = standardize_bibs(project, connection, context, files, settings, writer, known)
    if held and not settings.with_holdings:
        _note_unused_holdings(connection, writer, held)
    _items(writer, rows, context, known)
    _patrons(writer, rows, context, known)
    _loans(writer, rows, context, known)
    _entity(writer, Entity.RESERVATION, rows("raw_reservation"), lambda i, r: reservation(context, known, i, r))
    _entity(writer, Entity.FEE, rows("raw_fee"), lambda i, r: fee(context, known, i, r))
    _codes(writer, context)
    _count_source_rows(connection, key, held if settings.with_holdings else None, units)


def _note_unused_holdings(connection: Connection, writer: SourceWriter, held: int) -> None:
    """Items in the records (099) do not count where CatalogueItems was delivered; an empty one is hardly meant."""
    empty = _count(connection, writer.sink.source, "raw_item") == 0
    problem = Issue("items_file_empty" if empty else "holdings_not_used", "099", str(held))
    writer.sink.add_issues(Entity.ITEM, "", [problem])


def _context(project: Project, key: str, rows: Callable[[str], Iterator[LandedRow]], sink: Sink) -> Context:
    """The source's small tables, which are attributes of the entities: no fates, but issues."""
    units = _small(rows("raw_unit"), sink, lambda r: (r.need("Id"), Unit(r.need("Name"), r.take("ParentUnitId"))))
    locations = _small(rows("raw_location"), sink, lambda r: (r.need("Id"), r.need("Name")))
    groups = _small(rows("raw_patron_group"), sink, lambda r: (r.need("Id"), r.need("Name")))
    cards: dict[str, tuple[Card, ...]] = {}
    for borrower, found in _attributes(rows("raw_patron_barcode"), sink, card):
        cards[borrower] = (*cards.get(borrower, ()), found)
    return Context(
        source=project.sources[key],
        crosswalks=project.mappings.crosswalks,
        hash_key=project.settings.hash_key,
        as_of=project.settings.as_of,
        units=tell_units_apart(units),
        locations=tell_apart(locations),
        groups=tell_apart(groups),
        cards=cards,
    )


def _small(rows: Iterator[LandedRow], sink: Sink, read: Callable[[RowReader], tuple[str, Any]]) -> dict[str, Any]:
    table: dict[str, Any] = {}
    for key, value in _attributes(rows, sink, read):
        if table.setdefault(key, value) is not value:
            sink.add_issues("", key, [Issue("duplicate_code", "Id", key)])
    return table


def _attributes(
    rows: Iterator[LandedRow], sink: Sink, read: Callable[[RowReader], tuple[str, Any]]
) -> Iterator[tuple[str, Any]]:
    for row in rows:
        if row.problem:
            sink.add_issues("", f"@{row.ordinal}", [problem_issue(row)])
            continue
        try:
            yield read(row.reader())
        except MissingValueError as error:
            sink.add_issues("", f"@{row.ordinal}", [Issue("value_missing", f"{row.file.name}:{error.column}")])


def _entity(writer: SourceWriter, entity: Entity, rows: Iterator[LandedRow], transform: Transform) -> None:
    for row in rows:
        legacy_id, result = _transform(writer, entity, row, transform)
        writer.write(entity, legacy_id, result, _origin(row))


def _transform(writer: SourceWriter, entity: Entity, row: LandedRow, transform: Transform) -> tuple[str, Result[Any]]:
    """One row to its legacy id and result; a row that cannot be used is rejected under the id that it shows."""
    reader = row.reader()
    key = "" if row.problem in ("row_unreadable", "row_quote_not_closed") else reader.take("Id")
    refused = entity is not Entity.ITEM and bool(find_identity_numbers(key))
    key = "" if refused else key
    legacy_id, taken = writer.number(entity, key or f"@{row.ordinal}")
    if row.problem:
        found = problem_issue(row)
        return legacy_id, rejected(found.code, found.field, found.value)
    if not key:
        return legacy_id, rejected("identity_number_as_id" if refused else "id_missing", "Id")
    if taken:
        return legacy_id, duplicate(key)
    try:
        return legacy_id, transform(legacy_id, reader)
    except MissingValueError as error:
        return legacy_id, rejected("value_missing", error.column, issues=reader.issues)


def _origin(row: LandedRow) -> Origin:
    return Origin(row.file.name, row.line, row.as_mapping, ordinal=row.ordinal)


def _items(writer: SourceWriter, rows: Callable[[str], Iterator[LandedRow]], context: Context, known: Known) -> None:
    for row in rows("raw_item"):
        legacy_id, result = _transform(writer, Entity.ITEM, row, lambda i, r: item(context, known, i, r))
        remember_item(known, legacy_id, writer.write(Entity.ITEM, legacy_id, result, _origin(row)))


def _patrons(writer: SourceWriter, rows: Callable[[str], Iterator[LandedRow]], context: Context, known: Known) -> None:
    for row in rows("raw_patron"):
        legacy_id, result = _transform(writer, Entity.PATRON, row, lambda i, r: patron(context, i, r))
        result = writer.write(Entity.PATRON, legacy_id, result, _origin(row))
        if result.record is None:
            known.patron_fates[legacy_id] = result.fate
        else:
            known.patrons[legacy_id] = result.record.library
    strays = [b for b in context.cards if b not in known.patrons and b not in known.patron_fates]
    for borrower in strays:
        shown = mask(borrower)
        writer.sink.add_issues(Entity.PATRON, shown, [Issue("card_without_patron", "BorrowerId", shown)])


def _loans(writer: SourceWriter, rows: Callable[[str], Iterator[LandedRow]], context: Context, known: Known) -> None:
    """An item has one loan. Where it has several, the latest stays; the others wait until all rows are seen."""
    uses = Counter(find_item(known, row.reader())[0] for row in rows("raw_loan") if not row.problem)
    contested: dict[str, list[tuple[str, Result[Loan], LandedRow]]] = {}
    for row in rows("raw_loan"):
        legacy_id, result = _transform(writer, Entity.LOAN, row, lambda i, r: loan(context, known, i, r))
        record = result.record
        if record is not None and record.item_id and uses[find_item(known, row.reader())[0]] > 1:
            contested.setdefault(record.item_id, []).append((legacy_id, result, row))
        else:
            writer.write(Entity.LOAN, legacy_id, result, _origin(row))
    for claims in contested.values():
        for legacy_id, result, row in settle_loans(claims):
            writer.write(Entity.LOAN, legacy_id, result, _origin(row))


def settle_loans(
    claims: list[tuple[str, Result[Loan], LandedRow]],
) -> Iterator[tuple[str, Result[Loan], LandedRow]]:
    """Of several loans of one item the one lent last stays, then the one due last, then the first row."""

    def lateness(claim: tuple[str, Result[Loan], LandedRow]) -> tuple[str, str]:
        record = claim[1].record
        assert record is not None
        return record.loaned_at, record.due_at

    winner = max(claims, key=lateness)
    for legacy_id, result, row in claims:
        if row is winner[2]:
            yield legacy_id, result, row
        else:
            refused: Result[Loan] = rejected("item_on_loan_twice", "ItemId", winner[0], issues=result.issues)
            yield legacy_id, replace(refused, codes=result.codes), row


def _codes(writer: SourceWriter, context: Context) -> None:
    """Every code that was used, what it became, and how often. An open list's undecided code is one issue."""
    for (code_list, legacy_code), uses in sorted(writer.codes.items()):
        label = label_of(context, code_list, legacy_code)
        target, status = resolve(context, code_list, legacy_code, label)
        writer.sink.add(schema.core_code, (writer.sink.source, code_list, legacy_code, label, target, status, uses))
        if status == "unmapped" and code_list in OPEN_LISTS:
            writer.sink.add_issues("", legacy_code, [Issue("code_undecided", code_list, label or legacy_code)])


def _count_source_rows(connection: Connection, source: str, held: int | None, units: int) -> None:
    """Count what came in apart from the ledger: the raw tables' rows, and the 099 where items stand in the records.

    Apart from core_conversion, too: the subfields of the records that were converted.
    """
    counts = {Entity.BIB: _count(connection, source, "raw_bib")}
    counts |= {entity: _count(connection, source, table) for entity, table in _RAW.items()}
    if held is not None:
        counts[Entity.ITEM] = held
    rows = [{"source": source, "entity": entity.value, "rows": rows} for entity, rows in counts.items()]
    rows.append({"source": source, "entity": SUBFIELD, "rows": units})
    connection.execute(insert(schema.source_rows), rows)


def _count(connection: Connection, source: str, table: str) -> int:
    raw = schema.RAW_TABLES[table]
    return connection.execute(select(func.count()).select_from(raw).where(raw.c.source == source)).scalar_one()
