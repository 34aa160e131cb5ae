"""Gathers the rows that a stage makes for several tables and writes them in batches."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Table

from migration.issues import Issue, severity
from migration.model import Entity
from migration.privacy import mask
from migration.staging.bulk import BATCH, bulk_insert
from migration.staging.schema import issue

VALUE_LENGTH = 200


class Sink:
    """``add`` rows as tuples in the order of the table's columns; ``flush`` at the end."""

    def __init__(self, connection: Connection, source: str, stage: str) -> None:
        self.connection = connection
        self.source = source
        self.stage = stage
        self.counts: Counter[str] = Counter()
        self.issues: Counter[str] = Counter()
        self._rows: dict[str, tuple[Table, list[Sequence[Any]]]] = {}

    def add(self, table: Table, row: Sequence[Any]) -> None:
        _, rows = self._rows.setdefault(table.name, (table, []))
        rows.append(row)
        if len(rows) >= BATCH:
            self._write(table, rows)

    def add_issues(self, entity: str, legacy_id: str, issues: Iterable[Issue], source: str = "") -> None:
        """Issues of one row. Identity numbers are masked whatever the transform did; an item's id may be a barcode."""
        if entity not in (Entity.BIB, Entity.ITEM):
            legacy_id = mask(legacy_id)
        for found in issues:
            self.issues[found.code] += 1
            level = severity(found.code).value
            value = mask(found.value)[:VALUE_LENGTH]
            self.add(
                issue,
                (source or self.source, self.stage, entity, legacy_id, found.code, level, found.field, value),
            )

    def flush(self) -> None:
        for table, rows in self._rows.values():
            self._write(table, rows)

    def _write(self, table: Table, rows: list[Sequence[Any]]) -> None:
        self.counts[table.name] += bulk_insert(self.connection, table, rows)
        rows.clear()
