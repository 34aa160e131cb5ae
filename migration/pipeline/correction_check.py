"""What is wrong with the corrections of a source, told before a run: each with its file and row."""

from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path

from migration.export.tables import REJECTS
from migration.extract.corrections import corrects_by_id, faulty_corrections, read_corrections
from migration.extract.folder import catalogue_file, entity_file, look
from migration.extract.raw import COLUMNS, RawTable
from migration.issues import Issue, Severity, severity
from migration.pipeline.corrections import plan
from migration.pipeline.landed import LandedFile, LandedRow, landed_row
from migration.pipeline.record_corrections import RecordCorrections
from migration.rows import column_index
from migration.sources import Source
from migration.transform.bibs import LandedRecord


def correction_problems(source: Source, folder: Path) -> Iterator[str]:
    """``file:row: issue code`` of each correction that will not be applied as it stands.

    Whether the export holds the rows can be told here of a folder alone; of a database, landing it will tell.
    """
    if source.reader != "folder":
        for name, row, code in faulty_corrections(folder, source.charset, REJECTS):
            yield f"{folder / name}:{row}: {code}"
        return
    for issue in _found(source, folder):
        if severity(issue.code) is not Severity.INFO:
            yield f"{folder / issue.field}: {issue.code}"


def _found(source: Source, folder: Path) -> Iterator[Issue]:
    by_table: dict[str, list[RawTable]] = {}
    for raw in read_corrections(folder, REJECTS):
        if not raw.table:
            yield Issue("file_unknown", raw.name)
        elif raw.table in COLUMNS and not corrects_by_id(raw.table):
            yield Issue("correction_not_supported", raw.name)
        else:
            by_table.setdefault(raw.table, []).append(raw)
    export = look(folder)
    for table, handed in sorted(by_table.items()):
        if table == "raw_bib":
            yield from _of_records(handed, (catalogue_file(path, form) for path, form in export.catalogue))
        else:
            files = (entity_file(path, table) for path, held in export.entities if held == table)
            made = plan(source.key, table, _rows(handed, source.charset), _rows(files, source.charset))
            yield from (issue for _, issue in made.found)


def _of_records(handed: Iterable[RawTable], files: Iterable[RawTable]) -> Iterator[Issue]:
    corrections = RecordCorrections()
    for raw in handed:
        for record, line in _records(raw):
            corrections.hand_in(record, f"{raw.name}:{line}")
    for raw in files:
        for record, _ in _records(raw):
            corrections.apply(record)
    yield from (issue for _, issue in corrections.issues())


def _records(raw: RawTable) -> Iterator[tuple[LandedRecord, int]]:
    for row in raw.rows:
        yield LandedRecord(0, row.payload, raw.format, raw.charset, row.problem), row.line


def _rows(tables: Iterable[RawTable], charset: str) -> Iterator[LandedRow]:
    ordinals = count(1)
    for raw in tables:
        file = LandedFile(
            raw.name, raw.table, raw.format, raw.charset, raw.delimiter, raw.columns, column_index(raw.columns)
        )
        for row in raw.rows:
            yield landed_row(next(ordinals), row.line, file, row.payload, row.problem, charset)
