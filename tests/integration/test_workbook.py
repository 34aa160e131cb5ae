"""The workbook of a library: its sheets, what they may show, and the sample."""

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from identity_numbers import synthetic
from sqlalchemy import delete
from staging_rows import put, row
from workbook_samples import SECRET, open_empty, put_source, table

from migration.issues import catalogue
from migration.model import Entity
from migration.pipeline.project import Project
from migration.pipeline.samples import sample_of, write_source_workbook
from migration.quality.checks import CheckResult, replace_results
from migration.quality.samples.strata import strata_of
from migration.quality.samples.words import words
from migration.quality.workbook.cells import shown, writing
from migration.quality.workbook.kinds import issue_counts, kinds
from migration.quality.workbook.sheets import sheet_name, write_kind
from migration.quality.workbook.values import WITHHELD, safe_value
from migration.staging.engine import open_staging, reading
from migration.staging.schema import core_item, issue

STRATA = {
    Entity.BIB: {
        "a": "repaired", "b": "rare_rule", "c": "sami", "d": "kven", "e": "cyrillic", "f": "review", "g": "volumes",
        "h": "merged:number_and_all", "i": "no_isbn", "j": "plain",
    },
    Entity.ITEM: {"i1": "barcode", "i2": "unmapped", "i3": "warned", "i4": "plain"},
    Entity.LOAN: {"l1": "warned", "l2": "lost", "l3": "ill", "l4": "textbook", "l5": "plain"},
}  # fmt: skip


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with open_empty(tmp_path / "p") as opened:
        with opened.engine.begin() as connection:
            put_source(connection)
        yield opened


def written(project: Project, folder: Path, pairs: int = 0) -> Path:
    with reading(project.engine) as connection:
        write_source_workbook(project, connection, "bakken", folder, "run-1", pairs)
    return folder / "arbeidsbok.xlsx"


@pytest.mark.parametrize("entity", STRATA)
def test_every_row_is_in_one_stratum(project: Project, entity: Entity) -> None:
    with reading(project.engine) as connection:
        found = list(strata_of(connection, "bakken", entity))
    assert {legacy_id: stratum for legacy_id, _, stratum in found} == STRATA[entity]
    assert len(found) == len(STRATA[entity])


def test_every_stratum_has_words(project: Project) -> None:
    for entity, strata in STRATA.items():
        for stratum in strata.values():
            said = words(entity, stratum, {"number_and_all": "samme ISBN"})
            assert said.nb != stratum
            assert "" not in (said.en, said.look)
    assert words("bib", "merged:number_and_all", {"number_and_all": "samme ISBN"}).nb == "slått sammen: samme ISBN"


def test_both_databases_say_and_draw_the_same(project: Project, postgres_database: str) -> None:
    with open_staging(postgres_database).begin() as other, reading(project.engine) as connection:
        put_source(other)
        assert sample_of(project, other, "bakken") == sample_of(project, connection, "bakken")
        one, two = ([(*kind[:2], list(kind[2])) for kind in kinds(c, "bakken")] for c in (other, connection))
        assert one == two
        assert issue_counts(other, "bakken") == {code: len(rows) for code, _, rows in one}


def test_the_sheets_stand_in_order_of_gravity(project: Project, tmp_path: Path) -> None:
    assert openpyxl.load_workbook(written(project, tmp_path)).sheetnames == [
        "Les meg", "Stikkprøve", "Oversikt",
        "code_unknown", "loan_of_item_in", "name_without_comma", "price_negative", "double_utf8_repaired",
    ]  # fmt: skip


def test_a_kind_of_issue_has_its_explanation_and_every_row(project: Project, tmp_path: Path) -> None:
    path = written(project, tmp_path)
    sheet = openpyxl.load_workbook(path)["price_negative"]
    entry = catalogue()["price_negative"]
    assert sheet["A1"].value.endswith("– advarsel, 1 rad")
    assert (sheet["A2"].value, sheet.freeze_panes, sheet.auto_filter.ref) == (entry.advice_nb, "A6", "A5:F6")
    assert table(path, "price_negative", 5) == [
        {"Gjelder": "eksemplar", "Nummer": "i3", "Tittel eller strekkode": "B-i3", "Felt": "Price", "Verdi": "-1",
         "Gjort": None}
    ]  # fmt: skip


