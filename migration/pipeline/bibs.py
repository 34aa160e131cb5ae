"""The catalogue's part of standardize: records, and the items in their 099 where the source has no CatalogueItems."""

import pickle
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from functools import partial
from pathlib import PurePath

from sqlalchemy import Connection, select

from migration.issues import Fate, Result, excluded, rejected
from migration.marc.charset.evidence import CharsetEvidence
from migration.model import Bib, Entity, Item
from migration.pipeline.landed import LandedFile, has_table, of_export
from migration.pipeline.project import Project
from migration.pipeline.record_corrections import RecordCorrections, record_corrections
from migration.pipeline.writer import Origin, SourceWriter, duplicate
from migration.rows import RowReader
from migration.staging.read import pages
from migration.staging.schema import core_bib_reference, core_bib_unknown, core_conversion, raw_bib, raw_file
from migration.transform.bibs import (
    BibSettings,
    Kind,
    LandedRecord,
    PreparedBatch,
    PreparedBib,
    prepare,
    prepare_packed,
)
from migration.transform.context import Context, ItemRef, Known
from migration.transform.holdings import INDEX, as_mapping, holding, legacy_id
from migration.transform.items import is_electronic

CHUNK = 500
"""Records per task of a worker process."""
IN_FLIGHT = 6
"""Tasks that wait or run at a time: bounds the memory, keeps the workers busy."""
WORTH_WORKERS = 2_000
"""Until so many records were read in this process no workers are started: that would cost more than it saves."""


def bib_settings(project: Project, connection: Connection, key: str) -> BibSettings:
    """What the reading of a source's records depends on; items in 099 count where no CatalogueItems was delivered."""
    source = project.sources[key]
    return BibSettings(
        source=key,
        isil=source.isil,
        charset=source.charset,
        marc_format=source.marc_format,
        with_holdings=not has_table(connection, key, "raw_item"),
        rules=project.mappings.rules.for_source(key),
        evidence=_charset_evidence(connection, key),
    )


def _charset_evidence(connection: Connection, key: str) -> CharsetEvidence:
    """What landing counted, over all files of the source; nothing where an older version landed it."""
    texts = connection.execute(select(raw_file.c.charsets).where(raw_file.c.source == key)).scalars()
    votes: Counter[str] = Counter()
    for text in filter(None, texts):
        votes.update(dict(CharsetEvidence.from_json(text).votes))
    return CharsetEvidence.of(votes)


def standardize_bibs(
    project: Project,
    connection: Connection,
    context: Context,
    files: Mapping[int, LandedFile],
    settings: BibSettings,
    writer: SourceWriter,
    known: Known,
) -> tuple[int, int]:
    """Write every record's fate, and its items' where ``settings.with_holdings``; fill ``known``.

    Returns how many 099 the records hold, those of unreadable records included; and how many units (subfields, control
    fields) the converted records have, counted apart from their fates.
    """
    held = units = 0
    uses: Counter[Kind] = Counter()
    examples: dict[Kind, str] = {}
    corrections = record_corrections(connection, context.source.key, files)
    tasks = _batches(connection, context.source.key, files, corrections)
    for batch, results in _prepared(project, settings, tasks):
        ids: dict[int, str] = {}
        for (landed, file, offset, correction), prepared in zip(batch, results.bibs, strict=True):
            held += prepared.held
            units += prepared.units
            ids[landed.ordinal] = _write(context, writer, known, landed, file, offset, prepared, correction)
        uses.update(results.uses)
        for kind, ordinal in results.examples.items():
            examples.setdefault(kind, ids[ordinal])
    for kind, count in uses.items():
        writer.sink.add(core_conversion, (context.source.key, *kind, count, examples[kind]))
    for record_id, issue in corrections.issues():
        writer.sink.add_issues(Entity.BIB, record_id, [issue])
    return held, units


Batch = Sequence[tuple[LandedRecord, LandedFile, int, str]]
"""Records with their file and offset, and ``file:offset`` of the correction where one stands for the record."""


def _batches(
    connection: Connection, source: str, files: Mapping[int, LandedFile], corrections: RecordCorrections
) -> Iterator[Batch]:
    query = select(raw_bib.c.ordinal, raw_bib.c.file_no, raw_bib.c.line, raw_bib.c.payload, raw_bib.c.problem)
    for page in pages(connection, query.where(of_export(raw_bib, source)), [raw_bib.c.ordinal], CHUNK):
        batch = []
        for r in page:
            file = files[r.file_no]
            landed = LandedRecord(r.ordinal, r.payload, file.form, file.charset, r.problem)
            record, correction = corrections.apply(landed)
            batch.append((record, file, r.line, correction))
        yield batch


