"""A cluster in the making, and what forbids that two of them become one."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import product
from typing import NamedTuple

from migration.match.clusters.model import FORBIDDEN, SAME_SOURCE, Contradicts


@dataclass(slots=True, eq=False)
class Part:
    """``sources``: a bit for each. ``descriptions``: each once."""

    members: list[int]
    sources: int
    descriptions: list[int]

    def absorb(self, other: "Part") -> None:
        self.members += other.members
        self.sources |= other.sources
        self.descriptions += [d for d in other.descriptions if d not in self.descriptions]


class Objection(NamedTuple):
    """Why two parts stay apart, and the record of each that it is about."""

    reasons: tuple[str, ...]
    between: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Court:
    """Judges one component. ``of``, ``sources``: each record's description and source; ``given``: the caller's numbers
    of descriptions; ``paired``: ``low * count + high`` of those that are paired, ``count`` of all there are.

    ``barred``: whom a verdict keeps from a record. ``bound``: descriptions that verdicts hold together.
    """

    of: Sequence[int]
    sources: Sequence[int]
    given: Sequence[int]
    count: int
    paired: Set[int]
    contradicts: Contradicts
    barred: Mapping[int, Set[int]]
    bound: Mapping[int, Sequence[int]]
    _known: dict[tuple[int, int], tuple[str, ...]] = field(default_factory=dict)

    def objection(self, a: Part, b: Part) -> Objection | None:
        """The first of: a cannot verdict, two records of one source, two records that contradict each other."""
        if self.barred and (broken := self._broken(a, b)):
            return Objection((FORBIDDEN,), broken)
        if shared := a.sources & b.sources:
            source = (shared & -shared).bit_length() - 1
            return Objection((SAME_SOURCE,), (self._of_source(a, source), self._of_source(b, source)))
        return self._contradiction(a, b)

    def vetoes(self, p: int, q: int) -> tuple[str, ...]:
        """Between two descriptions; none where they are paired."""
        if p > q:
            p, q = q, p
        if p == q or p * self.count + q in self.paired:
            return ()
        if (p, q) not in self._known:
            self._known[p, q] = self.contradicts(self.given[p], self.given[q])
        return self._known[p, q]

    def _broken(self, a: Part, b: Part) -> tuple[int, int] | None:
        return min(((r, q) for r in a.members for q in self.barred.get(r, set()) if q in b.members), default=None)

    def _contradiction(self, a: Part, b: Part) -> Objection | None:
        for p, q in product(a.descriptions, b.descriptions):
            vetoes = self.vetoes(p, q)
            if vetoes and not self._overruled(p, q, a, vetoes) and not self._overruled(q, p, b, vetoes):
                return Objection(vetoes, (self._described(a, p), self._described(b, q)))
        return None

    def _overruled(self, p: int, q: int, part: Part, vetoes: Sequence[str]) -> bool:
        """A verdict made p one with another of its part, in spite of the same vetoes, and q agrees with that other."""
        return any(
            other in part.descriptions and not self.vetoes(other, q) and set(vetoes) <= set(self.vetoes(p, other))
            for other in self.bound.get(p, ())
        )

    def _of_source(self, part: Part, source: int) -> int:
        return min(r for r in part.members if self.sources[r] == source)

    def _described(self, part: Part, description: int) -> int:
        return min(r for r in part.members if self.of[r] == description)
