"""The catalogue's part of standardize: records, and the items in their 099 where the source has no CatalogueItems."""

import pickle
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from functools import partial

from sqlalchemy import Connection, select

from migration.issues import Fate, Result, excluded, rejected
from migration.marc.charset.evidence import CharsetEvidence
from migration.model import Bib, Entity, Item
from migration.pipeline.landed import LandedFile, has_table
from migration.pipeline.project import Project
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
    tasks = _batches(connection, context.source.key, files)
    for batch, results in _prepared(project, settings, tasks):
        ids: dict[int, str] = {}
        for (landed, file, offset), prepared in zip(batch, results.bibs, strict=True):
            held += prepared.held
            units += prepared.units
            ids[landed.ordinal] = _write(context, writer, known, landed, file, offset, prepared)
        uses.update(results.uses)
        for kind, ordinal in results.examples.items():
            examples.setdefault(kind, ids[ordinal])
    for kind, count in uses.items():
        writer.sink.add(core_conversion, (context.source.key, *kind, count, examples[kind]))
    return held, units


Batch = Sequence[tuple[LandedRecord, LandedFile, int]]


def _batches(connection: Connection, source: str, files: Mapping[int, LandedFile]) -> Iterator[Batch]:
    query = select(raw_bib.c.ordinal, raw_bib.c.file_no, raw_bib.c.line, raw_bib.c.payload, raw_bib.c.problem)
    for page in pages(connection, query.where(raw_bib.c.source == source), [raw_bib.c.ordinal], CHUNK):
        yield [
            (LandedRecord(r.ordinal, r.payload, files[r.file_no].form, files[r.file_no].charset, r.problem),
             files[r.file_no], r.line)
            for r in page
        ]  # fmt: skip


def _prepared(
    project: Project, settings: BibSettings, batches: Iterator[Batch]
) -> Iterator[tuple[Batch, PreparedBatch]]:
    """Each batch with its results, in order; by worker processes once the source proves large."""
    packed = b""
    seen = 0
    waiting: deque[tuple[Batch, Future[PreparedBatch]]] = deque()
    for batch in batches:
        seen += len(batch)
        landed = [record for record, _, _ in batch]
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
) -> str:
    """Write one record and what goes with it; return the legacy id under which it stands."""
    key = prepared.control_number or f"@{landed.ordinal}"
    record_id, taken = writer.number(Entity.BIB, key)
    cells = {"001": prepared.control_number}
    result = writer.write(
        Entity.BIB,
        record_id,
        duplicate(key) if taken else _result(prepared),
        Origin(file.name, offset, lambda: cells, landed.payload, landed.ordinal),
        record_status=prepared.record_status,
    )
    if not taken:
        _remember(known, key, result.fate)
    for ordinal, item_cells in enumerate(prepared.holdings, 1):
        _write_holding(context, writer, known, key, ordinal, list(item_cells), result.fate, Origin(
            file.name, offset, partial(as_mapping, [key, *item_cells[1:]])
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


def _remember(known: Known, key: str, fate: Fate) -> None:
    if fate is Fate.LOADED:
        known.bibs.add(key)
    else:
        known.bib_fates[key] = fate


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
    remember_item(known, item_id, writer.write(Entity.ITEM, item_id, result, origin))
    if barcode and not taken:
        known.barcodes.setdefault(barcode, []).append(item_id)


def remember_item(known: Known, item_id: str, result: Result[Item]) -> None:
    """Make an item known to the loans, reservations and fees that come after it."""
    record = result.record
    if record is None:
        known.item_fates[item_id] = result.fate
    else:
        known.items[item_id] = ItemRef(record.bib_legacy_id, record.library, record.is_ill)
