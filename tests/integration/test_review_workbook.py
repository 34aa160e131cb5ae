"""The review queue as librarians see it: a workbook per library, the most useful pairs first."""

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from review_samples import TITLES, put_queue, sheet_of, written
from sqlalchemy import Connection

from migration.marc.features.carrier import FORMATS
from migration.match.verdicts import layout
from migration.pipeline.review import review_queue
from migration.staging.engine import open_staging
from migration.terms import terms


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[Connection]:
    with open_staging(f"sqlite:///{tmp_path / 'staging.db'}").begin() as connection:
        put_queue(connection)
        yield connection


def test_two_records_stand_side_by_side(queue: Connection, tmp_path: Path) -> None:
    _, rows = sheet_of(written(queue, "bakken", tmp_path))
    found = next(row for row in rows if row["Nummer 1"] == "1")
    shown = {name: found[name] for name in found if not name.startswith(("kilde", "id", "nøkkel"))}
    assert shown == {
        "Samme tittel?": None, "Initialer": None, "Dato": None, "Kommentar": None,
        "Hvorfor vi spør": "titlene er ikke helt like\nutgaven er forskjellig, eller står bare i den ene",
        "Eksemplarer i alt": 5, "Sannsynlighet": 0.87,
        "Bibliotek 1": "Bakken bibliotek", "Bibliotek 2": "Dalen bibliotek",
        "Nummer 1": "1", "Nummer 2": "007",
        "Tittel 1": "Reinen og vidda", "Tittel 2": "Reinen og viddene",
        "Forfatter 1": "Hætta, Ánte", "Forfatter 2": "Hætta, Ánte",
        "År 1": "1890", "År 2": "1890", "Forlag 1": "Forlaget", "Forlag 2": "Forlaget",
        "Utgave 1": "2. utg.", "Utgave 2": "2. utg.", "Del 1": "2", "Del 2": "2",
        "Omfang 1": "120 s.", "Omfang 2": "120 s.", "Språk 1": "nob", "Språk 2": "nob",
        "Type 1": "bok", "Type 2": "bok", "ISBN 1": "9788202000011", "ISBN 2": "9788202000011",
        "Eksemplarer 1": 2, "Eksemplarer 2": 3,
    }  # fmt: skip


def test_the_most_useful_pair_comes_first_and_stands_with_both_libraries(queue: Connection, tmp_path: Path) -> None:
    (tmp_path / "bakken").mkdir()
    (tmp_path / "dalen").mkdir()
    _, bakken = sheet_of(written(queue, "bakken", tmp_path / "bakken"))
    _, dalen = sheet_of(written(queue, "dalen", tmp_path / "dalen"))
    assert [(r["Nummer 1"], r["Nummer 2"]) for r in bakken] == [("2", "8"), ("1", "007")]
    assert [(r["Nummer 1"], r["Nummer 2"]) for r in dalen] == [("8", "5"), ("2", "8"), ("1", "007")]


def test_a_library_without_pairs_has_no_workbook(queue: Connection, tmp_path: Path) -> None:
    assert review_queue(queue, TITLES).write("fjella", tmp_path / "none.xlsx") == 0
    assert list(tmp_path.glob("*.xlsx")) == []


def test_a_text_is_never_a_formula_and_control_characters_are_left_out(queue: Connection, tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(written(queue, "bakken", tmp_path))[layout.SHEET]
    title = next(cell for cell in sheet[2] if cell.value == "=HYPERLINK(1)")
    assert (title.data_type, title.quotePrefix) == ("s", True)
    assert "En annen bok" in [cell.value for cell in sheet[2]]


def test_what_differs_is_marked(queue: Connection, tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(written(queue, "bakken", tmp_path))[layout.SHEET]
    marked = [head.value for head, cell in zip(sheet[1], sheet[3], strict=True) if cell.fill.fgColor.rgb == "00FFE699"]
    assert marked == ["Tittel 1", "Tittel 2"]


def test_the_sheet_can_be_filled_in_and_the_keys_are_hidden(queue: Connection, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(written(queue, "bakken", tmp_path))
    sheet = book[layout.SHEET]
    (listed,) = sheet.data_validations.dataValidation
    assert (str(listed.sqref), listed.formula1) == ("A2:A3", '"samme,ikke samme,vet ikke"')
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("E2", "A1:AM3")
    hidden = [cell.value for cell in sheet[1] if sheet.column_dimensions[cell.column_letter].hidden]
    assert hidden == list(layout.KEYS)
    assert book[layout.GUIDE]["A1"].value == "Mulige dubletter i Bakken bibliotek"


def test_the_guide_says_how_many_did_not_fit_in(
    queue: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("migration.pipeline.review.MOST_PAIRS", 1)
    path = written(queue, "dalen", tmp_path)
    _, rows = sheet_of(path)
    guide = [cell.value for (cell,) in openpyxl.load_workbook(path)[layout.GUIDE].iter_rows()]
    assert [r["Nummer 1"] for r in rows] == ["8"]
    assert "2 par til fikk ikke plass. De kommer når disse er besvart." in guide


def test_every_kind_of_publication_has_a_name_in_bokmal() -> None:
    assert set(terms("format")) == set(FORMATS)


def test_the_pairs_come_in_the_same_order_from_both_databases(queue: Connection, postgres_database: str) -> None:
    with open_staging(postgres_database).begin() as other:
        put_queue(other)
        for source in ("bakken", "dalen", "elva"):
            assert list(review_queue(other, TITLES).questions(source)) == list(
                review_queue(queue, TITLES).questions(source)
            )
