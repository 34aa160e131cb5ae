"""Which rows are looked at by hand: how many, how they are spread over the strata, and which ones.

How many: so many that no fault among them says, with 95 % confidence, that less than a stated share of all rows is
faulty: ``n = ln 0.05 / ln(1 - share)``, 299 for 1 % and 59 for 5 %. Every stratum gets its proportional share of them
(rounded up), and no fewer than AT_LEAST. Since no stratum gets less than its share, the statement holds for the
stratified sample, too (the logarithm is concave: spreading the faults unevenly makes them easier to meet).
"""

import hashlib
import heapq
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from migration.model import Entity
from migration.quality.samples.strata import Drawn

CONFIDENCE = 0.95
SHARES: Mapping[Entity, float] = {Entity.BIB: 0.01, Entity.ITEM: 0.05, Entity.LOAN: 0.05}
"""What share of faults the sample shall rule out where it shows none."""
AT_LEAST = 8
"""Rows of each stratum, however small its share: risky strata are small."""
_SEED = b"grenselos sample 1"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A row of the sample. ``place``: 0 to 1, where it comes in its stratum's draw."""

    entity: Entity
    legacy_id: str
    target_id: str
    stratum: str
    place: float


@dataclass(frozen=True, slots=True)
class Draw:
    """``populations``: how many rows of the source there are by stratum; ``strata``: where each is, by legacy id."""

    entity: Entity
    populations: Mapping[str, int]
    strata: Mapping[str, str]
    chosen: tuple[Chosen, ...]


def wanted(share: float) -> int:
    """How many rows without a fault say with 95 % confidence that less than ``share`` are faulty."""
    return math.ceil(math.log(1 - CONFIDENCE) / math.log(1 - share))


def sizes(populations: Mapping[str, int], share: float) -> dict[str, int]:
    """How many rows of each stratum are drawn."""
    total, n = sum(populations.values()), wanted(share)
    return {name: min(rows, max(-(-n * rows // total), AT_LEAST)) for name, rows in populations.items() if rows}


def draw(entity: Entity, rows: Iterable[Drawn]) -> Draw:
    """Draw from all rows of an entity. Whatever their order, the same rows are drawn; new rows change it little."""
    lots: dict[str, list[tuple[bytes, str, str]]] = defaultdict(list)
    for legacy_id, target_id, stratum in rows:
        lots[stratum].append((_lot(target_id), target_id, legacy_id))
    populations = {name: len(own) for name, own in sorted(lots.items())}
    chosen: list[Chosen] = []
    for name, n in sizes(populations, SHARES[entity]).items():
        first = heapq.nsmallest(n, lots[name])
        chosen += [Chosen(entity, legacy, target, name, (at + 0.5) / n) for at, (_, target, legacy) in enumerate(first)]
    strata = {legacy_id: name for name, own in lots.items() for _, _, legacy_id in own}
    return Draw(entity, populations, strata, tuple(chosen))


def in_order(chosen: Iterable[Chosen]) -> list[Chosen]:
    """The order in which to look at them: who stops half-way has seen as much of each stratum as of all."""
    return sorted(chosen, key=lambda c: (c.place, c.entity, c.stratum, _lot(c.target_id)))


def _lot(target_id: str) -> bytes:
    """A row's lot. The target id tells source and legacy id, so that each library draws its own."""
    return hashlib.blake2b(target_id.encode(), digest_size=8, key=_SEED).digest()
