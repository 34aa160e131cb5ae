"""The generic delivery's CSV files as tables that a profile's queries are asked of."""

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from migration.export.database import database, require_columns, require_tables, table_of
from migration.export.profiles.tables import BIBS, TABLES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_CROSSWALK = "bibs_crosswalk"
_BIBS = "CREATE VIEW bibs AS SELECT target_id AS bib_id, source, cluster_size FROM bibs_crosswalk WHERE fate = 'loaded'"

# UUIDv5 (RFC 9562, 5.5) of "grenselos:<kind>:<text>" under the URL namespace, as our own ids are made. In SQL, since a
# function in Python would hold up DuckDB's threads a million times.
_UUID = """
    CREATE MACRO uuid_from(h) AS h[1:8] || '-' || h[9:12] || '-5' || h[14:16] || '-'
        || translate(h[17], '0123456789abcdef', '89ab89ab89ab89ab') || h[18:20] || '-' || h[21:32]
"""
_UUID_OF = f"""
    CREATE MACRO uuid_of(kind, text) AS uuid_from(
        sha1(from_hex('{uuid.NAMESPACE_URL.hex}') || encode('grenselos:' || kind || ':' || text))
    )
"""


@contextmanager
def opened(delivery: Path, maps: Mapping[str, Mapping[str, str]], aside: Path) -> Iterator["DuckDBPyConnection"]:
    """A connection with the tables of ``TABLES`` and ``map_<name>``; what memory does not hold goes to ``aside``.

    The files are taken in once: each is asked a dozen times, and read anew each time they took longer and more memory.

    Raises NoDeliveryError.
    """
    names = [_CROSSWALK, *(name for name in TABLES if name != BIBS)]
    require_tables(delivery, names)
    require_columns(delivery, names)
    with database(aside) as connection:
        for name in names:
            table_of(connection, delivery / f"{name}.csv").create(name)
        connection.execute(_BIBS)
        connection.execute(_UUID)
        connection.execute(_UUID_OF)
        for name, words in maps.items():
            connection.execute(f"CREATE TABLE map_{name} (ours VARCHAR, theirs VARCHAR)")
            if words:
                connection.executemany(f"INSERT INTO map_{name} VALUES (?, ?)", list(words.items()))  # noqa: S608
        yield connection


def counted(connection: "DuckDBPyConnection", query: str) -> tuple[int, int]:
    """The one row of a query for two numbers."""
    found = connection.execute(query).fetchone()
    assert found is not None
    return int(found[0]), int(found[1])
