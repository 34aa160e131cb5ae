"""Clusters of records that are one book: complete linkage, so that no cluster holds two that were not found equal.

Connecting whatever is connected by pairs is the commonest source of false merges: a record with two ISBNs, or one
without a volume number, draws together what must stay apart. Here two clusters are joined only when every record of
the one has an accepted pair with every record of the other. The strongest pairs come first, equals in the order of
their keys, so the result does not depend on the order of the input.
"""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass

from migration.match.compare import Candidate
from migration.match.graph import Component, Edge, Graph, Key, Member
from migration.match.group import in_order, is_near_miss, judge
from migration.match.linkage import link
from migration.match.rules import MatchRules

MAX_GROUP = 400
"""Records of one ISBN. More are not one book in the county's libraries, but a dummy."""

MAX_REFUSALS = 20
"""Near misses listed per ISBN: more tell a reviewer nothing new."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Two records or more, by (source, legacy_id). ``score``: the weakest pair's likeness of titles, as ``0.97``."""

    members: tuple[Member, ...]
    score: str
    decided_by: str = "isbn"


@dataclass(frozen=True, slots=True, order=True)
class Refusal:
    """Two records, as (source, legacy_id), that share an ISBN and were kept apart, and why.

    ``failed``: what contradicts or is not known (``migration.match.compare``), or ``contradiction``: the two agree,
    but something that one of them was joined with does not.
    """

    a: Key
    b: Key
    isbn: str
    failed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clustering:
    """``overflow``: ISBNs with more records than are compared; ``unlisted``: near misses above the limit per ISBN."""

    clusters: tuple[Cluster, ...]
    refusals: tuple[Refusal, ...]
    overflow: tuple[str, ...]
    unlisted: int


def cluster(
    groups: Iterable[tuple[str, Sequence[Candidate]]], rules: MatchRules, max_group: int = MAX_GROUP
) -> Clustering:
    """Cluster records by ISBN. A group: an ISBN-13 and the records that carry it; each ISBN comes once.

    Only records that share an ISBN need be passed. Holds no more than the records and pairs that were accepted.
    """
    graph, refused, overflow, unlisted = Graph(), set[Refusal](), list[str](), 0
    for isbn, records in groups:
        if len(records) > max_group:
            overflow.append(isbn)
            continue
        near = _judge(graph, isbn, records, rules)
        refused.update(near[:MAX_REFUSALS])
        unlisted += max(0, len(near) - MAX_REFUSALS)
    clusters, home = _clusters(graph, refused)
    apart = (r for r in refused if r.a not in home or home[r.a] != home.get(r.b))
    return Clustering(clusters, tuple(sorted(apart)), tuple(sorted(overflow)), unlisted)


def _judge(graph: Graph, isbn: str, records: Sequence[Candidate], rules: MatchRules) -> list[Refusal]:
    """Add one ISBN's accepted pairs to the graph. Returns its near misses, sorted."""
    near = []
    for a, b, found in judge(in_order(records), rules):
        if found.ok:
            graph.accept(a, b, found.score, isbn)
        elif is_near_miss(found):
            near.append(Refusal((a.source, a.legacy_id), (b.source, b.legacy_id), isbn, found.failed))
    return sorted(near)


def _clusters(graph: Graph, refused: set[Refusal]) -> tuple[tuple[Cluster, ...], dict[Key, int]]:
    """The clusters, and which one each record is in. Adds the pairs that complete linkage refused."""
    clusters: list[Cluster] = []
    home: dict[Key, int] = {}
    for component in graph.components():
        joined, parted = link(component)
        for positions in joined:
            members = tuple(component.members[n] for n in sorted(positions))
            home.update((m.key, len(clusters)) for m in members)
            clusters.append(Cluster(members, _weakest(positions, component)))
        refused.update(_parted(component, edge) for edge in parted)
    return tuple(sorted(clusters, key=lambda c: c.members[0].key)), home


def _weakest(positions: Set[int], component: Component) -> str:
    return f"{min(e.score for e in component.edges if e.one in positions and e.two in positions) / 100:.2f}"


def _parted(component: Component, edge: Edge) -> Refusal:
    return Refusal(component.members[edge.one].key, component.members[edge.two].key, edge.isbn, ("contradiction",))
