"""What a merged record is made of: the best record as it stands, and what ``survivorship.yaml`` lets others add."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from migration.match.merging.base import rank
from migration.match.merging.contents import Relators, known
from migration.match.merging.fields import StoredField, StoredRecord
from migration.match.merging.links import with_library
from migration.match.merging.rules import Rule, SurvivorshipRules
from migration.match.merging.scripts import companion, last_occurrence, linked, unlinked


class Member(NamedTuple):
    """A record of a title. ``library``: the code that its local fields and its own numbers are known by (ISIL)."""

    source: str
    legacy_id: str
    library: str
    record: StoredRecord


class Taken(NamedTuple):
    """A field of a merged record that isn't its base's. ``position``: from 0; ``other``: place of the record that it is
    from, from 0; ``rule``: the tags of its row."""

    position: int
    tag: str
    other: int
    rule: str


@dataclass(frozen=True, slots=True)
class Merged:
    """``others``: the best first. ``taken``: where every field comes from that is not the base's, by position."""

    base: Member
    others: tuple[Member, ...]
    record: StoredRecord
    taken: tuple[Taken, ...]


def merge(members: Iterable[Member], rules: SurvivorshipRules, relators: Relators) -> Merged:
    """The record of a title: its base with what it lacks of the others', whatever their order.

    ``relators``: codes by folded terms. Nothing given is changed. Merging the result with the same others adds nothing.
    """
    base, *others = sorted(members, key=lambda m: (*rank(m.record, rules.base), m.source, m.legacy_id))
    if not others:
        return Merged(base, (), base.record, ())
    leader, own = base.record
    made = _Made([with_owner(f, base.library) if f[0] in rules.local else f for f in own])
    for place, offered in sorted(_offers(others, made, rules).items()):
        rule = rules.rules[place]
        chosen = _new(rule, made, offered, rules, relators) if rule.add == "new" else _if_none(rule, made, offered)
        for other, field in chosen:
            made.take(other, field, rule, others)
    return Merged(base, tuple(others), [leader, made.fields], made.taken())


Offer = tuple[int, StoredField]
"""Which of the others a field is from, and the field."""


def _offers(others: Sequence[Member], made: "_Made", rules: SurvivorshipRules) -> dict[int, list[Offer]]:
    """What the others have, by the place of the rule; what stands in the base letter by letter is left out."""
    there = {tuple(field) for field in made.fields}
    of_tag, found = rules.of_tag, dict[int, list[Offer]]()
    for number, other in enumerate(others):
        for field in other.record[1]:
            place = of_tag.get(field[0])
            if place is None or tuple(field) in there:
                continue
            offered = with_owner(field, other.library) if field[0] in rules.local else field
            found.setdefault(place, []).append((number, offered))
    return found


def _new(
    rule: Rule, made: "_Made", offered: Sequence[Offer], rules: SurvivorshipRules, relators: Relators
) -> Iterator[Offer]:
    """Fields whose content is not there yet. A field that says nothing by this rule is left."""
    there = known(rule, rules.main_entry, relators)
    for field in made.fields:
        if field[0] in rule.looks_in:
            there.add(field)
    for number, field in offered:
        if there.lacks(field):
            there.add(field)
            yield number, field


def _if_none(rule: Rule, made: "_Made", offered: Sequence[Offer]) -> list[Offer]:
    """The fields of the best other record that has any."""
    if any(field[0] in rule.looks_in for field in made.fields):
        return []
    return [offer for offer in offered if offer[0] == offered[0][0]]


def with_owner(field: StoredField, library: str) -> StoredField:
    """A local field with the library whose it is, unless it says so."""
    return field if "5" in field[2::2] else [*field, "5", library]


class _Made:
    """A record in the making: its fields in order, and which of the others each is from."""

    def __init__(self, fields: Iterable[StoredField]) -> None:
        self.fields = [list(field) for field in fields]
        self._origins: list[tuple[int, str] | None] = [None] * len(self.fields)
        self._last = last_occurrence(self.fields)

    def take(self, other: int, field: StoredField, rule: Rule, others: Sequence[Member]) -> None:
        """Put a field in, with its 880, and under the rule's tag."""
        source = others[other]
        also = companion(field, source.record[1])
        named = with_library([rule.to or field[0], *field[1:]], source.library)
        taken = [unlinked(named)] if also is None else linked(named, also, self._last + 1)
        self._last += len(taken) - 1
        for one in taken:
            place = self._place(one)
            self.fields.insert(place, one)
            self._origins.insert(place, (other, rule.name))

    def _place(self, field: StoredField) -> int:
        """After the last field whose tag is not higher. The order of the others is the cataloguer's."""
        return next((n for n in range(len(self.fields), 0, -1) if self.fields[n - 1][0] <= field[0]), 0)

    def taken(self) -> tuple[Taken, ...]:
        return tuple(
            Taken(n, self.fields[n][0], *origin) for n, origin in enumerate(self._origins) if origin is not None
        )
