"""DuckDB over the CSV files of a delivery: every cell as text, nothing guessed, memory bounded."""

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from migration.export.declared import columns_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

MEMORY = "350MB"
THREADS = 2
LONGEST_ROW = 16_000_000
"""Bytes: a note may hold a book. DuckDB's own limit is two million."""
_BATCH = 5_000


class NoDeliveryError(Exception):
    """A folder is no delivery: a file is missing."""


def require_tables(delivery: Path, names: Sequence[str]) -> None:
    """Raise NoDeliveryError with every ``<name>.csv`` that the folder lacks."""
    missing = [f"{name}.csv" for name in names if not (delivery / f"{name}.csv").is_file()]
    if missing:
        raise NoDeliveryError(f"{delivery.name} is no generic delivery: it has no {', '.join(missing)}")


def require_columns(delivery: Path, names: Sequence[str]) -> None:
    """Raise NoDeliveryError with every declared column that the tables lack: another version wrote the delivery."""
    missing = [f"{name}.{column}" for name in names
               for column in columns_of(name) if column not in _header(delivery / f"{name}.csv")]  # fmt: skip
    if missing:
        raise NoDeliveryError(f"{delivery.name} was made by another version: it has no {', '.join(missing)}; make the "
                              "delivery again, or use the version that made it")  # fmt: skip


def _header(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file), [])


@contextmanager
def database(aside: Path | None = None) -> Iterator["DuckDBPyConnection"]:
    """An empty database. ``aside``: a folder for what memory does not hold; without one all must fit.

    Raises NoDeliveryError where a table that is read is no CSV: without DuckDB's text, which has the row.
    """
    import duckdb

    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": MEMORY,
        "threads": THREADS,
        "preserve_insertion_order": False,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    if aside is not None:
        config["temp_directory"] = str(aside)
    with duckdb.connect(str(aside / "aside.duckdb") if aside else ":memory:", config=config) as connection:
        try:
            yield connection
        except duckdb.InvalidInputException:
            raise NoDeliveryError("a table cannot be read; run grenselos verify, which says where") from None


def table_of(connection: "DuckDBPyConnection", path: Path) -> "DuckDBPyRelation":
    """A CSV file of ours, all cells as text, an empty one NULL. Nothing is guessed from the first rows."""
    return connection.read_csv(
        str(path), columns=dict.fromkeys(_header(path), "VARCHAR"), header=True, auto_detect=False, delimiter=",",
        quotechar='"', escapechar='"', max_line_size=LONGEST_ROW, buffer_size=2 * LONGEST_ROW,
    )  # fmt: skip


def rows(connection: "DuckDBPyConnection", query: str, values: Sequence[object] = ()) -> Iterator[tuple[Any, ...]]:
    """The rows of a query as they come."""
    with connection.cursor() as cursor:
        cursor.execute(query, list(values))
        while batch := cursor.fetchmany(_BATCH):
            yield from batch
