"""Items through the whole job: what only all rows, or all libraries together, show. Each defect planted by hand."""

from pathlib import Path

import pytest
from identity_numbers import synthetic
from projects import SOURCES, line_record, write
from test_pipeline import deliver_all, fates, rows

from migration import pipeline
from migration.export.verify import verify

NUMBER = synthetic(17, 85)
BAKKEN = f"""\
Id;MarcRecordId;Barcode;BelongToUnitId;ItemStatus;LoanType;IsILL;DueDate;Price
11;1;5001;6471;AvailableForLoan;;;;249
12;1;5001;6471;OnLoan;;;2026-12-01T22:59:00Z;
13;1;5001;6471;Tapt;;;;
14;1;a77;6471;AvailableForLoan;;;;
15;1;A77;6471;AvailableForLoan;;;;
16;1;007;6471;AvailableForLoan;;;;
17;1;7;6471;AvailableForLoan;;;;
18;1;{NUMBER};6471;AvailableForLoan;;;;
19;1;03010000001001;6471;AvailableForLoan;;;;
20;1;8001;6471;OnLoan;;;;
21;1;8002;6471;Tapt utlån;;;;
22;1;8003;6471;AvailableForLoan;Lærebok;;;
23;1;8004;6471;AvailableForLoan;;true;;
24;2;;6471;AvailableForLoan;;;;
25;2;8005;6471;AvailableForLoan;;;;
26;3;8006;6471;AvailableForLoan;;;;
27;1;8007;6471;DeletedInMikromarc1;;;;
"""
DALEN = "Id;MarcRecordId;Barcode;BelongToUnitId;ItemStatus\n" + "".join(
    f"{n};1;0301000{n}001;6471;AvailableForLoan\n" for n in range(2000, 2006)
)
EBOOK = line_record("2", "En e-bok", "*019  $bla").replace("*300  $a120 s.", "*300  $a1 nettressurs")


@pytest.fixture
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GRENSELOS_AS_OF", "2026-11-22")
    project = tmp_path / "project"
    bakken, dalen = project / "exports" / "bakken", project / "exports" / "dalen"
    write(project / "mappings" / "sources.yaml", SOURCES)
    write(bakken / "katalog.txt", line_record("1", "Reinen og vidda") + EBOOK)
    write(bakken / "Laeremidler.txt", line_record("3", "Matematikk 1P"))
    write(bakken / "CatalogueItems.csv", BAKKEN)
    write(bakken / "Borrowers.csv", "Id;Name;HomeUnitId\n7;Hætta, Máret;6471\n")
    write(
        bakken / "BorrowerLoans.csv",
        "Id;BorrowerId;ItemId;MarcRecordId;LoanTime;DueTime\n1;7;12;1;2026-11-01;2026-12-01\n",
    )
    write(dalen / "katalog.txt", line_record("1", "Noe helt annet"))
    write(dalen / "CatalogueItems.csv", DALEN + "3000;1;5001;6471;AvailableForLoan\n")
    return project


def test_what_items_become(directory: Path, staging: str) -> None:
    with pipeline.open_project(directory, staging) as project:
        delivery = deliver_all(project)
    found = {(r["source"], r["legacy_id"]): r for r in rows(delivery, "items.csv")}
    fate = fates(delivery)
    told = [(r["source"], r["legacy_id"], r["code"], r["value"]) for r in rows(delivery, "issues.csv")]
    of = {code: sorted(t[:2] + t[3:] for t in told if t[2] == code) for code in {t[2] for t in told}}

    # One barcode, four items: the one on loan keeps it, each names the others in the order of the rule.
    kept = {key: (r["barcode"], r["barcode_rule"]) for key, r in found.items() if r["original_barcode"] == "5001"}
    assert kept["bakken", "12"] == ("5001", "")
    assert {rule for _, rule in kept.values()} == {"", "duplicate_renamed"}
    assert len({barcode for barcode, _ in kept.values()}) == 4
    assert of["barcode_duplicate"] == [
        ("bakken", "11", "5001 = bakken 12, dalen 3000, bakken 13"),
        ("bakken", "12", "5001 = bakken 11, dalen 3000, bakken 13"),
        ("bakken", "13", "5001 = bakken 12, bakken 11, dalen 3000"),
        ("dalen", "3000", "5001 = bakken 12, bakken 11, bakken 13"),
    ]

    # Nearly equal ones are delivered as they are, and told.
    assert [found["bakken", key]["barcode"] for key in ("14", "15", "16", "17")] == ["a77", "A77", "007", "7"]
    assert of["barcode_similar"] == [
        ("bakken", "14", "A77 = bakken 15"),
        ("bakken", "15", "a77 = bakken 14"),
        ("bakken", "16", "7 = bakken 17"),
        ("bakken", "17", "007 = bakken 16"),
    ]
    assert of["barcode_of_other_library"] == [("bakken", "19", "NO-2549902")]

    # A national identity number is no barcode.
    hidden = found["bakken", "18"]
    assert (hidden["original_barcode"], hidden["barcode_rule"]) == ("*" * 11, "identity_number_like")
    assert of["barcode_identity_number"] == [("bakken", "18", "")]

    # On loan to nobody; the item whose loan came along is not among them.
    assert of["item_on_loan_without_loan"] == [("bakken", "20", "on_loan"), ("bakken", "21", "lost_on_loan")]
    assert found["bakken", "12"]["due_on"] == "2026-12-01"

    # Textbooks by loan type and by their catalogue's file; ILL items; all delivered.
    assert {key[1] for key, r in found.items() if r["is_textbook"] == "true"} == {"22", "26"}
    assert {key[1] for key, r in found.items() if r["is_ill"] == "true"} == {"23"}

    # No copy of an e-book; but one with a barcode is a thing. Deleted before Mikromarc 3: gone.
    assert fate["bakken", "item", "24"] == ("excluded", "item_electronic")
    assert fate["bakken", "item", "25"] == ("loaded", "")
    assert fate["bakken", "item", "27"] == ("excluded", "item_deleted")
    assert verify(delivery).ok


