"""The county's records as descriptions, with what is worth comparing: the door to blocking.

    with open_catalogue(batches, columns, rules) as catalogue:
        for batch in catalogue.pairs():
            features = batch.features()
            for one, two in zip(batch.one, batch.two):
                judge(features[one], features[two], rules, catalogue.bad)

Numbers of records and descriptions are places in an order that is the same however the records came: records by
(source, legacy_id), descriptions by title and name. Only names (16 hex digits) mean anything in another run.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from migration.features import BibFeatures, Identifier
from migration.match.blocking.bad import find_bad, rename
from migration.match.blocking.blocks import KeyCounts, fill_blocks
from migration.match.blocking.loading import COLUMN_OF, DESCRIBING, Row, features_of, load
from migration.match.blocking.pairs import PairCounts, choose, chosen_pairs, still_candidates
from migration.match.blocking.prefilter import STATED, Prefilter, prefilter_of
from migration.match.rules import MatchRules

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from pyarrow import Table

_DESCRIPTIONS = """
    CREATE TABLE description AS
    SELECT (row_number() OVER (ORDER BY title_key, format_class, name) - 1)::INTEGER AS d, *
    FROM (SELECT coalesce(name_of.name, digest) AS name, copies, x.*
          FROM loaded_description AS x LEFT JOIN name_of USING (digest)
          JOIN (SELECT digest, count(*)::INTEGER AS copies FROM loaded_record GROUP BY digest) USING (digest))
    ORDER BY d
"""
_RECORDS = """
    CREATE TABLE record AS
    SELECT (row_number() OVER (ORDER BY source, legacy_id) - 1)::INTEGER AS r, d, source, legacy_id, target_id
    FROM loaded_record JOIN (SELECT digest, d FROM description) USING (digest)
    ORDER BY r
"""
_BLOCK_ROWS = """
    SELECT printf('%016x', min(key)) AS block, members FROM block GROUP BY members
    UNION ALL
    SELECT printf('%016x', md5_number_lower('copies: ' || printf('%016x', name))), printf('%016x', name)
    FROM description WHERE copies > 1
    ORDER BY members
"""
_FEATURES = f"""
    SELECT d, printf('%016x', name), {", ".join(DESCRIBING)} FROM description SEMI JOIN wanted USING (d)
"""  # noqa: S608
_TABLE = f"""
    SELECT d, {", ".join(f"{name} AS {COLUMN_OF.get(name, name)}" for name in DESCRIBING)} FROM description
    WHERE d IN (SELECT d FROM wanted) OR ('0x' || left(md5(title_key), 8))::BIGINT < $share * 4294967296
    ORDER BY d
