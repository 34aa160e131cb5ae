"""Reads landed rows back, each with the facts of its file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import orjson
from sqlalchemy import Connection, select

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
    """A row of raw_file. ``index``: position of each folded column name."""

    name: str
    form: str
    charset: str
    delimiter: str
    columns: tuple[str, ...]
    index: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class LandedRow:
    """One row of an entity file, cut into cells. ``problem``: an issue code when it cannot be used."""

    ordinal: int
    line: int
    file: LandedFile
    cells: Sequence[str]
    problem: str
    cleaned: bool = False

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
            row.name, row.format, row.charset, row.delimiter, columns, column_index(columns)
        )
    return files


def has_table(connection: Connection, source: str, table: str) -> bool:
    """Whether the source delivered a file for this staging table."""
    query = select(raw_file.c.file_no).where(raw_file.c.source == source, raw_file.c.table_name == table)
    return connection.execute(query).first() is not None


def landed_rows(
    connection: Connection, source: str, table: str, files: Mapping[int, LandedFile], charset: str
) -> Iterator[LandedRow]:
    """The rows of one staging table in the order in which they were delivered."""
    raw = RAW_TABLES[table]
    query = select(raw.c.ordinal, raw.c.file_no, raw.c.line, raw.c.payload, raw.c.problem).where(raw.c.source == source)
    for ordinal, file_no, line, payload, problem in stream(connection, query, [raw.c.ordinal]):
        yield _landed_row(ordinal, line, files[file_no], payload, problem, charset)


def _landed_row(ordinal: int, line: int, file: LandedFile, payload: bytes, problem: str, charset: str) -> LandedRow:
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
