"""Patrons of two libraries that may be one person: for people to look at, never joined.

Two rules. *number*: the same identity number or national card, but too little else to be certain (a married name, a
birth date that one library lacks). *contact*: the same name, birth date and phone or e-mail address. Who has a
protected address is in no pair: a library must not learn where else that person goes.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from migration.match.persons.certain import Person, are_two, blocks
from migration.match.persons.names import same_given_name, same_name, same_surname

LARGEST_BLOCK = 25
"""More patrons than this with one number, or one birth date and phone, are no persons but a habit of the register."""
NUMBER, CONTACT = "number", "contact"


@dataclass(frozen=True, slots=True)
class LikelyPersons:
    """``pairs``: (one, other, rule), each once. ``unlisted``: blocks too large to be looked into."""

    pairs: tuple[tuple[Person, Person, str], ...]
    unlisted: int


def likely_persons(patrons: Iterable[Person], person_of: Mapping[str, str]) -> LikelyPersons:
    """The likely pairs of patrons that ``person_of`` (patron id to person id) does not join already."""
    people = [patron for patron in patrons if not patron.is_protected]
    by_rule = ((NUMBER, blocks(people)), (CONTACT, _contacts(people)))
    found: dict[tuple[str, str], tuple[Person, Person, str]] = {}
    unlisted = 0
    for rule, candidates in by_rule:
        for block in candidates.values():
            if len(block) > LARGEST_BLOCK:
                unlisted += 1
                continue
            for a, b in _pairs(block, rule):
                if person_of[a.patron_id] != person_of[b.patron_id]:
                    found.setdefault((a.patron_id, b.patron_id), (a, b, rule))
    return LikelyPersons(tuple(found[key] for key in sorted(found)), unlisted)


def _contacts(people: Iterable[Person]) -> dict[tuple[str, str], list[Person]]:
    """Patrons by birth date and phone or e-mail address."""
    found: dict[tuple[str, str], list[Person]] = {}
    for patron in people:
        if patron.birth_date:
            for contact in contacts(patron):
                found.setdefault((patron.birth_date, contact), []).append(patron)
    return {key: block for key, block in found.items() if len(block) > 1}


def contacts(patron: Person) -> set[str]:
    """What a patron is reached by: numbers in E.164, addresses without case. Anything else may be nobody's."""
    phones = {phone for phone in patron.phones if phone.startswith("+")}
    return phones | ({patron.email.casefold()} if "@" in patron.email else set())


def _pairs(block: list[Person], rule: str) -> Iterator[tuple[Person, Person]]:
    for a, b in combinations(sorted(block, key=lambda p: p.patron_id), 2):
        two_controllers = (a.source, a.library) != (b.source, b.library)
        if two_controllers and not are_two(a, b) and _names_allow(a, b, rule):
            yield a, b


def _names_allow(a: Person, b: Person, rule: str) -> bool:
    """With a shared number and birth date one part of the name may differ: a married name, or twins mixed up."""
    if same_name(a.surname, a.given_name, b.surname, b.given_name):
        return True
    half = same_surname(a.surname, b.surname) or same_given_name(a.given_name, b.given_name)
    return rule == NUMBER and bool(a.birth_date and b.birth_date) and half