def test_a_loan_is_shown_by_its_item_s_barcode(project: Project, tmp_path: Path) -> None:
    (found,) = table(written(project, tmp_path), "loan_of_item_in", 5)
    assert (found["Gjelder"], found["Nummer"], found["Tittel eller strekkode"]) == ("lån", "l1", "B-i4")


def test_the_overview_leads_to_each_kind(project: Project, tmp_path: Path) -> None:
    path = written(project, tmp_path)
    sheet = openpyxl.load_workbook(path)["Oversikt"]
    assert [(row["Alvor"], row["Antall"], row["Ark"]) for row in table(path, "Oversikt")] == [
        ("advarsel", 1, "code_unknown"), ("advarsel", 1, "loan_of_item_in"), ("advarsel", 1, "name_without_comma"),
        ("advarsel", 1, "price_negative"), ("til opplysning", 1, "double_utf8_repaired"),
    ]  # fmt: skip
    assert sheet["G2"].hyperlink.location == "'code_unknown'!A1"


def test_all_keys_of_failed_checks_and_all_codes_without_a_target_are_listed(project: Project, tmp_path: Path) -> None:
    keys = tuple(str(n) for n in range(300))
    told = {"message_nb": "Strekkoden er unik", "message_en": "The barcode is unique", "source": "bakken"}
    failed = {"table_name": "core_item", "severity": "error", "success": False, "failing": 300, "failing_keys": keys}
    passed = {"table_name": "core_bib", "severity": "error", "success": True, "failing": 0, "failing_keys": ()}
    checks = [CheckResult(check_name=n, **told, **own) for n, own in (("one", failed), ("two", passed))]  # type: ignore[arg-type]
    with project.engine.begin() as connection:
        replace_results(connection, checks)
        code = {"code_list": "branch", "legacy_code": "007", "label": "Hoved", "status": "unmapped", "uses": 3}
        put(connection, "core_code", [row("core_code", "bakken", "", **code)])
    path = written(project, tmp_path)
    assert [found["Nummer"] for found in table(path, "Kontroller")] == list(keys)
    assert table(path, "Koder") == [{"Liste": "branch", "Kode": "007", "Navn": "Hoved", "Brukt": 3}]


def test_the_guide_says_what_there_is(project: Project, tmp_path: Path) -> None:
    path = written(project, tmp_path, pairs=2_345)
    lines = [cell.value for (cell,) in openpyxl.load_workbook(path)["Les meg"].iter_rows()]
    assert lines[0] == "Arbeidsbok for Bakken bibliotek"
    assert "2 345 mulige dubletter står i en egen fil ved siden av denne: dubletter.xlsx." in [
        str(line).replace("\xa0", " ") for line in lines
    ]
    assert "Stikkprøve: 19 poster, eksemplarer og lån å se på for hånd. Dette er det viktigste arket." in lines
    assert "In English" in lines


