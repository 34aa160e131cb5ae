"""The mapping workbook by itself: what it proposes and offers, what it refuses, and that edits come back exactly."""

import tempfile
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from migration.crosswalks import Crosswalk, Row
from migration.quality.mapping_book import layout
from migration.quality.mapping_book.deciding import Decisions, read_mappings
from migration.quality.mapping_book.lines import OPEN, STANDING, UNUSED, CodeList, Use, lines_of
from migration.quality.mapping_book.reading import MappingBookError
from migration.quality.mapping_book.targets import proposer, vocabulary
from migration.quality.mapping_book.writing import write_mappings

SOURCES = ("alta", "vadso")
VALID = {"lost": "Tapt", "on_loan": "Utlånt"}
AT = {name: n for n, name in enumerate(layout.COLUMNS, 1)}


def row(source: str, code: str, target: str, note: str = "", by: str = "") -> Row:
    return Row(source, code, target, "mapped" if target else "ignored", note, by)


def use(source: str, code: str, label: str = "", uses: int = 1) -> Use:
    return Use(source=source, legacy_code=code, label=label, uses=uses)


def code_list(*rows: Row, uses: Sequence[Use] = (), local: bool = False, name: str = "item_status") -> CodeList:
    crosswalk = Crosswalk(name, {(r.source, r.legacy_code.casefold()): r for r in rows})
    return CodeList(name=name, crosswalk=crosswalk, uses=uses, valid={} if local else VALID, is_local=local)


TWO = code_list(row("*", "Tapt", "lost", "hylle", "ab"), row("vadso", "B", ""), uses=[use("alta", "Ny")])


def written(path: Path, one: CodeList, change: Callable[[Any], object] = lambda book: None, *sources: str) -> Path:
    write_mappings(path, [one], sources)
    book = load_workbook(path)
    change(book)
    book.save(path)
    return path


def taken(path: Path, one: CodeList, sources: Collection[str] = SOURCES) -> Decisions:
    return read_mappings(path, [one], sources)


def put(code: str, column: str, value: object) -> Callable[[Any], object]:
    return lambda book: book["item_status"].cell(at(book, code), AT[column], value)


def at(book: Any, code: str) -> int:
    return int(next(cell.row for cell in book["item_status"]["B"] if cell.value == code))


def problems(path: Path, one: CodeList) -> list[str]:
    with pytest.raises(MappingBookError) as error:
        taken(path, one)
    return error.value.problems


def test_open_codes_stand_before_the_decided_and_unused_ones_are_marked() -> None:
    found = lines_of(
        code_list(
            row("*", "Tapt", "lost"),
            row("*", "Borte", "lost"),
            uses=[
                use("alta", "Ny", uses=2),
                use("vadso", "NY", uses=3),
                use("alta", "Rar", uses=9),
                use("alta", "tapt"),
            ],
        )
    )
    assert [(line.source, line.legacy_code, line.uses, line.used_by, line.state) for line in found] == [
        ("alta", "Rar", 9, ("alta",), OPEN),
        ("*", "NY", 5, ("vadso", "alta"), OPEN),
        ("*", "Tapt", 1, ("alta",), STANDING),
        ("*", "Borte", 0, (), UNUSED),
    ]


def test_equal_codes_of_two_libraries_own_lists_are_two_questions() -> None:
    uses = [use("alta", "1", "Alta bibliotek"), use("vadso", "1", "Vadsø bibliotek", 4)]
    found = lines_of(code_list(uses=uses, local=True))
    assert [(line.source, line.label) for line in found] == [("vadso", "Vadsø bibliotek"), ("alta", "Alta bibliotek")]


def test_a_row_that_decides_by_the_name_is_in_use() -> None:
    """The rows are made so, too: a crosswalk may name a code or what the library calls it."""
    found = lines_of(code_list(row("*", "Barn", "B"), uses=[use("alta", "7", "Barn", 3)], local=True))
    assert [(line.legacy_code, line.uses, line.state) for line in found] == [("Barn", 3, STANDING)]


def test_a_workbook_for_one_source_has_its_rows_and_everybodys() -> None:
    rows = (row("*", "a", "lost"), row("alta", "b", "lost"), row("vadso", "c", "lost"))
    found = lines_of(code_list(*rows, uses=[use("alta", "x"), use("vadso", "x")]), ["alta"])
    assert [(line.source, line.legacy_code) for line in found] == [("alta", "x"), ("*", "a"), ("alta", "b")]


