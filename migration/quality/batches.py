"""What a suite looks at: one SELECT per staging table, and the columns that name a failing row."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Inspector, TextClause, text

from migration.quality.checks import COUNTY

KEYS: dict[str, tuple[str, ...]] = {
    "raw_file": ("file_no",),
    "ledger": ("entity", "legacy_id"),
    "reject": ("entity", "legacy_id"),
    "issue": ("entity", "legacy_id", "code"),
    "source_rows": ("entity",),
    "fee_balance": ("term",),
    "core_code": ("code_list", "legacy_code"),
    "core_conversion": ("tag", "code", "fate"),
    "matched_pair": ("a", "b"),
    "matched_bad_identifier": ("kind", "value"),
    "matched_review": ("legacy_id", "other_source", "other_legacy_id"),
    "matched_opinion": ("legacy_id", "other_source", "other_legacy_id"),
    "matched_verdict": ("file", "row"),
    "matched_redirect": ("old_bib_id",),
    "matched_field": ("bib_id", "n"),
    "matched_cluster": ("bib_id", "legacy_id"),
    "matched_likely_person": ("patron_id", "other_patron_id"),
}
"""Where the key is not the legacy id alone. Only these columns leave the database; others may hold personal data."""

OWNERS: dict[str, tuple[str, str]] = {
    "matched_item": ("item_id", "core_item"),
    "matched_patron": ("patron_id", "core_patron"),
}
"""County tables without a source: the core table that knows whose a target id is."""

OF_THE_COUNTY = frozenset({"matched_verdict"})
"""Tables whose rows are the county's, though they name sources: a verdict need not say whose its records are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """``select``: SQL of the rows, always with a column ``source``. ``keys``: columns that name a row in its source.

    ``unnamed``: the same rows where nobody asks whose they are. ``is_of_county``: they belong to no source; the source
    is ``*`` then.
    """

    table: str
    select: str
    unnamed: str
    keys: tuple[str, ...]
    is_of_county: bool

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
    is_of_county = table not in OWNERS and ("source" not in columns or table in OF_THE_COUNTY)
    return Batch(
        table=table,
        select=_select(table, columns, is_of_county=is_of_county),
        unnamed=f"SELECT * FROM {table}",  # noqa: S608 - a name from our own schema
        keys=_keys(table, columns),
        is_of_county=is_of_county,
    )


def restricted(batch: Batch, sources: Sequence[str]) -> Batch:
    """The rows of some sources, and those that belong to none."""
    only = f"SELECT * FROM ({batch.select}) AS whole WHERE source IN ({_list([*sources, COUNTY])})"  # noqa: S608 - quoted
    return replace(batch, select=only, unnamed=only)


def columns_of(inspector: Inspector, table: str) -> list[str]:
    """Names of a table's columns; none where there is no such table."""
    return [c["name"] for c in inspector.get_columns(table)] if inspector.has_table(table) else []


def _keys(table: str, columns: Sequence[str]) -> tuple[str, ...]:
    usual = next(((name,) for name in ("legacy_id", "ordinal") if name in columns or table in OWNERS), ())
    return KEYS.get(table, usual)


def _select(table: str, columns: Sequence[str], *, is_of_county: bool) -> str:
    if table in OWNERS:
        key, owner = OWNERS[table]
        return (
            f"SELECT coalesce(owner.source, '{COUNTY}') AS source, "  # noqa: S608 - names from our own schema
            f"coalesce(owner.legacy_id, own.{key}) AS legacy_id, own.* "
            f"FROM {table} AS own LEFT JOIN {owner} AS owner ON owner.target_id = own.{key}"
        )
    if not is_of_county:
        return f"SELECT * FROM {table}"  # noqa: S608 - a name from our own schema
    others = ", ".join(f"own.{name}" for name in columns if name != "source")
    return f"SELECT '{COUNTY}' AS source, {others} FROM {table} AS own"  # noqa: S608 - names from our own schema


def _list(sources: Sequence[str]) -> str:
    quoted = ("'" + source.replace("'", "''") + "'" for source in sources)
    return ", ".join(quoted)
