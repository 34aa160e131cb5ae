"""Then fates: which source rows became something else."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from migration.export.differences.model import EXAMPLES, Difference

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_CHANGED = """
    CREATE OR REPLACE TEMP TABLE changed_fate AS
    SELECT source, entity, legacy_id, concat_ws(': ', a.fate, nullif(a.reason, '')) AS before,
        concat_ws(': ', b.fate, nullif(b.reason, '')) AS after
    FROM one_ledger AS a FULL JOIN other_ledger AS b USING (source, entity, legacy_id)
    WHERE a.fate IS DISTINCT FROM b.fate OR coalesce(a.reason, '') <> coalesce(b.reason, '')
"""
_SUMS = f"""
    SELECT source, entity, before, after, count(*), list(legacy_id ORDER BY legacy_id)[1:{EXAMPLES}]
    FROM changed_fate GROUP BY source, entity, before, after ORDER BY source, entity, before, after
"""  # noqa: S608
_ROWS = "SELECT source, entity, legacy_id, before, after FROM changed_fate ORDER BY ALL"

FATE_COLUMNS = ("source", "entity", "legacy_id", "before", "after")


def fate_differences(connection: "DuckDBPyConnection") -> list[Difference]:
    """From the two ``ledger.csv``. A row that only one of them has comes from nothing, or goes to nothing."""
    connection.execute(_CHANGED)
    return [
        Difference(
            kind="fate", source=source, entity=entity, name="fate", before=before, after=after, rows=rows,
            examples=tuple(ids),
        )
        for source, entity, before, after, rows, ids in connection.execute(_SUMS).fetchall()
    ]  # fmt: skip


def fate_rows(connection: "DuckDBPyConnection") -> Iterator[tuple[str, ...]]:
    """``FATE_COLUMNS`` of every row that became something else, after ``fate_differences``."""
    cursor = connection.execute(_ROWS)
    while rows := cursor.fetchmany(10_000):
        yield from rows
