"""What is written as CSV is read again by others as it was."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migration.export.csvlines import csv_writer
from migration.export.database import NoDeliveryError, database, rows, table_of
from migration.export.files import write_csv

LETTERS = st.text(st.sampled_from("a ,;\"'\r\n\t|\x00\x85\u2028š"), max_size=6)


def written(table: list[list[str]], delimiter: str, newline: str) -> str:
    out = io.StringIO(newline="")
    csv_writer(out, delimiter, newline).writerows(table)
    return out.getvalue()


def notes(path: Path, column: str) -> list[tuple[str]]:
    with database() as connection:
        table_of(connection, path).create_view("t")
        return sorted(rows(connection, f"SELECT {column} FROM t"))


@pytest.mark.parametrize(("delimiter", "newline"), [(",", "\n"), ("|", "\r\n"), ("\t", "\n")])
@given(table=st.lists(st.lists(LETTERS, min_size=2, max_size=2), min_size=1, max_size=4))
def test_every_cell_comes_back(table: list[list[str]], delimiter: str, newline: str) -> None:
    text = written(table, delimiter, newline)
    assert list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)) == table


def test_a_carriage_return_is_quoted_and_nothing_that_need_not_be(tmp_path: Path) -> None:
    write_csv(tmp_path, "t.csv", ("source", "note"), [("s", "a\rb"), ("s", "c d")])
    assert (tmp_path / "t.csv").read_bytes() == b'source,note\ns,"a\rb"\ns,c d\n'
    assert notes(tmp_path / "t.csv", "note") == [("a\rb",), ("c d",)]


def test_a_table_that_is_no_csv_is_told_without_its_rows(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("id,name\n1,Hemmelig,x\n", encoding="utf-8")
    with pytest.raises(NoDeliveryError, match="run grenselos verify") as error:
        notes(tmp_path / "t.csv", "name")
    assert "Hemmelig" not in f"{error.value}{error.value.__cause__}"