def test_the_sample_s_sheet_can_be_filled_in(project: Project, tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(written(project, tmp_path))["Stikkprøve"]
    (listed,) = sheet.data_validations.dataValidation
    assert (str(listed.sqref), listed.formula1) == ("A2:A20", '"ok,feil,usikker"')
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("E2", "A1:P20")
    grouped = [d for d in sheet.column_dimensions.values() if d.hidden]
    hidden = [cell.value for cell in sheet[1] if any(d.min <= cell.column <= d.max for d in grouped)]
    assert hidden == ["kilde", "slag", "id", "nøkkel", "avtrykk"]


def test_a_row_says_what_to_look_at_and_what_it_becomes(project: Project, tmp_path: Path) -> None:
    rows = {found["id"]: found for found in table(written(project, tmp_path), "Stikkprøve")}
    assert rows["h"]["Hvorfor valgt"] == "slått sammen: samme ISBN eller nummer, og alt annet likt"
    assert rows["h"]["Slik blir det"].splitlines() == ["bok · nob · ISBN 9788202000011", "slått sammen med dalen 9"]
    assert rows["i1"]["Slik blir det"].splitlines()[0] == "ny strekkode GL1"
    assert rows["l1"]["Slik blir det"].splitlines()[:3] == ["låner nummer 77", "lånt 2024-04-01", "forfall 2024-04-29"]


def test_a_workbook_names_no_patron_and_who_reads_what_stands_nowhere(project: Project, tmp_path: Path) -> None:
    path = written(project, tmp_path)
    book = openpyxl.load_workbook(path)
    texts = [str(cell) for sheet in book for line in sheet.iter_rows(values_only=True) for cell in line]
    assert not [text for text in texts if SECRET in text]
    loans = [found for found in table(path, "Stikkprøve") if found["Gjelder"] == "lån"]
    assert not [found for found in loans if "Helt vanlig" in str(found)]
    assert WITHHELD in texts


def test_identity_numbers_are_masked_whatever_they_stand_in(project: Project, tmp_path: Path) -> None:
    number = synthetic(1, 81)
    own = {"entity": "item", "code": "price_unclear", "severity": "warning", "field": "Price", "value": f"kr {number}"}
    with project.engine.begin() as connection:
        put(connection, "issue", [row("issue", "bakken", "i4", **own)])
        put(connection, "core_item", [row("core_item", "bakken", "i9", barcode="9", call_number=number)])
    path = written(project, tmp_path)
    (found,) = table(path, "price_unclear", 5)
    assert found["Verdi"] == "kr ***********"
    shelved = next(r for r in table(path, "Stikkprøve") if r["id"] == "i9")
    assert "***********" in shelved["Slik blir det"]
    with project.engine.begin() as connection:  # the numbers were put there by this test, not by the program
        connection.execute(delete(issue))
        connection.execute(delete(core_item))


@pytest.mark.parametrize("code", ["private_note_removed", "credentials_removed", "identity_number_masked"])
def test_the_value_of_an_issue_about_people_is_withheld(code: str) -> None:
    assert code in catalogue()
    assert (safe_value("bib", code, "x"), safe_value("bib", code, "")) == (WITHHELD, "")


def test_a_text_is_never_a_formula(project: Project, tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(written(project, tmp_path))["Stikkprøve"]
    cells = [cell for line in sheet.iter_rows() for cell in line]
    title = next(cell for cell in cells if cell.value == "=HYPERLINK(1)")
    assert (title.data_type, title.quotePrefix) == ("s", True)
    assert "Helt vanlig bok" in [cell.value for cell in cells]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}


@given(st.text(max_size=1_000))
def test_any_text_can_be_a_cell(text: str) -> None:
    once = shown(text)
    assert len(once) <= 500
    assert shown(once) == once


def test_what_finds_no_room_is_told_and_the_next_kind_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with writing(path) as book:
        rows = iter([("tittel", str(n), "", "", "") for n in range(5)])
        write_kind(book, ("isbn_invalid", "warning", rows), 5, most=3)
        assert next(rows, None) is None
    sheet = openpyxl.load_workbook(path)["isbn_invalid"]
    assert sheet["A1"].value.endswith("5 rader; bare de første 3 fikk plass, alle står i issues.csv i leveransen")
    assert [found["Nummer"] for found in table(path, "isbn_invalid", 5)] == ["0", "1", "2"]


def test_every_issue_code_has_a_sheet_of_its_own() -> None:
    names = {sheet_name(code).casefold() for code in catalogue()}
    assert len(names) == len(catalogue())
    assert names.isdisjoint({"les meg", "stikkprøve", "oversikt", "kontroller", "koder"})


def test_a_kind_that_was_graded_otherwise_before_is_still_one_kind(project: Project, tmp_path: Path) -> None:
    own = {"entity": "item", "code": "price_negative", "severity": "error", "field": "Price", "value": "-2"}
    with project.engine.begin() as connection:
        put(connection, "issue", [row("issue", "bakken", "i4", **own)])
    path = written(project, tmp_path)
    assert [found["Nummer"] for found in table(path, "price_negative", 5)] == ["i3", "i4"]
    first = table(path, "Oversikt")[0]
    assert (first["Alvor"], first["Antall"], first["Ark"]) == ("feil", 2, "price_negative")


def test_a_source_without_anything_has_a_workbook_too(project: Project, tmp_path: Path) -> None:
    with project.engine.begin() as connection:
        connection.execute(delete(issue))
    with reading(project.engine) as connection:
        write_source_workbook(project, connection, "dalen", tmp_path, "run-1")
    assert openpyxl.load_workbook(tmp_path / "arbeidsbok.xlsx").sheetnames == ["Les meg", "Stikkprøve", "Oversikt"]
