"""Exports of a project from the command line: Koha's files, the delivery as it is, and the guide's vendor."""

import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import Result
from frictionless import Package
from projects import write_project
from pymarc import parse_xml_to_array
from sample_project import copy_sample
from small_deliveries import rows_of
from typer.testing import CliRunner

from migration import pipeline
from migration.cli.frame import app
from migration.pipeline import ConfigurationError

KOHA = """
cardnumber surname firstname othernames address address2 city zipcode country email phone mobile B_address dateofbirth
branchcode categorycode dateenrolled dateexpiry debarred debarredcomment contactname borrowernotes sex opacnote
contactnote userid sort1 sort2 smsalertnumber privacy lastseen lang patron_attributes
"""
"""Columns of import_patrons.pl (kohastructure.sql, table borrowers), of those that a library has data for."""
GUIDE = Path(__file__).parents[2] / "docs" / "exports.md"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Items 5001 and 5002 of bakken, 5001 of dalen (renamed), one without barcode; loan of 5002 by patron 8."""
    folder = write_project(tmp_path_factory.mktemp("export") / "project")
    with pipeline.open_project(folder) as opened:
        pipeline.run(opened)
    return folder


def called(project: Path, *args: object) -> Result:
    return CliRunner().invoke(app, ["--project", str(project), *map(str, args)])


def exported(project: Path, profile: str) -> tuple[int, Path]:
    done = called(project, "--json", "export", profile)
    return done.exit_code, Path(json.loads(done.stdout)["path"])


@pytest.fixture(scope="module")
def koha(project: Path) -> Path:
    return exported(project, "koha")[1]


def delivery_of(folder: Path) -> Path:
    return folder.parent / folder.name.partition(".")[0]


def test_kohas_patrons_have_kohas_columns_and_what_it_requires(koha: Path) -> None:
    patrons = rows_of(koha, "patrons.csv")
    assert set(patrons[0]) <= set(KOHA.split())
    assert [(p["cardnumber"], p["surname"], p["firstname"], p["branchcode"], p["categorycode"]) for p in patrons] == [
        ("800", "Nilsen", "Ole", "NO-2549901", "PT"),
        ("N000106188", "Hætta", "Máret", "NO-2549901", "PT"),
    ]


def test_kohas_items_stand_in_952_of_their_record(koha: Path) -> None:
    records = {record["001"].value(): record for record in parse_xml_to_array(str(koha / "bibs.xml"))}
    delivered = rows_of(delivery_of(koha), "items.csv")
    found = [
        (bib_id, field["p"], field["a"], field["b"], field["y"])
        for bib_id, record in records.items()
        for field in record.get_fields("952")
    ]
    expected = [(i["bib_id"], i["barcode"], i["library"], i["library"], "BK") for i in delivered]
    assert sorted(found) == sorted(expected)
    assert all([field["c"] for field in record.get_fields("942")] == ["BK"] for record in records.values())


def test_kohas_loan_names_the_card_and_the_barcode(koha: Path) -> None:
    (loan,) = rows_of(koha, "issues.csv")
    assert loan == {
        "cardnumber": "800",
        "barcode": "5002",
        "branchcode": "NO-2549901",
        "issuedate": "2026-11-10",
        "date_due": "2026-12-08 23:59:59",
        "renewals_count": "",
        "note": "",
    }


def test_kohas_hold_is_on_the_record_and_first_in_the_queue(koha: Path) -> None:
    """Its date is unknown, and Koha requires one."""
    assert rows_of(koha, "reserves.csv") == []
    assert {(r["file"], r["column"], r["why"]) for r in rows_of(koha, "left_out.csv")} >= {
        ("reserves.csv", "reservedate", "required")
    }


def test_what_was_exported_is_verified_from_its_files(project: Path, koha: Path) -> None:
    done = called(project, "verify", koha)
    assert (done.exit_code, "complete and consistent" in done.output) == (0, True)
    damaged = koha.parent / "damaged.koha"
    damaged.mkdir()
    for path in (p for p in koha.rglob("*") if p.is_file()):
        (damaged / path.relative_to(koha)).parent.mkdir(parents=True, exist_ok=True)
        (damaged / path.relative_to(koha)).write_bytes(path.read_bytes().replace(b"5002", b"5003"))
    done = called(project, "verify", damaged)
    assert (done.exit_code, "issues.csv: is not the file that the manifest describes" in done.output) == (1, True)


def test_the_same_delivery_gives_the_same_bytes(project: Path, koha: Path, tmp_path: Path) -> None:
    kept = koha.rename(tmp_path / "kept")
    _, again = exported(project, "koha")
    names = sorted(p.relative_to(kept) for p in kept.rglob("*") if p.is_file())
    assert [str(name) for name in names if (kept / name).read_bytes() != (again / name).read_bytes()] == []
    assert names == sorted(p.relative_to(again) for p in again.rglob("*") if p.is_file())


def test_kohas_tables_keep_to_their_data_package(koha: Path) -> None:
    report = Package(str(koha / "datapackage.json")).validate()
    assert report.flatten(["title", "fieldName", "type", "message"]) == []


def test_an_export_is_never_written_over(project: Path, koha: Path) -> None:
    with pipeline.open_project(project) as opened, pytest.raises(ConfigurationError, match="is there already"):
        pipeline.export(opened, "koha", delivery_of(koha).name)


def test_the_generic_profile_is_the_delivery_itself(project: Path) -> None:
    status, folder = exported(project, "generic")
    delivery = delivery_of(folder)
    names = sorted(p.relative_to(delivery) for p in delivery.rglob("*") if p.is_file())
    assert names == sorted(p.relative_to(folder) for p in folder.rglob("*") if p.is_file())
    changed = [str(name) for name in names if (folder / name).read_bytes() != (delivery / name).read_bytes()]
    assert (status, changed) == (0, ["manifest.json"])
    assert called(project, "verify", folder).exit_code == 0


def test_a_profile_that_is_not_there_names_those_that_are(project: Path) -> None:
    with (
        pipeline.open_project(project) as opened,
        pytest.raises(ConfigurationError, match=r"'kohha'.* there is .*koha"),
    ):
        pipeline.export(opened, "kohha")


@pytest.fixture(scope="module")
def guided(sample_delivery: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample project with the two files that the guide shows, as they stand there."""
    folder = copy_sample(tmp_path_factory.mktemp("guide") / "project")
    shutil.copytree(sample_delivery, folder / "deliveries" / sample_delivery.name)
    text = GUIDE.read_text(encoding="utf-8")
    rules, table = (re.search(rf"```{kind}\n(.*?)```", text, re.DOTALL) for kind in ("yaml", "csv"))
    assert rules
    assert table
    room = folder / "mappings" / "exports"
    (room / "fjordbib").mkdir(parents=True)
    (room / "fjordbib.yaml").write_text(rules[1], encoding="utf-8")
    (room / "fjordbib" / "departments.csv").write_text(table[1], encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def fjordbib(guided: Path) -> Path:
    """Rows are left out: some library is not in the table."""
    status, folder = exported(guided, "fjordbib")
    assert status == 1
    return folder


def piped(folder: Path, name: str) -> list[dict[str, str]]:
    return rows_of(folder, name, "|", "cp1252")


def test_the_guides_vendor_gets_its_files(guided: Path, fjordbib: Path) -> None:
    delivery = delivery_of(fjordbib)
    departments = {"NO-2549900": "101", "NO-2549800": "102", "NO-2549700": "103", "NO-2549801": "104"}
    departments["NO-2549500"] = "105"
    libraries = {row["barcode"]: row["library"] for row in rows_of(delivery, "items.csv")}
    copies, borrowers, loans = (piped(fjordbib, name) for name in ("copies.txt", "borrowers.txt", "loans.txt"))
    assert {departments[libraries[row["BARCODE"]]] == row["DEPT"] for row in copies} == {True}
    assert {row["ID"] for row in borrowers} < {row["patron_id"] for row in rows_of(delivery, "patrons.csv")}
    assert "Elle Márjá".encode("cp1252") in (fjordbib / "borrowers.txt").read_bytes()
    assert {row["BARCODE"] for row in loans} <= {row["BARCODE"] for row in copies}
    assert {(row["ID"], row["CARD"]) for row in loans} <= {(row["ID"], row["CARD"]) for row in borrowers}
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", row["DUE"]) for row in loans)
    assert called(guided, "verify", fjordbib).exit_code == 0


def test_what_is_left_out_is_told_in_sums_with_the_codes_that_a_map_lacks(guided: Path, fjordbib: Path) -> None:
    rows = [row for row in rows_of(fjordbib, "left_out.csv") if row["why"] == "unlisted"]
    assert {(row["file"], row["column"], row["code"]) for row in rows} == {("copies.txt", "DEPT", "NO-3549601")}
    ours = {(row["source"], row["legacy_id"], row["item_id"]) for row in rows_of(delivery_of(fjordbib), "items.csv")}
    assert {(row["source"], row["legacy_id"], row["id"]) for row in rows} < ours
    shutil.rmtree(fjordbib)
    told = called(guided, "export", "fjordbib").output
    assert f"copies.txt: {len(rows)}: nobody has said what the value in DEPT becomes: NO-3549601 ({len(rows)})" in told
