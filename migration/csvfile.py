"""Tables that people write (CSV in UTF-8 with a header): every row with its place, and what is wrong with the form."""

import csv
from collections.abc import Iterator
from pathlib import Path


def read_table(path: Path, columns: tuple[str, ...], problems: list[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """``file:line`` and trimmed cells of each row. Other columns, rows of another width and bytes that are not UTF-8 go
    to ``problems``, a line each."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if tuple(reader.fieldnames or ()) != columns:
                problems.append(f"{path}:1: the columns must be {', '.join(columns)}")
                return
            for row in reader:
                where = f"{path}:{reader.line_num}"
                if None in row or None in row.values():
                    problems.append(f"{where}: must have {len(columns)} cells")
                else:
                    yield where, {name: value.strip() for name, value in row.items()}
    except UnicodeDecodeError as error:
        problems.append(f"{path}: is not UTF-8 (byte {error.start}); save it as UTF-8")
