"""Which records become one title: constrained clustering of records by decided pairs of descriptions.

Connecting whatever is connected by pairs is the commonest source of false merges: a record that says little draws
together what must stay apart. Here verdicts come first, then the pairs, the surest first; two parts of a cluster are
joined only when no record of the one contradicts any of the other, no verdict forbids it, and no source would be in the
cluster twice. What was refused once stays refused, so equal input gives equal clusters, in whatever order it comes.

    found = cluster(Records(sources, descriptions), Pairs(one, two, strength, rule, proof), contradicts, must, cannot)

Components do not know of each other: clustering some of them alone (all records and pairs of each) gives the same.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from migration.match.clusters.ambiguity import find_ambiguous
from migration.match.clusters.components import County, connect, joined
from migration.match.clusters.graph import number, renumber
from migration.match.clusters.joining import Joiner, final
from migration.match.clusters.model import (
    SAME_SOURCE,
    UNPAIRED,
    VERDICT,
    Cluster,
    Clustering,
    Contradicts,
    Join,
    Pairs,
    Records,
    Refusal,
)  # fmt: skip
from migration.match.clusters.musts import Both, Settled, settle
from migration.match.clusters.parts import Part

if TYPE_CHECKING:
    from migration.match.clusters.model import Wide


def cluster(
    records: Records, pairs: Pairs, contradicts: Contradicts, must: Sequence[Both] = (), cannot: Iterable[Both] = ()
) -> Clustering:
    """Cluster the records. ``must``, ``cannot``: verdicts on two records, in the order in which they are replayed."""
    settled = settle(must, cannot)
    copies = number(records.descriptions)
    edges = renumber(pairs, copies)
    labels = connect(copies, edges, settled)
    ambiguity = find_ambiguous(records.sources, copies, edges, labels, _first_of_group(records, settled))
    clusters: list[Cluster] = []
    refusals: list[Refusal] = []
    for joiner in joined(County(records, pairs, copies, edges, labels, settled, ambiguity.marked, contradicts)):
        clusters.extend(_clusters(joiner, pairs))
        refusals.extend(final(joiner))
    clusters.sort(key=lambda c: c.members[0])
    twins = _twins(ambiguity.twins, records, settled, contradicts)
    refusals.extend(_untold(twins, clusters, refusals, len(records.sources)))
    return Clustering(tuple(clusters), tuple(sorted(refusals)), settled.conflicts)


def _first_of_group(records: Records, settled: Settled) -> "Wide":
    """For each record, the first of its source that verdicts make one with it."""
    import numpy as np

    first = np.arange(len(records.sources))
    for group in settled.groups:
        of_source: dict[int, int] = {}
        for record in group:
            first[record] = of_source.setdefault(int(records.sources[record]), record)
    return first


def _clusters(joiner: Joiner, pairs: Pairs) -> Iterator[Cluster]:
    joins: dict[Part, list[Join]] = {}
    for join in joiner.joins:
        joins.setdefault(joiner.home[join.a], []).append(join)
    for part, made in joins.items():
        weakest = ((int(pairs.strength[j.pair]), -int(pairs.rule[j.pair])) for j in made if j.pair != VERDICT)
        strength, rule = min(weakest, default=(100, -VERDICT))
        yield Cluster(tuple(sorted(part.members)), strength, -rule, tuple(made))


def _twins(twins: "Wide", records: Records, settled: Settled, contradicts: Contradicts) -> Iterator[Both]:
    """Two records of a source that come into question for the same title, where nothing tells them apart."""
    for a, b in twins.tolist():
        if b in settled.barred.get(a, ()):
            continue
        one, two = int(records.descriptions[a]), int(records.descriptions[b])
        if one == two or not contradicts(one, two):
            yield a, b


def _untold(
    twins: Iterable[Both], clusters: Iterable[Cluster], refusals: Iterable[Refusal], count: int
) -> Iterator[Refusal]:
    """Twins between whose clusters no refusal stands yet."""
    head = list(range(count))
    for found in clusters:
        for member in found.members:
            head[member] = found.members[0]
    told = {frozenset((head[r.a], head[r.b])) for r in refusals}
    for a, b in twins:
        both = frozenset((head[a], head[b]))
        if len(both) == 2 and both not in told:
            told.add(both)
            yield Refusal(a, b, UNPAIRED, (SAME_SOURCE,), (a, b))
