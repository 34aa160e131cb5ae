"""What a library hands in to correct its export: files in ``corrections/`` beside it (docs/contract.md, section 7).

They are raw files of their own, so that the export stays what it was. An edited copy of ``rejects/<entity>.csv`` is
one; so is any file with the export's columns, or some of them, and the ``Id`` of the row that it corrects.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from migration.extract.folder import (
    CORRECTIONS,
    ENTITY_EXTENSIONS,
    catalogue_file,
    entity_file,
    header,
    record_format,
    row_problem,
    unknown_file,
)
from migration.extract.raw import COLUMNS, MANDATORY, TABLE_OF_FILE, InputError, RawTable
from migration.rows import fold_column

PREFIX = f"{CORRECTIONS}/"
"""How the names of their raw files begin."""
LEGACY_ID = "legacy_id"
"""The column by which a copy of the rejects names its rows."""

_DELIVERED = {
    "item": "raw_item",
    "patron": "raw_patron",
    "loan": "raw_loan",
    "reservation": "raw_reservation",
    "fee": "raw_fee",
}
_TABLES = (
    {name.casefold(): table for name, table in TABLE_OF_FILE.items()}
    | _DELIVERED
    | {f"{name}s": table for name, table in _DELIVERED.items()}
)
_NAME = re.compile(rf"(?:rejects?[ ._-]+)?({'|'.join(sorted(_TABLES, key=len, reverse=True))})(?:[ ._(-].*)?")


def correction_table(path: Path) -> str:
    """The staging table that a file corrects, by its name: an entity set's or the delivery's, and any suffix."""
    match = _NAME.fullmatch(path.stem.casefold()) if path.suffix.casefold() in ENTITY_EXTENSIONS else None
    return _TABLES[match[1]] if match else ""


def corrects_by_id(table: str) -> bool:
    """Whether the rows of a table have ids, by which alone a correction can name its row."""
    return "Id" in MANDATORY.get(table, ())


def check_corrections(folder: Path, extra: Sequence[str] = ()) -> list[str]:
    """Every problem for which a file of corrections cannot be used: what, where, what to do."""
    return [problem for path in correction_files(folder) for problem in _problems(path, extra)]


def read_corrections(folder: Path, extra: Sequence[str] = ()) -> Iterator[RawTable]:
    """One RawTable per file, by name; nothing where there is no such folder. Raises InputError before any row.

    ``extra``: the columns that the rejects of a delivery have beside the source's own.
    """
    problems = check_corrections(folder, extra)
    if problems:
        raise InputError(problems)
    for path in correction_files(folder):
        table = _read(path, extra)
        table.name = PREFIX + table.name
        yield table


def faulty_corrections(folder: Path, charset: str, extra: Sequence[str] = ()) -> Iterator[tuple[str, int, str]]:
    """Rows that cannot be read: file (as ``corrections/…``), row, issue code."""
    for raw in read_corrections(folder, extra):
        for row in raw.rows:
            if code := row_problem(row, raw, charset):
                yield raw.name, row.line, code


def correction_files(folder: Path) -> list[Path]:
    """What lies in an export's ``corrections/``, by name; nothing where there is no such folder."""
    inside = [p for p in folder.iterdir() if p.is_dir() and p.name.casefold() == CORRECTIONS] if folder.is_dir() else []
    found = (p for directory in inside for p in directory.iterdir() if not p.name.startswith((".", "~$")))
    return sorted(found, key=lambda path: (path.name, path))


def _read(path: Path, extra: Sequence[str]) -> RawTable:
    if path.is_dir():
        return RawTable(name=f"{path.name}/", table="", format="", rows=iter(()))
    if table := correction_table(path):
        return entity_file(path, table, (*COLUMNS[table], *extra))
    form = record_format(path)
    return catalogue_file(path, form) if form else unknown_file(path)


def _problems(path: Path, extra: Sequence[str]) -> list[str]:
    table = correction_table(path) if path.is_file() else ""
    if not table:
        return []
    try:
        columns, _ = header(path, (*COLUMNS[table], *extra))
    except InputError as error:
        return error.problems
    if corrects_by_id(table) and not {"id", LEGACY_ID} & {fold_column(c) for c in columns}:
        return [f"{path}:1: has neither the column Id nor {LEGACY_ID}; which rows it corrects cannot be told"]
    return []
