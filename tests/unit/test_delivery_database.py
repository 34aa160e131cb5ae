"""DuckDB over a delivery's files: every cell as it stands."""

import csv
from pathlib import Path

from migration.export.database import database, rows, table_of


def test_a_row_may_be_long_and_hold_anything(tmp_path: Path) -> None:
    told = [
        ["1", "0301"],
        ["2", 'a "note",\nof two lines'],
        ["3", "n" * 3_000_000],
        ["4", "x\n" * 1_500_000],
        ["5", ""],
    ]
    with (tmp_path / "notes.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([["id", "note"], *told])
    with database() as connection:
        table_of(connection, tmp_path / "notes.csv").create_view("notes")
        found = list(rows(connection, "SELECT id, coalesce(note, '') FROM notes WHERE id <> ? ORDER BY id", ["0"]))
    assert found == [tuple(row) for row in told]
