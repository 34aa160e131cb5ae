"""Privacy rules and persons through the whole job: fates, the delivery, the report and the lists beside it."""

import csv
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from identity_numbers import synthetic
from projects import line_record, write

from migration import pipeline
from migration.export.verify import verify

SOURCES = """\
sources:
  bakken:
    title: Bakken bibliotek
    libraries:
      - {unit: 6471, isil: NO-2549901, name: Bakken bibliotek, type: public, municipality: "5499"}
  felles:
    title: Fjordens fellesbase
    libraries:
      - {unit: 6471, isil: NO-2549801, name: Sørfjord bibliotek, type: public, municipality: "5498"}
      - {unit: 6473, isil: NO-2549802, name: Indrefjord bibliotek, type: public, municipality: "5497"}
"""
NUMBER, CHILD = synthetic(17, 85), synthetic(18, 85)
PATRONS = (
    "Id;Name;HomeUnitId;BirthDate;MainEmail;Mobile;StoreBorrowerHistory;LastActive;Notes;BorrowerGroupId\n"
    "1;Idlesen, Per;6471;1970-01-01;;;1;2021-11-22;;\n"
    "2;Aktivsen, Per;6471;1970-01-01;;;1;2021-11-23;har nøtteallergi;\n"
    "3;Lånesen, Per;6471;1970-01-01;;;0;2015-01-01;;\n"
    "4;Skyldsen, Per;6471;1970-01-01;;;0;2015-01-01;;\n"
    "5;Ventesen, Per;6471;1970-01-01;;;0;2015-01-01;;\n"
    "6;Ukjentsen, Per;6471;1970-01-01;;;0;;;\n"
    f"7;Hætta, Máret;6471;17.05.1990;;;0;2026-01-01;fnr {NUMBER};\n"
    "8;Nilsen, Ole;6471;01.02.1980;ole@example.no;;0;2026-01-01;;\n"
    "20;Automat 1;6471;;;;0;2026-01-01;;5\n"
    "21;Automat 2;6471;;;;0;2010-01-01;;5\n"
)
FELLES = (
    "Id;Name;HomeUnitId;BirthDate;MainEmail;Mobile;StoreBorrowerHistory;LastActive;Notes\n"
    "1;Idlesen, Anne;6471;1970-01-01;;;1;2021-01-01;\n"
    "2;Idlesen, Berit;6473;1970-01-01;;;1;2021-01-01;\n"
    "7;HAETTA, MARET;6471;1990-05-17;;;0;2026-01-01;\n"
    "8;Nilsen, Ole Martin;6473;1980-02-01;OLE@example.no;;0;2026-01-01;\n"
    "9;Hætta, Ánte;6471;2015-03-04;;;0;2026-01-01;\n"
)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[pipeline.RunReport]:
    project = tmp_path_factory.mktemp("project")
    shipped = Path(__file__).parents[2] / "mappings" / "privacy.csv"
    own = "NO-2549802,inactive_years,never,Styrevedtak,Indrefjord bibliotek,2026-05-01\n"
    write(project / "mappings" / "sources.yaml", SOURCES)
    write(project / "mappings" / "privacy.csv", shipped.read_text(encoding="utf-8") + own)
    for source, patrons in (("bakken", PATRONS), ("felles", FELLES)):
        folder = project / "exports" / source
        write(folder / "katalog.txt", line_record("1", "Reinen og vidda"))
        write(folder / "CatalogueItems.csv", "Id;MarcRecordId;Barcode;BelongToUnitId\n11;1;5001;6471\n12;1;5002;6471\n")
        write(folder / "Borrowers.csv", patrons)
    write(
        project / "exports" / "bakken" / "BorrowerBarcodes.csv",
        f"BorrowerId;Barcode;IsSSN\n1;1001;0\n7;{NUMBER};1\n8;1008;0\n",
    )
    write(
        project / "exports" / "felles" / "BorrowerBarcodes.csv",
        f"BorrowerId;Barcode;IsSSN\n7;{NUMBER};1\n9;{CHILD};1\n",
    )
    bakken = project / "exports" / "bakken"
    write(bakken / "BorrowerLoans.csv", "Id;BorrowerId;ItemId;DueTime\n1;3;11;2020-01-01\n2;21;12;2020-01-01\n")
    write(bakken / "BorrowerGroups.csv", "Id;Name\n5;Selvbetjening\n")
    write(
        bakken / "BorrowerDebts.csv",
        "Id;BorrowerId;AccountCodeId;Amount;Remainder;State\n1;4;7;70;70;Unpaid\n2;1;7;70;0;Paid\n",
    )
    write(
        bakken / "BorrowerReservations.csv",
        "Id;BorrowerId;MarcRecordId;ResValidUntil\n1;5;1;2027-01-01\n2;1;1;2020-01-01\n",
    )
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("GRENSELOS_AS_OF", "2026-11-22")
        environment.setenv("GRENSELOS_HASH_KEY", "an invented key for tests")
        with pipeline.open_project(project) as opened:
            yield pipeline.run(opened)


