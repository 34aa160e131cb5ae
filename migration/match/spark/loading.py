"""A table of features on Spark into the tables that blocking begins with."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import orjson

from migration.marc.folding import fold
from migration.match.blocking.bad import AFFECTED
from migration.match.blocking.loading import DESCRIBING, NUMBERS, RECORD, digest_of, renamed, wanted_columns
from migration.match.spark.statements import SparkTables

if TYPE_CHECKING:
    from pyarrow import RecordBatch
    from pyspark.sql import DataFrame

_ADDED = "digest bigint, head string, packed string"
_MASK = (1 << 64) - 1
_RENAMED = "digest bigint, name bigint"
_DESCRIPTIONS = """
    SELECT coalesce(name_of.name, x.digest) AS d, coalesce(name_of.name, x.digest) AS name, copies, x.*
    FROM loaded_description AS x LEFT JOIN name_of ON name_of.digest = x.digest
    JOIN (SELECT digest, count(*) AS copies FROM loaded_record GROUP BY digest) AS y ON y.digest = x.digest
"""
_RECORDS = """
    SELECT source, legacy_id, target_id, d FROM loaded_record JOIN description USING (digest)
"""


def load(tables: SparkTables, frame: "DataFrame") -> None:
    """Fill ``loaded_record`` and ``loaded_description``. Raises ValueError where a column is missing."""
    wanted = wanted_columns(frame.columns)
    read = frame.select(*wanted).toDF(*RECORD, *DESCRIBING)
    schema = ", ".join(f"{name} {_type(name)}" for name in (*RECORD, *DESCRIBING))
    loaded = tables.keep("loaded", read.mapInArrow(_with_digests, f"{schema}, {_ADDED}"))
    tables.keep("loaded_record", loaded.select(*RECORD, "digest"))
    tables.keep("loaded_description", loaded.drop(*RECORD).dropDuplicates(["digest"]))
    tables.drop("loaded")


def _type(name: str) -> str:
    return "int" if name in NUMBERS else "string"


def _with_digests(batches: "Iterable[RecordBatch]") -> "Iterator[RecordBatch]":
    import pyarrow

    types = [pyarrow.int32() if _type(name) == "int" else pyarrow.string() for name in (*RECORD, *DESCRIBING)]
    for batch in batches:
        columns = [column.to_pylist() for column in batch.columns]
        packed = [orjson.dumps(row) for row in zip(*columns[len(RECORD) :], strict=True)]
        title = columns[len(RECORD) + DESCRIBING.index("title")]
        cells = [pyarrow.array(values, kind) for values, kind in zip(columns, types, strict=True)]
        added = ([signed(digest_of(row)) for row in packed], [fold(t) for t in title], [row.decode() for row in packed])
        names = [*RECORD, *DESCRIBING, "digest", "head", "packed"]
        yield pyarrow.RecordBatch.from_arrays([*cells, *map(pyarrow.array, added)], names)


def signed(number: int) -> int:
    """A number of 64 bits without a sign as one with a sign, of the same bits."""
    return number - (1 << 64) if number >> 63 else number


def describe(tables: SparkTables) -> None:
    """Fill ``description`` and ``record``; a description's number ``d`` is its name."""
    affected = tables.execute(AFFECTED).fetchall()
    rows = [(digest, signed(renamed(digest & _MASK, sorted(bad)))) for digest, bad in affected]
    tables.keep("name_of", tables.session.createDataFrame(rows, _RENAMED))
    tables.execute(f"CREATE TABLE description AS {_DESCRIPTIONS}")
    tables.execute(f"CREATE TABLE record AS {_RECORDS}")
    for name in ("loaded_record", "loaded_description", "name_of"):
        tables.drop(name)
