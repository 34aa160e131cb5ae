"""Invented borrowers. Every national identity number is of the synthetic series (month + 80)."""

from dataclasses import dataclass
from datetime import date
from random import Random

from synthetic.identifiers import identity_number
from synthetic.words import GIVEN, STREETS, SURNAMES


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    surname: str
    given: str
    born: date
    gender: str
    street: str
    phone: str
    email: str
    identity: str

    @property
    def name(self) -> str:
        return f"{self.surname}, {self.given}"


def people(seed: int, count: int, *, first_year: int = 1940, last_year: int = 2015) -> list[Person]:
    """Everybody has the telephone number that libphonenumber gives as Norway's example; mail goes to example.no."""
    random = Random(seed)
    return [_person(random, n, random.randint(first_year, last_year)) for n in range(count)]


def _person(random: Random, n: int, year: int) -> Person:
    surname, given = random.choice(SURNAMES), random.choice(GIVEN)
    born = date(year, random.randint(1, 12), random.randint(1, 28))
    return Person(
        surname=surname,
        given=given,
        born=born,
        gender=random.choice("MF"),
        street=f"{random.choice(STREETS)} {random.randint(1, 60)}",
        phone="406 12 345",
        email=f"laaner{random.randint(100, 999)}{n}@example.no",
        identity=identity_number(born, 500 if year >= 2000 else 100),
    )
