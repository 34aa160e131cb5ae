"""Two deliveries opened side by side: each CSV file of both as a view, all cells as text."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from migration.export.database import database, require_tables, table_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@contextmanager
def side_by_side(one: Path, other: Path, tables: Sequence[str]) -> Iterator["DuckDBPyConnection"]:
    """A connection with the views ``one_<table>`` and ``other_<table>``. Raises NoDeliveryError for a missing file."""
    for folder in (one, other):
        require_tables(folder, tables)
    with database() as connection:
        for name in tables:
            for side, folder in (("one", one), ("other", other)):
                table_of(connection, folder / f"{name}.csv").create_view(f"{side}_{name}")
        yield connection


def columns_of(connection: "DuckDBPyConnection", view: str) -> list[str]:
    return [row[0] for row in connection.execute(f"DESCRIBE {view}").fetchall()]
