"""Links between records (76X-78X, 8XX ``$w``): after merging they name the title that stands for the record meant.

``$w`` names another record of the same source by its 001, with the library's code before it or bare; delivered records
bear ids of their own. Numbers of other agencies stay as they are.
"""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from migration.match.merging.survivorship import StoredField, StoredRecord

LINKING = frozenset({*(f"{n}" for n in range(760, 788)), "800", "810", "811", "830"})
"""Linking entries of MARC 21 (760-787), and series that may name their record."""
_NUMBER = re.compile(r"(?:\((?P<agency>[^()]+)\))?(?P<number>.+)", re.DOTALL)

Resolve = Callable[[str], str | None]
"""The ``$w`` by which a record of the source, named by its 001, is found now; None where there is none."""


@dataclass(frozen=True, slots=True)
class Repointed:
    """``changed``: whether any link names another record now. ``unresolved``: tag and number of links that lead to no
    record of the delivery. ``own``: links that led to the title itself, and were taken away."""

    record: StoredRecord
    changed: bool
    unresolved: tuple[tuple[str, str], ...]
    own: tuple[tuple[str, str], ...]


def has_links(fields: list[StoredField]) -> bool:
    return any(field[0] in LINKING and "w" in field[2::2] for field in fields)


def repoint(record: StoredRecord, agencies: Collection[str], resolve: Resolve, own: str) -> Repointed:
    """The record with its links as they must be. Nothing given is changed.

    ``agencies``: codes before a number that mean the source's own; ``own``: the ``$w`` by which this title is found.
    """
    leader, fields = record
    unresolved: list[tuple[str, str]] = []
    to_itself: list[tuple[str, str]] = []
    made: list[StoredField] = []
    for field in fields:
        if field[0] not in LINKING or "w" not in field[2::2]:
            made.append(field)
            continue
        pairs = list(_pairs(field, agencies, resolve))
        unresolved += [(field[0], number) for code, number, found in pairs if code == "w" and found is None]
        to_itself += [(field[0], number) for code, number, found in pairs if code == "w" and found == own]
        kept = ((code, value if found is None else found) for code, value, found in pairs if found != own)
        made.append([*field[:2], *(part for pair in kept for part in pair)])
    changed = made != fields
    return Repointed([leader, made] if changed else record, changed, tuple(unresolved), tuple(to_itself))


def _pairs(field: StoredField, agencies: Collection[str], resolve: Resolve) -> Iterator[tuple[str, str, str | None]]:
    """Code, value, and what the value must become; a value that is no link of the source's becomes itself."""
    for code, value in zip(field[2::2], field[3::2], strict=False):
        match = _NUMBER.fullmatch(value.strip()) if code == "w" else None
        if match is None or (match["agency"] and match["agency"] not in agencies):
            yield code, value, value
        else:
            yield code, value, resolve(match["number"].strip())
