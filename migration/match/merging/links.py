"""Links between records (76X-78X, 8XX ``$w``): after merging they name the title that stands for the record meant.

``$w`` names another record of the same source by its 001, with the library's code before it or bare; delivered records
bear ids of their own. Numbers of other agencies stay as they are.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from migration.match.merging.fields import StoredField, StoredRecord, subfields, with_subfields

LINKING = frozenset({*(f"{n}" for n in range(760, 788)), "800", "810", "811", "830"})
"""Linking entries of MARC 21 (760-787), and series that may name their record."""
_NUMBER = re.compile(r"(?:\((?P<agency>[^()]+)\))?(?P<number>.+)", re.DOTALL)

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Titles:
    """How titles are found now. ``sources``: by the codes of their libraries; ``names``: the ``$w`` of the title that
    each record (source, legacy id) is part of."""

    sources: Mapping[str, str]
    names: Mapping[Key, str]


@dataclass(frozen=True, slots=True)
class Repointed:
    """``changed``: whether any link names another record now. ``unresolved``: tag and number of links that lead to no
    record of the delivery. ``own``: links that led to the title itself, and were taken away. ``gone``: places of fields
    that said nothing else, from 0."""

    record: StoredRecord
    changed: bool
    unresolved: tuple[tuple[str, str], ...]
    own: tuple[tuple[str, str], ...]
    gone: tuple[int, ...]


def has_links(fields: list[StoredField]) -> bool:
    return any(field[0] in LINKING and "w" in field[2::2] for field in fields)


def with_library(field: StoredField, library: str) -> StoredField:
    """The field with the library's code before bare numbers, so that in another record it names what it did."""
    if field[0] not in LINKING or "w" not in field[2::2]:
        return field
    pairs = subfields(field)
    return with_subfields(field, [(c, f"({library}){v.strip()}" if c == "w" and _is_bare(v) else v) for c, v in pairs])


def _is_bare(number: str) -> bool:
    return bool(number.strip()) and not number.lstrip().startswith("(")


def repoint(record: StoredRecord, source: str, titles: Titles, own: str) -> Repointed:
    """The record with its links as they must be. Nothing given is changed.

    ``source``: whose records bare numbers name; ``own``: the ``$w`` by which this title is found.
    """
    leader, fields = record
    unresolved: list[tuple[str, str]] = []
    to_itself: list[tuple[str, str]] = []
    made: list[StoredField] = []
    for field in fields:
        if field[0] not in LINKING or "w" not in field[2::2]:
            made.append(field)
            continue
        pairs = list(_pairs(field, source, titles))
        unresolved += [(field[0], number) for code, number, found in pairs if code == "w" and found is None]
        to_itself += [(field[0], number) for code, number, found in pairs if code == "w" and found == own]
        kept = [(code, value if found is None else found) for code, value, found in pairs if found != own]
        made.append(with_subfields(field, kept))
    changed = made != fields
    gone = tuple(place for place, field in enumerate(made) if field != fields[place] and len(field) == 2)
    left = [field for place, field in enumerate(made) if place not in gone]
    return Repointed([leader, left] if changed else record, changed, tuple(unresolved), tuple(to_itself), gone)


def _pairs(field: StoredField, source: str, titles: Titles) -> Iterator[tuple[str, str, str | None]]:
    """Code, value, and what the value must become; a value that is no link of the county's becomes itself."""
    for code, value in subfields(field):
        match = _NUMBER.fullmatch(value.strip()) if code == "w" else None
        of = (titles.sources.get(match["agency"]) if match["agency"] else source) if match else None
        if match is None or of is None:
            yield code, value, value
        else:
            yield code, value, titles.names.get((of, match["number"].strip()))
