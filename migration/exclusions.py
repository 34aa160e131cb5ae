"""Written rules for what is left out (``mappings/exclusions.csv``): a row per rule, each with its reason.

``source`` is a source key or ``*``; ``field`` is a text field of the common model (for bib also ``record_status``,
leader position 5), ``value`` what it must equal; ``reason`` is an issue code, and the excluded row's fate names it.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from migration.issues import Result, catalogue, excluded
from migration.model import MODELS, Entity

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

    def apply(self, source: str, entity: str, result: Result[Any], **more: str) -> Result[Any]:
        """The result, or its record's exclusion by the first rule that holds. ``more``: fields beside the model."""
        if result.record is None:
            return result
        for (of, name), rules in self.rules.items():
            if of == entity:
                value = more[name] if name in more else getattr(result.record, name)
                reason = rules.get((source, value)) or rules.get(("*", value))
                if reason:
                    return replace(excluded(reason, name, value, issues=result.issues), codes=result.codes)
        return result


def load_exclusions(path: Path, sources: set[str]) -> Exclusions:
    """Read and check the rules. Raises ExclusionsError with every problem at once."""
    problems: list[str] = []
    rules: dict[tuple[str, str], dict[tuple[str, str], str]] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if tuple(reader.fieldnames or ()) != COLUMNS:
                raise ExclusionsError([f"{path}:1: the columns must be {', '.join(COLUMNS)}"])
            for row in reader:
                found = _row_problems(row, sources) or _add(rules, row)
                problems += [f"{path}:{reader.line_num}: {p}" for p in found]
    except UnicodeDecodeError as error:
        problems.append(f"{path}: is not UTF-8 (byte {error.start}); save it as UTF-8")
    if problems:
        raise ExclusionsError(problems)
    return Exclusions(rules)


def _add(rules: dict[tuple[str, str], dict[tuple[str, str], str]], row: Mapping[str, str]) -> list[str]:
    of_field = rules.setdefault((row["entity"], row["field"]), {})
    if of_field.setdefault((row["source"], row["value"]), row["reason"]) is not row["reason"]:
        return [f"{row['source']} {row['entity']} {row['field']} {row['value']} stands twice"]
    return []


def fields_of(entity: Entity) -> set[str]:
    """The fields that a rule may name: the model's texts."""
    texts = {f.name for f in fields(MODELS[entity]) if f.type is str or f.type == "str"}
    return texts | ({"record_status"} if entity is Entity.BIB else set())


def _row_problems(row: Mapping[str | None, str | list[str] | None], sources: set[str]) -> list[str]:
    if None in row or None in row.values():
        return [f"must have {len(COLUMNS)} cells"]
    problems = []
    if row["source"] not in {"*", *sources}:
        problems.append(f"source {row['source']!r} is not in sources.yaml (use * for all)")
    if row["entity"] not in set(Entity):
        problems.append(f"entity {row['entity']!r} is none of {', '.join(Entity)}")
    elif row["field"] not in fields_of(Entity(str(row["entity"]))):
        known = ", ".join(sorted(fields_of(Entity(str(row["entity"])))))
        problems.append(f"{row['field']!r} is no field of {row['entity']}; it has {known}")
    if not row["value"]:
        problems.append("value is empty, and would exclude whatever is unknown")
    if row["reason"] not in catalogue():
        problems.append(f"reason {row['reason']!r} is not an issue code")
    return problems
