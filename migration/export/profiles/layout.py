"""What a profile's manifest says of a file for who verifies it: its form and what each column must keep to."""

from collections.abc import Iterator, Mapping
from itertools import islice, takewhile
from typing import Any

from migration.export.profiles.model import Column, FileRule, Profile, ProfileFile
from migration.export.profiles.tables import TABLES

OWNERS = ("library", "source")
_DEMANDS = frozenset({"source", "about", "required", "max", "unique", "compare"})
"""What a column may say and still hold what the delivery has. (``source``: where it is from.)"""


def layout_of(profile: Profile, spec: ProfileFile) -> Mapping[str, Any]:
    """``entry``: the file's name in the profile; ``library``, ``source``: the columns that hold these as the delivery
    has them, if there are such; ``key``, and ``order``: whether rows stand in its order (``sorted``), and each key once
    (``unique``); ``columns``: the demands on each, by the path of the cell, of records by ``<tag>$<code>`` of the
    items' field."""
    rule = spec.rule
    found: dict[str, Any] = {"entry": spec.name, "form": rule.form}
    if rule.form == "csv":
        found["delimiter"] = rule.delimiter
    if rule.form in ("csv", "tsv", "xml"):
        found["encoding"] = rule.encoding
    if rule.form == "xml":
        found["element"] = rule.element
    found |= dict(_owners(spec)) | {"key": list(key_of(rule))}
    if order := _order(spec):
        found["order"] = order
    return found | {"columns": dict(_columns(profile, spec))}


def _owners(spec: ProfileFile) -> Iterator[tuple[str, str]]:
    for name in OWNERS:
        plain = (leaf.name for leaf in spec.leaves if len(leaf.steps) == 1 and _is_plain(leaf.column, name))
        yield from ((name, column) for column in islice(plain, 1))


def _is_plain(column: Column, name: str) -> bool:
    return column.source == (name,) and column.model_dump(exclude_defaults=True).keys() <= _DEMANDS


def key_of(rule: FileRule) -> tuple[str, ...]:
    """What is made of records has their id."""
    return rule.key or (("id",) if rule.make else ())


def _order(spec: ProfileFile) -> str:
    """Empty where a file has no key, or writes it as JSON's numbers and flags, which may stand in another order."""
    if spec.rule.make:
        return "" if spec.rule.key else "unique"
    key = [leaf.column for leaf in spec.leaves if leaf.name in spec.rule.key]
    if not key or any(column.type != "text" for column in key):
        return ""
    return "unique" if any(_names_a_row(spec.rule, column) for column in key) else "sorted"


def _names_a_row(rule: FileRule, column: Column) -> bool:
    """Whether no two rows have the same: a map may give two of our places or types one id."""
    if column.unique and column.required:
        return True
    if not column.model_dump(exclude_defaults=True).keys() <= _DEMANDS | {"wrap", "id_of", "of"}:
        return False
    own = TABLES[rule.rows]
    one_per = bool(rule.one_per) and set(rule.one_per) <= set(column.id_of)
    return column.source == (own,) or own in column.id_of or one_per


def _columns(profile: Profile, spec: ProfileFile) -> Iterator[tuple[str, Mapping[str, Any]]]:
    items = spec.rule.items
    if items:
        codes = items.subfields.items()
        yield from ((f"{items.tag}${code}", _demands(profile, spec, column)) for code, column in codes)
    yield from ((leaf.name, _demands(profile, spec, leaf.column)) for leaf in spec.leaves)


def _demands(profile: Profile, spec: ProfileFile, column: Column) -> Mapping[str, Any]:
    """``written``: ``<entry>/<column>``, one of whose values it is: passed on as it stands there, or the same id."""
    as_it_is = column.model_dump(exclude_defaults=True).keys() <= _DEMANDS | {"written"}
    written = column.written if as_it_is and _is_text(profile, column.written) else _list_of(profile, spec, column)
    demands = {
        "required": column.required,
        "max": column.max,
        "unique": column.unique,
        "compare": "loosely" if column.unique and column.compare == "loosely" else "",
        "written": written,
    }
    return {name: value for name, value in demands.items() if value}


def _list_of(profile: Profile, spec: ProfileFile, column: Column) -> str:
    """The file above that lists a computed id: of the same table, and with a row for each id that a row here can have.

    Empty where there is none.
    """
    rule, made_of = spec.rule, set(column.id_of)
    if not made_of:
        return ""
    before = takewhile(lambda file: file.name != spec.name, profile.files)
    lists = (
        f"{file.name}/{leaf.name}"
        for file in before
        if file.rule.rows == rule.rows and made_of <= set(file.rule.one_per) and _lets_through(file.rule, rule)
        for leaf in file.leaves
        if _id(leaf.column) == _id(column)
    )
    return next(lists, "")


def _lets_through(rule: FileRule, other: FileRule) -> bool:
    """Whether a file has every row that the other one can have."""
    return rule.where.items() <= other.where.items()


def _id(column: Column) -> Mapping[str, Any]:
    """What makes a column's value, whatever is demanded of it."""
    return {name: given for name, given in column.model_dump(exclude_defaults=True).items() if name not in _DEMANDS}


def _is_text(profile: Profile, written: str) -> bool:
    """A number of JSON is not what it was written as: 0012 is 12 there."""
    name, _, column = written.partition("/")
    leaves = (leaf for file in profile.files if file.name == name for leaf in file.leaves)
    return all(leaf.column.type == "text" for leaf in leaves if leaf.name == column)
