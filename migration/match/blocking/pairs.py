"""Candidate pairs: descriptions that share a block, each pair once, in the order of their numbers."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from migration.match.blocking.prefilter import Prefilter

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from pyarrow import Table

_AT_ONCE = 4_000_000
"""Pairs, before any is dropped, that are held at a time: what the memory allows, not what the result depends on."""

_CHANGED = """
    CREATE OR REPLACE TABLE changed AS
    SELECT d, key, proves FROM member SEMI JOIN (SELECT key FROM block ANTI JOIN former USING (members)) USING (key)
"""
_ALONE = """
    CREATE OR REPLACE TABLE alone AS
    SELECT d FROM description ANTI JOIN former ON members = printf('%016x', name) WHERE copies > 1
"""
_RANGES = """
    SELECT min(d), max(d) FROM (
        SELECT d, floor(sum(weight) OVER (ORDER BY d) / $most) AS part FROM (
            SELECT d, coalesce(sum(n - 1), 0) / 2 AS weight
            FROM description LEFT JOIN changed USING (d)
            LEFT JOIN (SELECT key, count(*) AS n FROM changed GROUP BY key) USING (key) GROUP BY d))
    GROUP BY part ORDER BY part
"""
MET = """
    CREATE OR REPLACE TEMP TABLE met AS
    SELECT one.d AS d1, two.d AS d2, bool_or(one.proves) AS linked
    FROM (SELECT d, key, proves FROM changed WHERE d BETWEEN $first AND $last) AS one
    JOIN changed AS two ON one.key = two.key AND one.d < two.d
    GROUP BY d1, d2
"""
_STILL_MET = """
    CREATE OR REPLACE TEMP TABLE met AS
    SELECT d1, d2, bool_or(one.proves) AS linked
    FROM (SELECT x.d AS d1, y.d AS d2 FROM asked JOIN description AS x ON x.name = asked.a
          JOIN description AS y ON y.name = asked.b)
    JOIN member AS one ON one.d = d1 JOIN member AS two ON two.d = d2 AND two.key = one.key
    WHERE d1 <> d2 GROUP BY d1, d2
"""
_STILL = """
    SELECT printf('%016x', x.name), printf('%016x', y.name) FROM met
    JOIN stated AS a ON a.d = d1 JOIN stated AS b ON b.d = d2
    JOIN description AS x ON x.d = d1 JOIN description AS y ON y.d = d2 WHERE {kept}
    UNION ALL SELECT printf('%016x', name), printf('%016x', name) FROM asked JOIN description ON name = a
    WHERE a = b AND copies > 1
    ORDER BY 1, 2
"""


@dataclass(slots=True)
class PairCounts:
    """``met``: pairs that share a block; ``candidates``: those that are compared, copies of one description too."""

    met: int = 0
    candidates: int = 0


def candidates(kept: str) -> str:
    """SQL: ``d1`` and ``d2`` of those pairs of ``met`` that are compared, and of copies of one description."""
    return f"""
        SELECT d1, d2 FROM met JOIN stated AS a ON a.d = d1 JOIN stated AS b ON b.d = d2 WHERE {kept}
        UNION ALL SELECT d, d FROM alone WHERE d BETWEEN $first AND $last
    """  # noqa: S608


def choose(connection: "DuckDBPyConnection", former: Collection[str] | None) -> None:
    """Fill ``changed`` and ``alone``: the blocks, and the descriptions with copies, whose pairs are wanted."""
    import pyarrow

    members = pyarrow.array(list(former or ()), pyarrow.string())
    connection.register("former", pyarrow.table({"members": members}))
    connection.execute(_CHANGED)
    connection.execute(_ALONE)
    connection.unregister("former")


def chosen_pairs(connection: "DuckDBPyConnection", prefilter: Prefilter, counts: PairCounts) -> Iterator["Table"]:
    """Arrow tables of ``d1`` and ``d2``, in their order, of the blocks that were chosen."""
    for first, last in connection.execute(_RANGES, {"most": _AT_ONCE}).fetchall():
        limits = {"first": first, "last": last}
        connection.execute(MET, limits)
        counts.met += _number(connection, "SELECT count(*) FROM met")
        query = f"{candidates(prefilter.kept)} ORDER BY d1, d2"
        found = connection.execute(query, {**limits, **prefilter.values}).to_arrow_table()
        counts.candidates += found.num_rows
        yield found


def _number(connection: "DuckDBPyConnection", query: str) -> int:
    return int(connection.execute(query).fetchall()[0][0])


def still_candidates(
    connection: "DuckDBPyConnection", pairs: Sequence[tuple[str, str]], prefilter: Prefilter
) -> list[tuple[str, str]]:
    """Those of the pairs of names that would be compared today, in order."""
    import pyarrow

    columns = ([int(pair[side], 16) for pair in pairs] for side in (0, 1))
    asked = pyarrow.Table.from_arrays([pyarrow.array(c, pyarrow.uint64()) for c in columns], names=["a", "b"])
    connection.execute("DROP TABLE IF EXISTS asked")
    connection.from_arrow(asked).create("asked")  # a table: Arrow's own filters overflow on numbers beyond 2**63
    connection.execute(_STILL_MET)
    return connection.execute(_STILL.format(kept=prefilter.kept), dict(prefilter.values)).fetchall()
