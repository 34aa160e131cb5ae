"""Patrons that are certainly the same person in several libraries. Each stays a row of its own; nothing is merged.

Certain: the same national identity number (as a keyed hash) or national library card, *and* the same birth date, *and*
a compatible surname and given name. A number that two birth dates share identifies nobody: it is a guardian's with a
child, or a father's with a son. Twins share birth date and surname: their given names keep them apart. A group is
joined as a whole or not at all: where any two in it contradict each other, all stay apart.

Two patrons of one source are joined by the same rule (a *fellesbase* has several libraries), and told to the source.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from itertools import combinations

from migration.match.persons.names import name_words, names_agree, names_confirm

IDENTITY, CARD = "national_id_ref", "national_card_number"
"""The two kinds of number that identify a person, named as the delivery's columns."""
MOST_ROWS = 500
"""A number that more patrons have than the county has libraries is a habit of the register, not a person."""


@dataclass(frozen=True, slots=True)
class Person:
    """What identifies a patron; empty where unknown. ``birth_date`` is ISO 8601, ``phones`` are E.164.

    ``number_is_doubtful``: the identity number names another birth date than the patron has; it may be a parent's.
    """

    patron_id: str
    legacy_id: str
    source: str
    library: str
    national_id_ref: str
    national_card_number: str
    birth_date: str
    surname: str
    given_name: str
    email: str
    phones: tuple[str, ...]
    is_protected: bool
    number_is_doubtful: bool = False


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


def ambiguous_numbers(patrons: Iterable[Person]) -> Iterator[tuple[Person, str]]:
    """Each patron with a number that two birth dates share, and which kind it is (``IDENTITY`` or ``CARD``)."""
    for (kind, _), block in blocks(patrons).items():
        if _is_ambiguous(block):
            yield from ((patron, kind) for patron in block)


def registered_twice(patrons: Iterable[Person], person_of: Mapping[str, str]) -> Iterator[tuple[Person, list[Person]]]:
    """Each patron whose person has more rows at the same library, and those rows."""
    joined = {person_id for patron_id, person_id in person_of.items() if patron_id != person_id}
    rows: dict[tuple[str, str, str], list[Person]] = {}
    for patron in patrons:
        if (person_id := person_of[patron.patron_id]) in joined:
            rows.setdefault((person_id, patron.source, patron.library), []).append(patron)
    for group in rows.values():
        if len(group) > 1:
            yield from ((patron, [other for other in group if other is not patron]) for patron in group)


def blocks(patrons: Iterable[Person]) -> dict[tuple[str, str], list[Person]]:
    """Patrons with one national identity number, and with one national card; numbers of one patron left out."""
    found: dict[tuple[str, str], list[Person]] = {}
    for patron in patrons:
        for number in ((IDENTITY, patron.national_id_ref), (CARD, patron.national_card_number)):
            if number[1]:
                found.setdefault(number, []).append(patron)
    return {number: block for number, block in found.items() if len(block) > 1}


def are_two(a: Person, b: Person) -> bool:
    """Two identity numbers are two persons, and so are two birth dates, whatever else is equal."""
    return _contradict(a.national_id_ref, b.national_id_ref) or _contradict(a.birth_date, b.birth_date)


def _contradict(a: str, b: str) -> bool:
    return bool(a and b) and a != b


def _groups(known: Mapping[str, Person]) -> Iterator[set[str]]:
    """Patron ids of each person that has several."""
    neighbours = _neighbours(known.values())
    seen: set[str] = set()
    for patron_id in neighbours:
        if patron_id not in seen:
            group = _connected(patron_id, neighbours)
            seen |= group
            if all(_agree(known[a], known[b]) for a, b in combinations(sorted(group), 2)):
                yield group


def _neighbours(known: Iterable[Person]) -> dict[str, set[str]]:
    """Who shares with whom a number that identifies, and agrees."""
    neighbours: dict[str, set[str]] = {}
    for block in blocks(known).values():
        if not _is_ambiguous(block):
            for a, b in combinations(block, 2):
                if _agree(a, b):
                    neighbours.setdefault(a.patron_id, set()).add(b.patron_id)
                    neighbours.setdefault(b.patron_id, set()).add(a.patron_id)
    return neighbours


def _is_ambiguous(block: Collection[Person]) -> bool:
    return len(block) > MOST_ROWS or len({p.birth_date for p in block if p.birth_date}) > 1


def _connected(start: str, neighbours: Mapping[str, Set[str]]) -> set[str]:
    group, todo = {start}, [start]
    while todo:
        new = neighbours[todo.pop()] - group
        group |= new
        todo += new
    return group


def _agree(a: Person, b: Person) -> bool:
    """With one identity number no name may contradict; with a card alone the names must confirm it. Children who bear
    a parent's number must have the very same name: twins have all else in common."""
    if are_two(a, b):
        return False
    names = (a.surname, a.given_name, b.surname, b.given_name)
    one_number = bool(a.national_id_ref) and a.national_id_ref == b.national_id_ref
    if one_number and (a.number_is_doubtful or b.number_is_doubtful):
        return names_confirm(*names) and name_words(a.given_name) == name_words(b.given_name)
    return names_agree(*names) if one_number else names_confirm(*names)
