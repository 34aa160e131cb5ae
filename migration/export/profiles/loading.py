"""Reads and checks a profile: every problem at once, with file and line."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from pydantic import ValidationError

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
    if rule.oai and (rule.oai.records not in rule.files or rule.files[rule.oai.records].form != "marcxml"):
        where = file.where(("oai", "records"))
        problems.append(f"{where}: oai: {rule.oai.records!r} is no marcxml file of the profile")
    reference: dict[tuple[str, str], str] = {}
    for make in {one.make for one in rule.files.values() if one.make in MAKERS}:
        try:
            reference |= load_reference(find(f"{name}/reference.csv"), MAKERS[make].needed)
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
        referred_to=frozenset(_referred_to(files)),
        copies=rule.copies,
        record_counts=rule.record_counts,
        oai=rule.oai,
    )


def _referred_to(files: Sequence[ProfileFile]) -> Iterator[str]:
    yield from (leaf.column.written for file in files for leaf in file.leaves if leaf.column.written)


def _in_words(file: YamlFile, error: Any) -> str:
    steps = error["loc"]
    return f"{file.where(steps)}: {'.'.join(map(str, steps)) or 'the file'}: {error['msg']}"


def _file(file: YamlFile, rule: ProfileRule, name: str, problems: list[str]) -> ProfileFile:
    one = rule.files[name]
    here = ("files", name)
    tree = _tree(file, one.columns, (*here, "columns"), problems)
    found = ProfileFile(name=name, rule=one, tree=tree, leaves=tuple(leaves_of(tree)))
    problems += (f"{file.where((*here, *steps))}: {name}: {problem}" for steps, problem in problems_of(rule, found))
    return found


def _tree(file: YamlFile, data: object, steps: tuple[str | int, ...], problems: list[str]) -> Tree:
    """Levels as they are, cells as columns."""
    if isinstance(data, Mapping) and any(not isinstance(data[key], Mapping) for key in LEAF_KEYS & data.keys()):
        try:
            return Column.model_validate(data)
        except ValidationError as error:
            for one in error.errors(include_url=False):
                where = file.where((*steps, *one["loc"]))
                problems.append(f"{where}: {steps[1]}: {'.'.join(map(str, (*steps[3:], *one['loc'])))}: {one['msg']}")
            return Column(value="")
    if isinstance(data, Mapping):
        return {str(name): _tree(file, part, (*steps, name), problems) for name, part in data.items()}
    if isinstance(data, Sequence) and not isinstance(data, str):
        return [_tree(file, part, (*steps, n), problems) for n, part in enumerate(data)]
    problems.append(f"{file.where(steps)}: {steps[1]}: {'.'.join(map(str, steps[3:]))}: must say from, value or id_of")
    return Column(value="")


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
