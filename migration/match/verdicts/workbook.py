"""Writes the review workbook of a library: a row per pair, the two records side by side, and a column for the answer.

The sheet is not protected, since nobody could sort it then; the target ids in the hidden columns prove on the way back
that the keys were not changed.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from migration.marc.folding import fold
from migration.match.verdicts import layout
from migration.match.verdicts.guide import guide
from migration.match.verdicts.layout import FEATURES, Question, Side

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

Cell = tuple[str | int | float | None, str]
"""A value and the name of its style."""

HEAD, PLAIN, FILL_IN, DAY, DIFFERS, SHARE = "gl_head", "gl_plain", "gl_fill_in", "gl_day", "gl_differs", "gl_share"
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LONGEST = 500
"""Characters shown of one value; a cell holds 32,767."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet may take a text for that begins with it."""


def write_workbook(path: Path, library: str, questions: Iterable[Question], total: int) -> None:
    """Write the questions in their order. ``total``: how many there would be if there were room for all."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    _add_styles(book)
    asked = _write_pairs(book.create_sheet(layout.SHEET), questions)
    _write_guide(book.create_sheet(layout.GUIDE), guide(library, asked, total))
    book.save(path)


def _write_pairs(sheet: "WriteOnlyWorksheet", questions: Iterable[Question]) -> int:
    """The sheet with the pairs. Returns how many there are."""
    _lay_out(sheet)
    sheet.append(_cells(sheet, [(text, HEAD) for text in layout.headings()]))
    asked = 0
    for question in questions:
        sheet.append(_cells(sheet, _row(question)))
        asked += 1
    _finish(sheet, asked + 1)
    return asked


def _row(question: Question) -> Iterator[Cell]:
    yield from ((None, DAY if heading == layout.DECIDED_ON else FILL_IN) for heading in layout.TO_FILL_IN)
    yield shown(question.reason), PLAIN
    yield question.gain, PLAIN
    yield question.probability, SHARE
    for feature in FEATURES:
        one, other = feature.value(question.one), feature.value(question.other)
        style = DIFFERS if feature.compared and _differ(one, other) else PLAIN
        yield from ((shown(value) if isinstance(value, str) else value, style) for value in (one, other))
    yield from ((key, PLAIN) for key in chain(_keys(question.one), _keys(question.other)))


def _keys(side: Side) -> tuple[str, str, str]:
    return side.source, _NOT_IN_XML.sub("", side.legacy_id), side.target_id


def shown(text: str) -> str:
    """A text as a cell can hold it: not too long, and without the characters that XML has not."""
    clean = _NOT_IN_XML.sub("", text).strip()
    return clean if len(clean) <= _LONGEST else f"{clean[: _LONGEST - 1]}…"


def _differ(one: str | int, other: str | int) -> bool:
    return fold(str(one)) != fold(str(other))


def _cells(sheet: "WriteOnlyWorksheet", row: Iterable[Cell]) -> list[Any]:
    from openpyxl.cell import WriteOnlyCell

    return [_cell(WriteOnlyCell(sheet), value, style) for value, style in row]


def _cell(cell: Any, value: str | int | float | None, style: str) -> Any:
    """A text is written as text, whatever it begins with: never as a formula."""
    cell.value = value
    cell.style = style
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(_FORMULA)
    return cell


def _lay_out(sheet: "WriteOnlyWorksheet") -> None:
    """What must be known before the first row: widths, hidden columns, what stays in sight."""
    from openpyxl.utils import get_column_letter

    columns = [get_column_letter(n) for n in range(1, len(layout.headings()) + 1)]
    for letter, width in zip(columns, layout.widths(), strict=False):
        sheet.column_dimensions[letter].width = width
    for letter in columns[len(layout.widths()) :]:
        sheet.column_dimensions[letter].hidden = True
    sheet.freeze_panes = f"{columns[len(layout.TO_FILL_IN)]}2"
    sheet.page_setup.orientation = "landscape"
    sheet.print_title_rows = "1:1"


def _finish(sheet: "WriteOnlyWorksheet", last: int) -> None:
    """The filter and the drop-down list. ``last``: the last row."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    sheet.auto_filter.ref = f"A1:{get_column_letter(len(layout.headings()))}{last}"
    listed = DataValidation(
        type="list",
        formula1=f'"{",".join(layout.ANSWERS)}"',
        allow_blank=True,
        showErrorMessage=True,
        errorTitle=layout.ANSWER,
        error=f"Velg {', '.join(layout.ANSWERS)}, eller la cellen stå tom.",
    )
    listed.add(f"A2:A{max(last, 2)}")
    sheet.data_validations.append(listed)


def _write_guide(sheet: "WriteOnlyWorksheet", lines: Sequence[str]) -> None:
    sheet.column_dimensions["A"].width = 110
    for line in lines:
        style = HEAD if line.startswith("# ") else PLAIN
        sheet.append(_cells(sheet, [(line.removeprefix("# "), style)]))


def _add_styles(book: "Workbook") -> None:
    from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side

    wrapped = Alignment(vertical="top", wrap_text=True)
    line = Border(bottom=Side(style="thin", color="D9D9D9"))

    def add(name: str, **look: Any) -> None:
        book.add_named_style(NamedStyle(name=name, alignment=wrapped, border=line, **look))

    add(HEAD, font=Font(bold=True), fill=PatternFill("solid", fgColor="DDEBF7"))
    add(PLAIN)
    add(FILL_IN, fill=PatternFill("solid", fgColor="E2EFDA"))
    add(DAY, fill=PatternFill("solid", fgColor="E2EFDA"), number_format="yyyy-mm-dd")
    add(DIFFERS, fill=PatternFill("solid", fgColor="FFE699"))
    add(SHARE, number_format="0%")
