"""What the checks of one delivery know so far: ids as numbers, counts, problems. Nothing else is kept in memory."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from migration.export.verification.layout import ENTITIES
from migration.export.verification.problems import Problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One file as the manifest lists it."""

    rows: int
    bytes: int
    sha256: str
    counts_by_source: dict[str, int]


@dataclass(slots=True)
class Delivery:
    """``members``: crosswalk rows by hash of (target, legacy id), used up by the 035 fields; ``targets``: per bib."""

    path: Path
    problems: Problems = field(default_factory=Problems)
    listed: dict[str, Listed] = field(default_factory=dict)
    ids: dict[str, set[int]] = field(default_factory=lambda: {entity: set() for entity in ENTITIES})
    targets: Counter[int] = field(default_factory=Counter)
    members: Counter[int] = field(default_factory=Counter)
    fates: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    in_files: Counter[tuple[str, str]] = field(default_factory=Counter)

    def has(self, name: str) -> bool:
        return (self.path / name).is_file()

    def count(self, name: str, rows: int, by_source: Counter[str] | None = None) -> None:
        """Hold the counted rows against the manifest's."""
        listed = self.listed.get(name)
        if listed is None:
            return
        if listed.rows != rows:
            self.problems.note("rows", name, f"has {rows} rows, but the manifest says {listed.rows}")
        if by_source is not None and listed.counts_by_source != {s: n for s, n in by_source.items() if n}:
            wrong = sorted(
                s for s in {*by_source, *listed.counts_by_source} if by_source[s] != listed.counts_by_source.get(s, 0)
            )
            for source in wrong:
                said = listed.counts_by_source.get(source, 0)
                self.problems.note(
                    "source_counts", name, f"has {by_source[source]} rows of {source}, but the manifest says {said}"
                )
