"""Standardize: a source's raw rows become core_* rows, each source row with its fate, in one transaction."""

import time
from collections.abc import Iterator

from sqlalchemy import Connection, delete, func, insert, select

from migration.issues import Issue
from migration.model import Entity
from migration.pipeline import corrections
from migration.pipeline.accounting import settle_accounts, standardize_fees
from migration.pipeline.bibs import bib_settings, standardize_bibs, write_item
from migration.pipeline.borrowers import standardize_patrons
from migration.pipeline.cards import note_cards_of_items
from migration.pipeline.circulating import standardize_loans, standardize_reservations
from migration.pipeline.entity_rows import origin_of, transform_row
from migration.pipeline.item_loans import note_items_without_loan
from migration.pipeline.landed import LandedRow, landed_files, landed_rows, of_export
from migration.pipeline.named_by_barcode import learn_barcodes
from migration.pipeline.project import OrderError, Project
from migration.pipeline.sink import Sink
from migration.pipeline.small_tables import Rows, source_context
from migration.pipeline.stage import StageReport, mark, passed
from migration.pipeline.writer import SourceWriter
from migration.quality.balance import SUBFIELD
from migration.staging import schema
from migration.transform.context import OPEN_LISTS, Context, Known, label_of, resolve
from migration.transform.items import item

STAGE = "standardize"
_CORE = (
    *schema.CORE_TABLES.values(), schema.core_bib_features, schema.core_bib_unknown, schema.core_bib_reference,
    schema.core_conversion, schema.core_code,
)  # fmt: skip
_FATES = (schema.ledger, schema.reject, schema.source_rows, schema.check_result, schema.fee_balance)
_RAW = {
    Entity.ITEM: "raw_item",
    Entity.PATRON: "raw_patron",
    Entity.LOAN: "raw_loan",
    Entity.RESERVATION: "raw_reservation",
    Entity.FEE: "raw_fee",
}


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
    plans = corrections.plans(connection, key, files, source.charset, writer.sink)

    def rows(table: str) -> Iterator[LandedRow]:
        return corrections.apply(landed_rows(connection, key, table, files, source.charset), plans.get(table))

    context = source_context(project, key, rows, writer.sink)
    known = Known()
    settings = bib_settings(project, connection, key)
    held, units = standardize_bibs(project, connection, context, files, settings, writer, known)
    if held and not settings.with_holdings:
        _note_unused_holdings(connection, writer, held)
    _items(writer, rows, context, known)
    sums = settle_accounts(rows, context, known)
    standardize_patrons(writer, rows, context, known, project.mappings.privacy)
    note_cards_of_items(connection, writer.sink)
    learn_barcodes(connection, writer.sink, rows, known)
    standardize_loans(writer, rows, context, known, project.mappings.privacy)
    note_items_without_loan(connection, writer.sink)
    standardize_reservations(writer, rows, context, known)
    standardize_fees(writer, rows, context, known, sums)
    _codes(writer, context)
    _count_source_rows(connection, key, held if settings.with_holdings else None, units)


def _note_unused_holdings(connection: Connection, writer: SourceWriter, held: int) -> None:
    """Items in the records (099) do not count where CatalogueItems was delivered; an empty one is hardly meant."""
    empty = _count(connection, writer.sink.source, "raw_item") == 0
    problem = Issue("items_file_empty" if empty else "holdings_not_used", "099", str(held))
    writer.sink.add_issues(Entity.ITEM, "", [problem])


def _items(writer: SourceWriter, rows: Rows, context: Context, known: Known) -> None:
    for row in rows("raw_item"):
        legacy_id, result = transform_row(writer, Entity.ITEM, row, lambda i, r: item(context, known, i, r))
        write_item(writer, known, legacy_id, result, origin_of(row))


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
    """Rows of the export; corrections are none of them."""
    raw = schema.RAW_TABLES[table]
    return connection.execute(select(func.count()).select_from(raw).where(of_export(raw, source))).scalar_one()
