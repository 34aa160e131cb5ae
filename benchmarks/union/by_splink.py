"""Splink on DuckDB over the same features: ``python -m union.by_splink CATALOGUE RESULT``.

Distinct descriptions are compared, as ours are, by the model of ``migration.match.linkage_model``. Pairs at 0.99 or
more are joined plainly, and again with our vetoes and our constrained clustering: the same limits for both.
"""

import sys
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from migration.features import BibFeatures
from migration.match.clusters.clustering import cluster
from migration.match.clusters.graph import connected
from migration.match.clusters.model import Contradicts, Pairs, Records
from migration.match.comparing.judge import judge_by
from migration.match.linkage_model import THREADS, Model, learn, linker, prepare
from migration.match.rules import load_match_rules
from migration.staging.features import features_of
from union.by_rules import RULES
from union.catalogue import COLUMNS
from union.running import Run

if TYPE_CHECKING:
    import numpy as np
    from duckdb import DuckDBPyConnection
    from numpy.typing import NDArray
    from splink import DuckDBAPI

    Ints = NDArray[np.int32]

SURE = 0.99
PACKED = 50_000
BLOCKS = (
    "l.number = r.number",
    "left(l.title, 10) = left(r.title, 10) AND l.year = r.year AND l.format = r.format",
    "left(l.title, 6) = left(r.title, 6) AND left(l.author, 5) = left(r.author, 5) AND l.format = r.format",
)
_FEATURES = ", ".join(COLUMNS[4:-1])
_READ = f"CREATE TABLE read AS SELECT *, hash(ROW({_FEATURES})) AS h FROM read_parquet($catalogue)"
_GIVEN = f"""
    CREATE TABLE given AS SELECT (row_number() OVER (ORDER BY h) - 1)::INTEGER AS d, *
    FROM (SELECT h, {", ".join(f"any_value({name}) AS {name}" for name in COLUMNS[4:-1])} FROM read GROUP BY h)
"""
_RECORDS = """
    SELECT dense_rank() OVER (ORDER BY source)::INTEGER AS source, d
    FROM read JOIN (SELECT h, d FROM given) USING (h) ORDER BY read.source, legacy_id
"""


def match(run: Run) -> None:
    """Describe, learn, predict, and join in both ways."""
    import duckdb
    from splink import DuckDBAPI

    with duckdb.connect(":memory:", config={"threads": THREADS}) as connection:
        with run.phase("load"):
            connection.execute(_READ, {"catalogue": str(run.catalogue)})
            connection.execute(_GIVEN)
            records = connection.execute(_RECORDS).fetchnumpy()
            connection.execute("DROP TABLE read")
            prepare(connection)
        database = DuckDBAPI(connection)
        with run.phase("learn"):
            model = learn(database)
        if model is None:
            raise SystemExit("too few records to learn from")
        with run.phase("block and predict"):
            one, two = predicted(database, model, run)
        join(run, connection, Records(records["source"], records["d"]), one, two)


def predicted(database: "DuckDBAPI", model: Model, run: Run) -> "tuple[Ints, Ints]":
    """Pairs at ``SURE`` or more, the surest first."""
    weighing = linker(database, "described", {
        **model, "blocking_rules_to_generate_predictions": [{"blocking_rule": rule} for rule in BLOCKS],
        "retain_intermediate_calculation_columns": False,
    })  # fmt: skip
    blocked = weighing.inference.compute_blocked_pairs_for_predict()
    run.counts["pairs compared"] = _count(database.duckdb_con, blocked.physical_name)
    table = weighing.inference.predict(threshold_match_probability=SURE, warning_mode="never").physical_name
    rows = database.duckdb_con.execute(
        f"SELECT d_l, d_r FROM {table} ORDER BY match_weight DESC, d_l, d_r"
    ).fetchnumpy()
    run.counts[f"pairs at {SURE}"] = len(rows["d_l"])
    return rows["d_l"], rows["d_r"]


def _count(connection: "DuckDBPyConnection", table: str) -> int:
    (count,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone() or (0,)
    return int(count)


def join(run: Run, connection: "DuckDBPyConnection", records: Records, one: "Ints", two: "Ints") -> None:
    """Join records by the pairs: plainly, and within our limits."""
    import numpy as np

    count = int(records.descriptions.max()) + 1
    run.counts |= {"records": len(records.descriptions), "descriptions": count}
    with run.phase("join plainly"):
        run.clusterings["Splink, plain closure"] = connected(count, one, two)[records.descriptions]
    with run.phase("our vetoes"):
        contradicts = _vetoes(connection)
        kept = np.fromiter(
            (not contradicts(a, b) for a, b in zip(one.tolist(), two.tolist(), strict=True)), np.bool_, len(one)
        )
    run.counts["pairs without a veto"] = int(kept.sum())
    with run.phase("our clustering"):
        found = cluster(records, _pairs(one[kept], two[kept], count), contradicts)
    clusters = np.arange(len(records.descriptions))
    for members in (c.members for c in found.clusters):
        clusters[list(members)] = members[0]
    run.clusterings["Splink, our vetoes and clustering"] = clusters


def _pairs(one: "Ints", two: "Ints", count: int) -> Pairs:
    """Copies first, then the pairs in a hundred steps from the surest."""
    import numpy as np

    own = np.arange(count, dtype=np.int32)
    strength = 99 - np.arange(len(one)) * 99 // max(1, len(one))
    return Pairs(
        np.concatenate([own, one]), np.concatenate([own, two]),
        np.concatenate([np.full(count, 100), strength]).astype(np.uint8),
        np.zeros(count + len(one), np.uint16), np.zeros(count + len(one), np.bool_),
    )  # fmt: skip


def _vetoes(connection: "DuckDBPyConnection") -> Contradicts:
    """Our judge's vetoes between two descriptions; the features of all that may be asked for lie packed."""
    judge = judge_by(load_match_rules(RULES))
    packed = _packed(connection)

    @lru_cache(maxsize=PACKED)
    def features(d: int) -> BibFeatures:
        return features_of([*orjson.loads(packed[d]), 0])

    def contradicts(a: int, b: int) -> tuple[str, ...]:
        return judge.grade(features(a), features(b), ()).answer.vetoes

    return contradicts


def _packed(connection: "DuckDBPyConnection") -> list[bytes]:
    rows = connection.execute("SELECT * EXCLUDE (d, h) FROM given ORDER BY d")
    found: list[bytes] = []
    while some := rows.fetchmany(PACKED):
        found.extend(map(orjson.dumps, some))
    return found


if __name__ == "__main__":
    run = Run(Path(sys.argv[1]), Path(sys.argv[2]))
    match(run)
    run.finish()
