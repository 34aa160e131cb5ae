"""Every problem that the code can report stands in the catalogue, in both languages, and nothing else does."""

import ast
import csv
import re
import string
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from migration.issues import IssueCode, Mender, Severity, catalogue, message
from migration.settings import SHIPPED

CODE = SHIPPED / "migration"
_VERIFIES = {"verification", "verifying.py", "delta"}
FILES = sorted(p for p in CODE.rglob("*.py") if not {"revisions", *_VERIFIES} & set(p.parts))
"""Without what verifies deliveries, which knows nothing of issues: its notes are its own."""


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


MAKERS = {"Issue": 0, "rejected": 0, "excluded": 0, "note": 0}
"""Where an issue is made, and the place of its code among the arguments."""


def functions() -> Iterator[tuple[str, ast.FunctionDef]]:
    """(file, function) of the whole program."""
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                yield path.relative_to(CODE).as_posix(), node


def passed(call: ast.Call, makers: Mapping[str, int]) -> ast.expr | None:
    """What a call gives as the code, if it makes an issue or calls what makes one."""
    place = makers.get(_name(call.func))
    if place is None:
        return None
    named = [word.value for word in call.keywords if word.arg in ("code", "reason")]
    return (named or [*call.args[place : place + 1], None])[0]


def makers() -> dict[str, int]:
    """Every function that passes a parameter on as the code of an issue, however far, with the parameter's place."""
    found, before = dict(MAKERS), 0
    while len(found) > before:
        before = len(found)
        for _, function in list(FUNCTIONS):
            names = [a.arg for a in function.args.args if a.arg not in ("self", "cls")]
            for call in _calls(function):
                given = passed(call, found)
                if isinstance(given, ast.Name) and given.id in names and given.id in ("code", "reason"):
                    found.setdefault(function.name, names.index(given.id))
    return found


def reported() -> Iterator[tuple[str, str]]:
    """(file, code) of each code that reaches an issue as a constant: directly, through a variable or a loop."""
    known = makers()
    for file, function in FUNCTIONS:
        for call in _calls(function):
            given = passed(call, known)
            if given is not None:
                yield from ((file, code) for code in _leaves(given, function))


def _calls(node: ast.AST) -> Iterator[ast.Call]:
    return (inner for inner in ast.walk(node) if isinstance(inner, ast.Call))


def _name(function: ast.expr) -> str:
    return (
        function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
    )


def _leaves(given: ast.expr, function: ast.FunctionDef) -> Iterator[str]:
    """The constants that an argument may be."""
    if isinstance(given, ast.Constant) and isinstance(given.value, str) and given.value:
        yield given.value
    elif isinstance(given, ast.IfExp):
        yield from _leaves(given.body, function)
        yield from _leaves(given.orelse, function)
    elif isinstance(given, ast.BoolOp):
        for value in given.values:
            yield from _leaves(value, function)
    elif isinstance(given, ast.Name):
        for value in _assigned(given.id, function):
            yield from _leaves(value, function) if not isinstance(value, ast.Name) else ()


def _assigned(name: str, function: ast.FunctionDef) -> Iterator[ast.expr]:
    """What a variable of a function is set to, also as one of several in a loop over tuples that stand in the code."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == name for t in node.targets):
            yield node.value
        elif isinstance(node, ast.For | ast.comprehension) and isinstance(node.iter, ast.Tuple | ast.List):
            yield from _looped(name, node.target, node.iter.elts)


def _looped(name: str, target: ast.expr, rows: Sequence[ast.expr]) -> Iterator[ast.expr]:
    if isinstance(target, ast.Name) and target.id == name:
        yield from rows
    elif isinstance(target, ast.Tuple):
        places = [n for n, part in enumerate(target.elts) if isinstance(part, ast.Name) and part.id == name]
        yield from (row.elts[n] for n in places for row in rows if isinstance(row, ast.Tuple) and len(row.elts) > n)


FUNCTIONS = list(functions())


def test_there_is_something_to_look_at() -> None:
    found = {code for _, code in reported()}
    assert len(found) > 150
    assert {"link_to_nowhere", "odata_rows_missing", "due_from_item", "letter_lost"} <= found


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


@pytest.mark.parametrize("entry", catalogue().values(), ids=lambda e: e.code)
def test_nothing_is_to_be_mended_where_nothing_needs_doing(entry: IssueCode) -> None:
    assert (entry.mend is Mender.NOBODY) == entry.advice_nb.startswith(NOTHING[0])


def test_a_message_is_rendered_from_a_stored_row() -> None:
    assert message("duplicate_id", "Id", "7") == "Id-en 7 er brukt av en tidligere rad; denne raden er avvist"
    assert message("duplicate_id", "Id", "7", lang="en") == "The id 7 is taken by an earlier row; this row is rejected"


NOTHING = ("Du trenger ikke gjøre noe", "Nothing needs doing")
JARGON = re.compile(
    r"\b(payload|parse[rt]?|legacy|ledger|entitet|staging|batch|cluster|MiB|NFC|boolean|string|hash|lastet)\b",
    re.IGNORECASE,
)
LONGEST = 160


@pytest.mark.parametrize("entry", catalogue().values(), ids=lambda e: e.code)
def test_what_must_be_mended_says_how(entry: IssueCode) -> None:
    if entry.severity is not Severity.INFO:
        assert not entry.advice_nb.startswith(NOTHING[0])
        assert not entry.advice_en.startswith(NOTHING[1])


@pytest.mark.parametrize("entry", catalogue().values(), ids=lambda e: e.code)
def test_a_text_is_short_and_plain_and_the_same_in_both_languages(entry: IssueCode) -> None:
    for text in (entry.nb, entry.en, entry.advice_nb, entry.advice_en):
        assert len(text) <= LONGEST
        assert not text.endswith(".")
        assert text[0].isupper() or text[0] in '0123456789{«"'
    for text in (entry.nb, entry.advice_nb):
        assert not JARGON.search(text)
    assert _holes(entry.nb) == _holes(entry.en)
    assert _holes(entry.advice_nb) == _holes(entry.advice_en)


def _holes(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_texts_tell_codes_apart() -> None:
    for texts in ([entry.nb for entry in catalogue().values()], [entry.en for entry in catalogue().values()]):
        assert [text for text, uses in Counter(texts).items() if uses > 1] == []
