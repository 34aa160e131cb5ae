"""What an export left out, in sums: by file, column and reason, with the codes that nobody has listed."""

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from migration.export.profiles.left_out import LEFT_OUT, REASONS, SAME


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """``codes``: rows by value, of those that a map refuses; empty for what may be a patron's."""

    file: str
    column: str
    why: str
    text: str
    rows: int
    codes: dict[str, int]


def reasons(folder: Path) -> list[Reason]:
    """In the order of the files, those with the most rows first; nothing where the folder has no such table."""
    rows: Counter[tuple[str, str, str]] = Counter()
    codes: dict[tuple[str, str, str], Counter[str]] = {}
    for row in _rows(folder / LEFT_OUT.name):
        key = (row["file"], row["column"], row["why"])
        rows[key] += 1
        if row["code"]:
            codes.setdefault(key, Counter())[row["code"]] += 1
    order = {file: n for n, file in enumerate(dict.fromkeys(file for file, _, _ in rows))}
    found = sorted(rows.items(), key=lambda one: (order[one[0][0]], -one[1], one[0]))
    return [
        Reason(file=key[0], column=key[1], why=key[2], text=REASONS[key[2]][1].format(key[1]), rows=count,
               codes=dict(codes.get(key, Counter()).most_common()))
        for key, count in found
    ]  # fmt: skip


def _rows(path: Path) -> Iterator[dict[str, str]]:
    if path.is_file():
        with path.open(encoding="utf-8", newline="") as file:
            yield from (row for row in csv.DictReader(file) if f"{row['why']}:" != SAME)
