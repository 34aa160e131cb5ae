"""Reads and checks a profile: every problem at once, with file and line."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from pydantic import ValidationError

from migration.csvfile import read_table
from migration.export.folio.instances import NEEDED
from migration.export.folio.reference import ReferenceDataError, load_reference
from migration.export.profiles.model import (
    LEAF_KEYS,
    Column,
    Leaf,
    Profile,
    ProfileFile,
    ProfileRule,
    Subfields,
    Tree,
    leaves_of,
    unique_columns,
)
from migration.export.profiles.tables import BIBS, TABLES, UnknownPathError, reference_to, resolve
from migration.yamlfile import YamlError, YamlFile, read_yaml

MAP_COLUMNS = ("ours", "theirs", "note")
MAKERS = {"folio_instance": NEEDED}
"""What builds an object of a record, and the reference data that it needs."""
KEEP, REFUSE = "keep", "refuse"


class ProfileError(Exception):
    """A profile cannot be used. ``problems``: one line each, with file and line."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = list(problems)


class Find(Protocol):
    """Where a file of ``mappings/exports/`` lies: the project's own, or the shipped."""

    def __call__(self, name: str, /) -> Path: ...


def load_profile(name: str, find: Find) -> Profile:
    """Read ``<name>.yaml`` and its tables. Raises ProfileError."""
    problems: list[str] = []
    try:
        file = read_yaml(find(f"{name}.yaml"), as_text=True)
        rule = ProfileRule.model_validate(file.data)
    except YamlError as error:
        raise ProfileError([str(error)]) from error
    except ValidationError as error:
        raise ProfileError([_in_words(file, one) for one in error.errors(include_url=False)]) from error
    files = [_file(file, rule, path, problems) for path in rule.files]
    maps = {key: _map(find(f"{name}/{one.file}"), problems) for key, one in rule.maps.items()}
    reference: dict[tuple[str, str], str] = {}
    for make in {one.make for one in rule.files.values() if one.make in MAKERS}:
        try:
            reference |= load_reference(find(f"{name}/reference.csv"), MAKERS[make])
        except (ReferenceDataError, OSError) as error:
            problems += getattr(error, "problems", [str(error)])
    if problems:
        raise ProfileError(problems)
    return Profile(
        name=name,
        title=rule.title,
        about=rule.about,
        maps=maps,
        unlisted={key: one.unlisted for key, one in rule.maps.items()},
        files=tuple(files),
        reference=reference,
    )


def _in_words(file: YamlFile, error: Any) -> str:
    steps = error["loc"]
    return f"{file.where(steps)}: {'.'.join(map(str, steps)) or 'the file'}: {error['msg']}"


def _file(file: YamlFile, rule: ProfileRule, name: str, problems: list[str]) -> ProfileFile:
    one = rule.files[name]
    here = ("files", name)
    tree = _tree(file, one.columns, (*here, "columns"), problems)
    found = ProfileFile(name=name, rule=one, tree=tree, leaves=tuple(leaves_of(tree)))
    problems += (f"{file.where((*here, *steps))}: {name}: {problem}" for steps, problem in _problems(rule, found))
    return found


def _tree(file: YamlFile, data: object, steps: tuple[str | int, ...], problems: list[str]) -> Tree:
    """Levels as they are, cells as columns."""
    if isinstance(data, Mapping) and LEAF_KEYS & data.keys():
        try:
            return Column.model_validate(data)
        except ValidationError as error:
            for one in error.errors(include_url=False):
                where = file.where((*steps, *one["loc"]))
                problems.append(f"{where}: {'.'.join(map(str, (*steps[3:], *one['loc'])))}: {one['msg']}")
            return Column(value="")
    if isinstance(data, Mapping):
        return {str(name): _tree(file, part, (*steps, name), problems) for name, part in data.items()}
    if isinstance(data, Sequence) and not isinstance(data, str):
        return [_tree(file, part, (*steps, n), problems) for n, part in enumerate(data)]
    problems.append(f"{file.where(steps)}: {'.'.join(map(str, steps[3:]))}: must say from, value or id_of")
    return Column(value="")


Problems = Iterator[tuple[tuple[str | int, ...], str]]
"""Steps below the file, and what is wrong there."""


