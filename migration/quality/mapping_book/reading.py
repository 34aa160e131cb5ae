"""Reads a mapping workbook back: its rows, and what is wrong with their form, with sheet and row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from migration.quality.mapping_book import layout

Key = tuple[str, str]
"""Source and casefolded code."""
BEGIN_AGAIN = "begin from a new export"
_NO_TEXT = {
    "f": "a formula; write the value itself",
    "e": "an error; write the value itself",
    "d": "a date; write it as text, with ' before it",
    "b": "TRUE or FALSE; write it as text, with ' before it",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a row of the workbook says. ``target``: ``(utelates)`` for what is left out, empty for what is undecided."""

    where: str
    source: str
    code: str
    target: str
    note: str
    decided_by: str

    @property
    def key(self) -> Key:
        return self.source, self.code.casefold()

    @property
    def said(self) -> tuple[str, str, str]:
        return self.target, self.note, self.decided_by


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A workbook as it came back: per list the rows as filled in, and the decisions that it was written from.

    A list that cannot be judged, for want of its sheet or headings, is not there.
    """

    answers: Mapping[str, Sequence[Answer]]
    written: Mapping[str, Mapping[Key, Answer]]


class MappingBookError(Exception):
    """The workbook cannot be taken as it is. ``problems``: one line each: sheet and row, what, and what to do."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = list(problems)


def read_book(path: Path, names: Sequence[str], problems: list[str]) -> Filled:
    """The rows of the lists ``names``; what is wrong goes to ``problems``. Raises MappingBookError: no workbook."""
    from openpyxl import load_workbook

    try:
        book = load_workbook(path, read_only=True)
    except Exception as error:  # openpyxl raises whatever its parts raise on a file that is no workbook
        raise MappingBookError([f"{path.name}: cannot be read as a workbook ({type(error).__name__})"]) from error
    try:
        missing = [name for name in (*names, layout.WRITTEN) if name not in book.sheetnames]
        problems += [f"{path.name}: the sheet {name} is missing; {BEGIN_AGAIN}" for name in missing]
        there = [name for name in names if name not in missing]
        found = {name: _answers(name, book[name], problems) for name in there}
        written = None if layout.WRITTEN in missing else _written(book[layout.WRITTEN], problems)
    finally:
        book.close()
    answers = {name: rows for name, rows in found.items() if rows is not None and written is not None}
    return Filled(answers=answers, written=written or {})


def _answers(name: str, sheet: Any, problems: list[str]) -> list[Answer] | None:
    rows = _rows(name, sheet, layout.READ, problems)
    return (
        None
        if rows is None
        else [
            Answer(
                where=where,
                source=row[layout.SOURCE],
                code=row[layout.CODE],
                target=row[layout.TARGET],
                note=row[layout.NOTE],
                decided_by=row[layout.DECIDED_BY],
            )
            for where, row in rows
        ]
    )


def _written(sheet: Any, problems: list[str]) -> dict[str, dict[Key, Answer]] | None:
    rows = _rows(layout.WRITTEN, sheet, tuple(layout.WRITTEN_COLUMNS), problems)
    found: dict[str, dict[Key, Answer]] = {}
    for where, row in rows or ():
        name = row.pop("list")
        answer = Answer(where=where, **row)
        found.setdefault(name, {})[answer.key] = answer
    return None if rows is None else found


def _rows(
    name: str, sheet: Any, columns: Sequence[str], problems: list[str]
) -> list[tuple[str, dict[str, str]]] | None:
    """``sheet:row`` and the trimmed texts of ``columns`` wherever they stand; empty rows are passed over. None where a
    heading is missing."""
    rows = sheet.iter_rows()
    heads = ["" if cell.value is None else str(cell.value).strip() for cell in next(rows, ())]
    if missing := [column for column in columns if column not in heads]:
        problems.append(f"{name}:1: without the columns {', '.join(missing)}; put the headings back, or {BEGIN_AGAIN}")
        return None
    places = {column: heads.index(column) for column in columns}
    found = []
    for number, cells in enumerate(rows, 2):
        where = f"{name}:{number}"
        row = {column: _text(cells, at, f"{where}: {column}", problems) for column, at in places.items()}
        if any(row.values()):
            found.append((where, row))
    return found


def _text(cells: Sequence[Any], at: int, where: str, problems: list[str]) -> str:
    """A row may be shorter than the headings."""
    cell = cells[at] if at < len(cells) else None
    if cell is None or cell.value is None:
        return ""
    if cell.data_type in _NO_TEXT:
        problems.append(f"{where} has {_NO_TEXT[cell.data_type]}")
        return ""
    return str(cell.value).strip()
