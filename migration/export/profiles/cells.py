"""A cell of a profile as SQL: where its value comes from, how it is written, and what the receiver calls it."""

from collections.abc import Mapping
from dataclasses import dataclass

from migration.export.profiles.model import Column
from migration.export.profiles.tables import resolve

SHAPES: Mapping[str, str] = {
    "text": "{x}",
    "date": "left({x}, 10)",
    "local_time": "replace(left({x}, 19), 'T', ' ')",
    "end_of_day": "CASE WHEN length({x}) > 10 THEN replace(left({x}, 19), 'T', ' ') ELSE {x} || ' 23:59:00' END",
    "zero_one": "CASE {x} WHEN 'true' THEN '1' WHEN 'false' THEN '0' ELSE {x} END",
    "first": "coalesce(json_extract_string({x}, '$[0]'), '')",
    "joined": "array_to_string(list_transform(from_json({x}, '[\"VARCHAR\"]'), lambda v: {part}), {separator})",
}
"""How a value that is not empty is written. Times are local (Europe/Oslo) in a delivery; the offset is left out."""

KEEP, REFUSE = "keep", "refuse"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell and its name, of which the reason speaks why a row is left out."""

    name: str
    column: Column


def text(value: str) -> str:
    """A literal."""
    return "'" + value.replace("'", "''") + "'"


def path(table: str, name: str) -> str:
    """What a path leads to, empty where it leads to nothing."""
    found = resolve(table, name)
    return f"coalesce({found.alias}.{found.column}, '')"


def given(table: str, column: Column) -> str:
    """The value as the delivery has it, in its shape."""
    if column.value is not None:
        return text(column.value)
    if column.id_of:
        parts = ", ".join(path(table, name) for name in column.id_of)
        return f"uuid_of({text(column.of)}, concat_ws(chr(31), {parts}))"
    if not column.source:
        return "''"
    found = [resolve(table, name) for name in column.source]
    either = f"coalesce({', '.join(f'{p.alias}.{p.column}' for p in found)}, '')"
    if column.shape == "text":
        return either
    part = _around("v", column.part)
    shaped = SHAPES[column.shape].format(x=either, part=part, separator=text(column.separator))
    return f"CASE WHEN {either} = '' THEN '' ELSE {shaped} END"


def mapped(n: int, column: Column, unlisted: Mapping[str, str]) -> str:
    """Cell ``n`` as the receiver wants it, of ``x<n>`` (given), ``m<n>`` (its map) and ``w<n>`` (when)."""
    x = f"x{n}"
    if column.map:
        rule = unlisted[column.map]
        other = {KEEP: x, REFUSE: "''"}.get(rule, text(rule))
        x = f"CASE WHEN m{n}.ours IS NOT NULL THEN m{n}.theirs WHEN {x} = '' THEN '' ELSE {other} END"
    if column.otherwise:
        x = f"coalesce(nullif({x}, ''), {text(column.otherwise)})"
    if column.wrap != "{}":
        x = f"CASE WHEN ({x}) = '' THEN '' ELSE {_around(f'({x})', column.wrap)} END"
    if column.when:
        values = ", ".join(map(text, column.when.values))
        x = f"CASE WHEN w{n} IN ({values}) THEN {text(column.when.then)} ELSE {x} END"
    return x


def _around(value: str, pattern: str) -> str:
    before, _, after = pattern.partition("{}")
    return f"{text(before)} || {value} || {text(after)}"
