"""The county's components, one after the other, each with its records, pairs and verdicts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from migration.match.clusters.graph import Copies, Edges, connected, in_order
from migration.match.clusters.joining import Joiner
from migration.match.clusters.model import Contradicts, Join, Pairs, Records
from migration.match.clusters.musts import Settled
from migration.match.clusters.parts import Court, Part

if TYPE_CHECKING:
    from migration.match.clusters.model import Flags, Wide


@dataclass(frozen=True, slots=True)
class County:
    """All that is known. ``labels``: each description's component; ``marked``: records that only a proof may join."""

    records: Records
    pairs: Pairs
    copies: Copies
    edges: Edges
    labels: "Wide"
    settled: Settled
    marked: "Flags"
    contradicts: Contradicts


@dataclass(frozen=True, slots=True)
class _Lists:
    """The county's columns as Python's own numbers, which its loops read faster."""

    of: Sequence[int]
    sources: Sequence[int]
    given: Sequence[int]
    records: Sequence[int]
    starts: Sequence[int]
    marked: Sequence[bool]


def connect(copies: Copies, edges: Edges, settled: Settled) -> "Wide":
    """The component of each description: what pairs and must verdicts connect."""
    import numpy as np

    one, two = (np.array([join[side] for join in settled.joins], np.int64) for side in (0, 1))
    low, high = np.concatenate([edges.low, copies.of[one]]), np.concatenate([edges.high, copies.of[two]])
    return connected(len(copies.given), low, high)


def joined(county: County) -> Iterator[Joiner]:
    """Each component, when all has been joined that can be."""
    c = county
    lists = _Lists(
        c.copies.of.tolist(), c.records.sources.tolist(), c.copies.given.tolist(),
        c.copies.records.tolist(), c.copies.starts.tolist(), c.marked.tolist(),
    )  # fmt: skip
    verdicts: dict[int, list[Join]] = {}
    for join in c.settled.joins:
        verdicts.setdefault(int(c.labels[lists.of[join.a]]), []).append(join)
    edges = in_order(c.edges, c.pairs, c.labels)
    for label, found in _slices(edges, c.labels):
        yield _join(c, lists, found, verdicts.pop(label, []))
    for joins in verdicts.values():
        yield _join(c, lists, Edges(edges.low[:0], edges.high[:0], edges.pair[:0]), joins)


def _slices(edges: Edges, labels: "Wide") -> Iterator[tuple[int, Edges]]:
    import numpy as np

    of = labels[edges.low]
    begins = np.flatnonzero(np.diff(of, prepend=-1)).tolist()
    for begin, end in pairwise([*begins, len(of)]):
        yield int(of[begin]), Edges(edges.low[begin:end], edges.high[begin:end], edges.pair[begin:end])


def _join(county: County, lists: _Lists, edges: Edges, must: Sequence[Join]) -> Joiner:
    low, high, pair = edges.low.tolist(), edges.high.tolist(), edges.pair.tolist()
    descriptions = {*low, *high, *(lists.of[record] for join in must for record in (join.a, join.b))}
    copies = {d: lists.records[lists.starts[d] : lists.starts[d + 1]] for d in descriptions}
    members = [record for records in copies.values() for record in records]
    marked = {record for record in members if lists.marked[record]}
    home = {r: Part([r], 1 << lists.sources[r], [lists.of[r]]) for r in members}
    joiner = Joiner(_court(county, lists, edges, must, members), home, copies, marked, len(members))
    for join in must:
        joiner.join(*join)
    joiner.run(zip(low, high, county.pairs.proof[edges.pair].tolist(), pair, strict=True))
    return joiner


def _court(county: County, lists: _Lists, edges: Edges, must: Sequence[Join], members: Sequence[int]) -> Court:
    paired = set((edges.low * len(lists.given) + edges.high).tolist())
    cannot = county.settled.barred
    return Court(
        of=lists.of,
        sources=lists.sources,
        given=lists.given,
        count=len(lists.given),
        paired=paired,
        contradicts=county.contradicts,
        barred={r: cannot[r] for r in members if r in cannot} if cannot else {},
        bound=_bound(lists.of, must) if must else {},
    )


def _bound(of: Sequence[int], must: Sequence[Join]) -> Mapping[int, Sequence[int]]:
    """For each description, those that verdicts hold together with it, directly or through others."""
    home: dict[int, list[int]] = {}
    for join in must:
        one, two = (home.setdefault(of[record], [of[record]]) for record in (join.a, join.b))
        if one is not two:
            one += two
            home.update(dict.fromkeys(two, one))
    return home
