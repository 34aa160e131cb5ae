"""What must become of the planted rows, written down while they are planted: by the contract, not by the program."""

import csv
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(slots=True)
class Expected:
    """Gathers the fates, the groups and the row counts of all sources."""

    fates: list[tuple[str, str, str, str, str, str]] = field(default_factory=list)
    groups: list[tuple[str, str, str, str, str]] = field(default_factory=list)
    rows: Counter[tuple[str, str]] = field(default_factory=Counter)

    def fate(self, source: str, entity: str, legacy_id: str, fate: str, why: str, reason: str = "") -> None:
        """``reason``: the issue code where the contract names it, else empty."""
        self.fates.append((source, entity, legacy_id, fate, reason, why))

    def group(self, entity: str, group: str, source: str, legacy_id: str, why: str) -> None:
        """Rows of one group become one (bib: one record; patron: one person); rows of two groups never do."""
        self.groups.append((entity, group, source, legacy_id, why))

    def count(self, source: str, entity: str, rows: int) -> None:
        self.rows[source, entity] += rows


def write_expected(expected: Expected, folder: Path) -> None:
    """Write ``expected.csv``, ``expected_groups.csv`` and ``expected_rows.csv``."""
    _write(folder / "expected.csv", "source,entity,legacy_id,fate,reason_hint,why", sorted(expected.fates))
    _write(folder / "expected_groups.csv", "entity,group,source,legacy_id,why", sorted(expected.groups))
    rows = [(source, entity, n) for (source, entity), n in sorted(expected.rows.items())]
    _write(folder / "expected_rows.csv", "source,entity,rows", rows)


def _write(path: Path, header: str, rows: list[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header.split(","))
        writer.writerows(rows)
