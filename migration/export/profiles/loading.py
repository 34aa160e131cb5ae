"""Reads and checks a profile: every problem at once, with file and line."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from migration.csvfile import read_table
from migration.export.folio.reference import ReferenceDataError, load_reference
from migration.export.profiles.checking import problems_of
from migration.export.profiles.makers import MAKERS
from migration.export.profiles.model import (
    LEAF_KEYS,
    Column,
    Profile,
    ProfileFile,
    ProfileRule,
    Tree,
    leaves_of,
)
from migration.export.profiles.salvaging import salvaged
from migration.export.profiles.wording import Steps
from migration.yamlfile import YamlError, YamlFile, read_yaml

MAP_COLUMNS = ("ours", "theirs", "note")


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
    try:
        file = read_yaml(find(f"{name}.yaml"), as_text=True)
    except YamlError as error:
        raise ProfileError([str(error)]) from error
    rule, wrong = salvaged(ProfileRule, file.data)
    problems = [_told(file, steps, problem) for steps, problem in wrong]
    if rule is None:
        raise ProfileError(problems)
    told = {steps for steps, _ in wrong}
    files = [_file(file, rule, path, told, problems) for path in rule.files]
    tables = _Tables(file.path.parent, name, find)
    maps = {key: _map(tables.path(one.file), problems) for key, one in rule.maps.items() if one.file}
    if rule.oai and (rule.oai.records not in rule.files or rule.files[rule.oai.records].form != "marcxml"):
        where = file.where(("oai", "records"))
        problems.append(f"{where}: oai: {rule.oai.records!r} is no marcxml file of the profile")
    reference: dict[tuple[str, str], str] = {}
    for make in {one.make for one in rule.files.values() if one.make in MAKERS}:
        reference |= _reference(tables.path("reference.csv"), MAKERS[make].needed, problems)
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
        referred_to=frozenset(_referred_to(files)),
        copies=rule.copies,
        record_counts=rule.record_counts,
        oai=rule.oai,
    )


@dataclass(frozen=True, slots=True)
class _Tables:
    """The tables of a profile; one that is nowhere is missing beside the profile, not among the shipped ones."""

    beside: Path
    profile: str
    find: Find

    def path(self, name: str) -> Path:
        found = self.find(f"{self.profile}/{name}")
        return found if found.is_file() else self.beside / self.profile / name


def _referred_to(files: Sequence[ProfileFile]) -> Iterator[str]:
    yield from (leaf.column.written for file in files for leaf in file.leaves if leaf.column.written)


def _told(file: YamlFile, steps: Steps, problem: str) -> str:
    """The name of the file that is to be made stands for itself; ``columns`` says nothing to who wrote a column."""
    named = steps[1:] if steps[:1] == ("files",) and len(steps) > 1 else steps
    rest = named[2:] if named is not steps and named[1:2] == ("columns",) and len(named) > 2 else named[1:]
    parts = (str(named[0]) if named else "the file", ".".join(map(str, rest)))
    return ": ".join((file.where(steps), *filter(None, parts), problem))


def _file(file: YamlFile, rule: ProfileRule, name: str, told: set[Steps], problems: list[str]) -> ProfileFile:
    """``told``: places of which it was said before what is wrong there."""
    one = rule.files[name]
    here = ("files", name)
    wrong: list[tuple[Steps, str]] = []
    tree = {column: _tree(data, (*here, "columns", column), wrong) for column, data in one.columns.items()}
    problems += (_told(file, steps, problem) for steps, problem in wrong)
    told = told | {steps for steps, _ in wrong}
    found = ProfileFile(name=name, rule=one, tree=tree, leaves=tuple(leaves_of(tree)))
    more = (((*here, *steps), problem) for steps, problem in problems_of(rule, found))
    problems += (f"{file.where(steps)}: {name}: {problem}" for steps, problem in more if steps not in told)
    return found


def _tree(data: object, steps: Steps, wrong: list[tuple[Steps, str]]) -> Tree:
    """Levels as they are, cells as columns."""
    if isinstance(data, Mapping) and _is_cell(data):
        column, found = salvaged(Column, data)
        wrong += (((*steps, *own), problem) for own, problem in found)
        return column if column and _says_something(column) else _cell_of_nothing(steps, wrong)
    if isinstance(data, Mapping):
        return {str(name): _tree(part, (*steps, name), wrong) for name, part in data.items()}
    if isinstance(data, Sequence) and not isinstance(data, str):
        return [_tree(part, (*steps, n), wrong) for n, part in enumerate(data)]
    return _cell_of_nothing(steps, wrong)


def _is_cell(data: Mapping[str, object]) -> bool:
    """A level has nothing but levels and cells in it: what has a text says what a cell holds, however misspelt."""
    said = any(not isinstance(data[key], Mapping) for key in LEAF_KEYS & data.keys())
    return said or any(isinstance(value, str) for value in data.values())


def _says_something(column: Column) -> bool:
    return column.value is not None or any((column.source, column.id_of, column.of_items, column.written))


def _cell_of_nothing(steps: Steps, wrong: list[tuple[Steps, str]]) -> Column:
    """Nothing more is told of it; that it says nothing, unless a misspelt word says why."""
    if not any(place[: len(steps)] == steps for place, _ in wrong):
        wrong.append((steps, f"must say one of {', '.join(sorted(LEAF_KEYS))}"))
    return Column(value="")


def _reference(path: Path, needed: Sequence[tuple[str, str]], problems: list[str]) -> Mapping[tuple[str, str], str]:
    try:
        return load_reference(path, needed)
    except ReferenceDataError as error:
        problems += error.problems
    except OSError as error:
        problems.append(f"{path}: cannot be read ({error.strerror})")
    return {}


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