def _prepared(
    project: Project, settings: BibSettings, batches: Iterator[Batch]
) -> Iterator[tuple[Batch, PreparedBatch]]:
    """Each batch with its results, in order; by worker processes once the source proves large."""
    packed = b""
    seen = 0
    waiting: deque[tuple[Batch, Future[PreparedBatch]]] = deque()
    for batch in batches:
        seen += len(batch)
        landed = [record for record, _, _, _ in batch]
        if project.settings.workers < 2 or (seen < WORTH_WORKERS and not project.has_workers):
            yield batch, prepare(settings, landed)
            continue
        packed = packed or pickle.dumps(settings)
        waiting.append((batch, project.workers().submit(prepare_packed, packed, landed)))
        if len(waiting) >= IN_FLIGHT:
            first, future = waiting.popleft()
            yield first, future.result()
    for first, future in waiting:
        yield first, future.result()


def _write(
    context: Context,
    writer: SourceWriter,
    known: Known,
    landed: LandedRecord,
    file: LandedFile,
    offset: int,
    prepared: PreparedBib,
    correction: str,
) -> str:
    """Write one record and what goes with it; return the legacy id under which it stands."""
    key = prepared.control_number or f"@{landed.ordinal}"
    record_id, taken = writer.number(Entity.BIB, key)
    cells = {"001": prepared.control_number}
    result = writer.write(
        Entity.BIB,
        record_id,
        duplicate(key) if taken else _result(prepared),
        Origin(file.name, offset, lambda: cells, landed.payload, landed.ordinal, correction),
        record_status=prepared.record_status,
    )
    if not taken:
        _remember(context, known, key, result, file.name)
    for ordinal, item_cells in enumerate(prepared.holdings, 1):
        _write_holding(context, writer, known, key, ordinal, list(item_cells), result.fate, Origin(
            file.name, offset, partial(as_mapping, [key, *item_cells[1:]]), correction=correction
        ))  # fmt: skip
    _write_beside(writer, record_id, prepared, result.fate)
    return record_id


def _write_beside(writer: SourceWriter, record_id: str, prepared: PreparedBib, fate: Fate) -> None:
    """What does not go into the record: subfields that no rule knows, and its references where it is loaded."""
    for n, kept in enumerate(prepared.kept):
        row = (writer.sink.source, record_id, n, kept.tag, kept.indicators, kept.code, kept.value)
        writer.sink.add(core_bib_unknown, row)
    for n, found in enumerate(prepared.references if fate is Fate.LOADED else ()):
        texts = (found.tag, found.kind, found.heading, found.target, found.text)
        writer.sink.add(core_bib_reference, (writer.sink.source, record_id, n, *texts))


def _result(prepared: PreparedBib) -> Result[Bib]:
    return Result(record=prepared.bib, fate=prepared.fate, reason=prepared.reason, issues=prepared.issues)


def _remember(context: Context, known: Known, key: str, result: Result[Bib], file: str) -> None:
    """Make a record known to its items. One catalogue is exported at a time, so its name is in the file's."""
    record = result.record
    if record is None:
        known.bib_fates[key] = result.fate
        return
    known.bibs.add(key)
    if record.format_class != "book":
        known.bib_formats[key] = record.format_class
    if context.textbooks.names(context.source.key, "catalogue", PurePath(file).name):
        known.textbook_bibs.add(key)


def _write_holding(
    context: Context,
    writer: SourceWriter,
    known: Known,
    bib: str,
    ordinal: int,
    cells: list[str],
    bib_fate: Fate,
    origin: Origin,
) -> None:
    row = RowReader(INDEX, ["", *cells[1:]])
    barcode = row.take("k")
    key = legacy_id(bib, barcode, ordinal)
    item_id, taken = writer.number(Entity.ITEM, key)
    result: Result[Item]
    if taken:
        result = duplicate(key)
    elif bib_fate is Fate.LOADED:
        result = holding(context, known, item_id, bib, row)
    else:
        result = excluded("bib_excluded") if bib_fate is Fate.EXCLUDED else rejected("bib_rejected", "001", bib)
    write_item(writer, known, item_id, result, origin)
    if barcode and not taken:
        known.barcodes.setdefault(barcode, []).append(item_id)


def write_item(writer: SourceWriter, known: Known, item_id: str, result: Result[Item], origin: Origin) -> None:
    """Write one item's fate, and make it known to the loans, reservations and fees that come after it."""
    found = writer.write(Entity.ITEM, item_id, result, origin, **_beside(known, result.record))
    record = found.record
    if record is None:
        known.item_fates[item_id] = found.fate
    else:
        known.items[item_id] = ItemRef(
            record.bib_legacy_id, record.library, record.is_ill, record.is_textbook, record.status, record.due_on
        )


def _beside(known: Known, record: Item | None) -> dict[str, str]:
    """What the written exclusions may ask for beside the model."""
    if record is None:
        return {}
    electronic = "true" if is_electronic(known, record) else "false"
    return {"is_electronic": electronic, "record_format": known.bib_formats.get(record.bib_legacy_id, "book")}
