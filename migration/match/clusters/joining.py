"""Joins one component's records into clusters, its surest pair first."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import NamedTuple

from migration.match.clusters.model import AMBIGUOUS, SAME_SOURCE, Join, Refusal
from migration.match.clusters.parts import Court, Objection, Part


class Copied(NamedTuple):
    """A description's records, one of each part that they are in. ``free``: those that likeness may join; ``marked``:
    those of parts in which all of its records are marked as ambiguous."""

    all: Sequence[int]
    free: Sequence[int]
    marked: Sequence[int]


@dataclass(slots=True)
class Joiner:
    """``copies``: each description's records; ``marked``: records that only a proof may join; ``parts``: how many there
    are still. A part and its enemies were refused to each other, so they stay apart whatever joins them."""

    court: Court
    home: dict[int, Part]
    copies: Mapping[int, Sequence[int]]
    marked: Set[int]
    parts: int
    joins: list[Join] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    enemies: dict[Part, set[Part]] = field(default_factory=dict)
    _copied: dict[int, Copied] = field(default_factory=dict)

    def run(self, pairs: Iterable[tuple[int, int, bool, int]]) -> None:
        """Take the pairs in their order: low, high, proof, pair. A description's own pair comes before its others."""
        home, single = self.home, self._single()
        for low, high, proof, pair in pairs:
            if self.parts == 1:
                return
            if low in single and high in single:
                if home[a := single[low]] is not home[b := single[high]]:
                    self._try(a, b, pair, tell=True)
            elif low == high:
                self._gather(low, proof, pair)
            else:
                self._connect(self._look(low), self._look(high), proof, pair)

    def _single(self) -> dict[int, int]:
        """The descriptions that only one record has, which nothing makes ambiguous."""
        lone = ((d, records[0]) for d, records in self.copies.items() if len(records) == 1)
        return {d: record for d, record in lone if record not in self.marked}

    def join(self, a: int, b: int, pair: int) -> None:
        """Make the two records' parts one, whatever speaks against it."""
        one, two = self.home[a], self.home[b]
        if len(one.members) < len(two.members):
            one, two = two, one
        one.absorb(two)
        self._inherit(one, two)
        self.home.update(dict.fromkeys(two.members, one))
        self.joins.append(Join(a, b, pair))
        self.parts -= 1

    def _inherit(self, part: Part, gone: Part) -> None:
        for enemy in self.enemies.pop(gone, ()):
            self.enemies[enemy].discard(gone)
            self._part(part, enemy)

    def _part(self, one: Part, two: Part) -> None:
        self.enemies.setdefault(one, set()).add(two)
        self.enemies.setdefault(two, set()).add(one)

    def _gather(self, description: int, proof: bool, pair: int) -> None:
        """Copies: each goes to the first part of them that takes it."""
        records = self.copies[description]
        heads: list[int] = []
        for record in records if proof else [r for r in records if r not in self.marked]:
            if not any(self._try(head, record, pair, tell=head == heads[0]) for head in heads):
                heads.append(record)
        if not proof:
            first = heads[0] if heads else records[0]
            for record in records:
                if record in self.marked and record != first:
                    self._doubt(first, record, pair)

    def _connect(self, one: Copied, two: Copied, proof: bool, pair: int) -> None:
        home, enemies, nobody = self.home, self.enemies, frozenset[Part]()
        for a in one.all if proof else one.free:
            for b in two.all if proof else two.free:
                if (part := home[a]) is not (other := home[b]) and other not in enemies.get(part, nobody):
                    self._try(a, b, pair, tell=a == one.all[0] or b == two.all[0])
        if not proof:
            for a in one.marked:
                self._doubt(a, two.all[0], pair)
            for b in two.marked:
                self._doubt(one.all[0], b, pair)

    def _try(self, a: int, b: int, pair: int, *, tell: bool) -> bool:
        """Join two records unless something forbids it. ``tell``: list it then; of many copies the first is enough."""
        one, two = self.home[a], self.home[b]
        if one is two:
            return True
        if two in self.enemies.get(one, ()):
            return False
        objection = self.court.objection(one, two)
        if objection is None:
            self.join(a, b, pair)
            return True
        self._part(one, two)
        if tell:
            self._refuse(a, b, pair, objection)
        return False

    def _doubt(self, a: int, b: int, pair: int) -> None:
        same = self.court.sources[a] == self.court.sources[b]
        self._refuse(a, b, pair, Objection((SAME_SOURCE,) if same else (AMBIGUOUS,), (a, b)))

    def _refuse(self, a: int, b: int, pair: int, why: Objection) -> None:
        (x, y), (r, q) = sorted([(a, why.between[0]), (b, why.between[1])])
        self.refusals.append(Refusal(x, r, pair, why.reasons, (y, q)))

    def _look(self, description: int) -> Copied:
        if description not in self._copied:
            self._copied[description] = self._choose(self.copies[description])
        return self._copied[description]

    def _choose(self, records: Sequence[int]) -> Copied:
        if len(records) == 1:
            return Copied(records, (), records) if records[0] in self.marked else Copied(records, records, ())
        first: dict[Part, int] = {}
        free: dict[Part, int] = {}
        for record in records:
            first.setdefault(self.home[record], record)
            if record not in self.marked:
                free.setdefault(self.home[record], record)
        marked = [record for part, record in first.items() if part not in free]
        return Copied(list(first.values()), list(free.values()), marked)


def final(joiner: Joiner) -> list[Refusal]:
    """The first refusal between each two of the parts as they stand in the end."""
    told: dict[frozenset[Part], Refusal] = {}
    for refusal in joiner.refusals:
        both = frozenset((joiner.home[refusal.a], joiner.home[refusal.b]))
        if len(both) == 2:
            told.setdefault(both, refusal)
    return list(told.values())
