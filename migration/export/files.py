"""Writes the files of a delivery and tells what the manifest must say of each."""

import csv
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveredFile:
    """One file: its path inside the delivery, data rows (or records), size, checksum, and rows per source."""

    name: str
    rows: int
    bytes: int
    sha256: str
    counts_by_source: dict[str, int]


def cell(value: Any) -> Any:
    """``true``/``false``, empty for unknown, everything else as it stands."""
    return "" if value is None else ("true" if value else "false") if isinstance(value, bool) else value


def write_csv(root: Path, name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> DeliveredFile:
    """Write one CSV as rows come. Rows per source are counted where there is a column ``source``."""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    counts: Counter[str] = Counter()
    source_at = columns.index("source") if "source" in columns else None
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(_counted(rows, source_at, counts))
    return describe(root, name, sum(counts.values()), counts if source_at is not None else {})


def _counted(rows: Iterable[Sequence[Any]], source_at: int | None, counts: Counter[str]) -> Iterator[list[Any]]:
    for row in rows:
        counts["" if source_at is None else row[source_at]] += 1
        yield [cell(value) for value in row]


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
