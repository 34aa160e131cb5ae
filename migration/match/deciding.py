"""Candidate pairs, decided batch by batch: by worker processes where there are any, always in the same order."""

import pickle
from array import array
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from functools import lru_cache
from heapq import heappush, heapreplace
from typing import NamedTuple

import orjson

from migration.features import Identifier
from migration.match.blocking.catalogue import Catalogue, PairBatch
from migration.match.comparing.judge import Graded, Judge, judge_by
from migration.match.rules import MatchRules

IN_FLIGHT = 4
"""Batches that wait for workers or for being written: what the memory allows."""
WORTH_WORKERS = 50_000
"""Pairs from which on starting worker processes costs less than it gains."""

Workers = Callable[[], Executor]
"""Starts worker processes at the first call."""


class PairRow(NamedTuple):
    """A row of matched_pair. ``score``: likeness of the titles, as ``0.97``. ``failed``: features, parted by blanks.

    ``evidence``: JSON: the grades in the order of ``FEATURES``, and the identifiers in common.
    """

    a: str
    b: str
    decision: str
    rule: str
    score: str
    failed: str
    evidence: str


class Decided(NamedTuple):
    """``rows``: of what is ``auto`` or ``review``. ``apart``: places in the batch of what is neither."""

    rows: list[PairRow]
    apart: Sequence[int]


@dataclass(slots=True)
class Watch:
    """Keeps a sample of the pairs that were kept apart, of which nothing is stored: those with the lowest hashes."""

    most: int = 20_000
    _kept: list[tuple[int, int, int]] = field(default_factory=list)

    def see(self, one: int, two: int, names: Sequence[str]) -> None:
        entry = (-(int(names[one], 16) ^ int(names[two], 16)), one, two)
        if len(self._kept) < self.most:
            heappush(self._kept, entry)
        elif entry > self._kept[0]:
            heapreplace(self._kept, entry)

    def pairs(self) -> list[tuple[int, int]]:
        """By numbers of descriptions, in order."""
        return sorted((one, two) for _, one, two in self._kept)


def decided(
    catalogue: Catalogue,
    rules: MatchRules,
    former: Collection[str] | None = None,
    watch: Watch | None = None,
    workers: Workers | None = None,
) -> Iterator[list[PairRow]]:
    """Batches of the pairs that are ``auto`` or ``review``. ``former``: as in ``Catalogue.pairs``."""
    names = catalogue.names() if watch else []
    for batch, found in _in_order(catalogue, rules, former, workers):
        if watch:
            for place in found.apart:
                if batch.one[place] != batch.two[place]:
                    watch.see(batch.one[place], batch.two[place], names)
        yield found.rows


def _in_order(
    catalogue: Catalogue, rules: MatchRules, former: Collection[str] | None, workers: Workers | None
) -> Iterator[tuple[PairBatch, Decided]]:
    packed = pickle.dumps((rules, catalogue.bad))
    seen = 0
    waiting: deque[tuple[PairBatch, Future[Decided]]] = deque()
    for batch in catalogue.pairs(former):
        seen += len(batch.one)
        if workers is None or seen < WORTH_WORKERS:
            yield batch, decide(judge_by(rules), catalogue.bad, batch)
            continue
        waiting.append((batch, workers().submit(decide_packed, packed, batch)))
        if len(waiting) >= IN_FLIGHT:
            first, future = waiting.popleft()
            yield first, future.result()
    for first, future in waiting:
        yield first, future.result()


def decide_packed(packed: bytes, batch: PairBatch) -> Decided:
    """``decide`` in a worker process. ``packed``: rules and bad identifiers, pickled."""
    return decide(*_unpacked(packed), batch)


@lru_cache(maxsize=1)
def _unpacked(packed: bytes) -> tuple[Judge, Collection[Identifier]]:
    rules, bad = pickle.loads(packed)  # noqa: S301  # by ourselves, a process away
    return Judge(rules), bad


def decide(judge: Judge, bad: Collection[Identifier], batch: PairBatch) -> Decided:
    features, names = batch.features(), batch.names()
    rows: list[PairRow] = []
    apart = array("I")
    for place, (one, two) in enumerate(zip(batch.one, batch.two, strict=True)):
        found = judge.weigh(features[one], features[two], bad)
        if found:
            rows.append(pair_row(names[one], names[two], found))
        else:
            apart.append(place)
    return Decided(rows, apart)


def pair_row(one: str, two: str, found: Graded) -> PairRow:
    """The row of a pair that was graded; the smaller name first."""
    a, b = (one, two) if one <= two else (two, one)
    answer = found.answer
    return PairRow(
        a,
        b,
        answer.decision.value,
        answer.rule,
        f"{found.likeness:.2f}",
        " ".join(answer.failed),
        _evidence(found.grades, found.shared),
    )


def _evidence(grades: Iterable[str], shared: Iterable[Identifier]) -> str:
    return orjson.dumps({"grades": " ".join(grades), "shared": [f"{i.kind} {i.value}" for i in shared]}).decode()
