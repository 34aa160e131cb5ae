"""Code tables: a legacy code of a source to a target code (``mappings/crosswalks/<list>.csv``).

A row is *mapped* (target code given) or *ignored* (the target stays empty on purpose); nothing else is possible.
The source's own row comes before the row of ``*``. There is no fallback for an unknown code.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from migration.csvfile import read_table

COLUMNS = ("source", "legacy_code", "target_code", "status", "note", "decided_by")
STATUSES = ("mapped", "ignored")


@dataclass(frozen=True, slots=True)
class Row:
    """One decision."""

    source: str
    legacy_code: str
    target_code: str
    status: str
    note: str
    decided_by: str


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """One code list, looked up without regard to case."""

    name: str
    rows: Mapping[tuple[str, str], Row]

    def find(self, source: str, legacy_code: str) -> Row | None:
        """The row that decides this code: the source's own, else the general one, else None (unknown)."""
        code = legacy_code.casefold()
        return self.rows.get((source, code)) or self.rows.get(("*", code))


class CrosswalkError(Exception):
    """A crosswalk file cannot be used. ``problems``: one line each, with file and row."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def load_crosswalks(paths: Iterable[Path], sources: Iterable[str]) -> dict[str, Crosswalk]:
    """All crosswalks by list name (the file's stem). Raises CrosswalkError with every problem at once."""
    known = {"*", *sources}
    problems: list[str] = []
    tables = {path.stem: _load(path, known, problems) for path in paths}
    if problems:
        raise CrosswalkError(problems)
    return tables


def _load(path: Path, known: set[str], problems: list[str]) -> Crosswalk:
    rows: dict[tuple[str, str], Row] = {}
    for where, cells in read_table(path, COLUMNS, problems):
        row = Row(**cells)
        found = list(_row_problems(row, known))
        if rows.setdefault((row.source, row.legacy_code.casefold()), row) is not row:
            found.append(f"{row.source} {row.legacy_code} stands twice")
        problems += [f"{where}: {p}" for p in found]
    return Crosswalk(path.stem, rows)


def _row_problems(row: Row, known: set[str]) -> Iterator[str]:
    if row.source not in known:
        yield f"source {row.source!r} is not in sources.yaml (use * for all)"
    if not row.legacy_code:
        yield "legacy_code is empty"
    if row.status not in STATUSES:
        yield f"status must be mapped or ignored, not {row.status!r}"
    elif (row.status == "mapped") != bool(row.target_code):
        yield "a mapped row needs a target_code, an ignored row has none"


def mapping_version(paths: Iterable[Path]) -> str:
    """Twelve hex digits over the names and contents of the mapping files: equal mappings, equal version."""
    digest = hashlib.sha256()
    for path in sorted(paths, key=lambda p: p.name):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]
