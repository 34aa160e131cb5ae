"""Delivered by us, loaded by them, missing there: a delivery's files against the vendor's load report, in DuckDB."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from migration.export.database import database, require_tables, table_of
from migration.export.database import rows as queried
from migration.export.files import write_table
from migration.export.load_reports.model import LoadLine, LoadMessage, Reconciliation
from migration.export.load_reports.names import Renamed, add_names
from migration.export.load_reports.reading import ROWS
from migration.model import Entity
from migration.privacy import mask, shape

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MOST_MESSAGES = 20
NOT_LOADED = ("entity", "library", "legacy_id", "id", "outcome", "row", "message")
UNKNOWN = ("row", "entity", "id", "why")
WHY_UNKNOWN = ("no_id", "several", "zeros_lost", "not_delivered")
_NUMBERED = re.compile(r"(?=.*\d)\w[\w.:/-]*")
"""How barcodes and card numbers look; what looks otherwise may be somebody's name, and is told by its shape."""
_FILES = {
    Entity.ITEM: "items", Entity.PATRON: "patrons", Entity.LOAN: "loans", Entity.RESERVATION: "reservations",
    Entity.FEE: "fees",
}  # fmt: skip
_PUBLIC = "('bib', 'item')"
"""Entities of whose rows a vendor's message may be shown; in other messages there may be names."""


@contextmanager
def compared(
    delivery: Path, rows: Iterable[Sequence[object]], aside: Path, renamed: Sequence[Renamed] = ()
) -> Iterator["Comparison"]:
    """The delivery and the report's rows (``ROWS``), held against each other. ``aside``: an empty folder for them.

    ``renamed``: what profiles made of the delivery, by whose names the vendor may know patrons and items.
    Raises NoDeliveryError.
    """
    names = ("bibs_crosswalk", *_FILES.values())
    require_tables(delivery, names)
    write_table(aside / "rows.csv", ROWS, rows)
    with database(aside) as connection:
        for name in names:
            table_of(connection, delivery / f"{name}.csv").create_view(name)
        table_of(connection, aside / "rows.csv").create_view("given")
        add_names(connection, renamed)
        for statement in (_DELIVERED, _KEYS, _FOUND, _RESOLVED, _OUTCOMES, _NAMED, _WITHHELD, _AS_TEXT):
            connection.execute(statement)
        yield Comparison(connection, delivery.name)


class Comparison:
    """Asks for what is to be told of a comparison; rows stream."""

    def __init__(self, connection: "DuckDBPyConnection", delivery: str) -> None:
        self._connection = connection
        self._delivery = delivery

    def told(self) -> Reconciliation:
        one = self._connection.execute(
            "SELECT count(*), (SELECT coalesce(sum(n - 1), 0)::BIGINT FROM (SELECT count(*) AS n FROM resolved "
            "WHERE id <> '' GROUP BY entity, id)) FROM given"
        ).fetchone()
        assert one is not None
        unknown = dict(
            self._connection.execute("SELECT why, count(*) FROM resolved WHERE why <> '' GROUP BY 1").fetchall()
        )
        return Reconciliation(
            delivery=self._delivery,
            rows=one[0],
            repeated=one[1],
            lines=tuple(self._lines()),
            messages=tuple(LoadMessage(*row) for row in self._connection.execute(_MESSAGES).fetchall()),
            unknown={why: unknown.get(why, 0) for why in WHY_UNKNOWN},
            silent=tuple(row[0] for row in self._connection.execute(_SILENT).fetchall()),
        )

    def _lines(self) -> Iterator[LoadLine]:
        order = list(Entity)
        rows = self._connection.execute(_LINES).fetchall()
        for row in sorted(rows, key=lambda row: (row[0], row[1], order.index(row[2]))):
            source, library, entity, delivered, loaded, failed, skipped, missing = row
            yield LoadLine(
                source=source, library=library, entity=entity, delivered=delivered, loaded=loaded, failed=failed,
                skipped=skipped, missing=missing,
            )  # fmt: skip

    def not_loaded(self, source: str) -> Iterator[tuple[object, ...]]:
        """What one source lacks there, as ``NOT_LOADED``: by entity and legacy id."""
        return queried(self._connection, _NOT_LOADED, [source])

    def unknown(self) -> Iterator[tuple[object, ...]]:
        """Rows of the report that fit nothing which was delivered, as ``UNKNOWN``.

        Masked here and not when they are read: eleven digits of a UUID of ours may look like an identity number.
        """
        query = "SELECT row, entity, as_text(key), why FROM resolved WHERE why <> '' ORDER BY row"
        for row, entity, key, why in queried(self._connection, query):
            yield row, entity, mask(key) if _NUMBERED.fullmatch(key) else shape(mask(key)), why


_BIBS = """
    CREATE TABLE delivered AS
    SELECT 'bib' AS entity, target_id AS id, source, '' AS library, legacy_id
    FROM bibs_crosswalk WHERE coalesce(target_id, '') <> '' AND fate IN ('loaded', 'merged')
"""


def _rows_of(entity: Entity, name: str) -> str:
    return f"""
        SELECT '{entity.value}', {entity.value}_id, source, coalesce(library, ''), legacy_id
        FROM {name}
    """  # noqa: S608  # names of our own columns


