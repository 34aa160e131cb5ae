"""One row of an entity file: columns are taken by name, and what nobody took is reported."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from migration.issues import Issue


class MissingValueError(Exception):
    """A mandatory column is empty or absent in this row."""

    def __init__(self, column: str) -> None:
        super().__init__(column)
        self.column = column


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
    """Reads one row. ``take`` gives a trimmed text, empty where the column is absent; ``need`` raises MissingValueError."""

    index: Mapping[str, int]
    cells: Sequence[str]
    issues: list[Issue] = field(default_factory=list)

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


def unread(columns: Sequence[str], known: Sequence[str]) -> list[str]:
    """Columns of a file that no transform reads: reported once per file, never dropped in silence."""
    names = {k.casefold() for k in known}
    return [c for c in columns if fold_column(c) and fold_column(c) not in names]
