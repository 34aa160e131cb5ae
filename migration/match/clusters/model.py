"""What clustering takes and gives. Records and descriptions are numbers, so that a county's fit in memory.

A *record's* number is its place in the order of (source, legacy_id), from 0: the one order that is the same in every
run. A *description's* number is the caller's own, from 0 without wide gaps; nothing depends on it. A *pair's* number
is its place in ``Pairs``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int32]
    Wide = NDArray[np.int64]
    Flags = NDArray[np.bool_]

VERDICT = -1
"""Stands for a pair's or a rule's number where a librarian's verdict joined two records."""

UNPAIRED = -2
"""Stands for a pair's number where two records were not paired, but come into question for the same third one."""

SAME_SOURCE = "same_source"
"""Two records of one source: a library's own duplicates are not joined without a verdict."""

AMBIGUOUS = "same_source_ambiguous"
"""Several records of one source come into question, and nothing proves which of them it is."""

FORBIDDEN = "verdict"
"""A librarian said that the two are not one."""

Contradicts = Callable[[int, int], tuple[str, ...]]
"""The vetoes between two descriptions, by the caller's numbers. Hardly ever asked twice of the same two."""


@dataclass(frozen=True, slots=True)
class Records:
    """The county's records, in the order of (source, legacy_id). ``sources``: small numbers from 0, in any order."""

    sources: "Ints"
    descriptions: "Ints"


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of descriptions that are one title by the rules, each once, in any order and either way round.

    A description is paired with itself where its copies are one title by the same rules. ``strength``: 0 to 100.
    ``rule``: the row of the decision table, 0 to 65535, the surest first. ``proof``: the rule holds even where a source
    has several records that come into question.
    """

    one: "Ints"
    two: "Ints"
    strength: "NDArray[np.uint8]"
    rule: "NDArray[np.uint16]"
    proof: "Flags"


class Join(NamedTuple):
    """Two records by whose pair (or ``VERDICT``) two parts of a cluster became one."""

    a: int
    b: int
    pair: int


@dataclass(frozen=True, slots=True)
class Cluster:
    """Two records or more, in order. ``strength`` and ``rule``: of the weakest pair that joined them (100 and
    ``VERDICT`` where verdicts alone did). ``joins``: one fewer than members, in the order in which they were made."""

    members: tuple[int, ...]
    strength: int
    rule: int
    joins: tuple[Join, ...]


class Refusal(NamedTuple):
    """Two records that come into question for each other, and why their clusters stay apart.

    ``pair``: by what they come into question (or ``UNPAIRED``). ``reasons``: ``SAME_SOURCE``, ``AMBIGUOUS``,
    ``FORBIDDEN``, or vetoes. ``between``: the two records, one of each cluster, that the reasons are about.
    """

    a: int
    b: int
    pair: int
    reasons: tuple[str, ...]
    between: tuple[int, int]


class Conflict(NamedTuple):
    """A must verdict that was not applied, and the cannot verdict that it would have broken."""

    must: tuple[int, int]
    cannot: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Clustering:
    """``clusters`` by their first member; ``refusals``, one for each two clusters (or lone records), by a and b."""

    clusters: tuple[Cluster, ...]
    refusals: tuple[Refusal, ...]
    conflicts: tuple[Conflict, ...]
