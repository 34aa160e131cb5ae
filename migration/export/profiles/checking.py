"""What is wrong with a profile, with the place in its file."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from migration.export.profiles.letters import holds
from migration.export.profiles.makers import MAKERS
from migration.export.profiles.model import LEAF_KEYS, Also, Column, ProfileFile, ProfileRule, Subfields, unique_columns
from migration.export.profiles.tables import BIBS, TABLES, UnknownPathError, reference_to, resolve
from migration.suggesting import did_you_mean, nearest

_XML_NAME = re.compile(r"[A-Za-z_][\w.-]*")
_NAME = re.compile(r"[A-Za-z0-9_-]+\.[a-z0-9]+")
_TAKEN = ("left_out.csv", "renamed.csv", "tombstones.csv", "manifest.json", "datapackage.json")
Problems = Iterator[tuple[tuple[str | int, ...], str]]
"""Steps below the file, and what is wrong there."""


def problems_of(rule: ProfileRule, found: ProfileFile) -> Problems:
    """What is wrong with one file of a profile."""
    one = found.rule
    yield from _name_problems(rule, found.name)
    if one.rows not in TABLES:
        meant = nearest(one.rows, TABLES)
        if one.rows:
            asked = did_you_mean(one.rows, TABLES) or "."
            yield ("rows",), f"{one.rows!r} is no table of a delivery{asked} They are {', '.join(TABLES)}"
        # The columns are checked against what was meant, so that all is told at once.
        found = replace(found, rule=one.model_copy(update={"rows": meant}))
        one = found.rule
    for column in (*one.where, *one.one_per):
        yield from _path_problems(one.rows, column, ("where",))
    yield from _fold_problems(found)
    before = list(rule.files)[: list(rule.files).index(found.name)]
    for leaf in found.leaves:
        steps = ("columns", *leaf.steps)
        yield from _column_problems(rule, one.rows, leaf.column, steps)
        if leaf.column.written:
            yield from _place_problems(rule, before, leaf.column.written, steps)
    yield from _marc_problems(rule, found) if found.is_marc else _form_problems(found)
    if one.make and one.make not in MAKERS:
        yield ("make",), f"{one.make!r} is not known; there is {', '.join(MAKERS)}"
    yield from _encoding_problems(found)


def _name_problems(rule: ProfileRule, name: str) -> Problems:
    """Names are of one folder; the schema of ``a.csv`` is ``a.schema.json``, so no other file is ``a``."""
    if not _NAME.fullmatch(name):
        yield (), "must be a file's name with an ending, of letters, digits, hyphens and underscores"
    if name in _TAKEN:
        yield (), "is written beside the profile's files; choose another name"
    before = list(rule.files)[: list(rule.files).index(name)]
    stem = name.partition(".")[0]
    yield from (
        ((), f"{other} has the same name but for the ending") for other in before if other.startswith(f"{stem}.")
    )


def _encoding_problems(found: ProfileFile) -> Problems:
    """ASCII must be itself there: rows are written one by one, and read by their line ends."""
    try:
        plain = "a\n".encode(found.rule.encoding) == b"a\n"
        "".join(leaf.name for leaf in found.leaves).encode(found.rule.encoding)
    except LookupError:
        yield ("encoding",), f"{found.rule.encoding!r} is no encoding"
    except UnicodeEncodeError:
        yield ("encoding",), f"{found.rule.encoding} lacks a letter of the columns' names"
    else:
        for leaf in found.leaves:
            constants = filter(None, (leaf.column.value, leaf.column.otherwise, *_texts(leaf.column)))
            if not all(holds(found.rule.form, found.rule.encoding, constant) for constant in constants):
                yield ("columns", *leaf.steps), f"{leaf.name}: has a letter that the file cannot hold"
        if not plain:
            yield ("encoding",), f"{found.rule.encoding} cannot be written; utf-8, latin-1 and cp1252 can"


def _texts(column: Column) -> Iterator[str | None]:
    """Constants around and in the place of values."""
    yield from (column.wrap, column.part, column.separator, *column.each.values(), *(one.then for one in column.when))


def _fold_problems(found: ProfileFile) -> Problems:
    fold = found.rule.fold
    if fold is None:
        return
    for column in filter(None, (fold.by, fold.newest)):
        yield from _path_problems(found.rule.rows, column, ("fold",))
    if fold.on not in dict(unique_columns(found.rule)):
        yield ("fold",), f"on: {fold.on!r} is no unique column of the file"


def _form_problems(found: ProfileFile) -> Problems:
    """Of tables, JSON lines and XML."""
    one = found.rule
    if not found.leaves and not one.make:
        yield ("columns",), "has no columns"
    if one.form == "xml" and not (one.root and one.element):
        yield ("form",), "xml needs root and element"
    if one.form == "xml":
        yield from _xml_problems(found)
    if one.form in ("csv", "tsv"):
        nested = (leaf.steps for leaf in found.leaves if len(leaf.steps) > 1)
        yield from ((("columns", *steps), "a table has no nested columns") for steps in nested)
    names = {leaf.name for leaf in found.leaves}
    yield from ((("key",), f"key {key!r} is no column") for key in one.key if key not in names and not one.make)


def _xml_problems(found: ProfileFile) -> Problems:
    """Elements, and attributes as ``@name``; ``#`` is the text."""
    for word in ("root", "element"):
        if (name := getattr(found.rule, word)) and not _XML_NAME.fullmatch(name):
            yield (word,), f"{name!r} is no name of an XML element"
    for leaf in found.leaves:
        for step in (step for step in leaf.steps if isinstance(step, str) and step != "#"):
            if not _XML_NAME.fullmatch(step.removeprefix("@")):
                yield ("columns", *leaf.steps), f"{step!r} is no name of an XML element"


