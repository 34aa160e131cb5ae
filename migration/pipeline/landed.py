"""Reads landed rows back, each with the facts of its file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import orjson
from sqlalchemy import ColumnElement, Connection, Table, select

from migration.extract.corrections import PREFIX
from migration.issues import Issue
from migration.rows import (
    RowReader,
    UnreadableRowError,
    cells_of,
    column_index,
    has_controls,
    width_problem,
    without_controls,
)
from migration.staging.read import stream
from migration.staging.schema import RAW_TABLES, raw_file


@dataclass(frozen=True, slots=True)
class LandedFile:
    """A row of raw_file. ``table``: the staging table; ``index``: position of each folded column name."""

    name: str
    table: str
    form: str
    charset: str
    delimiter: str
    columns: tuple[str, ...]
    index: Mapping[str, int] = field(compare=False)


@dataclass(frozen=True, slots=True)
class LandedRow:
    """One row of an entity file, cut into cells. ``problem``: an issue code when it cannot be used.

    ``correction``: ``file:row`` of what the library handed in, where the cells are not the export's. ``numbered_as``:
    the key under which the export counts the row, where a correction gave it another.
    """

    ordinal: int
    line: int
    file: LandedFile
    cells: Sequence[str]
    problem: str
    cleaned: bool = False
    correction: str = ""
    numbered_as: str = ""

    def reader(self) -> RowReader:
        issues = [Issue("control_characters_removed", self.file.name)] if self.cleaned else []
        return RowReader(self.file.index, self.cells, issues)

    def as_mapping(self) -> dict[str, str]:
        """The source's own columns; cells beyond the header stand together under ``+``."""
        named = dict(zip(distinct(self.file.columns), self.cells, strict=False))
        extra = self.cells[len(self.file.columns) :]
        return {**named, "+": orjson.dumps(extra).decode()} if extra else named


def landed_files(connection: Connection, source: str) -> dict[int, LandedFile]:
    """The source's files by number."""
    files = {}
    for row in connection.execute(select(raw_file).where(raw_file.c.source == source)):
        columns = tuple(orjson.loads(row.columns))
        files[row.file_no] = LandedFile(
            row.name, row.table_name, row.format, row.charset, row.delimiter, columns, column_index(columns)
        )
    return files


def has_table(connection: Connection, source: str, table: str) -> bool:
    """Whether the source delivered a file for this staging table. A correction is none."""
    delivered = [raw_file.c.table_name == table, ~raw_file.c.name.startswith(PREFIX)]
    return (
        connection.execute(select(raw_file.c.file_no).where(raw_file.c.source == source, *delivered)).first()
        is not None
    )


def of_export(raw: Table, source: str) -> ColumnElement[bool]:
    """The rows of a raw table that the export delivered; corrections, which count nowhere, lie beside them."""
    handed_in = select(raw_file.c.file_no).where(raw_file.c.source == source, raw_file.c.name.startswith(PREFIX))
    return (raw.c.source == source) & raw.c.file_no.not_in(handed_in)


def landed_rows(
    connection: Connection, source: str, table: str, files: Mapping[int, LandedFile], charset: str
) -> Iterator[LandedRow]:
    """The rows of one staging table in the order in which the export has them."""
    return _read_back(connection, table, of_export(RAW_TABLES[table], source), files, charset)


def correction_rows(
    connection: Connection, source: str, table: str, files: Mapping[int, LandedFile], charset: str
) -> Iterator[LandedRow]:
    """The rows that were handed in to correct one staging table: by file, as they stand there."""
    raw = RAW_TABLES[table]
    numbers = [number for number, file in files.items() if is_correction(file) and file.table == table]
    return _read_back(connection, table, (raw.c.source == source) & raw.c.file_no.in_(numbers), files, charset)


def is_correction(file: LandedFile) -> bool:
    return file.name.startswith(PREFIX)


def _read_back(
    connection: Connection, table: str, chosen: ColumnElement[bool], files: Mapping[int, LandedFile], charset: str
) -> Iterator[LandedRow]:
    raw = RAW_TABLES[table]
    query = select(raw.c.ordinal, raw.c.file_no, raw.c.line, raw.c.payload, raw.c.problem).where(chosen)
    for ordinal, file_no, line, payload, problem in stream(connection, query, [raw.c.ordinal]):
        yield landed_row(ordinal, line, files[file_no], payload, problem, charset)


def landed_row(ordinal: int, line: int, file: LandedFile, payload: bytes, problem: str, charset: str) -> LandedRow:
    """Cut one row into cells."""
    try:
        cells = cells_of(payload, file.form, file.delimiter, charset)
    except UnreadableRowError as error:
        text = without_controls([payload.decode("latin-1").strip()])
        return LandedRow(ordinal, line, file, text, problem or error.code)
    cleaned = has_controls(cells)
    if cleaned or b"\r" in payload.rstrip():
        cells = without_controls(cells)
    return LandedRow(ordinal, line, file, cells, problem or width_problem(cells, len(file.columns)), cleaned)


def distinct(columns: Sequence[str]) -> list[str]:
    """Column names that can stand in one table: a repeated one is numbered."""
    return [c if c not in columns[:n] else f"{c}.{n + 1}" for n, c in enumerate(columns)]


def problem_issue(row: LandedRow) -> Issue:
    return Issue(row.problem, row.file.name, f"{len(row.cells)}/{len(row.file.columns)}")
