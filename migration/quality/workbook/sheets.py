"""The sheets of a library's workbook that are only read: an overview, a sheet per kind of issue, checks, codes.

Written row by row, so that a hundred thousand issues take no more memory than one.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from migration.issues import catalogue
from migration.quality.facts import unmapped_codes
from migration.quality.workbook.cells import HEAD, MOST_ROWS, PLAIN, TEXT, TITLE, Book, Sheet, key, shown
from migration.quality.workbook.failed import failed_keys
from migration.quality.workbook.kinds import KindRows

OVERVIEW, CHECKS, CODES = "Oversikt", "Kontroller", "Koder"
LONGEST_NAME = 31
"""Characters of a sheet's name in Excel."""
SEVERITY_NAMES = {
    "blocking": "stopper leveransen",
    "error": "feil",
    "warning": "advarsel",
    "info": "til opplysning",
}
OVERVIEW_HEAD = {
    "Alvor": 14, "Antall": 9, "Hva det er": 60, "Hva dere kan gjøre": 60, "In English": 60, "What you can do": 60,
    "Ark": 32,
}  # fmt: skip
KIND_HEAD = {"Gjelder": 12, "Nummer": 18, "Tittel eller strekkode": 50, "Felt": 18, "Verdi": 40, "Gjort": 8}
CHECK_HEAD = {"Alvor": 16, "Tabell": 20, "Kontroll": 24, "Nummer": 24, "Hva som skal stemme": 70, "In English": 70}
CODE_HEAD = {"Liste": 20, "Kode": 20, "Navn": 40, "Brukt": 10}
HEAD_ROW = 5
"""Above the headings of a kind's sheet: what it is, what to do, the same in English, and whether it was cut."""


def sheet_name(code: str) -> str:
    """The sheet of an issue code."""
    return code[:LONGEST_NAME]


def write_overview(sheet: Sheet, found: Iterable[tuple[str, str, int]]) -> None:
    """``found``: code, severity, count. A row per kind, which leads to its sheet."""
    sheet.put_all(OVERVIEW_HEAD, HEAD)
    for code, severity, count in found:
        sheet.put_link(len(OVERVIEW_HEAD) - 1, sheet_name(code), sheet_name(code))
        sheet.put_all((severity_name(severity), count, *texts_of(code)), TEXT)
    sheet.close_table()


def severity_name(severity: str) -> str:
    return SEVERITY_NAMES.get(severity, severity)


def texts_of(code: str) -> tuple[str, str, str, str]:
    """What all issues of a kind are and what to do, in Bokmål and English, with an ellipsis for what differs.

    A code that is no longer known stands for itself.
    """
    entry = catalogue().get(code)
    if entry is None:
        return code, "", code, ""
    return _general(entry.nb), _general(entry.advice_nb), _general(entry.en), _general(entry.advice_en)


def _general(text: str) -> str:
    return text.replace("{field}", "…").replace("{value}", "…")


def write_kind(book: Book, kind: KindRows, count: int, most: int = MOST_ROWS - HEAD_ROW) -> None:
    """The sheet of one kind of issue. ``count``: how many there are, of which ``most`` find room."""
    code, severity, rows = kind
    sheet = book.add(sheet_name(code), KIND_HEAD, HEAD_ROW)
    for line, style in _above(code, severity, count, most):
        sheet.put([(line, style)])
    sheet.put_all(KIND_HEAD, HEAD)
    for n, cells in enumerate(rows):
        if n < most:  # what found no room is read, too: the next kind begins behind it
            sheet.put_plain(map(shown, cells))
    sheet.close_table()


def _above(code: str, severity: str, count: int, most: int) -> list[tuple[str, str]]:
    nb, advice_nb, en, advice_en = texts_of(code)
    rows = f"{number(count)} {'rad' if count == 1 else 'rader'}"
    cut = f"; bare de første {number(most)} fikk plass, alle står i issues.csv i leveransen" if count > most else ""
    return [
        (f"{nb} – {severity_name(severity)}, {rows}{cut}", TITLE),
        (advice_nb, PLAIN),
        (f"{en}. {advice_en}", PLAIN),
        ("", PLAIN),
    ]


def number(value: int) -> str:
    """1 234, with a no-break space."""
    return f"{value:,}".replace(",", "\xa0")


def write_checks(book: Book, connection: Connection, source: str, most: int = MOST_ROWS - 1) -> int:
    """Every key that a failed check names. Returns how many there are; no sheet where there are none."""
    return _write_list(book, CHECKS, CHECK_HEAD, map(_check_row, failed_keys(connection, source)), most)


def _check_row(found: tuple[Any, str]) -> list[str]:
    check, legacy_id = found
    texts = (check.table_name, check.check_name, legacy_id, check.message_nb, check.message_en)
    return [severity_name(check.severity), *map(shown, texts)]


def write_codes(book: Book, connection: Connection, source: str) -> int:
    """The codes that have no target yet, the most used of each list first. No sheet where there are none."""
    rows = (_code_row(row) for row in unmapped_codes(connection, source))
    return _write_list(book, CODES, CODE_HEAD, rows, MOST_ROWS - 1)


def _code_row(row: Any) -> list[str | int]:
    return [row.code_list, key(row.legacy_code), shown(row.label), row.uses]


def _write_list(
    book: Book, name: str, columns: Mapping[str, int], rows: Iterable[Sequence[str | int]], most: int
) -> int:
    sheet, count = None, 0
    for count, row in enumerate(rows, start=1):
        if sheet is None:
            sheet = book.add(name, columns)
            sheet.put_all(columns, HEAD)
        if count <= most:
            sheet.put_all(row)
    if sheet is not None:
        sheet.close_table()
    return count
