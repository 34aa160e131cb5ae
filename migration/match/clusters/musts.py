"""Librarians' verdicts between themselves: what is to be one, what never, and where the two collide.

A cannot wins over a must, and an earlier must over a later one: verdicts are replayed in the order in which they stand.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from migration.match.clusters.model import VERDICT, Conflict, Join

Both = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Settled:
    """``groups``: records that verdicts make one, each in order. ``joins``: by which. ``barred``: whom a record may not
    be with."""

    groups: tuple[tuple[int, ...], ...]
    joins: tuple[Join, ...]
    conflicts: tuple[Conflict, ...]
    barred: Mapping[int, Set[int]]


def settle(must: Sequence[Both], cannot: Iterable[Both]) -> Settled:
    """Join records by the must verdicts, one after the other, unless any two would break a cannot verdict."""
    barred = _barred(cannot)
    home: dict[int, set[int]] = {record: {record} for both in must for record in both}
    joins, conflicts = [], []
    for a, b in must:
        if home[a] is home[b]:
            continue
        broken = min(((r, q) for r in home[a] for q in barred.get(r, set()) & home[b]), default=None)
        if broken:
            conflicts.append(Conflict((a, b), broken))
        else:
            joins.append(Join(a, b, VERDICT))
            _unite(home, a, b)
    groups = {id(group): tuple(sorted(group)) for group in home.values() if len(group) > 1}
    return Settled(tuple(sorted(groups.values())), tuple(joins), tuple(conflicts), barred)


def _barred(cannot: Iterable[Both]) -> dict[int, set[int]]:
    barred: dict[int, set[int]] = {}
    for a, b in cannot:
        if a != b:
            barred.setdefault(a, set()).add(b)
            barred.setdefault(b, set()).add(a)
    return barred


def _unite(home: dict[int, set[int]], a: int, b: int) -> None:
    one, two = home[a], home[b]
    one |= two
    home.update(dict.fromkeys(two, one))
