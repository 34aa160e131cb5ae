"""One invention for each kind of value, put together for one project: what every table of every source goes through."""

import re
from collections.abc import Set
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from migration.anonymise.contacts import Contacts
from migration.anonymise.draw import Draw
from migration.anonymise.identity import IdentityNumbers
from migration.anonymise.names import Names
from migration.anonymise.notes import Notes
from migration.anonymise.numbers import Numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Pairs of postal code and place as the originals have them, one for each patron: drawn from, so that their
    distribution stays."""

    draw: Draw
    pairs: tuple[tuple[str, str], ...]

    def pick(self, address: str) -> tuple[str, str]:
        return self.draw.pick("place", address.casefold(), self.pairs or (("", ""),))


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventions:
    """``numbers``: cards and pupils' numbers of all sources together; ``ids``: borrowers' ids, by source."""

    draw: Draw
    today: date
    names: Names
    identity: IdentityNumbers
    contacts: Contacts
    notes: Notes
    numbers: Numbers
    ids: dict[str, Numbers]
    places: dict[str, Places]
    keep: Set[str]


def inventions(key: bytes, today: date, name_words: Set[str], health: re.Pattern[str], keep: Set[str]) -> Inventions:
    """``name_words``: of all originals; ``keep``, casefolded, and ``health``: words that stay, beside those of
    ``staying_words.txt``.
    """
    draw = Draw(key)
    staying = _staying_words() | keep
    names = Names(draw, name_words)
    identity = IdentityNumbers(draw, today)
    contacts = Contacts(draw, names, staying)
    notes = Notes(draw, names, contacts, identity, staying, health)
    return Inventions(
        draw=draw, today=today, names=names, identity=identity, contacts=contacts, notes=notes,
        numbers=Numbers(draw, "number"), ids={}, places={}, keep=staying,
    )  # fmt: skip


@cache
def _staying_words() -> frozenset[str]:
    """Words, casefolded, that say what kind of text or holder it is, never who."""
    return frozenset(Path(__file__).with_name("staying_words.txt").read_text(encoding="utf-8").split())