"""  # noqa: S608
_FETCHED = 50_000
_ASKED_AT_ONCE = 200_000


class RecordRow(NamedTuple):
    """``r`` and ``d``: numbers of the record and of its description."""

    r: int
    d: int
    source: str
    legacy_id: str
    target_id: str


@dataclass(frozen=True, slots=True)
class PairBatch:
    """Pairs ``one[n]`` <= ``two[n]`` of numbers of descriptions, and of each its name and a row of ``DESCRIBING``."""

    one: Sequence[int]
    two: Sequence[int]
    described: dict[int, tuple[str, Row]]

    def names(self) -> dict[int, str]:
        return {d: name for d, (name, _) in self.described.items()}

    def features(self) -> dict[int, BibFeatures]:
        return {d: features_of(row) for d, (_, row) in self.described.items()}


@dataclass(slots=True)
class Catalogue:
    """``bad``: identifiers that prove nothing. ``pair_counts``: of the pairs that were asked for last."""

    _connection: "DuckDBPyConnection"
    _prefilter: Prefilter
    bad: frozenset[Identifier]
    key_counts: tuple[KeyCounts, ...]
    pair_counts: PairCounts = field(default_factory=PairCounts)

    def record_count(self) -> int:
        return self._count("SELECT count(*) FROM record")

    def description_count(self) -> int:
        return self._count("SELECT count(*) FROM description")

    def records(self) -> Iterator[RecordRow]:
        """Every record, in the order of ``r``: 0, 1, 2 …"""
        for row in self._rows("FROM record ORDER BY r"):
            yield RecordRow(*row)

    def names(self) -> list[str]:
        """The names of descriptions, by number."""
        return [name for (name,) in self._rows("SELECT printf('%016x', name) FROM description ORDER BY d")]

    def features(self, numbers: Collection[int]) -> dict[int, BibFeatures]:
        """The features of these descriptions."""
        return {d: features_of(row) for d, (_, row) in self._described(numbers).items()}

    def _described(self, numbers: Collection[int]) -> dict[int, tuple[str, Row]]:
        import pyarrow

        cursor = self._connection.cursor()
        cursor.register("wanted", pyarrow.table({"d": pyarrow.array(list(numbers), pyarrow.int32())}))
        found = cursor.execute(_FEATURES).fetchall()
        cursor.close()
        return {row[0]: (row[1], row[2:]) for row in found}

    def table(self, numbers: Collection[int], others: int) -> "Table":
        """Arrow table of ``d`` and the columns of ``core_bib_features``: these descriptions, and about so many others,
        all of a title or none."""
        import pyarrow

        cursor = self._connection.cursor()
        cursor.register("wanted", pyarrow.table({"d": pyarrow.array(list(numbers), pyarrow.int32())}))
        share = min(1.0, others / max(self.description_count(), 1))
        found = cursor.execute(_TABLE, {"share": share}).to_arrow_table()
        cursor.close()
        return found

    def blocks(self) -> Iterator[tuple[str, str]]:
        """``(block, members)`` of each set of descriptions that is compared, for ``pairs`` of the next run.

        ``members`` is a hash of the names in it, and is what tells whether anything changed.
        """
        return ((block, members) for block, members in self._rows(_BLOCK_ROWS))

    def pairs(self, former: Collection[str] | None = None, size: int = 100_000) -> Iterator[PairBatch]:
        """Batches of candidate pairs, each pair once. A description with several records is paired with itself.

        ``former``: ``members`` of the last run's blocks; then only pairs that share a block not among them. These and
        ``still_candidates`` of the last run's pairs are together the pairs of a full run, by the same rules and the
        same version of the features.
        """
        self.pair_counts = PairCounts()
        choose(self._connection, former)
        for table in chosen_pairs(self._connection, self._prefilter, self.pair_counts):
            for batch in table.to_batches(max_chunksize=size):
                one, two = (column.to_pylist() for column in batch.columns)
                yield PairBatch(one, two, self._described({*one, *two}))

    def still_candidates(self, pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
        """Those pairs of names of the last run that would be compared in this one."""
        rest = iter(pairs)
        while some := list(islice(rest, _ASKED_AT_ONCE)):
            yield from still_candidates(self._connection, some, self._prefilter)

    def _rows(self, query: str) -> Iterator[Row]:
        cursor = self._connection.cursor()
        cursor.execute(query)
        while rows := cursor.fetchmany(_FETCHED):
            yield from rows
        cursor.close()

    def _count(self, query: str) -> int:
        return int(next(iter(self._rows(query)))[0])


@contextmanager
def open_catalogue(
    batches: Iterable[Sequence[Row]],
    columns: Sequence[str],
    rules: MatchRules,
    *,
    most_in_block: int = 400,
    memory: str = "2GB",
    directory: Path | None = None,
) -> Iterator[Catalogue]:
    """Load records and form blocks; everything is gone afterwards.

    ``batches``: lists of rows of ``columns`` (``migration.match.blocking.loading.load``), each record once, in any
    order. ``memory``: what DuckDB may hold; the rest is laid in a temporary folder beneath ``directory`` and removed.
    """
    with TemporaryDirectory(prefix="grenselos-match-", dir=directory) as folder:
        connection = _connect(memory, folder)
        try:
            yield _filled(connection, batches, columns, rules, most_in_block)
        finally:
            connection.close()


def _connect(memory: str, folder: str) -> "DuckDBPyConnection":
    import duckdb

    return duckdb.connect(
        config={
            "threads": 2,
            "memory_limit": memory,
            "temp_directory": folder,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
    )


def _filled(
    connection: "DuckDBPyConnection",
    batches: Iterable[Sequence[Row]],
    columns: Sequence[str],
    rules: MatchRules,
    most_in_block: int,
) -> Catalogue:
    load(connection, batches, columns)
    bad = find_bad(connection)
    rename(connection)
    for statement in (_DESCRIPTIONS, _RECORDS, "DROP TABLE loaded_record; DROP TABLE loaded_description"):
        connection.execute(statement)
    connection.execute(f"CREATE TABLE stated AS {STATED}")
    counts = fill_blocks(connection, most_in_block)
    return Catalogue(connection, prefilter_of(rules), bad, counts)
