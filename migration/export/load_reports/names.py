"""What a vendor may call a thing by instead of our id: a barcode, a card, and what a profile made of a card."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from migration.export.database import table_of
from migration.export.profiles.cells import path as value_at
from migration.export.profiles.left_out import RENAMED
from migration.export.profiles.tables import TABLES, UnknownPathError, join_of, resolve
from migration.model import Entity

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ALSO: Mapping[Entity, tuple[str, ...]] = MappingProxyType(
    {Entity.ITEM: ("barcode",), Entity.PATRON: ("card_number", "national_card_number")}
)
"""Columns of a delivery that name a row, too."""


@dataclass(frozen=True, slots=True)
class Renamed:
    """What a profile made of a delivery. ``folder`` has its ``renamed.csv``; ``prefixes``: the paths whose values the
    profile puts before a value that several rows have."""

    folder: Path
    prefixes: Sequence[str]


def add_names(connection: "DuckDBPyConnection", renamed: Sequence[Renamed]) -> None:
    """Make the table ``names`` (entity, key, id) from views of a delivery's tables."""
    connection.execute("CREATE TABLE names (entity VARCHAR, key VARCHAR, id VARCHAR)")
    for entity, columns in ALSO.items():
        for column in columns:
            _add(connection, entity, f"{_table(entity)} AS r", f"r.{column}")
    for n, one in enumerate(renamed):
        table_of(connection, one.folder / RENAMED.name).create_view(f"renamed_{n}")
        for entity in ALSO:
            for prefix in one.prefixes:
                for rows in _joined(_table(entity), prefix):
                    there = f"{rows} JOIN renamed_{n} AS n ON n.id = r.{TABLES[_table(entity)]}"
                    _add(connection, entity, there, f"{value_at(_table(entity), prefix)} || '-' || n.before")


def _table(entity: Entity) -> str:
    return f"{entity}s"


def _add(connection: "DuckDBPyConnection", entity: Entity, rows: str, key: str) -> None:
    own = TABLES[_table(entity)]
    connection.execute(f"INSERT INTO names SELECT '{entity}', {key}, r.{own} FROM {rows} WHERE {key} <> ''")  # noqa: S608


def _joined(table: str, prefix: str) -> Iterator[str]:
    """The rows of a table with those that a path leads to; nothing where it is a path of another table."""
    try:
        joins = {join for one in prefix.split("|") for join in resolve(table, one).joins}
    except UnknownPathError:
        return
    if all(reference != "bib" for _, reference in joins):  # of records, a delivery has no table
        yield " ".join([f"{table} AS r", *(join_of(*join) for join in sorted(joins))])
