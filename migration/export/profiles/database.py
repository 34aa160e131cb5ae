"""The generic delivery's CSV files as tables that a profile's queries are asked of."""

import csv
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from migration.export.profiles.tables import BIBS, TABLES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

MEMORY = "500MB"
_BATCH = 5_000
_CROSSWALK = "bibs_crosswalk"
_BIBS = "CREATE VIEW bibs AS SELECT target_id AS bib_id, source, cluster_size FROM bibs_crosswalk WHERE fate = 'loaded'"


class NoDeliveryError(Exception):
    """A folder is no generic delivery: a file is missing."""


@contextmanager
def opened(delivery: Path, maps: Mapping[str, Mapping[str, str]], aside: Path) -> Iterator["DuckDBPyConnection"]:
    """A connection with the tables of ``TABLES`` and ``map_<name>``; what memory does not hold goes to ``aside``.

    Raises NoDeliveryError.
    """
    import duckdb

    names = [_CROSSWALK, *(name for name in TABLES if name != BIBS)]
    missing = [f"{name}.csv" for name in names if not (delivery / f"{name}.csv").is_file()]
    if missing:
        raise NoDeliveryError(f"{delivery.name} is no generic delivery: it has no {', '.join(missing)}")
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": MEMORY,
        "threads": 2,
        "temp_directory": str(aside),
        "preserve_insertion_order": False,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    with duckdb.connect(config=config) as connection:
        for name in names:
            table_of(connection, delivery / f"{name}.csv").create_view(name)
        connection.execute(_BIBS)
        connection.create_function("uuid_of", _uuid_of, ["VARCHAR", "VARCHAR"], "VARCHAR")
        for name, words in maps.items():
            connection.execute(f"CREATE TABLE map_{name} (ours VARCHAR, theirs VARCHAR)")
            if words:
                connection.executemany(f"INSERT INTO map_{name} VALUES (?, ?)", list(words.items()))  # noqa: S608
        yield connection


def table_of(connection: "DuckDBPyConnection", path: Path) -> "DuckDBPyRelation":
    """A CSV file of ours, all cells as text, an empty one NULL. Nothing is guessed from the first rows."""
    with path.open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    return connection.read_csv(
        str(path), columns=dict.fromkeys(header, "VARCHAR"), header=True, auto_detect=False, delimiter=",",
        quotechar='"', escapechar='"',
    )  # fmt: skip


def _uuid_of(kind: str, text: str) -> str:
    """UUIDv5 of ``grenselos:<kind>:<text>`` under the URL namespace, as our own ids are made."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"grenselos:{kind}:{text}"))


def rows(connection: "DuckDBPyConnection", query: str) -> Iterator[tuple[str, ...]]:
    """The rows of a query as they come."""
    with connection.cursor() as cursor:
        cursor.execute(query)
        while batch := cursor.fetchmany(_BATCH):
            yield from batch


def counted(connection: "DuckDBPyConnection", query: str) -> tuple[int, int]:
    """The one row of a query for two numbers."""
    found = connection.execute(query).fetchone()
    assert found is not None
    return int(found[0]), int(found[1])
