"""Writes the files of a delivery and tells what the manifest must say of each."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from migration.export.csvlines import csv_writer
from migration.export.tables import FLAGS

_FLAG_TEXT = {True: "true", False: "false", None: ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveredFile:
    """One file: its path inside the delivery, data rows (or records), size, checksum, and rows per source."""

    name: str
    rows: int
    bytes: int
    sha256: str
    counts_by_source: dict[str, int]


def write_csv(
    root: Path, name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], source_at: int | None = None
) -> DeliveredFile:
    """Write one CSV as rows come, counted by source. ``source_at``: its place, if not in the column ``source``."""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    counts: Counter[str] = Counter()
    at = columns.index("source") if source_at is None else source_at
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv_writer(file)
        writer.writerow(columns)
        writer.writerows(_counted(rows, columns, at, counts))
    return describe(root, name, counts.total(), counts)


def write_table(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a CSV that belongs to no delivery as rows come: nothing is counted."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv_writer(file)
        writer.writerow(columns)
        writer.writerows(rows)


def _counted(
    rows: Iterable[Sequence[Any]], columns: Sequence[str], source_at: int, counts: Counter[str]
) -> Iterator[Sequence[Any]]:
    """The rows as they are written; the csv module writes None as an empty cell, and flags are ours to spell."""
    flags = [n for n, name in enumerate(columns) if name in FLAGS]
    for row in rows:
        counts[row[source_at]] += 1
        if flags:
            row = list(row)
            for n in flags:
                row[n] = _FLAG_TEXT[row[n]]
        yield row


def describe(root: Path, name: str, rows: int, counts_by_source: dict[str, int]) -> DeliveredFile:
    """The manifest's facts of a finished file."""
    path = root / name
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return DeliveredFile(
        name=name,
        rows=rows,
        bytes=path.stat().st_size,
        sha256=digest,
        counts_by_source=dict(sorted(counts_by_source.items())),
    )
