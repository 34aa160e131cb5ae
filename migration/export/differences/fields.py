"""Then fields: which columns of rows that both deliveries have hold something else."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from migration.export.differences.deliveries import columns_of
from migration.export.differences.model import EXAMPLES, Difference

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

TABLES = {"items": "item", "patrons": "patron", "loans": "loan", "reservations": "reservation", "fees": "fee"}
"""Files with a row per id, which is their first column, and the entity of each."""
_PERSONAL = frozenset({"patrons"})
"""Of these no value is told, only which column differs."""

FIELD_COLUMNS = ("source", "entity", "id", "legacy_id", "field", "before", "after")


def field_differences(connection: "DuckDBPyConnection") -> list[Difference]:
    """Column by column. One that only one delivery has is left out: the tool was another."""
    found = []
    for table, entity in TABLES.items():
        for name in _compared(connection, table):
            query = f"""
                SELECT source, count(*), list(id ORDER BY id)[1:{EXAMPLES}]
                FROM ({_changed(connection, table, name)}) GROUP BY source ORDER BY source
            """  # noqa: S608
            for source, rows, ids in connection.execute(query).fetchall():
                found.append(
                    Difference(
                        kind="field", source=source, entity=entity, name=name, before="", after="", rows=rows,
                        examples=tuple(ids),
                    )
                )  # fmt: skip
    return sorted(found, key=lambda d: (d.source, d.entity, d.name))


def field_rows(connection: "DuckDBPyConnection") -> Iterator[tuple[str, ...]]:
    """``FIELD_COLUMNS`` of every cell that differs."""
    for table, entity in TABLES.items():
        hidden = table in _PERSONAL
        for name in _compared(connection, table):
            cursor = connection.execute(f"{_changed(connection, table, name)} ORDER BY id")
            while rows := cursor.fetchmany(10_000):
                for source, key, legacy_id, before, after in rows:
                    values = ("", "") if hidden else (before, after)
                    yield source, entity, key, legacy_id, name, *values


def _compared(connection: "DuckDBPyConnection", table: str) -> list[str]:
    one, other = columns_of(connection, f"one_{table}"), columns_of(connection, f"other_{table}")
    return [name for name in other[1:] if name in one and name not in ("source", "legacy_id")]


def _changed(connection: "DuckDBPyConnection", table: str, name: str) -> str:
    key = columns_of(connection, f"one_{table}")[0]
    return f"""
        SELECT b.source, b.{key} AS id, b.legacy_id,
            coalesce(a."{name}", '') AS before, coalesce(b."{name}", '') AS after
        FROM one_{table} AS a JOIN other_{table} AS b ON a.{key} = b.{key}
        WHERE a."{name}" IS DISTINCT FROM b."{name}"
    """  # noqa: S608  # names of our own columns
