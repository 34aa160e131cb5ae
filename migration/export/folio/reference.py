"""FOLIO's reference data: the ids that a tenant's own lists have for names (``reference.csv``: list, name, id).

The shipped file has those of FOLIO's standard data (folio-org/mod-inventory-storage, ``reference-data/``). A tenant
with other ids has its own copy in the project.
"""

import csv
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path

COLUMNS = ("list", "name", "id")


class ReferenceDataError(Exception):
    """``reference.csv`` cannot be used. ``problems``: one line each, with file and row."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = list(problems)


Reference = Mapping[tuple[str, str], str]
"""Id by list and name."""


def load_reference(path: Path, needed: Sequence[tuple[str, str]]) -> Reference:
    """Raises ReferenceDataError with every problem at once: ids that are no UUIDs, names that stand twice or lack."""
    found: dict[tuple[str, str], str] = {}
    problems = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise ReferenceDataError([f"{path}:1: the columns must be {', '.join(COLUMNS)}"])
        for row in reader:
            where, key = f"{path}:{reader.line_num}", ((row["list"] or "").strip(), (row["name"] or "").strip())
            if key in found:
                problems.append(f"{where}: {key[0]} {key[1]!r} stands twice")
            try:
                found[key] = str(uuid.UUID((row["id"] or "").strip()))
            except ValueError:
                problems.append(f"{where}: {row['id']!r} is no UUID")
    problems += [
        f"{path}: {name!r} of the list {which} is missing" for which, name in needed if (which, name) not in found
    ]
    if problems:
        raise ReferenceDataError(problems)
    return found
