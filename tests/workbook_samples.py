"""A source for tests of the workbook: a record, an item or a loan of every stratum, and issues of several kinds."""

from pathlib import Path
from typing import Any

import openpyxl
from projects import SOURCES, write
from sqlalchemy import Connection
from staging_rows import put, row

from migration.ids import target_id
from migration.pipeline.project import Project, open_project

SECRET = "Hemmelig Låner"
ISBN = '[["isbn","9788202000011","own"]]'
STAGES = ("land", "standardize", "match", "quality")


def open_empty(directory: Path) -> Project:
    """A project of two sources with an empty staging database."""
    write(directory / "mappings" / "sources.yaml", SOURCES)
    return open_project(directory)


def put_source(connection: Connection, source: str = "bakken") -> None:
    """Records a … j, items i1 … i4, loans l1 … l5, one in each stratum."""
    titles = {"i": "=HYPERLINK(1)", "j": "Helt vanlig\x01 bok"}
    own: dict[str, dict[str, Any]] = {"c": {"language": "sme"}, "d": {"language": "fiu"}, "e": {"language": "rus"}}
    for key in "abcdefghij":
        _put_bib(connection, source, key, titles.get(key, f"Tittel {key}"), **own.get(key, {}))
    _put_issue(connection, source, "bib", "a", "double_utf8_repaired", "info", "245$a", "SÃ¸ → Sø")
    put(connection, "core_conversion", [row("core_conversion", source, "", rule="languages/x", uses=3, example="b")])
    put(connection, "core_conversion", [row("core_conversion", source, "", tag="100", rule="y", uses=999, example="j")])
    pair = {"source": source, "legacy_id": "f", "other_source": "dalen", "other_legacy_id": "1"}
    texts = dict.fromkeys(("rule", "score", "failed", "evidence", "probability"), "")
    put(connection, "matched_review", [{**texts, **pair, "gain": 1}])
    for number in range(1, 5):
        _put_item(connection, source, f"i{number}")
    put(
        connection,
        "matched_item",
        [{"item_id": target_id(source, "item", "i1"), "barcode": "GL1", "barcode_rule": "x"}],
    )
    _put_issue(connection, source, "item", "i2", "code_unknown", "warning", "item_status", "Står i kjelleren")
    _put_issue(connection, source, "item", "i3", "price_negative", "warning", "Price", "-1")
    put(connection, "core_patron", [row("core_patron", source, "77", surname=SECRET, given_name=SECRET)])
    for number, columns in enumerate(({}, {"status": "lost_on_loan"}, {"is_ill": True}, {"is_textbook": True}, {}), 1):
        _put_loan(connection, source, f"l{number}", **columns)
    _put_issue(connection, source, "loan", "l1", "loan_of_item_in", "warning", "ItemId", "available")
    _put_issue(connection, source, "patron", "77", "name_without_comma", "warning", "Name", SECRET)


def _put_bib(connection: Connection, source: str, key: str, title: str, **columns: Any) -> None:
    put(connection, "core_bib", [row("core_bib", source, key, title=title, marc="", **columns)])
    stated = {"identifiers": "[]" if key == "i" else ISBN, "part_number": "2" if key == "g" else ""}
    put(connection, "core_bib_features", [row("core_bib_features", source, key, **stated)])
    put(connection, "ledger", [row("ledger", source, key)])
    bib_id = target_id(source, "bib", key)
    if key == "h":
        member = {"bib_id": bib_id, "decided_by": "number_and_all"}
        put(connection, "matched_bib_member", [row("matched_bib_member", "dalen", "9", **member)])
    decided_by = "number_and_all" if key == "h" else ""
    put(connection, "matched_bib_member", [row("matched_bib_member", source, key, decided_by=decided_by)])
    size = 2 if key == "h" else 1
    put(connection, "matched_bib", [row("matched_bib", source, key, cluster_size=size)])


def _put_item(connection: Connection, source: str, key: str) -> None:
    put(connection, "core_item", [row("core_item", source, key, bib_legacy_id="j", barcode=f"B-{key}")])
    put(connection, "ledger", [row("ledger", source, key, entity="item")])


def _put_loan(connection: Connection, source: str, key: str, **columns: Any) -> None:
    ids = {"patron_id": target_id(source, "patron", "77"), "item_id": target_id(source, "item", "i4")}
    put(connection, "core_loan", [row("core_loan", source, key, **{**ids, "status": "on_loan", **columns})])
    put(connection, "ledger", [row("ledger", source, key, entity="loan")])


def _put_issue(connection: Connection, source: str, *given: str) -> None:
    entity, legacy_id, code, severity, field, value = given
    own = {"entity": entity, "code": code, "severity": severity, "field": field, "value": value}
    put(connection, "issue", [row("issue", source, legacy_id, **own)])


def table(path: Path, sheet: str, head: int = 1) -> list[dict[str, Any]]:
    """The rows of a sheet by its headings, which stand in row ``head``."""
    rows = list(openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True))
    return [dict(zip(map(str, rows[head - 1]), values, strict=True)) for values in rows[head:]]


def fill_in(path: Path, answers: dict[str, tuple[Any, ...]]) -> Path:
    """Write verdict, what is wrong, initials and date beside rows of the sample, by legacy id, as a librarian does."""
    book = openpyxl.load_workbook(path)
    sheet = book["Stikkprøve"]
    heads = [cell.value for cell in sheet[1]]
    for line in sheet.iter_rows(min_row=2):
        for at, value in enumerate(answers.get(line[heads.index("id")].value, ())):
            line[at].value = value
    book.save(path)
    return path