def test_proposals_come_from_codes_values_and_what_others_call_it() -> None:
    one = code_list(row("vadso", "3", "CHILD"), uses=[use("vadso", "3", "Barneavdeling")], local=True)
    assert proposer(one)("Barneavdelinga") == ["CHILD"]
    assert proposer(TWO)("tapt av låner")[0] == "lost"
    assert proposer(TWO)("on lone")[0] == "on_loan"


def test_a_small_word_in_common_is_no_likeness() -> None:
    assert proposer(code_list(row("*", "I innbinding", "lost"), row("*", "i", "lost")))("Står i kjelleren") == []


def test_a_number_of_one_library_proposes_nothing_for_anothers() -> None:
    assert proposer(code_list(row("vadso", "31", "CHILD"), local=True))("31") == ()


def test_values_are_those_shipped_those_of_the_project_and_the_named() -> None:
    shipped, own = code_list(row("*", "Tapt", "lost")).crosswalk, code_list(row("*", "X", "ours")).crosswalk
    assert vocabulary(shipped, own, {"sme": "Northern Sami"}) == {"lost": "Tapt", "ours": "X", "sme": "Northern Sami"}
    assert vocabulary(code_list().crosswalk, own, {}) == {}


def test_the_drop_down_list_has_all_values_however_many(tmp_path: Path) -> None:
    many = {f"a_rather_long_status_{n:03}": "" for n in range(60)}
    book = load_workbook(written(tmp_path / "k.xlsx", replace(TWO, valid=many)))
    (rule,) = book["item_status"].data_validations.dataValidation
    assert rule.formula1 == f"'{layout.VALUES}'!$B$2:$B$62"
    assert f"F{at(book, 'Tapt')}" in rule.sqref
    assert [cell.value for cell in book[layout.VALUES]["B"]][1:] == [layout.IGNORED, *many]
    assert book[layout.WRITTEN].sheet_state == "hidden"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (put("Ny", layout.TARGET, "lots"), "item_status:2: 'lots' is no value of item_status; perhaps lost"),
        (put("Ny", layout.TARGET, "=A1"), "item_status:2: Blir til / Becomes has a formula; write the value itself"),
        (lambda book: book["item_status"].append(["oslo", "X", "", "", "", "lost"]), "'oslo' is not in sources.yaml"),
        (lambda book: book["item_status"].append(["*", "", "", "", "", "lost"]), "item_status:5: the code is empty"),
        (lambda book: book["item_status"].append(["*", "TAPT", "", "", "", "lost"]), "stands in item_status:3, too"),
        (lambda book: book["item_status"].delete_rows(4), "the row of vadso B is gone"),
        (put("Tapt", layout.CODE, "Tabt"), "the row of * Tapt is gone"),
        (put("B", layout.SOURCE, "alta"), "the row of vadso B is gone"),
        (
            lambda book: book["item_status"].delete_cols(AT[layout.TARGET]),
            "item_status:1: without the columns Blir til",
        ),
        (lambda book: book.remove(book["item_status"]), "the sheet item_status is missing; begin from a new export"),
        (lambda book: book.remove(book[layout.WRITTEN]), "the sheet _skrevet is missing; begin from a new export"),
    ],
)
def test_each_mistake_is_told_by_sheet_and_row(change: Callable[[Any], object], told: str, tmp_path: Path) -> None:
    (problem,) = problems(written(tmp_path / "k.xlsx", TWO, change), TWO)
    assert told in problem


def test_a_date_is_no_code(tmp_path: Path) -> None:
    from datetime import date

    told = problems(written(tmp_path / "k.xlsx", TWO, put("Ny", layout.CODE, date(2026, 2, 1))), TWO)
    assert told == ["item_status:2: Kode / Code has a date; write it as text, with ' before it"]


def test_what_is_no_workbook_is_told(tmp_path: Path) -> None:
    (tmp_path / "k.xlsx").write_text("source;code")
    assert problems(tmp_path / "k.xlsx", TWO) == ["k.xlsx: cannot be read as a workbook (BadZipFile)"]


def test_a_decision_that_somebody_changed_since_is_not_overruled(tmp_path: Path) -> None:
    path = written(tmp_path / "k.xlsx", TWO, put("Tapt", layout.TARGET, "on_loan"))
    since = code_list(row("*", "Tapt", "", "ny mening", "cd"), row("vadso", "B", ""))
    (problem,) = problems(path, since)
    assert "* Tapt was decided by somebody else since ((utelates)); begin from a new export" in problem