def _marc_problems(rule: ProfileRule, found: ProfileFile) -> Problems:
    if found.rule.rows != BIBS:
        yield ("rows",), "records are written from bibs"
    if found.rule.items and found.rule.form == "iso2709":
        yield ("items",), "stand in marcxml only: a record with many items does not fit ISO 2709"
    if "001" in found.rule.drop:
        yield ("drop",), "001 is by what everything else names the record; it stays"
    item = found.rule.items
    made = [
        *(("add", field) for field in found.rule.add),
        *(("items", one) for one in (item, item and item.also) if one),
    ]
    yield from (((word,), f"{field.tag} has no subfields; 010 to 999 do") for word, field in made if field.tag < "010")
    places: list[tuple[tuple[str | int, ...], str, Also]] = [
        (("add", n), BIBS, field) for n, field in enumerate(found.rule.add)
    ]
    places += [(("items", "also"), "items", item.also)] if item and item.also else []
    yield from (
        ((*steps, "subfields", code), f"{code}: only the items' own field can be required, unique or limited")
        for steps, _, field in places
        for code, column in field.subfields.items()
        if column.required or column.unique or column.max or column.prefix_if_shared or column.written
    )
    places += [(("items",), "items", item)] if item else []
    for steps, table, field in places:
        for path in field.where if isinstance(field, Subfields) else ():
            yield from _path_problems(table, path, steps)
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
    if column.or_from and not column.map:
        yield steps, f"{name}: or_from needs a map, which says what is listed"
    if "{}" not in column.wrap:
        yield steps, f"{name}: wrap must have {{}} where the value stands"


def _place_problems(rule: ProfileRule, before: Sequence[str], written: str, steps: tuple[str | int, ...]) -> Problems:
    name = written.partition("/")[0]
    if name not in rule.files:
        yield steps, f"{written!r}: there is no file {name}{did_you_mean(name, before)} (<file>/<column> of one above)"
    elif name not in before:
        yield steps, f"{written!r}: the file must stand before this one"


def _written_problems(rule: ProfileRule, table: str, written: str, steps: tuple[str | int, ...]) -> Problems:
    """It must be a unique column of a file, in whose table rows are referred to."""
    file, _, column = written.partition("/")
    found = rule.files.get(file)
    if found is None:
        return
    unique = dict(unique_columns(found))
    if column not in unique:
        yield steps, f"{written!r}: {file} has no unique column {column!r}; it has {', '.join(unique) or 'none'}"
    elif table and not reference_to(table, unique[column]):
        yield steps, f"{written!r}: {table} do not refer to {unique[column]}"


def _path_problems(table: str, path: str, steps: tuple[str | int, ...]) -> Problems:
    if not table:
        return
    try:
        for one in path.split("|"):
            resolve(table, one)
    except UnknownPathError as error:
        yield steps, str(error)