def test_a_project_leaves_out_what_it_wants(directory: Path, tmp_path: Path) -> None:
    write(
        directory / "mappings" / "exclusions.csv",
        "source,entity,field,value,reason,note,decided_by\n"
        "*,item,is_ill,true,item_ill,,prosjektet\n"
        "bakken,item,is_textbook,true,item_textbook,,prosjektet\n"
        "*,item,status,deleted,item_deleted,,prosjektet\n"
        "bakken,item,status,deleted,keep,Depotet,prosjektet\n",
    )
    with pipeline.open_project(directory, f"sqlite:///{tmp_path / 'staging.db'}") as project:
        fate = fates(deliver_all(project))
    assert [fate["bakken", "item", key] for key in ("22", "23", "24", "26", "27")] == [
        ("excluded", "item_textbook"),
        ("excluded", "item_ill"),
        ("loaded", ""),
        ("excluded", "item_textbook"),
        ("loaded", ""),
    ]


def test_the_order_of_the_rows_says_nothing_about_who_keeps_a_barcode(directory: Path, tmp_path: Path) -> None:
    def barcodes(name: str) -> dict[tuple[str, str], str]:
        with pipeline.open_project(directory, f"sqlite:///{tmp_path / name}") as project:
            delivery = deliver_all(project)
        return {(r["source"], r["legacy_id"]): r["barcode"] for r in rows(delivery, "items.csv")}

    first = barcodes("one.db")
    header, *lines = BAKKEN.splitlines()
    write(directory / "exports" / "bakken" / "CatalogueItems.csv", "\n".join([header, *reversed(lines)]) + "\n")
    assert barcodes("two.db") == first


def test_items_on_loan_are_not_told_one_by_one_where_no_loans_came(directory: Path, tmp_path: Path) -> None:
    (directory / "exports" / "bakken" / "BorrowerLoans.csv").unlink()
    with pipeline.open_project(directory, f"sqlite:///{tmp_path / 'staging.db'}") as project:
        delivery = deliver_all(project)
    told = {r["code"] for r in rows(delivery, "issues.csv")}
    assert "item_on_loan_without_loan" not in told
    assert "file_absent" in told


def test_an_identity_number_in_099_stands_in_no_id_and_its_loan_finds_the_item(directory: Path, tmp_path: Path) -> None:
    bakken = directory / "exports" / "bakken"
    (bakken / "CatalogueItems.csv").unlink()
    write(bakken / "katalog.txt", line_record("1", "Reinen og vidda", f"*099  $i1$k{NUMBER}"))
    loan = f"Id;BorrowerId;ItemId;MarcRecordId;LoanTime;DueTime\n1;7;{NUMBER};1;2026-11-01;2026-12-01\n"
    write(bakken / "BorrowerLoans.csv", loan)
    with pipeline.open_project(directory, f"sqlite:///{tmp_path / 'staging.db'}") as project:
        delivery = deliver_all(project)
    fate = fates(delivery)
    assert fate["bakken", "item", "1#1"] == ("loaded", "")
    assert fate["bakken", "loan", "1"] == ("loaded", "")