def rows(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def delivered(run: pipeline.RunReport, name: str) -> dict[tuple[str, str], dict[str, str]]:
    assert run.delivery is not None
    return {(r["source"], r["legacy_id"]): r for r in rows(run.delivery / name)}


def fates(run: pipeline.RunReport, entity: str) -> dict[tuple[str, str], tuple[str, str]]:
    assert run.delivery is not None
    ledger = rows(run.delivery / "ledger.csv")
    return {(r["source"], r["legacy_id"]): (r["fate"], r["reason"]) for r in ledger if r["entity"] == entity}


def reports(run: pipeline.RunReport) -> Path:
    return run.report.parent


def test_idle_patrons_are_left_out_after_the_rule_of_their_own_library(run: pipeline.RunReport) -> None:
    found = fates(run, "patron")
    assert {key for key, fate in found.items() if fate == ("excluded", "patron_inactive")} == {
        ("bakken", "1"),
        ("felles", "1"),
    }
    assert {fate for fate, _ in found.values()} == {"loaded", "excluded"}


def test_a_system_user_is_left_out_unless_something_is_lent_in_its_name(run: pipeline.RunReport) -> None:
    found = fates(run, "patron")
    assert found["bakken", "20"] == ("excluded", "patron_system_user")
    assert found["bakken", "21"] == ("loaded", "")
    assert fates(run, "loan")["bakken", "2"] == ("loaded", "")


def test_what_is_left_of_an_idle_patron_goes_with_the_patron(run: pipeline.RunReport) -> None:
    assert fates(run, "fee")["bakken", "2"] == ("excluded", "patron_excluded")
    assert fates(run, "reservation")["bakken", "2"] == ("excluded", "patron_excluded")


def test_loans_debts_and_reservations_stay_with_their_idle_patrons(run: pipeline.RunReport) -> None:
    assert fates(run, "loan")["bakken", "1"] == ("loaded", "")
    assert fates(run, "fee")["bakken", "1"] == ("loaded", "")
    assert fates(run, "reservation")["bakken", "1"] == ("loaded", "")


def test_a_note_that_tells_of_health_is_not_delivered(run: pipeline.RunReport) -> None:
    assert delivered(run, "patrons.csv")["bakken", "2"]["notes"] == ""


def test_consent_to_history_is_the_person_s(run: pipeline.RunReport) -> None:
    patrons = delivered(run, "patrons.csv")
    assert [patrons["bakken", key]["keep_history"] for key in ("2", "3")] == ["true", "false"]


def test_one_person_in_two_libraries(run: pipeline.RunReport) -> None:
    patrons = delivered(run, "patrons.csv")
    assert patrons["bakken", "7"]["person_id"] == patrons["felles", "7"]["person_id"]
    others = [r["person_id"] for key, r in patrons.items() if key[1] != "7"]
    assert len({*others, patrons["bakken", "7"]["person_id"]}) == len(others) + 1


def words_in_bokmal(page: Path) -> str:
    text = re.sub(r'<span class="en".*?</span>|<[^>]+>', " ", page.read_text(encoding="utf-8"))
    return " ".join(text.split())


def test_the_report_tells_each_rule_its_value_who_decided_and_what_it_did(run: pipeline.RunReport) -> None:
    page = words_in_bokmal(reports(run) / "bakken.html")
    section = page[page.index("Regler som gjelder") :]
    assert "Inaktive lånere inactive_years 5 grenselos default 1 lånere er utelatt 1 er beholdt" in section
    assert "1 tekster med helseord er holdt tilbake" in section
    felles = words_in_bokmal(reports(run) / "felles.html")
    assert "Indrefjord bibliotek: never" in felles
    assert "Indrefjord bibliotek (2026-05-01)" in felles


def test_whom_the_rules_concern_is_listed_by_legacy_id(run: pipeline.RunReport) -> None:
    found = rows(reports(run) / "bakken" / "personvern.csv", ";")
    assert [(r["regel"], r["gammel_id"]) for r in found if r["regel"] == "Inaktive lånere"] == [
        ("Inaktive lånere", "1")
    ]
    assert ("Merknader", "2") in {(r["regel"], r["gammel_id"]) for r in found}


def test_each_library_sees_its_own_half_of_a_likely_pair(run: pipeline.RunReport) -> None:
    own = rows(reports(run) / "bakken" / "samme_person.csv", ";")
    other = rows(reports(run) / "felles" / "samme_person.csv", ";")
    like = "samme navn, fødselsdato og telefon eller e-post"
    assert own == [{"gammel_id": "8", "annet_bibliotek": "Indrefjord bibliotek", "hva_som_er_likt": like}]
    assert other == [{"gammel_id": "8", "annet_bibliotek": "Bakken bibliotek", "hva_som_er_likt": like}]


def text_of(path: Path) -> str:
    """What a report's file says; of a workbook all its parts."""
    if path.suffix != ".xlsx":
        return path.read_text(encoding="utf-8")
    with zipfile.ZipFile(path) as parts:
        return "".join(parts.read(name).decode("utf-8") for name in parts.namelist())


def test_reports_name_nobody_and_show_no_number(run: pipeline.RunReport) -> None:
    for path in reports(run).rglob("*.*"):
        text = text_of(path)
        assert not re.search("Idlesen|Aktivsen|Máret|Nilsen|example.no|nøtteallergi", text), path
        assert NUMBER not in text


def test_the_delivery_holds(run: pipeline.RunReport) -> None:
    assert run.delivery is not None
    assert verify(run.delivery).problems == ()


def test_a_faulty_rule_stops_before_anything_is_done(tmp_path: Path) -> None:
    write(tmp_path / "mappings" / "sources.yaml", SOURCES)
    write(tmp_path / "mappings" / "privacy.csv", "library,rule,value,note,decided_by,decided_on\noslo,notes,x,,y,\n")
    with pytest.raises(pipeline.ConfigurationError, match=r"privacy.csv:2: library 'oslo'") as error:
        pipeline.open_project(tmp_path)
    assert len(error.value.problems) == 2 + 5


@pytest.mark.parametrize("name", ["privacy.csv", "health_words.csv"])
def test_the_mapping_version_counts_the_rules(tmp_path: Path, name: str) -> None:
    write(tmp_path / "mappings" / "sources.yaml", SOURCES)
    shipped = (Path(__file__).parents[2] / "mappings" / name).read_text(encoding="utf-8")
    with pipeline.open_project(tmp_path) as project:
        before = project.mappings.version
    write(tmp_path / "mappings" / name, shipped.replace("grenselos default", "rådet", 1))
    with pipeline.open_project(tmp_path) as project:
        assert project.mappings.version != before
