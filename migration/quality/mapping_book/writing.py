"""Writes the mapping workbook."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from migration.crosswalks import Row
from migration.quality.mapping_book import layout
from migration.quality.mapping_book.lines import OPEN, CodeList, Line, lines_of
from migration.quality.mapping_book.targets import Proposing, proposer
from migration.quality.workbook.cells import FILL_IN, HEAD, PLAIN, TEXT, TITLE, Book, Styled, key, shown, writing

SPARE_ROWS = 500
"""Rows below the last that have the drop-down list, too: room for new ones."""


def write_mappings(
    path: Path, code_lists: Sequence[CodeList], sources: Collection[str] = (), unseen: Sequence[str] = ()
) -> Mapping[str, int]:
    """Write the workbook; returns how many codes of each list are undecided, most first. Raises OSError.

    ``unseen``: sources of which no codes are known yet; the guide says so, for their codes count as unused.
    """
    found = {one.name: lines_of(one, sources) for one in code_lists}
    undecided = {name: sum(line.state == OPEN for line in lines) for name, lines in found.items()}
    ordered = sorted(code_lists, key=lambda one: (-undecided[one.name], one.name))
    ranges = _ranges(ordered)
    with writing(path) as book:
        _write_guide(book, unseen)
        for one in ordered:
            _write_list(book, one, found[one.name], ranges.get(one.name, ""))
        _write_values(book, ordered)
        _write_written(book, found)
    return {one.name: undecided[one.name] for one in ordered}


def _write_guide(book: Book, unseen: Sequence[str]) -> None:
    guide = book.add_page(layout.GUIDE, 120)
    for n, text in enumerate(layout.GUIDE_LINES):
        guide.put([(text, TITLE if n == 0 or not layout.GUIDE_LINES[n - 1] else PLAIN)])
    if unseen:
        guide.put_all([""])
        guide.put_all([f"{layout.UNSEEN} {', '.join(unseen)}"], TITLE)


def _write_list(book: Book, code_list: CodeList, lines: Sequence[Line], offered: str) -> None:
    sheet = book.add(code_list.name, layout.COLUMNS, beside=2)
    sheet.put_all(layout.COLUMNS, HEAD)
    propose = proposer(code_list)
    for line in lines:
        sheet.put(_cells(line, propose))
    sheet.close_table()
    if offered:
        sheet.offer_range(list(layout.COLUMNS).index(layout.TARGET), offered, layout.OFFERED, SPARE_ROWS)


def _cells(line: Line, propose: Proposing) -> list[Styled]:
    proposed = [*propose(line.label), *propose(line.legacy_code)] if line.row is None else []
    row = line.row
    return [
        (line.source, TEXT),
        (key(line.legacy_code), TEXT),
        (shown(line.label), TEXT),
        (line.uses, TEXT),
        (shown(", ".join(line.used_by)), TEXT),
        (target_of(row), FILL_IN),
        (shown(", ".join(dict.fromkeys(proposed))), TEXT),
        (row.note if row else "", FILL_IN),
        (row.decided_by if row else "", FILL_IN),
        (layout.STATES[line.state], TEXT),
    ]


def target_of(row: Row | None) -> str:
    """A decision in one word: the target, ``(utelates)``, or nothing where there is none."""
    if row is None:
        return ""
    return layout.IGNORED if row.status == "ignored" else row.target_code


def _offers(code_lists: Sequence[CodeList]) -> list[tuple[str, str, str]]:
    left_out = "blir ikke med / is left out"
    return [
        (one.name, value, used_for)
        for one in code_lists
        if one.valid
        for value, used_for in ((layout.IGNORED, left_out), *one.valid.items())
    ]


def _ranges(code_lists: Sequence[CodeList]) -> Mapping[str, str]:
    """Where each list's values stand on their sheet: a drop-down list written out ends at 255 characters."""
    rows: dict[str, list[int]] = {}
    for n, (name, _, _) in enumerate(_offers(code_lists), 2):
        rows.setdefault(name, []).append(n)
    return {name: f"='{layout.VALUES}'!$B${own[0]}:$B${own[-1]}" for name, own in rows.items()}


def _write_values(book: Book, code_lists: Sequence[CodeList]) -> None:
    sheet = book.add(layout.VALUES, layout.VALUE_COLUMNS)
    sheet.put_all(layout.VALUE_COLUMNS, HEAD)
    for offer in _offers(code_lists):
        sheet.put_all([shown(text) for text in offer], TEXT)
    sheet.close_table()


def _write_written(book: Book, found: Mapping[str, Sequence[Line]]) -> None:
    sheet = book.add(layout.WRITTEN, layout.WRITTEN_COLUMNS)
    sheet.put_all(layout.WRITTEN_COLUMNS, HEAD)
    for name, lines in found.items():
        for row in (line.row for line in lines if line.row):
            sheet.put_plain((name, row.source, key(row.legacy_code), target_of(row), row.note, row.decided_by))
    sheet.hide()
