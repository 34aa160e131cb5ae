"""Rows of what librarians hand in: workbooks as spreadsheet programs save them, and CSV with any usual delimiter.

A table begins where a row has the headings, wherever that is; columns are known by their headings, wherever they are.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from migration.match.verdicts.layout import ANSWER, COMMENT, DECIDED_ON, INITIALS, KEYS

_OTHER_NAMES = {
    "verdict": ANSWER, "who": INITIALS, "decided_on": DECIDED_ON, "why": COMMENT,
    "source": KEYS[0], "legacy_id": KEYS[1], "target_id": KEYS[2],
    "other_source": KEYS[3], "other_legacy_id": KEYS[4], "other_target_id": KEYS[5],
}  # fmt: skip
"""The columns of ``mappings/verdicts/*.csv`` by the workbook's headings."""
NEEDED = (ANSWER, INITIALS, KEYS[0], KEYS[1], KEYS[3], KEYS[4])
_KNOWN = {name.casefold(): name for name in (*NEEDED, DECIDED_ON, COMMENT, *KEYS)} | _OTHER_NAMES
_AS_TEXT = (".csv", ".tsv", ".txt")
_LOOKED_AT = 20
"""Rows that may stand above the headings."""
_BLANKS = re.compile(r"\s+")


class UnreadableFileError(Exception):
    """A file cannot be read as a table of answers. The text says why, and what to do."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """``sheet``: empty for CSV. ``cells``: by the headings of ``layout``, trimmed, without the empty ones."""

    file: str
    sheet: str
    row: int
    cells: Mapping[str, str]

    @property
    def where(self) -> str:
        return f"{self.file}, {self.sheet}:{self.row}" if self.sheet else f"{self.file}:{self.row}"


Lines = Iterable[tuple[int, Sequence[str]]]


def read_answers(path: Path) -> list[TableRow]:
    """Every row below the headings that names two records or has an answer. Raises UnreadableFileError."""
    try:
        sheets = [("", _csv(path))] if path.suffix.casefold() in _AS_TEXT else _workbook(path)
    except OSError as error:
        raise UnreadableFileError(f"cannot be read ({error.strerror or 'no workbook'})") from error
    tables = [table for name, lines in sheets if (table := _table(path.name, name, lines)) is not None]
    if not tables:
        wanted = ", ".join(NEEDED)
        raise UnreadableFileError(f"has no table with the columns {wanted}; fill in the workbook of the report itself")
    return [row for table in tables for row in table]


def _workbook(path: Path) -> list[tuple[str, Lines]]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, data_only=True)
        sheets = [(sheet.title, _lines(sheet)) for sheet in book.worksheets]
        book.close()
    except (InvalidFileException, BadZipFile, KeyError, ValueError, TypeError, SyntaxError) as error:
        told = "is no workbook that can be read; open it, save it as .xlsx without a password, and try again"
        raise UnreadableFileError(told) from error
    return sheets


def _lines(sheet: Any) -> Lines:
    """The rows that are not blank. What the file says of its own size is not believed."""
    sheet.reset_dimensions()
    rows = ((n, [_text(value) for value in row]) for n, row in enumerate(sheet.iter_rows(values_only=True), start=1))
    return [(n, row) for n, row in rows if any(row)]


def _text(value: object) -> str:
    """A cell as text: a date as ISO 8601, a whole number without decimals."""
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else _BLANKS.sub(" ", str(value)).strip()


def _csv(path: Path) -> Lines:
    text = _decoded(path.read_bytes())
    header = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(";,\t", key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return [(reader.line_num, [_text(cell) for cell in row]) for row in reader if any(row)]
    except csv.Error as error:
        raise UnreadableFileError(f"cannot be read as CSV ({error}); save it as .xlsx") from error


def _decoded(content: bytes) -> str:
    """UTF-8, the UTF-16 of *Unicode text*, or what spreadsheets in Norwegian have saved CSV in for decades."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("windows-1252", "replace")


def _table(file: str, sheet: str, lines: Lines) -> list[TableRow] | None:
    """The rows below the headings; None where there are none."""
    waiting = iter(lines)
    for n, row in waiting:
        columns = _columns(row)
        if set(NEEDED) <= set(columns):
            return list(_rows(file, sheet, columns, waiting))
        if n > _LOOKED_AT:
            break
    return None


def _columns(row: Sequence[str]) -> dict[str, int]:
    """The columns that we know, by heading; of equal headings the first counts."""
    found: dict[str, int] = {}
    for at, text in enumerate(row):
        name = _KNOWN.get(text.casefold())
        if name:
            found.setdefault(name, at)
    return found


def _rows(file: str, sheet: str, columns: Mapping[str, int], lines: Lines) -> Iterator[TableRow]:
    for n, row in lines:
        cells = {name: row[at] for name, at in columns.items() if at < len(row) and row[at]}
        if ANSWER in cells or {KEYS[1], KEYS[4]} <= set(cells):
            yield TableRow(file, sheet, n, cells)
