"""Lines of CSV whose cells may hold any line break."""

import csv
from typing import Any, Protocol

_LONGEST = "\r\n"


class Writes(Protocol):
    """A text file that was opened with ``newline=""``."""

    def write(self, text: str, /) -> object: ...


class _LineEnds:
    def __init__(self, file: Writes, newline: str) -> None:
        self._write, self._newline = file.write, newline

    def write(self, line: str) -> None:
        self._write(line[: -len(_LONGEST)] + self._newline)


def csv_writer(file: Writes, delimiter: str = ",", newline: str = "\n") -> Any:
    """A writer of the csv module. That one quotes but the letters of its own line end: with LF alone, a CR in a cell
    would end the row for whoever reads it."""
    return csv.writer(_LineEnds(file, newline), delimiter=delimiter, lineterminator=_LONGEST)
