"""Reads landed rows back, each with the facts of its file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import orjson
from sqlalchemy import Connection, select

from migration.issues import Issue
from migration.rows import RowReader, UnreadableRowError, cells_of, column_index, width_problem
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

    def reader(self) -> RowReader:
        return RowReader(self.file.index, self.cells)

    def as_mapping(self) -> dict[str, str]:
        """The source's own columns; cells beyond the header stand together under ``+``."""
        named = dict(zip(self.file.columns, self.cells, strict=False))
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
        return LandedRow(ordinal, line, file, (payload.decode("latin-1").strip(),), problem or error.code)
    return LandedRow(ordinal, line, file, cells, problem or width_problem(cells, len(file.columns)))


def problem_issue(row: LandedRow) -> Issue:
    return Issue(row.problem, row.file.name, f"{len(row.cells)}/{len(row.file.columns)}")
