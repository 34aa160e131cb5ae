"""One row of an entity file: cells are cut, columns are taken by name, and what nobody took is reported."""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import orjson

from migration.charsets import decode_text
from migration.issues import Issue

csv.field_size_limit(2**25)

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BLANKS = re.compile(r"[\x0b\x0c\x1c-\x1f]")
_LINE_END = re.compile(r"\r\n?")


class UnreadableRowError(Exception):
    """A row cannot be cut into cells. ``code``: an issue code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def cut(text: str, delimiter: str) -> list[str]:
    """The cells of one row without its line end. Raises UnreadableRowError."""
    if '"' not in text:
        return text.split(delimiter)
    try:
        return next(csv.reader([text], delimiter=delimiter), [])
    except csv.Error as error:
        raise UnreadableRowError("row_unreadable") from error


def cells_of(payload: bytes, form: str, delimiter: str, charset: str) -> list[str]:
    """The cells of a landed row. ``form``: ``csv`` or ``json`` (an array of texts or nulls)."""
    if form == "json":
        return ["" if cell is None else cell for cell in orjson.loads(payload)]
    return cut(decode_text(payload, charset)[0].rstrip("\r\n"), delimiter)


def without_controls(cells: Sequence[str]) -> list[str]:
    """The cells without control characters (no database and no XML holds them); those that part words become blanks."""
    return [_CONTROL.sub("", _BLANKS.sub(" ", _LINE_END.sub("\n", cell))) for cell in cells]


def has_controls(cells: Sequence[str]) -> bool:
    return any(_CONTROL.search(cell) for cell in cells)


class MissingValueError(Exception):
    """A mandatory column is empty or absent in this row."""

    def __init__(self, column: str) -> None:
        super().__init__(column)
        self.column = column


def width_problem(cells: Sequence[str], width: int) -> str:
    """Issue code of a row that has not as many cells as the header; blank cells beyond it do no harm."""
    if len(cells) < width:
        return "row_too_short"
    return "row_too_long" if any(cell.strip() for cell in cells[width:]) else ""


def column_index(columns: Sequence[str]) -> dict[str, int]:
    """Position of each column by its folded name. The first of two equal names counts."""
    index: dict[str, int] = {}
    for position, name in enumerate(columns):
        index.setdefault(fold_column(name), position)
    return index


def fold_column(name: str) -> str:
    """Column names are compared without case, blanks or a byte order mark."""
    return name.strip("\ufeff \t").casefold()


@dataclass(slots=True)
class RowReader:
    """Reads one row. ``take`` gives a trimmed text, empty where there is none; ``need`` raises MissingValueError.

    ``issues`` gathers what was refused, ``codes`` which codes of which list were met.
    """

    index: Mapping[str, int]
    cells: Sequence[str]
    issues: list[Issue] = field(default_factory=list)
    codes: list[tuple[str, str]] = field(default_factory=list)

    def take(self, column: str) -> str:
        position = self.index.get(column.casefold())
        if position is None or position >= len(self.cells):
            return ""
        text = self.cells[position].strip()
        return "" if text == "NULL" else text

    def need(self, column: str) -> str:
        value = self.take(column)
        if not value:
            raise MissingValueError(column)
        return value

    def note(self, code: str, column: str = "", value: str = "") -> None:
        """Record what was refused in this row."""
        self.issues.append(Issue(code, column, value))


def repeated(columns: Sequence[str]) -> list[str]:
    """Columns whose name stands in the header before."""
    names = [fold_column(c) for c in columns]
    return [c for n, c in enumerate(columns) if names[n] and names[n] in names[:n]]


def unread(columns: Sequence[str], known: Sequence[str]) -> list[str]:
    """Columns of a file that the contract does not know: reported once per file, never dropped in silence."""
    names = {k.casefold() for k in known}
    return [c or f"#{n}" for n, c in enumerate(columns, 1) if fold_column(c) not in names]
