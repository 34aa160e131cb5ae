"""The folder reader: what lies in an export is recognised by content, in the contract's variants."""

from pathlib import Path

import pytest
from projects import line_record, write

from migration.extract.folder import check_folder, faulty_rows, look, read_folder
from migration.extract.raw import InputError, RawTable
from migration.rows import cells_of

CATALOGUE = line_record("1", "Tittel")


def tables(folder: Path) -> dict[str, RawTable]:
    return {t.name: t for t in read_folder(folder)}


def cells(table: RawTable, charset: str = "auto") -> list[list[str]]:
    return [cells_of(row.payload, table.format, table.delimiter, charset) for row in table.rows]


@pytest.mark.parametrize("name", ["katalog.txt", "nordvik.261101", "KATALOG.LIN", "noe"])
def test_the_catalogue_is_known_by_its_content(tmp_path: Path, name: str) -> None:
    write(tmp_path / name, CATALOGUE)
    table = tables(tmp_path)[name]
    assert (table.table, table.format) == ("raw_bib", "line")
    assert b"".join(row.payload for row in table.rows) == CATALOGUE.encode()


@pytest.mark.parametrize(
    ("name", "delimiter", "encoding", "end"),
    [
        ("Borrowers.csv", ";", "utf-8", "\n"),
        ("Borrowers.CSV", ",", "utf-8-sig", "\r\n"),
        ("borrowers.txt", "\t", "cp1252", "\r\n"),
        ("BORROWERS.tsv", "\t", "utf-8", "\n"),
    ],
)
def test_entity_files_in_the_contract_s_variants(
    tmp_path: Path, name: str, delimiter: str, encoding: str, end: str
) -> None:
    write(tmp_path / "katalog.txt", CATALOGUE)
    lines = [delimiter.join(row) for row in (("Id", "Name", "Notes"), ("7", '"Bjørnå, ""Kari"""', "x"))]
    write(tmp_path / name, end.join(lines) + end, encoding)
    table = tables(tmp_path)[name]
    assert (table.table, table.columns, table.delimiter) == ("raw_patron", ("Id", "Name", "Notes"), delimiter)
    assert cells(table) == [["7", 'Bjørnå, "Kari"', "x"]]


@pytest.mark.parametrize("sign", ["\u2028", "\u0085", "\x0b", "\x0c", "\x1c"])
def test_signs_that_other_programs_take_for_line_ends_cost_nothing(sign: str) -> None:
    payload = f'1;Se "omtale"{sign}del to;"x"\n'.encode()
    assert cells_of(payload, "csv", ";", "utf-8") == ["1", f'Se "omtale"{sign}del to', "x"]


def test_an_unknown_file_is_told_not_dropped(tmp_path: Path) -> None:
    write(tmp_path / "katalog.txt", CATALOGUE)
    write(tmp_path / "lesmeg.txt", "Hei! Her er eksporten.\n")
    assert [p.name for p in look(tmp_path).unknown] == ["lesmeg.txt"]
    assert tables(tmp_path)["lesmeg.txt"].table == ""


def test_a_folder_inside_is_told_not_read(tmp_path: Path) -> None:
    write(tmp_path / "katalog.txt", CATALOGUE)
    write(tmp_path / "gammelt" / "Borrowers.csv", "Id;Name\n")
    assert tables(tmp_path)["gammelt/"].table == ""


def test_a_file_that_changes_while_it_is_read_cannot_be_used(tmp_path: Path) -> None:
    path = write(tmp_path / "katalog.txt", CATALOGUE * 2)
    rows = tables(tmp_path)["katalog.txt"].rows
    next(rows)
    write(path, CATALOGUE)
    with pytest.raises(InputError, match="was changed while it was read"):
        list(rows)


def test_hidden_files_are_no_export(tmp_path: Path) -> None:
    write(tmp_path / "katalog.txt", CATALOGUE)
    write(tmp_path / ".DS_Store", "x")
    assert set(tables(tmp_path)) == {"katalog.txt"}


def test_a_folder_without_catalogue_cannot_be_used(tmp_path: Path) -> None:
    write(tmp_path / "Borrowers.csv", "Id;Name\n")
    (problem,) = check_folder(tmp_path)
    assert "catalogue is mandatory" in problem


def test_a_folder_that_is_not_there() -> None:
    (problem,) = check_folder(Path("no-such-folder"))
    assert "does not exist" in problem


def test_every_problem_of_all_files_at_once(tmp_path: Path) -> None:
    write(tmp_path / "Borrowers.csv", "Id;Navn\n7;x\n")
    write(tmp_path / "BorrowerLoans.csv", "")
    write(tmp_path / "BorrowerDebts.csv", "Id;BorrowerId;Amount\n", "utf-16")
    found = check_folder(tmp_path)
    assert len(found) == 4
    assert any("Borrowers.csv:1: the mandatory column Name is missing" in p for p in found)
    assert any("BorrowerLoans.csv:1: has no header row" in p for p in found)
    assert any("BorrowerDebts.csv: is UTF-16" in p for p in found)
    with pytest.raises(InputError) as error:
        list(read_folder(tmp_path))
    assert error.value.problems == found


def test_rows_that_will_be_rejected_are_named_with_file_and_row(tmp_path: Path) -> None:
    write(tmp_path / "katalog.txt", CATALOGUE)
    write(tmp_path / "Borrowers.csv", 'Id;Name\n7;a;b\n8;x\n9\n10;"y\n')
    found = [(path.name, row, code) for path, row, code in faulty_rows(tmp_path, "auto")]
    assert found == [
        ("Borrowers.csv", 2, "row_too_long"),
        ("Borrowers.csv", 4, "row_too_short"),
        ("Borrowers.csv", 5, "row_quote_not_closed"),
    ]


def test_size_and_checksum_are_the_file_s(tmp_path: Path) -> None:
    write(tmp_path / "katalog.txt", "*001 1\n*24510$aA\n^\n")
    table = tables(tmp_path)["katalog.txt"]
    assert table.bytes == 19
    assert len(table.sha256) == 64
