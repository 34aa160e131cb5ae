"""Written rules for what is left out (``mappings/exclusions.csv``): a row per rule, each with its reason.

``source`` is a source key or ``*``. ``field`` is a text or flag of the common model, or one of ``MORE_FIELDS``, and
``value`` is what it must equal (a flag: ``true`` or ``false``). ``reason`` is an issue code, which the fate of an
excluded row names; or ``keep``, which leaves out nothing: in a source's own row it lifts the rule of ``*``, in a row of
``*`` it says that somebody has decided so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from migration.csvfile import read_table
from migration.issues import Result, catalogue, excluded
from migration.model import MODELS, Entity

COLUMNS = ("source", "entity", "field", "value", "reason", "note", "decided_by")
KEEP = "keep"
MORE_FIELDS = {
    Entity.BIB: ("record_status",),
    Entity.ITEM: ("is_electronic", "record_format"),
    Entity.FEE: ("is_given_back",),
}
"""Fields beside the model. ``record_status``: leader position 5. ``record_format``: the format class of the item's
record (``ebook``, ``dvd``, …). ``is_electronic``: there is no copy: the record is online, nothing is on a shelf."""
USUAL_REASONS = {Entity.ITEM: ("item_discarded", "item_deleted", "item_ill", "item_electronic", "item_textbook")}
"""Reasons that the shipped rules give or that a project may want to give."""


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
                value = more[name] if name in more else _as_text(getattr(result.record, name, ""))
                reason = rules.get((source, value)) or rules.get(("*", value))
                if reason and reason != KEEP:
                    return replace(excluded(reason, name, value, issues=result.issues), codes=result.codes)
        return result


def _as_text(value: Any) -> str:
    """A flag as the rules name it; an unknown one is empty, and no rule holds for it."""
    return str(value).lower() if isinstance(value, bool) else value or ""


def load_exclusions(path: Path, sources: set[str]) -> Exclusions:
    """Read and check the rules. Raises ExclusionsError with every problem at once."""
    problems: list[str] = []
    rules: dict[tuple[str, str], dict[tuple[str, str], str]] = {}
    for where, row in read_table(path, COLUMNS, problems):
        problems += [f"{where}: {p}" for p in _row_problems(row, sources) or _add(rules, row)]
    if problems:
        raise ExclusionsError(problems)
    return Exclusions(rules)


def _add(rules: dict[tuple[str, str], dict[tuple[str, str], str]], row: Mapping[str, str]) -> list[str]:
    of_field = rules.setdefault((row["entity"], row["field"]), {})
    if of_field.setdefault((row["source"], row["value"]), row["reason"]) is not row["reason"]:
        return [f"{row['source']} {row['entity']} {row['field']} {row['value']} stands twice"]
    return []


def fields_of(entity: Entity) -> set[str]:
    """The fields that a rule may name: the model's texts and flags, and what is known beside it."""
    texts = {f.name for f in fields(MODELS[entity]) if f.type is str or f.type == "str"}
    return texts | flags_of(entity) | set(MORE_FIELDS.get(entity, ()))


def flags_of(entity: Entity) -> set[str]:
    """The fields whose value is true or false."""
    flags = {f.name for f in fields(MODELS[entity]) if f.type in (bool, bool | None, "bool", "bool | None")}
    return flags | {name for name in MORE_FIELDS.get(entity, ()) if name.startswith("is_")}


def _row_problems(row: Mapping[str, str], sources: set[str]) -> list[str]:
    problems = []
    if row["source"] not in {"*", *sources}:
        problems.append(f"source {row['source']!r} is not in sources.yaml (use * for all)")
    if row["entity"] not in set(Entity):
        problems.append(f"entity {row['entity']!r} is none of {', '.join(Entity)}")
    else:
        problems += _field_problems(Entity(row["entity"]), row["field"], row["value"])
    if not row["value"]:
        problems.append("value is empty, and would exclude whatever is unknown")
    if row["reason"] != KEEP and row["reason"] not in catalogue():
        usual = USUAL_REASONS.get(Entity(row["entity"]), ()) if row["entity"] in set(Entity) else ()
        problems.append(f"reason {row['reason']!r} is not an issue code; use {', '.join((*usual, KEEP))}")
    return problems


def _field_problems(entity: Entity, field: str, value: str) -> list[str]:
    if field not in fields_of(entity):
        return [f"{field!r} is no field of {entity}; it has {', '.join(sorted(fields_of(entity)))}"]
    if field in flags_of(entity) and value not in ("true", "false"):
        return [f"{field} is a flag; value must be true or false, not {value!r}"]
    return []