def test_what_others_added_changed_and_revoked_meanwhile_stands(tmp_path: Path) -> None:
    since = code_list(row("*", "Tapt", "on_loan"), row("alta", "C", "lost"))
    path = written(tmp_path / "k.xlsx", TWO, put("Ny", layout.TARGET, "lost"))
    assert [(c.kind, c.source, c.legacy_code) for c in taken(path, since).changes] == [("added", "alta", "Ny")]
    assert taken(path, since).rows["item_status"][:2] == list(since.crosswalk.rows.values())


def test_a_copied_row_for_another_library_is_a_new_decision(tmp_path: Path) -> None:
    def copy(book: Any) -> None:
        sheet = book["item_status"]
        sheet.append([cell.value for cell in sheet[at(book, "Tapt")]])
        sheet.cell(sheet.max_row, AT[layout.SOURCE], "alta")

    (change,) = taken(written(tmp_path / "k.xlsx", TWO, copy), TWO).changes
    assert (change.kind, change.source, change.legacy_code, change.after) == ("added", "alta", "Tapt", "lost")
    assert (change.note, change.decided_by) == ("hylle", "ab")


def test_a_note_alone_is_a_change_and_a_note_on_nothing_is_told(tmp_path: Path) -> None:
    def note(book: Any) -> None:
        put("Tapt", layout.NOTE, "ikke på hylla")(book)
        put("Ny", layout.NOTE, "spør Kari")(book)

    found = taken(written(tmp_path / "k.xlsx", TWO, note), TWO)
    assert [(c.kind, c.before, c.after, c.note) for c in found.changes] == [("noted", "lost", "lost", "ikke på hylla")]
    assert found.undecided_notes == ["item_status:2"]


def test_sorting_the_rows_changes_nothing(tmp_path: Path) -> None:
    def turn(book: Any) -> None:
        sheet = book["item_status"]
        rows = [[cell.value for cell in line] for line in sheet.iter_rows(min_row=2)]
        for n, values in enumerate(reversed(rows), 2):
            for column, value in enumerate(values, 1):
                sheet.cell(n, column).value = value

    assert taken(written(tmp_path / "k.xlsx", TWO, turn), TWO).changes == []


CODES = st.text("abcÅ1=-'", min_size=1, max_size=3)
TARGETS = st.sampled_from(["", "lost", "on_loan", layout.IGNORED])
NOTES = st.sampled_from(["", "=1+1", "spør Kari"])
ROWS = st.lists(
    st.builds(row, st.sampled_from(["*", *SOURCES]), CODES, st.sampled_from(["", "lost", "on_loan"]), NOTES),
    unique_by=lambda one: (one.source, one.legacy_code.casefold()),
    max_size=6,
)


@settings(max_examples=60)
@given(ROWS, st.lists(st.builds(use, st.sampled_from(SOURCES), CODES), max_size=6), st.data())
def test_an_import_makes_exactly_the_edits(rows: list[Row], uses: list[Use], data: st.DataObject) -> None:
    one = code_list(*rows, uses=uses)
    lines = lines_of(one)
    wanted = {}
    with tempfile.TemporaryDirectory() as folder:

        def fill_in(book: Any) -> None:
            for n, line in enumerate(lines, 2):
                if data.draw(st.booleans()):
                    target, note = data.draw(TARGETS), data.draw(NOTES)
                    for column, text in ((layout.TARGET, target), (layout.NOTE, note)):
                        cell = book["item_status"].cell(n, AT[column])
                        cell.value = text or None
                        cell.data_type = "s" if text else "n"
                    wanted[line.source, line.legacy_code.casefold()] = (target, note)

        found = taken(written(Path(folder) / "k.xlsx", one, fill_in), one)
    expected = {key: (said(standing), standing.note) for key, standing in one.crosswalk.rows.items()}
    expected = {key: answer for key, answer in {**expected, **wanted}.items() if answer[0]}
    after = found.rows.get("item_status", list(one.crosswalk.rows.values()))
    assert {(r.source, r.legacy_code.casefold()): (said(r), r.note) for r in after} == expected
    assert bool(found.rows) == bool(found.changes) == (list(after) != rows)


def said(one: Row) -> str:
    return one.target_code or layout.IGNORED
