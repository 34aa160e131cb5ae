"""Patrons that are certainly the same person in several libraries. Each stays a row of its own; nothing is merged.

Certain: the same national identity number (as a keyed hash) or national library card, and the same birth date, and a
compatible surname. A number that two birth dates share identifies nobody. A group is joined as a whole or not at all:
where any two in it contradict each other, all stay apart.
"""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from itertools import combinations

from migration.marc.folding import fold


@dataclass(frozen=True, slots=True)
class Person:
    """What identifies a patron; empty where unknown. ``birth_date`` is ISO 8601."""

    patron_id: str
    source: str
    national_id_ref: str
    national_card_number: str
    birth_date: str
    surname: str


def persons(patrons: Iterable[Person]) -> Iterator[tuple[str, str]]:
    """(patron_id, person_id) of every patron. A person's id is the smallest patron id of the group.

    Patrons that nothing can be known about come first, as they are read; the others when all are read.
    """
    known: dict[str, Person] = {}
    for patron in patrons:
        if patron.birth_date and (patron.national_id_ref or patron.national_card_number):
            known[patron.patron_id] = patron
        else:
            yield patron.patron_id, patron.patron_id
    same = {member: min(group) for group in _groups(known) for member in group}
    yield from ((patron_id, same.get(patron_id, patron_id)) for patron_id in known)


def same_surname(a: str, b: str) -> bool:
    """Whether the names are equal without case and marks, or one is part of a double-barrelled other."""
    words_a, words_b = set(fold(a).split()), set(fold(b).split())
    return bool(words_a and words_b) and (words_a <= words_b or words_b <= words_a)


def _groups(known: Mapping[str, Person]) -> Iterator[set[str]]:
    """Patron ids of each person that has several."""
    neighbours = _neighbours(known)
    seen: set[str] = set()
    for patron_id in neighbours:
        if patron_id not in seen:
            group = _connected(patron_id, neighbours)
            seen |= group
            if all(_agree(known[a], known[b]) for a, b in combinations(sorted(group), 2)):
                yield group


def _neighbours(known: Mapping[str, Person]) -> dict[str, set[str]]:
    """Who shares a number with whom and agrees. Who shares one with somebody of another birth date has nobody."""
    blocks = [block for block in _blocks(known.values()) if len(block) > 1]
    doubtful = {p.patron_id for block in blocks if len({p.birth_date for p in block}) > 1 for p in block}
    neighbours: dict[str, set[str]] = {}
    for block in blocks:
        for a, b in combinations((p for p in block if p.patron_id not in doubtful), 2):
            if _agree(a, b):
                neighbours.setdefault(a.patron_id, set()).add(b.patron_id)
                neighbours.setdefault(b.patron_id, set()).add(a.patron_id)
    return neighbours


def _blocks(patrons: Iterable[Person]) -> Iterable[list[Person]]:
    """Patrons with one national identity number, and with one national card."""
    blocks: dict[tuple[str, str], list[Person]] = {}
    for patron in patrons:
        for number in (("id", patron.national_id_ref), ("card", patron.national_card_number)):
            if number[1]:
                blocks.setdefault(number, []).append(patron)
    return blocks.values()


def _connected(start: str, neighbours: Mapping[str, Set[str]]) -> set[str]:
    group, todo = {start}, [start]
    while todo:
        new = neighbours[todo.pop()] - group
        group |= new
        todo += new
    return group


def _agree(a: Person, b: Person) -> bool:
    """Two identity numbers are two persons, whatever else is equal."""
    one_number = not (a.national_id_ref and b.national_id_ref) or a.national_id_ref == b.national_id_ref
    return one_number and a.birth_date == b.birth_date and same_surname(a.surname, b.surname)
