"""The anonymised copy: the same job with the same outcome, and nobody of the original in it."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest
from identity_numbers import synthetic
from projects import SOURCES, write

from migration.pipeline import AnonymiseReport, ConfigurationError, anonymise, open_project, run
from migration.privacy import identity_numbers

SAMPLE = Path(__file__).parents[2] / "sample_data"
KARI, OLE = synthetic(day=14, month=3 + 80), synthetic(day=2, month=11 + 80)
RECORD = (
    "*000     nam         1      \r\n*0011\r\n*24510$aReinen og vidda\r\n*260  $aOslo$c2011\r\n"
    "*599  $aUtlånt til Kari Testesen, tlf 91234567\r\n"
    "*85640$uhttps://leser:hemmelig77@example.org/bok\r\n^\r\n"
)


@pytest.fixture
def ugly(tmp_path: Path) -> Path:
    root = tmp_path / "original"
    write(root / "mappings" / "sources.yaml", SOURCES)
    write(root / "mappings" / "crosswalks" / "gender.csv", "source,legacy_code,target_code,status,note,decided_by\n"
          "*,M,male,mapped,,Berit Bibliotekar\n*,F,female,mapped,,Berit Bibliotekar\n")  # fmt: skip
    for key in ("bakken", "dalen"):
        write(root / "exports" / key / "katalog.txt", RECORD)
    write(
        root / "exports" / "bakken" / "Borrowers.csv",
        "Id;Name;MainEmail;MainPhone;Mobile;MainAddrLine1;MainZip;MainPlace;BirthDate;LocalKey;Notes;Elevmappe\n"
        f"7001;Testesen, Kari;kari.testesen@posten.no;77123456;+47 912 34 567;Testgata 12 B;9800;VADSØ;14.03.1990;;"
        f"Har fnr {KARI}, foresatt Olga Testesen;mappe Testesen\n"
        "7002;TESTESEN OLE;ole.test@posten,no;;;c/o Kari Testesen;9800 VADSØ;;03.31.90;ABCD4711;;\n"
        "7003;HÃ¦tta, Ánte;;;;;;;;;;\n"
        "7003;Hætta, Ánte;;;;;;;;;;\n"
        "7004;for;mange;celler;her;a;b;c;d;e;f;g;Testesen;i\n"
        "7005;Nordvik ungdomsskole;;;;;9800;VADSØ;;;;\n",
    )
    write(
        root / "exports" / "bakken" / "BorrowerBarcodes.csv",
        f"BorrowerId;Barcode;IsCommonBorrowerCard;IsSSN\n7001;N000106188;1;0\n7001;{KARI};0;1\n7002;2549900123;0;0\n"
        f"7002;{OLE[:10]}{(int(OLE[10]) + 1) % 10};0;1\n7999;2549900124;0;0\n",
    )
    write(root / "exports" / "dalen" / "Borrowers.csv", "Id;Name;BirthDate\n31;Testesen, Kari;1990-03-14\n")
    write(
        root / "exports" / "dalen" / "BorrowerBarcodes.csv", f"BorrowerId;Barcode;IsSSN\n31;{KARI};1\n31;N000106188;0\n"
    )
    write(
        root / "exports" / "bakken" / "CatalogueItems.csv",
        "Id;MarcRecordId;Barcode;Notes\n1;1;5001;Utlånt til Kari Testesen\n2;9;5002;\n",
    )
    write(root / "exports" / "bakken" / "BorrowerLoans.csv", "Id;BorrowerId;ItemId\n1;7001;1\n2;7777;1\n")
    write(root / "exports" / "bakken" / "notater.docx", "Kari Testesen")
    return root


def report_of(project: Path, copy: Path) -> AnonymiseReport:
    with open_project(project) as opened:
        return anonymise(opened, copy, [])


def anonymised(project: Path, copy: Path) -> Path:
    report_of(project, copy)
    return copy


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def fates(project: Path) -> Counter[tuple[str, ...]]:
    """How many rows of each source and entity met which fate, for which reason."""
    with open_project(project) as opened:
        run(opened, [], "trial", lambda stage, source: None)
    ledger = next((project / "deliveries").iterdir()) / "ledger.csv"
    with ledger.open(encoding="utf-8", newline="") as file:
        columns = ("source", "entity", "fate", "reason")
        return Counter(tuple(row[column] for column in columns) for row in csv.DictReader(file))


def test_the_copy_of_the_sample_project_meets_the_same_fates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRENSELOS_AS_OF", "2026-11-22")
    original = tmp_path / "sample"
    for name in ("exports", "mappings"):
        for path in (SAMPLE / name).rglob("*"):
            if path.is_file():
                copy = original / path.relative_to(SAMPLE)
                copy.parent.mkdir(parents=True, exist_ok=True)
                copy.write_bytes(path.read_bytes())
    copy = anonymised(original, tmp_path / "copy")
    assert fates(copy) == fates(original)


def test_an_ugly_copy_meets_the_same_fates(ugly: Path, tmp_path: Path) -> None:
    copy = anonymised(ugly, tmp_path / "copy")
    assert fates(copy) == fates(ugly)


def test_nothing_of_the_originals_is_left(ugly: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # What is invented comes from the key; with a drawn one, its digits would now and then make up 7001 by chance.
    monkeypatch.setenv("GRENSELOS_HASH_KEY", "an invented key for tests")
    copy = anonymised(ugly, tmp_path / "copy")
    everything = b"\n".join(path.read_bytes() for path in copy.rglob("*") if path.is_file())
    gone = [
        "Testesen", "TESTESEN", "Kari", "Ole", "Hætta", "Ánte", "kari.testesen", "posten.no", "77123456", "912 34 567",
        "91234567", "Testgata", "ABCD4711", "106188", "2549900123", "7001", KARI, OLE[:10], "hemmelig77", "Berit",
        "HÃ¦tta",
    ]  # fmt: skip
    assert [text for text in gone if text.encode() in everything] == []
    assert not (copy / "exports" / "bakken" / "notater.docx").exists()


def test_one_person_is_one_person_in_every_file_and_source(ugly: Path, tmp_path: Path) -> None:
    copy = anonymised(ugly, tmp_path / "copy") / "exports"
    here, there = rows(copy / "bakken" / "Borrowers.csv")[0], rows(copy / "dalen" / "Borrowers.csv")[0]
    cards = {key: rows(copy / key / "BorrowerBarcodes.csv") for key in ("bakken", "dalen")}
    assert here["Name"] == there["Name"]
    assert (
        cards["bakken"][0]["BorrowerId"] == here["Id"] == rows(copy / "bakken" / "BorrowerLoans.csv")[0]["BorrowerId"]
    )
    assert cards["dalen"][0]["BorrowerId"] == there["Id"]
    (number,) = identity_numbers(cards["bakken"][1]["Barcode"])
    assert cards["dalen"][0]["Barcode"] == number
    assert number in here["Notes"]
    assert cards["bakken"][0]["Barcode"] == cards["dalen"][1]["Barcode"]
    day, month, year = here["BirthDate"].split(".")
    assert there["BirthDate"] == f"{year}-{month}-{day}"
    assert number[:6] == f"{day}{int(month) + 80:02}{year[2:]}"


def test_forms_and_defects_stay(ugly: Path, tmp_path: Path) -> None:
    copy = anonymised(ugly, tmp_path / "copy") / "exports" / "bakken"
    people = (copy / "Borrowers.csv").read_text(encoding="utf-8").splitlines()
    assert [len(line.split(";")) for line in people] == [12, 12, 12, 12, 12, 14, 12]
    kari, ole, broken, twice, _, school = (line.split(";") for line in people[1:])
    assert re.fullmatch(r"leser\d{8}@example\.(?:org|com|net)", kari[2])
    assert re.fullmatch(r"77\d{6}", kari[3])
    assert re.fullmatch(r"\+47 91\d \d{2} \d{3}", kari[4])
    assert re.fullmatch(r"\w+ \d{2} B", kari[5])
    assert re.fullmatch(r"\d\d\.\d\d\.1990", kari[8])
    assert (ole[1].isupper(), "," in ole[2], ole[5].startswith("c/o ")) == (True, True, True)
    assert int(ole[8].split(".")[1]) > 12
    assert broken[0] == twice[0]
    assert broken[1] != twice[1]
    assert school[1].endswith(" ungdomsskole")
    flagged = [row["Barcode"] for row in rows(copy / "BorrowerBarcodes.csv") if row["IsSSN"] == "1"]
    assert [len(number) for number in flagged] == [11, 11]
    assert identity_numbers(flagged[1]) == frozenset()
    record = (copy / "katalog.txt").read_bytes()
    assert len(record) == len(RECORD.encode())
    assert b"Reinen og vidda" in record


def test_two_runs_with_one_key_agree_and_another_key_invents_others(
    ugly: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def people(name: str) -> bytes:
        return (anonymised(ugly, tmp_path / name) / "exports" / "bakken" / "Borrowers.csv").read_bytes()

    first, second = people("one"), people("two")
    monkeypatch.setenv("GRENSELOS_HASH_KEY", "another key that nobody knows")
    assert first == second
    assert people("three") != first


def test_a_place_that_holds_something_is_refused(ugly: Path, tmp_path: Path) -> None:
    write(tmp_path / "full" / "a.txt", "a")
    for place in (tmp_path / "full", ugly, tmp_path, ugly / "exports" / "x"):
        with pytest.raises(ConfigurationError):
            report_of(ugly, place)
    assert sorted(path.name for path in (tmp_path / "full").iterdir()) == ["a.txt"]


def test_what_was_left_out_is_told(ugly: Path, tmp_path: Path) -> None:
    told = report_of(ugly, tmp_path / "copy")
    assert told.left_out == ["bakken/notater.docx"]
    assert told.rows["bakken"]["Borrowers.csv"] == 6
