"""Sheets of a library's workbook, written row by row: what a text may hold, and how cells look.

A text is always written as a text, whatever it begins with: never as a formula, a link or a number.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

Value = str | int | float | date | None
Styled = tuple[Value, str]
"""A value and the name of its style."""

TITLE, HEAD, TEXT, FILL_IN, DAY, PLAIN = "title", "head", "text", "fill in", "day", "plain"
MOST_ROWS = 1_048_576
"""Rows of a sheet in Excel's format."""
LONGEST = 500
"""Characters shown of one value; a cell holds 32,767."""
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TAKEN_FOR_MORE = ("=", "+", "-", "@", "\t", "\r", "#", "'")
"""What a spreadsheet may take a text for that begins with it, once somebody edits the cell or saves it as CSV."""

_LINE = {"bottom": 1, "bottom_color": "#D9D9D9"}
_WRAPPED = {"text_wrap": True, "valign": "top"}
_GREEN = {"bg_color": "#E2EFDA"}
_LOOKS: Mapping[str, Mapping[str, Any]] = {
    TITLE: {"bold": True, "font_size": 13},
    HEAD: {"bold": True, "bg_color": "#DDEBF7", **_WRAPPED, **_LINE},
    TEXT: {**_WRAPPED, **_LINE},
    FILL_IN: {**_GREEN, **_WRAPPED, **_LINE},
    DAY: {"num_format": "yyyy-mm-dd", **_GREEN, **_WRAPPED, **_LINE},
    PLAIN: {},
}


def shown(text: str) -> str:
    """A text as a cell can hold it: not too long, and without the characters that XML has not."""
    clean = key(text).strip()
    return clean if len(clean) <= LONGEST else f"{clean[: LONGEST - 1]}…"


def key(text: str) -> str:
    """A key as it is, but for the characters that XML has not."""
    return text if text.isprintable() else _NOT_IN_XML.sub("", text)


@dataclass(slots=True)
class Sheet:
    """``own``: xlsxwriter's worksheet; ``rows``: how many have been written."""

    own: Any
    looks: Mapping[str, Any]
    quoted: Mapping[str, Any]
    columns: int
    head: int
    rows: int = 0

    def put(self, cells: Iterable[Styled]) -> None:
        """Write the next row, each cell in its own style."""
        for at, (value, style) in enumerate(cells):
            self._put(at, value, style)
        self.rows += 1

    def put_all(self, values: Iterable[Value], style: str = PLAIN) -> None:
        """Write the next row in one style."""
        self.put((value, style) for value in values)

    def put_plain(self, texts: Iterable[str]) -> None:
        """Write the next row of texts, empty ones as empty cells: the short way for a hundred thousand rows."""
        write, row, quoted = self.own.write_string, self.rows, self.quoted[PLAIN]
        for at, text in enumerate(texts):
            if text:
                write(row, at, text, quoted if text.startswith(_TAKEN_FOR_MORE) else None)
        self.rows += 1

    def put_link(self, at: int, text: str, sheet: str) -> None:
        """Write a cell of the next row that leads to another sheet; before ``put``, which ends the row."""
        self.own.write_url(self.rows, at, f"internal:'{sheet}'!A1", self.looks[TEXT], text)

    def _put(self, at: int, value: Value, style: str) -> None:
        look = self.looks[style]
        if isinstance(value, str) and value:
            self.own.write_string(self.rows, at, value, self._look_of(value, style))
        elif isinstance(value, date):
            self.own.write_datetime(self.rows, at, value, look)
        elif value is None or value == "":
            self.own.write_blank(self.rows, at, None, look)
        else:
            self.own.write_number(self.rows, at, value, look)

    def _look_of(self, text: str, style: str) -> Any:
        return (self.quoted if text.startswith(_TAKEN_FOR_MORE) else self.looks)[style]

    def close_table(self) -> None:
        """Filters on the columns of the table, now that its last row is written."""
        self.own.autofilter(self.head - 1, 0, max(self.rows, self.head) - 1, self.columns - 1)

    def offer(self, column: int, words: Sequence[str], told: str) -> None:
        """A drop-down list in a column below the headings, which refuses everything else."""
        rule = {"validate": "list", "source": list(words), "error_title": told, "error_message": ", ".join(words)}
        self.own.data_validation(self.head, column, max(self.rows - 1, self.head), column, rule)

    def offer_range(self, column: int, words: str, told: tuple[str, str], spare: int) -> None:
        """A drop-down list of any length, from the cells ``words`` (``='Sheet'!$A$2:$A$9``).

        ``told``: title and text where it refuses a value; ``spare``: how many rows below the last have it, too.
        """
        rule = {"validate": "list", "source": words, "error_title": told[0], "error_message": told[1]}
        self.own.data_validation(self.head, column, max(self.rows - 1, self.head) + spare, column, rule)

    def hide(self) -> None:
        """Kept for the program that reads the workbook back."""
        self.own.hide()


@dataclass(slots=True)
class Book:
    """A workbook that is being written. Its sheets stand in the order in which they were added."""

    own: Any
    looks: Mapping[str, Any]
    quoted: Mapping[str, Any]

    def add(self, name: str, columns: Mapping[str, int], head: int = 1, beside: int = 0) -> Sheet:
        """A sheet with a table. ``columns``: headings and widths in characters, 0 for a hidden one.

        The headings, in row ``head``, stay in sight, as do the first ``beside`` columns. Rows above come first.
        """
        sheet = self._add(name, columns.values())
        sheet.freeze_panes(head, beside)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(head - 1)
        sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{MOST_ROWS}"})
        return Sheet(sheet, self.looks, self.quoted, len(columns), head)

    def add_page(self, name: str, width: int) -> Sheet:
        """A sheet of one column, to be read."""
        sheet = self._add(name, [width])
        sheet.fit_to_pages(1, 0)
        return Sheet(sheet, self.looks, self.quoted, 1, 0)

    def _add(self, name: str, widths: Iterable[int]) -> Any:
        sheet = self.own.add_worksheet(name)
        sheet.set_paper(9)  # A4
        for n, width in enumerate(widths):
            sheet.set_column(n, n, width or None, None, {} if width else {"hidden": True})
        return sheet


@contextmanager
def writing(path: Path) -> Iterator[Book]:
    """A workbook that is saved at the end. Rows go to disk as they come."""
    from xlsxwriter import Workbook

    with Workbook(path, {"constant_memory": True}) as book:
        looks = {name: book.add_format(dict(look)) for name, look in _LOOKS.items()}
        quoted = {name: book.add_format({**look, "quote_prefix": True}) for name, look in _LOOKS.items()}
        yield Book(book, looks, quoted)