_DELIVERED = " UNION ALL ".join([_BIBS, *(_rows_of(entity, name) for entity, name in _FILES.items())])

_KEYS = """
    CREATE TABLE keys AS
    SELECT DISTINCT entity, id AS key, id FROM delivered
    UNION ALL SELECT DISTINCT entity, key, id FROM names WHERE key <> id
"""

# An inner join and a second step: as one left join on both conditions it would compare every row with every key.
# Letters count as they stand where that fits anything, since two barcodes may differ in them; else small ones fit, too.
_FOUND = """
    CREATE TABLE found AS
    WITH fits AS (
        SELECT row::BIGINT AS row, keys.id, keys.entity, keys.key = given.id AS exact
        FROM given JOIN keys ON lower(keys.key) = lower(given.id)
        WHERE coalesce(given.entity, '') IN ('', keys.entity)
    )
    SELECT row, CASE WHEN bool_or(exact) THEN count(*) FILTER (exact) ELSE count(*) END AS n,
        coalesce(any_value(id) FILTER (exact), any_value(id)) AS id,
        coalesce(any_value(entity) FILTER (exact), any_value(entity)) AS entity
    FROM fits GROUP BY row
"""

_RESOLVED = """
    CREATE TABLE resolved AS
    WITH short AS (SELECT DISTINCT ltrim(lower(key), '0') AS key FROM keys WHERE key LIKE '0%')
    SELECT given.row::BIGINT AS row, coalesce(given.id, '') AS key, given.outcome, coalesce(message, '') AS message,
        CASE WHEN n = 1 THEN found.entity ELSE coalesce(given.entity, '') END AS entity,
        CASE WHEN n = 1 THEN found.id ELSE '' END AS id,
        CASE WHEN n = 1 THEN '' WHEN coalesce(given.id, '') = '' THEN 'no_id' WHEN n > 1 THEN 'several'
             WHEN short.key IS NOT NULL THEN 'zeros_lost' ELSE 'not_delivered' END AS why
    FROM given LEFT JOIN found ON found.row = given.row::BIGINT LEFT JOIN short ON short.key = lower(given.id)
"""

_OUTCOMES = f"""
    CREATE TABLE outcomes AS
    WITH last AS (SELECT entity, id, max(row) AS row FROM resolved WHERE id <> '' GROUP BY entity, id),
    said AS (SELECT r.entity, r.id, r.row, r.outcome, r.message FROM last JOIN resolved AS r USING (row))
    SELECT d.entity, d.id, d.source, d.library, d.legacy_id, coalesce(said.outcome, 'missing') AS outcome,
        coalesce(said.row, 0) AS row,
        CASE WHEN d.entity IN {_PUBLIC} THEN coalesce(said.message, '') ELSE '' END AS message
    FROM delivered AS d LEFT JOIN said USING (entity, id)
    WHERE d.entity IN (SELECT DISTINCT entity FROM last)
"""  # noqa: S608  # constants of ours

# A message on a title or an item may still say who has it: by the last word of a surname and the first given name.
_NAMED = r"""
    CREATE TABLE named AS
    WITH said AS (SELECT DISTINCT message FROM outcomes WHERE message <> ''),
    words AS (SELECT DISTINCT message, unnest(regexp_split_to_array(lower(message), '[^\pL]+')) AS word FROM said),
    names AS (
        SELECT DISTINCT regexp_extract(lower(surname), '\pL+$') AS surname,
            regexp_extract(lower(given_name), '^\pL+') AS given_name
        FROM patrons
    )
    SELECT DISTINCT one.message FROM names
    JOIN words AS one ON one.word = names.surname
    JOIN words AS other ON other.word = names.given_name AND other.message = one.message
    WHERE names.surname <> '' AND names.given_name <> ''
"""

_WITHHELD = "UPDATE outcomes SET message = '…' WHERE message IN (SELECT message FROM named)"

# No spreadsheet shall take what somebody else wrote for a formula.
_AS_TEXT = """
    CREATE MACRO as_text(words) AS CASE WHEN regexp_matches(words, '^[-=+@]') THEN '''' || words ELSE words END
"""

_LINES = """
    SELECT source, library, entity, count(*), count(*) FILTER (outcome = 'loaded'),
        count(*) FILTER (outcome = 'failed'), count(*) FILTER (outcome = 'skipped'),
        count(*) FILTER (outcome = 'missing')
    FROM outcomes GROUP BY source, library, entity
"""

_MESSAGES = f"""
    SELECT entity, message, count(DISTINCT id), min(id) FROM outcomes
    WHERE outcome IN ('failed', 'skipped') AND message <> '' GROUP BY entity, message
    ORDER BY 3 DESC, entity, message LIMIT {MOST_MESSAGES}
"""  # noqa: S608  # constants of ours

_SILENT = "SELECT DISTINCT entity FROM delivered WHERE entity NOT IN (SELECT entity FROM outcomes) ORDER BY entity"

_NOT_LOADED = """
    SELECT entity, library, legacy_id, id, outcome, CASE WHEN row > 0 THEN row::VARCHAR ELSE '' END,
        as_text(message)
    FROM outcomes WHERE source = ? AND outcome <> 'loaded' ORDER BY entity, library, legacy_id
"""