def _problems(rule: ProfileRule, found: ProfileFile) -> Problems:
    one = found.rule
    if one.rows not in TABLES:
        yield ("rows",), f"{one.rows!r} is no table of a delivery; they are {', '.join(TABLES)}"
        return
    for column in (*one.where, *one.one_per):
        yield from _path_problems(one.rows, column, ("where",))
    for leaf in found.leaves:
        yield from _column_problems(rule, one.rows, leaf.column, ("columns", *leaf.steps))
    yield from _marc_problems(rule, found) if found.is_marc else _form_problems(found)
    if one.make and one.make not in MAKERS:
        yield ("make",), f"{one.make!r} is not known; there is {', '.join(MAKERS)}"
    try:
        "".encode(one.encoding)
    except LookupError:
        yield ("encoding",), f"{one.encoding!r} is no encoding"


def _form_problems(found: ProfileFile) -> Problems:
    """Of tables, JSON lines and XML."""
    one = found.rule
    if not found.leaves and not one.make:
        yield ("columns",), "has no columns"
    if one.form == "xml" and not (one.root and one.element):
        yield ("form",), "xml needs root and element"
    if one.form in ("csv", "tsv") and any(len(leaf.steps) > 1 for leaf in found.leaves):
        yield ("columns",), "a table has no nested columns"
    names = {leaf.name for leaf in found.leaves}
    yield from ((("key",), f"key {key!r} is no column") for key in one.key if key not in names and not one.make)


def _marc_problems(rule: ProfileRule, found: ProfileFile) -> Problems:
    if found.rule.rows != BIBS:
        yield ("rows",), "records are written from bibs"
    if found.rule.items and found.rule.form == "iso2709":
        yield ("items",), "stand in marcxml only: a record with many items does not fit ISO 2709"
    places: list[tuple[tuple[str | int, ...], str, Subfields]] = [
        (("add", n), BIBS, field) for n, field in enumerate(found.rule.add)
    ]
    if found.rule.items:
        places.append((("items",), "items", found.rule.items))
    for steps, table, field in places:
        for column in (*field.where, *field.one_per):
            yield from _path_problems(table, column, steps)
        for code, one in field.subfields.items():
            yield from _column_problems(rule, table, one, (*steps, "subfields", code))


def _column_problems(rule: ProfileRule, table: str, column: Column, steps: tuple[str | int, ...]) -> Problems:
    name = str(steps[-1])
    said = [column.value is not None, *map(bool, (column.source, column.id_of, column.of_items, column.written))]
    if sum(said) != 1:
        yield steps, f"{name} must have one of {', '.join(sorted(LEAF_KEYS))}"
    if column.written:
        yield from _written_problems(rule, table, column.written, steps)
    for path in column.paths:
        yield from _path_problems(table, path, steps)
    if column.of_items:
        yield from _path_problems("items", column.of_items, steps)
    if column.map and column.map not in rule.maps:
        yield steps, f"{name}: there is no map {column.map!r}; there is {', '.join(rule.maps) or 'none'}"
    if "{}" not in column.wrap:
        yield steps, f"{name}: wrap must have {{}} where the value stands"


def _written_problems(rule: ProfileRule, table: str, written: str, steps: tuple[str | int, ...]) -> Problems:
    """It must be a column of a file that stands before, in whose table rows are referred to."""
    file, _, column = written.partition("/")
    found = rule.files.get(file)
    if found is None:
        yield steps, f"{written!r}: there is no file {file!r}"
        return
    unique = dict(unique_columns(found))
    if column not in unique:
        yield steps, f"{written!r}: {file} has no unique column {column!r}; it has {', '.join(unique) or 'none'}"
    elif not reference_to(table, unique[column]):
        yield steps, f"{written!r}: {table} do not refer to {unique[column]}"


def _path_problems(table: str, path: str, steps: tuple[str | int, ...]) -> Problems:
    try:
        resolve(table, path)
    except UnknownPathError as error:
        yield steps, str(error)


def _map(path: Path, problems: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    if not path.is_file():
        problems.append(f"{path}: is missing; it needs the columns {', '.join(MAP_COLUMNS)}")
        return found
    for where, row in read_table(path, MAP_COLUMNS, problems):
        if row["ours"] in found:
            problems.append(f"{where}: {row['ours']!r} stands twice")
        found[row["ours"]] = row["theirs"]
    return found


def write_map(path: Path, rows: Mapping[str, str]) -> None:
    """Write a map's table for a test or a new profile."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(MAP_COLUMNS)
        writer.writerows((ours, theirs, "") for ours, theirs in rows.items())


__all__ = ["KEEP", "REFUSE", "Leaf", "ProfileError", "load_profile", "write_map"]
