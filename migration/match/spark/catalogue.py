"""A catalogue as ``migration.match.blocking.catalogue`` opens one, on Spark: descriptions, blocks and decided pairs.

A description's number on Spark is its name (no order of all rows is needed for it, which would draw them all to one
place); where records are joined, numbers are places, as they are everywhere else.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from migration.features import BibFeatures, Identifier
from migration.match.blocking.bad import find_bad
from migration.match.blocking.blocks import KeyCounts, fill_members
from migration.match.blocking.catalogue import RecordRow
from migration.match.blocking.pairs import MET, candidates
from migration.match.blocking.prefilter import STATED, prefilter_of
from migration.match.rules import MatchRules
from migration.match.spark.deciding import PAIR_COLUMNS, decider, name_of, unpacked
from migration.match.spark.loading import describe, load
from migration.match.spark.statements import SparkTables

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_NAMES = "SELECT d FROM description ORDER BY title_key, format_class, lower(lpad(hex(d), 16, '0'))"
_RECORDS = "SELECT source, legacy_id, target_id, d FROM record ORDER BY source, legacy_id"
_WANTED = "SELECT d, packed FROM description SEMI JOIN wanted USING (d)"
_ALONE = "CREATE TEMP TABLE alone AS SELECT d FROM description WHERE copies > 1"
_EVERY = {"first": -(1 << 63), "last": (1 << 63) - 1}
_PACKED = """
    SELECT d1, d2, a.packed AS packed1, b.packed AS packed2
    FROM candidate JOIN description AS a ON a.d = d1 JOIN description AS b ON b.d = d2
"""


@dataclass(slots=True)
class SparkCatalogue:
    """``pairs``: the columns of ``PairRow``, of pairs that are ``auto`` or ``review``; gone when this is closed."""

    tables: SparkTables
    bad: frozenset[Identifier]
    key_counts: tuple[KeyCounts, ...]
    pairs: "DataFrame"
    _numbers: list[int] = field(default_factory=list)

    def names(self) -> list[str]:
        """The names of descriptions, by number."""
        return [name_of(d) for d in self._described()]

    def records(self) -> Iterator[RecordRow]:
        """Every record, in the order of ``r``: 0, 1, 2 …"""
        number = {d: place for place, d in enumerate(self._described())}
        table = self.tables.execute(_RECORDS).frame.toArrow()
        rows = (
            row for batch in table.to_batches() for row in zip(*(c.to_pylist() for c in batch.columns), strict=True)
        )
        for r, (source, legacy_id, target_id, d) in enumerate(rows):
            yield RecordRow(r, number[d], source, legacy_id, target_id)

    def features(self, numbers: Collection[int]) -> dict[int, BibFeatures]:
        """The features of these descriptions."""
        described = self._described()
        place = {described[number]: number for number in numbers}
        self.tables.show("wanted", self.tables.session.createDataFrame([(d,) for d in place], "d bigint"))
        found = self.tables.execute(_WANTED).frame.toArrow().to_pylist()
        return {place[row["d"]]: unpacked(row["packed"]) for row in found}

    def _described(self) -> list[int]:
        if not self._numbers:
            self._numbers = self.tables.execute(_NAMES).frame.toArrow()["d"].to_pylist()
        return self._numbers


@contextmanager
def open_on_spark(frame: "DataFrame", rules: MatchRules, *, most_in_block: int = 400) -> Iterator[SparkCatalogue]:
    """Load records, form blocks and decide pairs; everything is gone from Spark afterwards.

    ``frame``: ``source``, ``legacy_id``, ``target_id`` and the columns of ``core_bib_features``, each
    record once; further columns are passed over. Raises ValueError where one is missing.
    """
    tables = SparkTables(frame.sparkSession)
    try:
        yield _filled(tables, frame, rules, most_in_block)
    finally:
        tables.close()


def _filled(tables: SparkTables, frame: "DataFrame", rules: MatchRules, most_in_block: int) -> SparkCatalogue:
    load(tables, frame)
    bad = find_bad(tables)
    describe(tables)
    tables.execute(f"CREATE TABLE stated AS {STATED}")
    counts = fill_members(tables, most_in_block)
    tables.show("changed", tables.table("member"))
    tables.execute(_ALONE)
    tables.execute(MET, _EVERY)
    prefilter = prefilter_of(rules)
    tables.execute(f"CREATE TEMP TABLE candidate AS {candidates(prefilter.kept)}", {**_EVERY, **prefilter.values})
    packed = tables.execute(_PACKED).frame
    pairs = tables.keep("pair", packed.mapInArrow(decider(rules, bad), PAIR_COLUMNS))
    return SparkCatalogue(tables, bad, counts, pairs)
