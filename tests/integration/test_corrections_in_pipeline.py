"""What a library hands back to correct its export: out of a delivery's rejects, through a spreadsheet, and in again."""

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from identity_numbers import synthetic
from projects import line_record, write, write_project
from sqlalchemy import select

from migration import pipeline
from migration.export.verify import verify
from migration.ids import target_id
from migration.pipeline import checking
from migration.staging import schema

ITEMS = "Id;MarcRecordId;Barcode;BelongToUnitId;ItemStatus;Shelf;Acquired\n"
Rows = list[dict[str, str]]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GRENSELOS_AS_OF", "2026-11-22")
    return write_project(tmp_path / "project")


@pytest.fixture
def project(home: Path) -> Iterator[pipeline.Project]:
    with pipeline.open_project(home) as opened:
        yield opened


def rows(folder: Path | None, name: str) -> Rows:
    assert folder is not None
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def of_bakken(delivery: Path | None, name: str) -> dict[str, dict[str, str]]:
    return {r["legacy_id"]: r for r in rows(delivery, name) if r["source"] == "bakken"}


def ledger(delivery: Path | None, entity: str = "item") -> dict[str, tuple[str, str, str]]:
    return {
        r["legacy_id"]: (r["fate"], r["reason"], r["correction"])
        for r in rows(delivery, "ledger.csv")
        if (r["source"], r["entity"]) == ("bakken", entity)
    }


def told(delivery: Path | None) -> list[tuple[str, str, str, str]]:
    found = (r for r in rows(delivery, "issues.csv") if r["code"].startswith("correct"))
    return [(r["code"], r["legacy_id"], r["field"], r["value"]) for r in found if r["source"] == "bakken"]


def spreadsheet(table: Rows, path: Path, edit: Callable[[dict[str, str]], None]) -> None:
    """Saves a table as a Norwegian spreadsheet does: semicolons, windows-1252, CRLF, and dates in its own form."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(table[0]), delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    for row in table:
        edit(row)
        writer.writerow(row)
    out.write(";" * (len(table[0]) - 1) + "\r\n")
    write(path, out.getvalue(), "cp1252")


def export(home: Path, name: str, text: str) -> Path:
    return write(home / "exports" / "bakken" / name, text)


def test_a_rejected_row_comes_back_corrected_and_is_loaded(home: Path, project: pipeline.Project) -> None:
    export(
        home,
        "CatalogueItems.csv",
        ITEMS
        + "11;1;0035001;6471;AvailableForLoan;839.80;2019-03-01\n"
        + '12;;0035002;6471;AvailableForLoan;"Bjørnå; stort ""format""";2020-01-31T10:15:30\n'
        + "13;404;0035003;6471;AvailableForLoan;1-2;2020-02-01\n",
    )
    first = pipeline.run(project)
    rejected = rows(first.delivery, "rejects/item.csv")
    assert [r["legacy_id"] for r in rejected] == ["12", "13"]

    def edit(row: dict[str, str]) -> None:
        row["Barcode"] = row["Barcode"].lstrip("0")
        if row["Id"] == "12":
            row |= {"MarcRecordId": "2", "Acquired": "31.01.2020 10:15"}
        if row["Id"] == "13":
            row |= {"Shelf": "01.feb", "Acquired": "01.02.2020"}

    spreadsheet(rejected, home / "exports" / "bakken" / "corrections" / "item.csv", edit)
    second = pipeline.run(project)
    assert second.state == "done"
    assert verify(second.delivery).problems == ()
    assert ledger(second.delivery) == {
        "11": ("loaded", "", ""),
        "12": ("loaded", "", "corrections/item.csv:2"),
        "13": ("rejected", "bib_missing", ""),
    }
    item = of_bakken(second.delivery, "items.csv")["12"]
    assert (item["item_id"], item["bib_id"]) == (target_id("bakken", "item", "12"), target_id("bakken", "bib", "2"))
    assert (item["barcode"], item["acquired_on"]) == ("0035002", "2020-01-31")
    assert item["call_number"] == 'Bjørnå; stort "format"'
    assert told(second.delivery) == [
        ("corrected", "12", "corrections/item.csv:2", "MarcRecordId"),
        ("correction_spoilt", "12", "corrections/item.csv:2", "Barcode"),
        ("correction_spoilt", "13", "corrections/item.csv:3", "Barcode, Shelf"),
    ]
    balance = {r["entity"]: r for r in rows(second.delivery, "balance.csv") if r["source"] == "bakken"}
    assert (balance["item"]["source_rows"], balance["item"]["loaded"], balance["item"]["rejected"]) == ("3", "2", "1")


