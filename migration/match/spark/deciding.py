"""Grades candidate pairs in Spark's Python workers, by the one judge there is."""

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

import orjson

from migration.features import BibFeatures, Identifier
from migration.match.blocking.loading import features_of
from migration.match.comparing.judge import judge_by
from migration.match.deciding import PairRow, pair_row
from migration.match.rules import MatchRules

if TYPE_CHECKING:
    from pyarrow import RecordBatch

PAIR_COLUMNS = ", ".join(f"{name} string" for name in PairRow._fields)
"""What ``decider``'s batches hold, as Spark writes a schema."""
_REMEMBERED = 20_000

Batches = Iterable["RecordBatch"]


def decider(rules: MatchRules, bad: Collection[Identifier]) -> Callable[[Batches], Iterator["RecordBatch"]]:
    """For ``mapInArrow``: batches of ``d1``, ``d2``, ``packed1`` and ``packed2`` to rows of the pairs that are ``auto``
    or ``review``."""

    def decide(batches: Batches) -> Iterator["RecordBatch"]:
        import pyarrow

        schema = pyarrow.schema([(name, pyarrow.string()) for name in PairRow._fields])
        for batch in batches:
            rows = list(_decided(zip(*(column.to_pylist() for column in batch.columns), strict=True), rules, bad))
            yield pyarrow.RecordBatch.from_pylist([row._asdict() for row in rows], schema)

    return decide


def _decided(
    pairs: Iterable[tuple[int, int, str, str]], rules: MatchRules, bad: Collection[Identifier]
) -> Iterator[PairRow]:
    judge = judge_by(rules)
    for one, two, packed_one, packed_two in pairs:
        a, b = unpacked(packed_one), unpacked(packed_two)
        if found := judge.weigh(a, b, bad):
            yield pair_row(name_of(one), name_of(two), found)


@lru_cache(maxsize=_REMEMBERED)
def unpacked(packed: str) -> BibFeatures:
    """The features of a row of ``DESCRIBING``, as JSON."""
    return features_of(orjson.loads(packed))


def name_of(number: int) -> str:
    """The name of the description whose number on Spark this is: Spark's whole numbers of 64 bits have a sign."""
    return f"{number & (1 << 64) - 1:016x}"
