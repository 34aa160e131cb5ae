"""Written rules for what is left out (``mappings/exclusions.csv``): a row per rule, each with its reason.

``source`` is a source key or ``*``; ``field`` is a field of the common model (for bib also ``record_status``, leader
position 5), ``value`` what it must equal; ``reason`` is an issue code, and the excluded row's fate names it.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from migration.issues import catalogue
from migration.model import Entity

COLUMNS = ("source", "entity", "field", "value", "reason", "note", "decided_by")


class ExclusionsError(Exception):
    """``exclusions.csv`` cannot be used. ``problems``: one line each, with file and row."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Exclusions:
    """The rules by (entity, field), each a mapping of (source or ``*``, value) to the reason."""

    rules: Mapping[tuple[str, str], Mapping[tuple[str, str], str]]

    def reason(self, source: str, entity: str, values: Mapping[str, str]) -> str:
        """Reason of the first rule that holds for a row, empty where none does."""
        for name, value in values.items():
            rules = self.rules.get((entity, name))
            found = rules and (rules.get((source, value)) or rules.get(("*", value)))
            if found:
                return found
        return ""


def load_exclusions(path: Path, sources: set[str]) -> Exclusions:
    """Read and check the rules. Raises ExclusionsError with every problem at once."""
    problems: list[str] = []
    rules: dict[tuple[str, str], dict[tuple[str, str], str]] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise ExclusionsError([f"{path}:1: the columns must be {', '.join(COLUMNS)}"])
        for row in reader:
            problems += [f"{path}:{reader.line_num}: {p}" for p in _row_problems(row, sources)]
            rules.setdefault((row["entity"], row["field"]), {})[row["source"], row["value"]] = row["reason"]
    if problems:
        raise ExclusionsError(problems)
    return Exclusions(rules)


def _row_problems(row: Mapping[str | None, str | list[str] | None], sources: set[str]) -> list[str]:
    if None in row or None in row.values():
        return [f"must have {len(COLUMNS)} cells"]
    problems = []
    if row["source"] not in {"*", *sources}:
        problems.append(f"source {row['source']!r} is not in sources.yaml (use * for all)")
    if row["entity"] not in set(Entity):
        problems.append(f"entity {row['entity']!r} is none of {', '.join(Entity)}")
    if row["reason"] not in catalogue():
        problems.append(f"reason {row['reason']!r} is not an issue code")
    return problems