def test_running_twice_is_the_same_and_the_export_stays_as_it_was(home: Path, project: pipeline.Project) -> None:
    export(home, "corrections/items.csv", "Id;MarcRecordId\n13;2\n")
    exported = (home / "exports" / "bakken" / "CatalogueItems.csv").read_bytes()
    first, second = pipeline.run(project), pipeline.run(project)
    assert first.delivery is not None
    assert second.delivery is not None
    assert ledger(first.delivery)["13"] == ("loaded", "", "corrections/items.csv:2")
    for path in first.delivery.rglob("*.*"):
        if path.name != "manifest.json":
            assert path.read_bytes() == (second.delivery / path.relative_to(first.delivery)).read_bytes(), path.name
    raw, file = schema.raw_item.c, schema.raw_file.c
    with project.engine.connect() as connection:
        number = (
            select(file.file_no).where(file.source == "bakken", file.name == "CatalogueItems.csv").scalar_subquery()
        )
        query = select(raw.payload).where(raw.source == "bakken", raw.file_no == number).order_by(raw.ordinal)
        landed = b"".join(connection.execute(query).scalars())
    assert exported.endswith(landed)


def test_the_manifest_names_the_corrections_among_what_was_extracted(home: Path, project: pipeline.Project) -> None:
    export(home, "corrections/items.csv", "Id;MarcRecordId\n13;2\n")
    delivery = pipeline.run(project).delivery
    assert delivery is not None
    assert '"name":"corrections/items.csv"' in (delivery / "manifest.json").read_text(encoding="utf-8").replace(" ", "")


def test_a_patron_comes_back_with_masked_numbers_and_keeps_what_they_hide(
    home: Path, project: pipeline.Project
) -> None:
    number = synthetic(3, 85)
    export(
        home,
        "Borrowers.csv",
        f"Id;Name;HomeUnitId;LocalKey\n7;Hætta, Máret;6471;\n7;Nilsen, Ole;6471;{number}\n;Utsi, Ánte;6471;\n",
    )
    export(
        home,
        "BorrowerLoans.csv",
        "Id;BorrowerId;ItemId;MarcRecordId;LoanTime;DueTime\n1;70;11;1;2026-11-01;2026-11-29\n",
    )
    first = pipeline.run(project)
    rejected = rows(first.delivery, "rejects/patron.csv")
    assert [(r["legacy_id"], r["LocalKey"]) for r in rejected] == [("7#2", "***********"), ("@3", "")]
    assert ledger(first.delivery, "loan")["1"] == ("rejected", "patron_missing", "")

    def edit(row: dict[str, str]) -> None:
        row["Id"] = {"7#2": "70", "@3": "71"}[row["legacy_id"]]

    path = home / "exports" / "bakken" / "corrections" / "patron - rettet.csv"
    spreadsheet([r | {"Name": r["Name"].replace("Á", "A")} for r in rejected], path, edit)
    second = pipeline.run(project)
    where = "corrections/patron - rettet.csv"
    assert ledger(second.delivery, "patron") == {
        "7": ("loaded", "", ""),
        "70": ("loaded", "", f"{where}:2"),
        "71": ("loaded", "", f"{where}:3"),
    }
    patrons = of_bakken(second.delivery, "patrons.csv")
    assert len(patrons["70"]["national_id_ref"]) == 64
    assert patrons["71"]["given_name"] == "Ante"
    assert ledger(second.delivery, "loan")["1"] == ("loaded", "", "")
    assert verify(second.delivery).problems == ()
    assert second.delivery is not None
    assert all(number not in p.read_text(encoding="utf-8") for p in second.delivery.rglob("*.csv"))


