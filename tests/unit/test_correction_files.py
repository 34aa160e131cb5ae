"""Which files in ``corrections/`` correct what."""

from pathlib import Path

import pytest
from projects import line_record, write

from migration.export.tables import REJECTS
from migration.extract.corrections import check_corrections, correction_table, faulty_corrections, read_corrections
from migration.extract.folder import read_folder
from migration.rows import cells_of


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("CatalogueItems.csv", "raw_item"),
        ("CatalogueItems-2026-11-01.csv", "raw_item"),
        ("catalogueitemlocations.TXT", "raw_location"),
        ("Borrowers.2.csv", "raw_patron"),
        ("Borrowers (1).csv", "raw_patron"),
        ("patron.csv", "raw_patron"),
        ("PATRONS_rettet.tsv", "raw_patron"),
        ("item.csv", "raw_item"),
        ("rejects-items.csv", "raw_item"),
        ("loan kopi.csv", "raw_loan"),
        ("reservations.csv", "raw_reservation"),
        ("fee.csv", "raw_fee"),
        ("BorrowerGroups.csv", "raw_patron_group"),
        ("itemsold.csv", ""),
        ("item.xlsx", ""),
        ("bib.csv", ""),
        ("lesmeg.txt", ""),
    ],
)
def test_the_name_says_what_a_file_corrects(name: str, table: str) -> None:
    assert correction_table(Path(name)) == table


def test_files_are_read_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("items-2.csv", "items-10.csv", "Borrowers.csv"):
        write(tmp_path / "corrections" / name, "Id;Name\n1;x\n")
    names = [table.name for table in read_corrections(tmp_path)]
    assert names == ["corrections/Borrowers.csv", "corrections/items-10.csv", "corrections/items-2.csv"]


@pytest.mark.parametrize(
    ("delimiter", "encoding"), [(";", "cp1252"), (",", "utf-8-sig"), ("\t", "utf-8"), (",", "utf-8")]
)
def test_a_file_of_legacy_ids_alone_is_read_in_any_variant(tmp_path: Path, delimiter: str, encoding: str) -> None:
    text = "\r\n".join(delimiter.join(row) for row in (("legacy_id", "reason", "Farge"), ("12#2", '"ø, å;"', "blå")))
    write(tmp_path / "corrections" / "item.csv", text + "\r\n", encoding)
    (table,) = read_corrections(tmp_path, REJECTS)
    assert table.columns == ("legacy_id", "reason", "Farge")
    assert [cells_of(r.payload, "csv", table.delimiter, "auto") for r in table.rows] == [["12#2", "ø, å;", "blå"]]


def test_the_folder_is_no_part_of_the_export_whatever_its_case(tmp_path: Path) -> None:
    write(tmp_path / "katalog.txt", line_record("1", "Tittel"))
    write(tmp_path / "Corrections" / "items.csv", "Id;Barcode\n1;2\n")
    assert [table.name for table in read_folder(tmp_path)] == ["katalog.txt"]
    assert [table.name for table in read_corrections(tmp_path)] == ["corrections/items.csv"]


def test_a_source_without_the_folder_has_none(tmp_path: Path) -> None:
    assert list(read_corrections(tmp_path / "exports" / "fylket")) == []


def test_records_are_known_by_their_content_and_anything_else_is_told(tmp_path: Path) -> None:
    write(tmp_path / "corrections" / "bib.mrc", line_record("1", "Tittel"))
    write(tmp_path / "corrections" / "lesmeg.txt", "Hei!\n")
    write(tmp_path / "corrections" / "gammelt" / "item.csv", "Id\n1\n")
    write(tmp_path / "corrections" / ".~lock.item.csv#", "x")
    write(tmp_path / "corrections" / "~$item.csv", "x")
    found = {table.name: (table.table, table.format) for table in read_corrections(tmp_path)}
    assert found == {
        "corrections/bib.mrc": ("raw_bib", "line"),
        "corrections/gammelt/": ("", ""),
        "corrections/lesmeg.txt": ("", ""),
    }


def test_what_makes_a_file_useless_is_told_of_all_files_at_once(tmp_path: Path) -> None:
    write(tmp_path / "corrections" / "items.csv", "Barcode\n1\n")
    write(tmp_path / "corrections" / "loans.csv", "")
    write(tmp_path / "corrections" / "fees.csv", "Id;Amount\n1;2\n", "utf-16")
    problems = check_corrections(tmp_path)
    assert [p.partition("corrections/")[2].partition(":")[0] for p in problems] == [
        "fees.csv",
        "items.csv",
        "loans.csv",
    ]


def test_rows_that_cannot_be_read_are_named_with_file_and_row(tmp_path: Path) -> None:
    write(tmp_path / "corrections" / "items.csv", "Id;Barcode\n1;2;3\n4\n5;6\n")
    assert list(faulty_corrections(tmp_path, "auto")) == [
        ("corrections/items.csv", 2, "row_too_long"),
        ("corrections/items.csv", 3, "row_too_short"),
    ]
