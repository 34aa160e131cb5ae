"""Counts first: what came in, and what became of it, per source and entity."""

from typing import TYPE_CHECKING

from migration.export.differences.model import Difference
from migration.export.tables import BALANCE

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_NUMBERS = BALANCE[2:]


def count_differences(connection: "DuckDBPyConnection") -> list[Difference]:
    """From the two ``balance.csv``; a source that only one delivery has counts as 0 in the other."""
    found = []
    for name in _NUMBERS:
        query = f"""
            SELECT source, entity, coalesce(a.{name}::BIGINT, 0), coalesce(b.{name}::BIGINT, 0)
            FROM one_balance AS a FULL JOIN other_balance AS b USING (source, entity)
            WHERE coalesce(a.{name}::BIGINT, 0) <> coalesce(b.{name}::BIGINT, 0) ORDER BY ALL
        """  # noqa: S608  # names of our own columns
        for source, entity, before, after in connection.execute(query).fetchall():
            found.append(
                Difference(
                    kind="count", source=source, entity=entity, name=name, before=str(before), after=str(after),
                    rows=abs(after - before),
                )
            )  # fmt: skip
    return sorted(found, key=lambda d: (d.source, d.entity, _NUMBERS.index(d.name)))
