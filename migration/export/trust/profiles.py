"""Divides what a profile made of a delivery: each row goes with the patron that it names.

A file of patrons says by our id, in whatever column it has it, whose each is; the other files have our id, too, or name
the patron by what the file of patrons has (a card number, say). A file that does neither cannot be divided.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, TypeAlias

from migration.export.delta.framing import Frames
from migration.export.delta.model import Layout
from migration.export.profiles.harvest import FOLDER as OAI
from migration.export.profiles.left_out import LEFT_OUT, RENAMED
from migration.export.profiles.model import Column, Profile, ProfileFile
from migration.export.profiles.reading import Row, UnreadableError, read_rows
from migration.export.trust.cutting import Placed, cut, cut_table
from migration.export.trust.dividing import is_description, put_whole, remember
from migration.export.trust.folded import folded_elsewhere
from migration.export.trust.model import CATALOGUE, PEOPLE, Divided, PackError
from migration.export.trust.opened import Opened
from migration.export.trust.owners import Owners

Whose: TypeAlias = Callable[[Row], str | None]
_Known: TypeAlias = dict[str, dict[str, str]]
"""Per column of a file of patrons (``<file>/<column>``), the part of each of its values."""
_PLACES = {"source", "library", "branch", "pickup_branch"}
"""Columns of people's tables that say nothing of anybody."""
_IDS = (("patron_id",), ("patron.patron_id",))


def is_made(delivery: Opened) -> bool:
    """Whether a profile wrote files of its own into a folder."""
    return "layout" in delivery.manifest


def has_people(profile: Profile) -> bool:
    """Whether any of its files has people's rows."""
    return profile.copies or any(_is_on_people(spec) for spec in profile.files)


def divide_profile(delivery: Opened, generic: Opened, profile: Profile) -> Divided:
    """``generic``: the delivery that it was made from. A row's source is taken to be its patron's.

    Raises PackError where rows cannot be told apart.
    """
    owners, found = Owners(), Divided()
    remember(generic, owners)
    specs = {spec.name: spec for spec in profile.files}
    people = {name for name, spec in specs.items() if _is_on_people(spec)}
    known: _Known = {name: {} for name in profile.referred_to if name.partition("/")[0] in people}
    for name, spec in _by_entry(delivery, specs):
        if spec and spec.name in people:
            _divide(delivery, name, spec, owners, known, found)
        elif name in (LEFT_OUT.name, RENAMED.name):
            cut_table(delivery, name, lambda row: None if row["file"] in people else CATALOGUE, found)
        elif not is_description(name):
            put_whole(delivery, name, spec is not None or _is_of_records(profile, name), found)
    found.libraries.update(owners.libraries)
    found.folded.update(folded_elsewhere(delivery, generic, specs, owners))
    return found


def _is_of_records(profile: Profile, name: str) -> bool:
    """How many records there are, and the answers to a harvester."""
    return name == profile.record_counts or (profile.oai is not None and name.startswith(f"{OAI}/"))


def _by_entry(delivery: Opened, specs: Mapping[str, ProfileFile]) -> list[tuple[str, ProfileFile | None]]:
    """Files and the profile's entries that they come of; patrons first, since others name them."""
    layout: Mapping[str, Mapping[str, str]] = delivery.manifest["layout"]
    found = [(name, specs.get(layout.get(name, {}).get("entry", ""))) for name in sorted(delivery.listed)]
    return sorted(found, key=lambda one: one[1] is None or one[1].rule.rows != "patrons")


def _is_on_people(spec: ProfileFile) -> bool:
    """Not so a list of places that stand once for all rows that name them."""
    read = {path for leaf in spec.leaves for path in leaf.column.paths} | set(spec.rule.one_per)
    return spec.rule.rows in PEOPLE and (not read <= _PLACES or any(leaf.column.written for leaf in spec.leaves))


def _divide(delivery: Opened, name: str, spec: ProfileFile, owners: Owners, known: _Known, found: Divided) -> None:
    path, rule = delivery.path / name, spec.rule
    layout: Mapping[str, Any] = delivery.manifest["layout"][name]
    frames = Frames(path, Layout(path=name, form=rule.form, key=(), encoding=rule.encoding, element=rule.element))
    whose = _whose(spec, owners, known)

    def placed() -> Iterator[Placed]:
        for raw, row in zip(frames, read_rows(path, layout), strict=True):
            part = whose(row)
            if part is None:
                raise PackError(f"{path}: a row is of no patron that was written; run grenselos verify on the folder")
            _learn(spec, row, part, known)
            yield raw, part, owners.sources[part]

    try:
        cut(delivery, name, frames, placed(), found)
    except (UnreadableError, ValueError) as error:
        raise PackError(f"{path} cannot be read; write it again with grenselos export") from error


def _whose(spec: ProfileFile, owners: Owners, known: _Known) -> Whose:
    """By what the row was written with, if every row has it: a folded patron's rows name the one that stands for it."""
    written = [leaf for leaf in spec.leaves if leaf.column.written in known]
    for leaf in (leaf for leaf in written if leaf.column.required):
        return partial(_by_written, leaf.name, known[leaf.column.written])
    for leaf in spec.leaves:
        if _is_our_id(leaf.column):
            return partial(_by_our_id, leaf.name, owners)
    for leaf in written:
        return partial(_by_written, leaf.name, known[leaf.column.written])
    raise PackError(
        f"{spec.name}: no column says whose patron a row is, so that it cannot be divided by library; give the profile "
        "one with from: patron_id"
    )


def _by_our_id(name: str, owners: Owners, row: Row) -> str | None:
    return owners.of_id(_value(row, name))


def _by_written(name: str, parts: Mapping[str, str], row: Row) -> str | None:
    return parts.get(_value(row, name))


def _is_our_id(column: Column) -> bool:
    is_as_it_is = not column.map and column.shape == "text" and column.wrap == "{}" and not column.when
    return column.source in _IDS and is_as_it_is


def _value(row: Row, name: str) -> str:
    return next(iter(row.get(name, ())), "")


def _learn(spec: ProfileFile, row: Row, part: str, known: _Known) -> None:
    if spec.rule.rows != "patrons":
        return
    for leaf in spec.leaves:
        parts = known.get(f"{spec.name}/{leaf.name}")
        if parts is not None and (value := _value(row, leaf.name)):
            parts[value] = part
