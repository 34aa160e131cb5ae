"""The folder reader: entity files and catalogue files of one export, streamed (docs/contract.md, section 3)."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from migration.charsets import decode_text
from migration.extract.delimited import find_delimiter, split_rows
from migration.extract.raw import COLUMNS, MANDATORY, TABLE_OF_FILE, InputError, RawRow, RawTable
from migration.marc.reading.framing import frame, sniff, xml_charset
from migration.rows import UnreadableRowError, cells_of, cut, fold_column, width_problem

ENTITY_EXTENSIONS = (".csv", ".txt", ".tsv")
CORRECTIONS = "corrections"
"""The folder in an export where a library hands corrections in (migration.extract.corrections)."""
HEAD = 65_536
_TABLE = {name.casefold(): table for name, table in TABLE_OF_FILE.items()}


@dataclass(frozen=True, slots=True)
class Export:
    """What lies in an export folder. ``entities``: file and staging table; ``catalogue``: file and record format."""

    entities: tuple[tuple[Path, str], ...]
    catalogue: tuple[tuple[Path, str], ...]
    unknown: tuple[Path, ...]
    folders: tuple[Path, ...]


def look(folder: Path) -> Export:
    """Sort the files of a folder by what they are. Raises InputError where the folder is not there."""
    if not folder.is_dir():
        raise InputError([f"{folder}: the export folder does not exist; put the library's export there"])
    visible = sorted(p for p in folder.iterdir() if not p.name.startswith("."))
    files = [p for p in visible if p.is_file()]
    entities = [(p, table) for p in files if (table := entity_table(p))]
    others = [p for p in files if not entity_table(p)]
    formats = [(p, record_format(p)) for p in others]
    return Export(
        entities=tuple(entities),
        catalogue=tuple((p, form) for p, form in formats if form),
        unknown=tuple(p for p, form in formats if not form),
        folders=tuple(p for p in visible if p.is_dir() and p.name.casefold() != CORRECTIONS),
    )


def entity_table(path: Path) -> str:
    """The staging table of an entity file, empty for any other file."""
    return _TABLE.get(path.stem.casefold(), "") if path.suffix.casefold() in ENTITY_EXTENSIONS else ""


def record_format(path: Path) -> str:
    """The record format of a catalogue file, by its content; empty for any other file."""
    return sniff(_head(path))


def check_folder(folder: Path) -> list[str]:
    """Every problem for which this export cannot be landed: what, where, what to do."""
    try:
        export = look(folder)
    except InputError as error:
        return error.problems
    problems = [p for path, table in export.entities for p in _header_problems(path, table)]
    if not export.catalogue:
        problems.append(
            f"{folder}: no catalogue file (ISO 2709, MARCXML, MarcXchange or NORMARC line format) was recognised; "
            "the catalogue is mandatory"
        )
    return problems


def faulty_rows(folder: Path, charset: str) -> Iterator[tuple[Path, int, str]]:
    """Rows (or records, by byte offset) that cannot be read and will be rejected: file, row, issue code."""
    for raw in read_folder(folder):
        for row in raw.rows:
            code = row_problem(row, raw, charset)
            if code:
                yield folder / raw.name, row.line, code


def row_problem(row: RawRow, raw: RawTable, charset: str) -> str:
    """Issue code of a row (or record) that cannot be read as it stands in its file."""
    if row.problem or raw.format != "csv":
        return row.problem
    try:
        return width_problem(cells_of(row.payload, raw.format, raw.delimiter, charset), len(raw.columns))
    except UnreadableRowError as error:
        return error.code


def read_folder(folder: Path) -> Iterator[RawTable]:
    """One RawTable per file, catalogue first; files and folders that nobody knows come last, without rows.

    Raises InputError with every problem at once before any row is read.
    """
    problems = check_folder(folder)
    if problems:
        raise InputError(problems)
    export = look(folder)
    for path, form in export.catalogue:
        yield catalogue_file(path, form)
    for path, table in export.entities:
        yield entity_file(path, table)
    for path in export.unknown:
        yield unknown_file(path)
    for path in export.folders:
        yield RawTable(name=f"{path.name}/", table="", format="", rows=iter(()))


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD)


def _header_problems(path: Path, table: str) -> list[str]:
    try:
        columns, _ = header(path, COLUMNS[table])
    except InputError as error:
        return error.problems
    names = {fold_column(c) for c in columns}
    missing = [m for m in MANDATORY[table] if m.casefold() not in names]
    if missing:
        return [f"{path}:1: the mandatory column {m} is missing; export the file again with it" for m in missing]
    return []


def header(path: Path, known: Sequence[str]) -> tuple[tuple[str, ...], str]:
    """Columns and delimiter of an entity file, from its first line. Raises InputError."""
    with path.open("rb") as file:
        line = file.readline(HEAD)
    if line.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError([f"{path}: is UTF-16; save it as UTF-8 and deliver it again"])
    if not line.strip():
        raise InputError([f"{path}:1: has no header row; export the file again with column names in its first row"])
    text = decode_text(line)[0].lstrip("\ufeff").rstrip("\r\n")
    try:
        delimiter = find_delimiter(text, known)
        return tuple(c.strip() for c in cut(text, delimiter)), delimiter
    except UnreadableRowError as error:
        raise InputError([f"{path}:1: the header row cannot be read; export the file again"]) from error


def entity_file(path: Path, table: str, known: Sequence[str] = ()) -> RawTable:
    """Raises InputError. ``known``: the column names by which the delimiter is found, where not the contract's."""
    columns, delimiter = header(path, known or COLUMNS[table])
    return RawTable(
        name=path.name,
        table=table,
        format="csv",
        rows=_rows(path, delimiter, len(columns)),
        delimiter=delimiter,
        columns=columns,
        **_facts(path),
    )


def _rows(path: Path, delimiter: str, width: int) -> Iterator[RawRow]:
    with path.open("rb") as file, _unchanged(path):
        file.readline()
        yield from split_rows(file, delimiter, width)


def unknown_file(path: Path) -> RawTable:
    return RawTable(name=path.name, table="", format="", rows=iter(()), **_facts(path))


def catalogue_file(path: Path, form: str) -> RawTable:
    return RawTable(
        name=path.name,
        table="raw_bib",
        format=form,
        rows=_records(path, form),
        charset=xml_charset(_head(path)) if form == "xml" else "",
        **_facts(path),
    )


def _records(path: Path, form: str) -> Iterator[RawRow]:
    with path.open("rb") as file, _unchanged(path):
        for record in frame(file, form):
            yield RawRow(record.offset, record.payload, record.problem)


@contextmanager
def _unchanged(path: Path) -> Iterator[None]:
    """Raises InputError where a file was written to while it was read: its checksum would belong to other rows."""
    before = path.stat()
    yield
    after = path.stat()
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise InputError([f"{path}: was changed while it was read; wait until the export is complete, and run again"])


class _Facts(TypedDict):
    bytes: int
    sha256: str


def _facts(path: Path) -> _Facts:
    with path.open("rb") as file:
        return {"bytes": path.stat().st_size, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}
