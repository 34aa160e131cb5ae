"""Numbers that are the same in every run, and connected components, in numpy."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from migration.match.clusters.model import Pairs

if TYPE_CHECKING:
    from migration.match.clusters.model import Flags, Ints, Wide


@dataclass(frozen=True, slots=True)
class Copies:
    """The records of each description. A description's number here is its place in the order of first records.

    ``of``: each record's description. ``records[starts[d]:starts[d + 1]]``: the records of d, in order. ``given``: the
    caller's number of each description.
    """

    of: "Ints"
    records: "Wide"
    starts: "Wide"
    given: "Ints"


@dataclass(frozen=True, slots=True)
class Edges:
    """Pairs by ``Copies``' numbers, ``low <= high``. ``pair``: which pair it was."""

    low: "Wide"
    high: "Wide"
    pair: "Wide"


def number(descriptions: "Ints") -> Copies:
    """Number the descriptions by their first records."""
    import numpy as np

    given, first, found = np.unique(descriptions, return_index=True, return_inverse=True)
    order = np.argsort(first)
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    of = place[found].astype(np.int32)
    starts = np.concatenate([[0], np.cumsum(np.bincount(of, minlength=len(given)))]).astype(np.int64)
    return Copies(of, np.argsort(of, kind="stable"), starts, given[order])


def renumber(pairs: Pairs, copies: Copies) -> Edges:
    """The pairs by ``copies``' numbers, without those that join nothing: of descriptions that no record has, or of
    one record with itself."""
    import numpy as np

    one, two = _places(pairs.one, copies), _places(pairs.two, copies)
    low, high = np.minimum(one, two), np.maximum(one, two)
    single = np.diff(copies.starts)[np.maximum(low, 0)] == 1 if len(copies.given) else np.zeros(len(low), np.bool_)
    pair = np.flatnonzero((low >= 0) & ~((low == high) & single))
    return Edges(low[pair], high[pair], pair)


def _places(given: "Ints", copies: Copies) -> "Wide":
    """The number of each of the caller's descriptions; -1: no record has it."""
    import numpy as np

    known = np.full(max(copies.given.max(initial=-1), given.max(initial=-1)) + 1, -1, np.int64)
    known[copies.given] = np.arange(len(copies.given))
    return known[given]


def in_order(edges: Edges, pairs: Pairs, labels: "Wide") -> Edges:
    """Component by component; in each, copies first, then proofs, then the strongest, then the surest rule, then by
    the first records of the two descriptions."""
    import numpy as np

    if not len(edges.pair):
        return edges
    proof, strength = pairs.proof[edges.pair], pairs.strength[edges.pair].astype(np.int64)
    rank = (edges.low != edges.high).astype(np.int64) << 25 | (~proof).astype(np.int64) << 24
    rank |= (255 - strength) << 16 | pairs.rule[edges.pair]
    order = np.lexsort((edges.low << 32 | edges.high, labels[edges.low] << 26 | rank))
    return Edges(edges.low[order], edges.high[order], edges.pair[order])


def connected(count: int, one: "Wide", two: "Wide") -> "Wide":
    """The connected component of each of ``count`` nodes, named by its smallest node."""
    import numpy as np

    labels = np.arange(count)
    while True:
        a, b = labels[one], labels[two]
        apart: Flags = a != b
        if not apart.any():
            return labels
        one, two = one[apart], two[apart]
        np.minimum.at(labels, np.maximum(a[apart], b[apart]), np.minimum(a[apart], b[apart]))
        while not np.array_equal(labels, further := labels[labels]):
            labels = further
