"""What a suite looks at: one SELECT per staging table, and the columns that name a failing row."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Inspector, TextClause, text

from migration.quality.checks import COUNTY

KEYS: dict[str, tuple[str, ...]] = {
    "ledger": ("entity", "legacy_id"),
    "reject": ("entity", "legacy_id"),
    "issue": ("entity", "legacy_id", "code"),
    "core_code": ("code_list", "legacy_code"),
    "core_conversion": ("tag", "code", "fate"),
}
"""Where the key is not the legacy id alone. Only these columns leave the database; others may hold personal data."""

OWNERS: dict[str, tuple[str, str]] = {
    "matched_item": ("item_id", "core_item"),
    "matched_patron": ("patron_id", "core_patron"),
}
"""County tables without a source: the core table that knows whose a target id is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """``select``: SQL of the rows, always with a column ``source``. ``keys``: columns that name a row in its source."""

    table: str
    select: str
    keys: tuple[str, ...]

    @property
    def counts(self) -> TextClause:
        """The number of rows of each source."""
        return text(f"SELECT source, count(*) FROM {self.rows} GROUP BY source")  # noqa: S608 - names from our own schema

    @property
    def rows(self) -> str:
        """The rows as a derived table, under the name that Great Expectations gives it."""
        return f"({self.select}) AS subselect"


def batch_of(table: str, columns: Sequence[str]) -> Batch:
    """The batch of a whole table."""
    return Batch(table=table, select=_select(table, columns), keys=_keys(table, columns))


def restricted(batch: Batch, sources: Sequence[str]) -> Batch:
    """The rows of some sources, and those that belong to none."""
    only = f"SELECT * FROM ({batch.select}) AS whole WHERE source IN ({_list([*sources, COUNTY])})"  # noqa: S608 - quoted
    return replace(batch, select=only)


def columns_of(inspector: Inspector, table: str) -> list[str]:
    """Names of a table's columns; none where there is no such table."""
    return [c["name"] for c in inspector.get_columns(table)] if inspector.has_table(table) else []


def _keys(table: str, columns: Sequence[str]) -> tuple[str, ...]:
    return KEYS.get(table, ("legacy_id",) if "legacy_id" in columns or table in OWNERS else ())


def _select(table: str, columns: Sequence[str]) -> str:
    if table in OWNERS:
        key, owner = OWNERS[table]
        return (
            f"SELECT coalesce(owner.source, '{COUNTY}') AS source, "  # noqa: S608 - names from our own schema
            f"coalesce(owner.legacy_id, own.{key}) AS legacy_id, own.* "
            f"FROM {table} AS own LEFT JOIN {owner} AS owner ON owner.target_id = own.{key}"
        )
    if "source" in columns:
        return f"SELECT * FROM {table}"  # noqa: S608 - a name from our own schema
    return f"SELECT '{COUNTY}' AS source, own.* FROM {table} AS own"  # noqa: S608 - a name from our own schema


def _list(sources: Sequence[str]) -> str:
    quoted = ("'" + source.replace("'", "''") + "'" for source in sources)
    return ", ".join(quoted)
