"""A cell of a profile as SQL: where its value comes from, how it is written, and what the receiver calls it."""

from collections.abc import Mapping
from dataclasses import dataclass

from migration.export.profiles.model import Column
from migration.export.profiles.tables import reference_to, resolve

_LIST = "CASE WHEN starts_with({x}, '[') AND json_valid({x}) THEN from_json({x}, '[\"VARCHAR\"]') ELSE [{x}] END"
"""A list of texts; of what is none, itself alone."""
SHAPES: Mapping[str, str] = {
    "text": "{x}",
    "date": "left({x}, 10)",
    "local_time": "replace(left({x}, 19), 'T', ' ')",
    "end_of_day": "CASE WHEN length({x}) > 10 THEN replace(left({x}, 19), 'T', ' ') ELSE {x} || ' 23:59:00' END",
    "zero_one": "CASE {x} WHEN 'true' THEN '1' WHEN 'false' THEN '0' ELSE {x} END",
    "compact": "CASE WHEN try_cast({x} AS UUID)::VARCHAR = {x} THEN replace({x}, '-', '') ELSE {x} END",
    "first": f"coalesce({_LIST}[1], '')",
    "joined": f"array_to_string(list_transform({_LIST}, lambda v: {{part}}), {{separator}})",
}
"""How a value that is not empty is written. Times are local (Europe/Oslo) in a delivery; the offset is left out."""

KEEP, REFUSE = "keep", "refuse"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell and its name, of which the reason speaks why a row is left out.

    ``refers_to``: of a ``written`` cell the table whose rows the other file has.
    """

    name: str
    column: Column
    refers_to: str = ""


def written_table(written: str) -> str:
    """Name of the table (id, value) of what ``<file>/<column>`` has, by the ids of the rows that are in the file."""
    return f'"written {written}"'


def text(value: str) -> str:
    """A literal."""
    return "'" + value.replace("'", "''") + "'"


def path(table: str, name: str) -> str:
    """What a path leads to, empty where it leads to nothing; of ``a|b`` the first that is filled."""
    found = (resolve(table, one) for one in name.split("|"))
    return f"coalesce({', '.join(f'{one.alias}.{one.column}' for one in found)}, '')"


def reference(table: str, cell: Cell) -> str:
    """The id by which a row refers to one of another file."""
    return path(table, reference_to(table, cell.refers_to))


def given(table: str, n: int, cell: Cell) -> str:
    """The value of cell ``n`` as the delivery, or the file that wrote it, has it, in its shape."""
    column = cell.column
    if column.written:
        return f"coalesce(v{n}.value, '')"
    if column.value is not None:
        return text(column.value)
    if column.id_of:
        parts = ", ".join(path(table, name) for name in column.id_of)
        return f"uuid_of({text(column.of)}, concat_ws(chr(31), {parts}))"
    return _shaped(table, column) if column.source else "''"


def _shaped(table: str, column: Column) -> str:
    either = path(table, "|".join(column.source))
    if column.shape == "text" and not column.unless:
        return either
    said = path(table, column.unless) if column.unless else "''"
    part = _around("v", column.part)
    shaped = SHAPES[column.shape].format(x=either, part=part, separator=text(column.separator))
    return f"CASE WHEN {either} IN ('', {said}) THEN '' ELSE {shaped} END"


def said(x: str, column: Column) -> str:
    """What a cell says, of a list without the escapes of JSON."""
    return f"array_to_string({_LIST.format(x=x)}, '')" if column.type == "list" else x


def mapped(n: int, column: Column, unlisted: Mapping[str, str]) -> str:
    """Cell ``n`` as the receiver wants it.

    Of ``x<n>`` (given) and ``m<n>`` (its map), ``y<n>`` (``or_from``) and ``k<n>`` (its map), ``w<n>_<i>`` (``when``).
    """
    x = _listed(n, column, unlisted)
    if column.otherwise:
        x = f"coalesce(nullif({x}, ''), {text(column.otherwise)})"
    if column.wrap != "{}":
        x = f"CASE WHEN ({x}) = '' THEN '' ELSE {_around(f'({x})', column.wrap)} END"
    if column.when:
        rules = (
            f"WHEN w{n}_{i} IN ({', '.join(map(text, one.values))}) THEN {x if one.then is None else text(one.then)}"
            for i, one in enumerate(column.when)
        )
        x = f"CASE {' '.join(rules)} ELSE {x} END"
    return x


def _listed(n: int, column: Column, unlisted: Mapping[str, str]) -> str:
    if not column.map:
        return f"x{n}"
    x, rule = f"y{n}" if column.or_from else f"x{n}", unlisted[column.map]
    listed = f"m{n}.theirs, k{n}.theirs" if column.or_from else f"m{n}.theirs"
    other = {KEEP: x, REFUSE: "''"}.get(rule, text(rule))
    return f"coalesce({listed}, CASE WHEN {x} = '' THEN '' ELSE {other} END)"


def _around(value: str, pattern: str) -> str:
    before, _, after = pattern.partition("{}")
    return f"{text(before)} || {value} || {text(after)}"
