"""The delivery's tables in other people's programs: LibreOffice as docs/vendor.md says to open them, and DuckDB."""

import csv
import os
import subprocess
from pathlib import Path

import duckdb
import pytest
from projects import write_project

from migration import pipeline

NAMES = ("items.csv", "patrons.csv", "loans.csv", "ledger.csv")
TEXT, COMMA, QUOTE, UTF8 = 2, 44, 34, 76


@pytest.fixture(scope="module")
def delivery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Cards and barcodes that a spreadsheet would spoil: zeros in front, long numbers, what looks like a date."""
    folder = write_project(tmp_path_factory.mktemp("spreadsheet") / "project")
    exports = folder / "exports" / "bakken"
    cards, items = exports / "BorrowerBarcodes.csv", exports / "CatalogueItems.csv"
    cards.write_text(cards.read_text(encoding="utf-8").replace("8;800;0", "8;00800;0"), encoding="utf-8")
    text = items.read_text(encoding="utf-8").replace("5001", "00301012345678901234").replace("5002", "1-2-26")
    items.write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRENSELOS_AS_OF", "2026-11-22")
        with pipeline.open_project(folder) as project:
            made = pipeline.run(project)
    assert made.delivery
    return made.delivery


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def through_libreoffice(path: Path, folder: Path, columns: int, formats: str) -> list[list[str]]:
    """The table as LibreOffice Calc has it once it is opened, saved by it as CSV of what the cells show."""
    read = f"Text - txt - csv (StarCalc):{COMMA},{QUOTE},{UTF8},1,{formats}"
    write = f"csv:Text - txt - csv (StarCalc):{COMMA},{QUOTE},{UTF8},1,,0,false,true"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    out = folder / "opened"
    command = [
        "soffice",
        profile,
        "--headless",
        f"--infilter={read}",
        "--convert-to",
        write,
        "--outdir",
        str(out),
        str(path),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120, env={**os.environ, "HOME": str(folder)})
    found = rows_of(out / path.name)
    return [row + [""] * (columns - len(row)) for row in found]


def all_text(columns: int) -> str:
    return "/".join(f"{n}/{TEXT}" for n in range(1, columns + 1))


@pytest.mark.parametrize("name", NAMES)
def test_libreoffice_keeps_every_cell_where_all_columns_are_opened_as_text(
    delivery: Path, name: str, tmp_path: Path
) -> None:
    expected = rows_of(delivery / name)
    assert len(expected) > 1
    assert through_libreoffice(delivery / name, tmp_path, len(expected[0]), all_text(len(expected[0]))) == expected


def test_opened_without_saying_so_a_barcode_loses_its_zeros(delivery: Path, tmp_path: Path) -> None:
    """Why the guide says it: the test above could not fail otherwise."""
    expected = rows_of(delivery / "items.csv")
    barcode = expected[0].index("barcode")
    found = through_libreoffice(delivery / "items.csv", tmp_path, len(expected[0]), "")
    spoilt = {
        before[barcode] for before, after in zip(expected, found, strict=True) if before[barcode] != after[barcode]
    }
    assert "00301012345678901234" in spoilt


@pytest.mark.parametrize("name", NAMES)
def test_duckdb_reads_the_tables_as_text(delivery: Path, name: str) -> None:
    heading, *expected = rows_of(delivery / name)
    with duckdb.connect() as connection:
        found = connection.read_csv(str(delivery / name), header=True, all_varchar=True)
        assert found.columns == heading
        rows = [[cell or "" for cell in row] for row in found.fetchall()]
    assert sorted(rows) == sorted(expected)
