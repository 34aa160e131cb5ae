"""What a profile's manifest says of a file for who verifies it: its form and what each column must keep to."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from migration.export.profiles.model import Column, ProfileFile

OWNERS = ("library", "source")
_DEMANDS = frozenset({"source", "about", "required", "max", "unique"})
"""What a column may say and still hold what the delivery has. (``source``: where it is from.)"""


def layout_of(spec: ProfileFile) -> Mapping[str, Any]:
    """``entry``: the file's name in the profile; ``library``, ``source``: the columns that hold these as the delivery
    has them, if there are such; ``columns``: the demands on each, by the path of the cell, of records
    by ``<tag>$<code>`` of the items' field."""
    rule = spec.rule
    found: dict[str, Any] = {"entry": spec.name, "form": rule.form}
    if rule.form == "csv":
        found["delimiter"] = rule.delimiter
    if rule.form in ("csv", "tsv", "xml"):
        found["encoding"] = rule.encoding
    if rule.form == "xml":
        found["element"] = rule.element
    return found | dict(_owners(spec)) | {"key": list(rule.key), "columns": dict(_columns(spec))}


def _owners(spec: ProfileFile) -> Iterator[tuple[str, str]]:
    for name in OWNERS:
        plain = (leaf.name for leaf in spec.leaves if len(leaf.steps) == 1 and _is_plain(leaf.column, name))
        yield from ((name, column) for column in islice(plain, 1))


def _is_plain(column: Column, name: str) -> bool:
    return column.source == (name,) and column.model_dump(exclude_defaults=True).keys() <= _DEMANDS


def _columns(spec: ProfileFile) -> Iterator[tuple[str, Mapping[str, Any]]]:
    items = spec.rule.items
    if items:
        yield from ((f"{items.tag}${code}", _demands(column)) for code, column in items.subfields.items())
    yield from ((leaf.name, _demands(leaf.column)) for leaf in spec.leaves)


def _demands(column: Column) -> Mapping[str, Any]:
    loosely = "loosely" if column.unique and column.compare == "loosely" else ""
    demands = {"required": column.required, "max": column.max, "unique": column.unique, "compare": loosely}
    return {name: value for name, value in demands.items() if value}
