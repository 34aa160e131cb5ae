"""Delimited text: where the rows begin and end, found on the bytes. Cells are cut later (``migration.rows``).

A quoted cell may hold delimiters and line breaks. A quote that is never closed must not swallow the rest of the file:
a row that runs over several lines is believed only when it closes within ``MAX_LINES``, has as many cells as the
header, and a delimiter follows each closing quote; otherwise its first line alone is the faulty row, and reading goes
on with the next line.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from migration.extract.raw import RawRow
from migration.rows import cut, fold_column

DELIMITERS = (";", ",", "\t")
MAX_LINES = 200


def find_delimiter(header: str, known: Sequence[str]) -> str:
    """The delimiter by which most known column names appear in the header line."""
    names = {k.casefold() for k in known}
    return max(DELIMITERS, key=lambda d: sum(fold_column(c) in names for c in cut(header, d)))


def split_rows(lines: Iterator[bytes], delimiter: str, width: int, first_line: int = 2) -> Iterator[RawRow]:
    """Rows of a file after its header. ``width``: cells in the header; ``RawRow.line``: the row's first line."""
    pending: list[bytes] = []
    number = first_line
    mark = delimiter.encode()
    while line := (pending.pop(0) if pending else next(lines, b"")):
        if not line.replace(mark, b"").strip():  # spreadsheets add rows of delimiters alone
            number += 1
            continue
        taken = [line]
        while is_open(b"".join(taken), delimiter) and len(taken) < MAX_LINES:
            following = pending.pop(0) if pending else next(lines, b"")
            if not following:
                break
            taken.append(following)
        row = b"".join(taken)
        if is_open(row, delimiter) or (len(taken) > 1 and not _is_well_quoted(row, delimiter, width)):
            pending = taken[1:] + pending
            yield RawRow(number, line, "row_quote_not_closed" if is_open(line, delimiter) else "")
            number += 1
        else:
            yield RawRow(number, row)
            number += len(taken)


def is_open(row: bytes, delimiter: str) -> bool:
    """Whether a row ends inside a quoted cell. A quote opens a cell only where the cell begins."""
    return b'"' in row and not _closed_row(delimiter).fullmatch(row)


@cache
def _closed_row(delimiter: str) -> re.Pattern[bytes]:
    cell = r'(?:"(?:[^"]|"")*+"[^;]*+|[^;"][^;]*+|)'
    return re.compile(rf"{cell}(?:;{cell})*+".replace(";", delimiter).encode())


def _is_well_quoted(row: bytes, delimiter: str, width: int) -> bool:
    return bool(_quoted_row(delimiter).fullmatch(row)) and len(cut(row.decode("latin-1"), delimiter)) == width


@cache
def _quoted_row(delimiter: str) -> re.Pattern[bytes]:
    cell = r'(?:"(?:[^"]|"")*+"|[^;"\r\n][^;\r\n]*+|)'
    return re.compile(rf"{cell}(?:;{cell})*+\r?\n?".replace(";", delimiter).encode())
