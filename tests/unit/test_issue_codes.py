"""Every problem that the code can report stands in the catalogue, in both languages, and nothing else does."""

import ast
import csv
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from migration.issues import IssueCode, catalogue, message
from migration.settings import SHIPPED

CODE = SHIPPED / "migration"
FILES = sorted(p for p in CODE.rglob("*.py") if not {"revisions", "verification"} & set(p.parts))
"""Without ``verification``, which knows nothing of issues: its notes are its own."""


def words() -> set[str]:
    """Every string constant of the program, and every cell of the shipped mappings."""
    constants = {
        node.value
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    tables = (SHIPPED / "mappings").rglob("*.csv")
    return constants | {cell for p in tables for row in csv.reader(p.open(encoding="utf-8")) for cell in row}


def reported() -> Iterator[tuple[str, str]]:
    """(file, code) of each code that stands as a constant where an issue is made."""
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _name(node.func) in {"Issue", "rejected", "excluded", "note"}:
                for leaf in _leaves(node.args[0]) if node.args else ():
                    yield path.relative_to(CODE).as_posix(), leaf


def _name(function: ast.expr) -> str:
    return (
        function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
    )


def _leaves(argument: ast.expr) -> Iterator[str]:
    if isinstance(argument, ast.Constant):
        yield str(argument.value)
    elif isinstance(argument, ast.IfExp):
        yield from _leaves(argument.body)
        yield from _leaves(argument.orelse)


def test_there_is_something_to_look_at() -> None:
    assert len(set(reported())) > 50


@pytest.mark.parametrize(("file", "code"), sorted(set(reported())))
def test_a_reported_code_is_in_the_catalogue(file: str, code: str) -> None:
    assert code in catalogue(), f"{file} reports {code}"


def test_the_catalogue_holds_no_code_that_nobody_reports() -> None:
    known = words()
    assert [code for code in catalogue() if code not in known] == []


def test_no_code_stands_twice() -> None:
    with Path(CODE / "issue_codes.csv").open(encoding="utf-8", newline="") as file:
        codes = [row["code"] for row in csv.DictReader(file)]
    assert sorted(codes) == sorted(set(codes))


@pytest.mark.parametrize("entry", catalogue().values(), ids=lambda e: e.code)
def test_a_code_has_text_and_advice_in_both_languages(entry: IssueCode) -> None:
    for text in (entry.nb, entry.en, entry.advice_nb, entry.advice_en):
        assert text.strip() == text != ""
        assert {name for _, name, _, _ in string.Formatter().parse(text) if name is not None} <= {"field", "value"}


def test_a_message_is_rendered_from_a_stored_row() -> None:
    assert message("duplicate_id", "Id", "7") == "Id-en 7 er brukt av en tidligere rad; denne raden er avvist"
    assert message("duplicate_id", "Id", "7", lang="en") == "The id 7 is taken by an earlier row; this row is rejected"
