"""Records of one source that come into question for the same title.

A library with two volumes that lost their numbers has two records that are both like the other library's one. No rule
that goes by likeness can tell which it is, and taking the better of two is a guess. So all of them are marked, and only
a proof or a librarian joins a marked record to another library's.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from migration.match.clusters.graph import Copies, Edges

if TYPE_CHECKING:
    from migration.match.clusters.model import Flags, Ints, Wide

CHUNK = 1_000_000
"""Neighbours looked at in one go, about: 100 MB."""


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """``marked``: for each record, whether another of its source is in question with it. ``twins``: such pairs of
    records, in two columns: at least each of those in question for one description with the first of them."""

    marked: "Flags"
    twins: "Wide"


@dataclass(frozen=True, slots=True)
class _Held:
    """What a source has of a description, by description, where it has more than one record in the whole component.

    ``low`` and ``high``: its first and its last record (records that verdicts make one count as the first of them).
    ``entry``: each record's row here; -1: its source has nothing else in the component.
    """

    starts: "Wide"
    sources: "Wide"
    low: "Wide"
    high: "Wide"
    entry: "Wide"


def find_ambiguous(sources: "Ints", copies: Copies, edges: Edges, labels: "Wide", first: "Wide") -> Ambiguity:
    """Mark the records that are paired with each other or with the same record, and are of one source.

    ``labels``: each description's component. ``first``: for each record, the first of its source that verdicts make one
    with it (most often itself).
    """
    import numpy as np

    if not len(sources):
        return Ambiguity(np.zeros(0, np.bool_), np.zeros((0, 2), np.int64))
    held = _hold(sources, copies, labels, first)
    itself = np.zeros(len(copies.given), np.bool_)
    itself[edges.low[edges.low == edges.high]] = True
    marked, twins = np.zeros(len(held.low) + 1, np.bool_), [np.empty((0, 2), np.int64)]
    for whose, whom in _neighbours(np.diff(held.starts) > 0, edges):
        entries, found = _in_question(whose, whom, held, itself)
        marked[entries] = True
        twins.append(found)
    return Ambiguity(marked[held.entry], np.unique(np.concatenate(twins), axis=0))


def _hold(sources: "Ints", copies: Copies, labels: "Wide", first: "Wide") -> _Held:
    import numpy as np

    order = np.lexsort((first, sources, copies.of))
    of, source, records = copies.of[order].astype(np.int64), sources[order].astype(np.int64), first[order]
    new = np.ones(len(order), np.bool_)
    new[1:] = (of[1:] != of[:-1]) | (source[1:] != source[:-1])
    begins = np.flatnonzero(new)
    of, source, low, high = of[begins], source[begins], records[begins], records[np.append(begins[1:], len(order)) - 1]
    several = _several(labels[of] * (source.max() + 1) + source, low, high)
    row = np.where(several, np.cumsum(several) - 1, -1)
    entry = np.empty(len(order), np.int64)
    entry[order] = row[np.cumsum(new) - 1]
    starts = np.searchsorted(of[several], np.arange(len(copies.given) + 1))
    return _Held(starts, source[several], low[several], high[several], entry)


def _several(group: "Wide", low: "Wide", high: "Wide") -> "Flags":
    """For each row, whether its group has more than one value between ``low`` and ``high``."""
    import numpy as np

    order = np.argsort(group, kind="stable")
    begins = np.flatnonzero(np.diff(group[order], prepend=-1))
    torn = np.minimum.reduceat(low[order], begins) != np.maximum.reduceat(high[order], begins)
    several = np.empty(len(group), np.bool_)
    several[order] = np.repeat(torn, np.diff(np.append(begins, len(order))))
    return several


def _neighbours(held: "Flags", edges: Edges) -> Iterator[tuple["Wide", "Wide"]]:
    """Each description with itself and with whom it is paired, if those are ``held``; about ``CHUNK`` at a time, all of
    one description together."""
    import numpy as np

    apart = edges.low != edges.high
    own = np.flatnonzero(held)
    near, far = apart & held[edges.high], apart & held[edges.low]
    whose = np.concatenate([edges.low[near], edges.high[far], own])
    whom = np.concatenate([edges.high[near], edges.low[far], own])
    order = np.argsort(whose, kind="stable")
    whose, whom = whose[order], whom[order]
    begin = 0
    while begin < len(whose):
        end = int(np.searchsorted(whose, whose[min(begin + CHUNK, len(whose)) - 1], side="right"))
        yield whose[begin:end], whom[begin:end]
        begin = end


def _in_question(whose: "Wide", whom: "Wide", held: _Held, itself: "Flags") -> tuple["Wide", "Wide"]:
    """The rows of ``held`` of which a source has more than one in question for a description, and the twins.

    ``itself``: descriptions of which any two copies are in question for each other.
    """
    import numpy as np

    counts = held.starts[whom + 1] - held.starts[whom]
    entries = np.arange(counts.sum()) + np.repeat(held.starts[whom] - np.cumsum(counts) + counts, counts)
    one_of = np.repeat((whose == whom) & ~itself[whom], counts)
    low, high = held.low[entries], np.where(one_of, held.low[entries], held.high[entries])
    group = np.repeat(whose, counts) * (held.sources.max() + 1) + held.sources[entries]
    chosen = np.flatnonzero(_several(group, low, high))
    _, group = np.unique(group[chosen], return_inverse=True)
    least = np.full(len(chosen), np.iinfo(np.int64).max)
    np.minimum.at(least, group, low[chosen])
    least = least[group]
    twins = np.concatenate([np.column_stack((least, low[chosen])), np.column_stack((least, high[chosen]))])
    return entries[chosen], np.unique(twins[twins[:, 0] != twins[:, 1]], axis=0)