def test_a_record_comes_back_under_its_001(home: Path, project: pipeline.Project) -> None:
    handed = home / "exports" / "bakken" / "corrections"
    write(
        handed / "bib.txt", line_record("3", "Nå med tittel") + line_record("9", "Ukjent") + "*24510$aUten 001\r\n^\r\n"
    )
    result = pipeline.run(project)
    assert ledger(result.delivery, "bib")["3"] == ("loaded", "", "corrections/bib.txt:0")
    assert ledger(result.delivery)["13"] == ("loaded", "", "")
    assert verify(result.delivery).problems == ()
    first, second, third = told(result.delivery)
    assert [issue[:2] for issue in (first, second, third)] == [
        ("correction_without_id", ""),
        ("corrected", "3"),
        ("correction_unmatched", "9"),
    ]
    shown = pipeline.show(project, "bakken", "3")
    assert (shown.title, shown.file, shown.stale) == ("Nå med tittel", "corrections/bib.txt", False)


def test_check_tells_before_the_run_what_is_wrong_with_corrections(home: Path) -> None:
    handed = home / "exports" / "bakken" / "corrections"
    write(handed / "items.csv", "Id;MarcRecordId\n13;2\n99;2\n13\n")
    write(handed / "BorrowerBarcodes.csv", "BorrowerId;Barcode\n7;800\n")
    write(handed / "bib.txt", line_record("9", "Ukjent"))
    settings = pipeline.settings_of(home, None)
    mappings = pipeline.load_mappings(settings)
    assert checking.check_inputs(settings, mappings, ["bakken"]) == []
    assert [line.replace(f"{handed}/", "") for line in checking.check_rows(settings, mappings, ["bakken"])] == [
        "bakken: BorrowerBarcodes.csv: correction_not_supported",
        "bakken: bib.txt:0: correction_unmatched",
        "bakken: items.csv:4: correction_unreadable",
        "bakken: items.csv:3: correction_unmatched",
    ]


def test_a_file_that_names_no_rows_stops_the_run_and_is_told_with_its_place(
    home: Path, project: pipeline.Project
) -> None:
    path = export(home, "corrections/items.csv", "Barcode;Shelf\n5001;A\n")
    with pytest.raises(pipeline.ConfigurationError, match=r"corrections/items\.csv:1: has neither the column Id"):
        pipeline.land(project, "bakken")
    settings = project.settings
    (problem,) = checking.check_inputs(settings, project.mappings, ["bakken"])
    assert str(path) in problem


def test_what_cannot_be_used_is_told_and_the_run_goes_on(home: Path, project: pipeline.Project) -> None:
    export(home, "corrections/BorrowerBarcodes.csv", "BorrowerId;Barcode\n7;800\n")
    export(home, "corrections/item.xlsx", "PK")
    export(home, "corrections/LibraryUnits.csv", "Id;Name\n6471;Bakken\n")
    result = pipeline.run(project)
    found = {(r["code"], r["field"]) for r in rows(result.delivery, "issues.csv") if r["field"].startswith("corr")}
    assert found == {
        ("correction_not_supported", "corrections/BorrowerBarcodes.csv"),
        ("file_unknown", "corrections/item.xlsx"),
        ("correction_unmatched", "corrections/LibraryUnits.csv:2"),
    }


def test_the_report_counts_what_became_of_the_corrections(home: Path, project: pipeline.Project) -> None:
    columns = "Id;MarcRecordId;Barcode;reason;message;message_en;source;legacy_id;file;row\n"
    export(
        home,
        "corrections/item.csv",
        columns
        + "13;2;5003;r;m;m;bakken;13;CatalogueItems.csv;4\n"
        + "11;1;5001;r;m;m;bakken;11;CatalogueItems.csv;2\n"
        + "1;1;5001;r;m;m;dalen;1;x.csv;2\n"
        + "99;1;5001;r;m;m;bakken;99;CatalogueItems.csv;9\n",
    )
    result = pipeline.run(project)
    page = (home / "reports" / result.run_id / "bakken.html").read_text(encoding="utf-8")
    section = page.partition('<h2 id="corrections">')[2].partition("</section>")[0]
    numbers = [cell.partition("</td>")[0] for cell in section.split('<td class="n">')[1:]]
    assert numbers == ["4", "1", "1", "1", "1"]
    assert 'id="corrections"' not in (home / "reports" / result.run_id / "dalen.html").read_text(encoding="utf-8")


def test_a_new_correction_is_seen_as_a_change_of_the_export(home: Path, project: pipeline.Project) -> None:
    before = pipeline.fingerprint(project, "bakken")
    export(home, "corrections/items.csv", "Id;MarcRecordId\n13;2\n")
    assert pipeline.fingerprint(project, "bakken") != before
