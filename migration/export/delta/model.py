"""A file of rows with keys, and what became of its rows."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Key: TypeAlias = tuple[bytes, ...]
"""The cells of a row's key in UTF-8, whose order is that of code points."""

Row: TypeAlias = tuple[Key, str, str, bytes]
"""Key, library, source (``*`` where the file does not say), and the row with its line end, byte for byte."""

Tombstone: TypeAlias = tuple[Key, str, str]
"""Key, library and source of a row that is gone; empty where the file does not say."""

Change = Literal["added", "changed", "removed", "unchanged"]
CHANGES: tuple[Change, ...] = ("added", "changed", "removed", "unchanged")
NOBODY = "*"


class UnfitError(Exception):
    """A file that cannot be read row by row in the order of its keys; it is passed on whole."""


class DeltaError(Exception):
    """A folder of which no delta can be made, or that is none. Its text says what and where."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How a file's rows are found, as its data package says (``migration.export.packages.model.Resource``).

    ``library``, ``source``: the columns that name our library and our source; empty where the file has none.
    """

    path: str
    form: str
    key: tuple[str, ...]
    columns: tuple[str, ...] = ()
    delimiter: str = ","
    encoding: str = "utf-8"
    element: str = ""
    library: str = "library"
    source: str = "source"

    @property
    def by(self) -> tuple[str, tuple[str, ...]]:
        """What two files must have in common for their rows to be compared."""
        return self.form, self.key


def tombstone_of(row: Row) -> Tombstone:
    library, source = ("" if name == NOBODY else name for name in row[1:3])
    return row[0], library, source


def group_of(row: Row) -> str:
    """By what a row is counted: its library, or its source where the file names no library."""
    return row[1] if row[1] != NOBODY else row[2]
