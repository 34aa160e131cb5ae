"""Records and the accepted pairs between them, packed: a county has millions of pairs."""

from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from migration.match.compare import Candidate

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Member:
    """One record of a cluster: what is needed to choose the base and the id."""

    source: str
    legacy_id: str
    target_id: str
    quality: int

    @property
    def key(self) -> Key:
        return self.source, self.legacy_id


class Edge(NamedTuple):
    """An accepted pair of a component's members, by position. ``score``: 0 to 100."""

    score: int
    one: int
    two: int
    isbn: str


@dataclass(frozen=True, slots=True)
class Component:
    """Records that are connected by pairs: members by key, edges with the strongest first, equals by position."""

    members: tuple[Member, ...]
    edges: tuple[Edge, ...]


@dataclass(slots=True)
class Graph:
    """Records are numbered as they arrive, so that nothing here may depend on a number."""

    numbers: dict[Key, int] = field(default_factory=dict)
    members: list[Member] = field(default_factory=list)
    isbns: list[str] = field(default_factory=list)
    ends: "array[int]" = field(default_factory=lambda: array("I"))
    scores: "array[int]" = field(default_factory=lambda: array("B"))
    isbn_of: "array[int]" = field(default_factory=lambda: array("I"))

    def accept(self, a: Candidate, b: Candidate, score: float, isbn: str) -> None:
        """Add a pair. Pairs of one ISBN come together."""
        if not self.isbns or self.isbns[-1] != isbn:
            self.isbns.append(isbn)
        self.ends.extend((self._number(a), self._number(b)))
        self.scores.append(round(score * 100))
        self.isbn_of.append(len(self.isbns) - 1)

    def _number(self, record: Candidate) -> int:
        key = (record.source, record.legacy_id)
        number = self.numbers.setdefault(key, len(self.members))
        if number == len(self.members):
            self.members.append(Member(*key, record.target_id, record.quality))
        return number

    def components(self) -> Iterator[Component]:
        """The connected components, in no particular order."""
        roots = self._roots()
        by_root: dict[int, array[int]] = {}
        for pair in range(len(self.scores)):
            by_root.setdefault(roots[self.ends[2 * pair]], array("I")).append(pair)
        for pairs in by_root.values():
            yield self._component(pairs)

    def _component(self, pairs: "array[int]") -> Component:
        ends = {self.ends[2 * pair + side] for pair in pairs for side in (0, 1)}
        numbers = sorted(ends, key=lambda number: self.members[number].key)
        position = {number: n for n, number in enumerate(numbers)}
        edges = [self._edge(pair, position) for pair in pairs]
        edges.sort(key=lambda e: (-e.score, e.one, e.two, e.isbn))
        return Component(tuple(self.members[n] for n in numbers), tuple(edges))

    def _edge(self, pair: int, position: Mapping[int, int]) -> Edge:
        one, two = sorted((position[self.ends[2 * pair]], position[self.ends[2 * pair + 1]]))
        return Edge(self.scores[pair], one, two, self.isbns[self.isbn_of[pair]])

    def _roots(self) -> list[int]:
        """Which component each record is in."""
        parent = list(range(len(self.members)))
        for pair in range(len(self.scores)):
            one, two = _root(parent, self.ends[2 * pair]), _root(parent, self.ends[2 * pair + 1])
            parent[max(one, two)] = min(one, two)
        return [_root(parent, number) for number in range(len(parent))]


def _root(parent: list[int], number: int) -> int:
    while parent[number] != number:
        parent[number] = number = parent[parent[number]]
    return number
