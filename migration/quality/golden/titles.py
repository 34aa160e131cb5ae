"""Finds records: what each was delivered as, with whom it was merged, and how many copies it has."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy import Connection, and_, column, func, select, table

from migration.marc.stored import from_stored
from migration.quality.golden.fact import Fact, Found, fact
from migration.quality.golden.queries import BIB, ITEM, rows_by, source_rows
from migration.quality.golden.records import record_facts

MEMBER = table("matched_bib_member", *(column(c) for c in ("source", "legacy_id", "bib_id")))
MATCHED = table("matched_bib", *(column(c) for c in ("bib_id", "source", "legacy_id", "marc")))


def find_titles(connection: Connection, source: str, fates: Mapping[str, tuple[str, str]]) -> dict[str, Found]:
    """What was found of a source's records, by legacy id. ``fates``: fate and reason of those that it has."""
    titles = {
        row["legacy_id"]: row["bib_id"] for row in source_rows(connection, source, MEMBER, MEMBER.c.legacy_id, fates)
    }
    members = _members(connection, titles.values())
    delivered = _delivered(connection, titles.values())
    copies = _copies(connection, source, fates)
    return {
        legacy_id: Found(
            legacy_id=legacy_id,
            fate=fate,
            reason=reason,
            facts=delivered.get(titles.get(legacy_id, ""), {}) | {"items": fact(copies[legacy_id])},
            members=members[titles[legacy_id]] - {(source, legacy_id)} if legacy_id in titles else frozenset(),
        )
        for legacy_id, (fate, reason) in fates.items()
    }


def _members(connection: Connection, bib_ids: Collection[str]) -> dict[str, frozenset[tuple[str, str]]]:
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for row in rows_by(connection, select(MEMBER), MEMBER.c.bib_id, bib_ids):
        found[row["bib_id"]].add((row["source"], row["legacy_id"]))
    return {bib_id: frozenset(keys) for bib_id, keys in found.items()}


def _delivered(connection: Connection, bib_ids: Collection[str]) -> dict[str, dict[str, Fact]]:
    """Facts of the delivered records: merged ones, and those that stand as they were."""
    base = and_(BIB.c.source == MATCHED.c.source, BIB.c.legacy_id == MATCHED.c.legacy_id)
    query = select(MATCHED.c.bib_id, MATCHED.c.marc, BIB.c.marc.label("own"), BIB.c.format_class)
    rows = rows_by(connection, query.join_from(MATCHED, BIB, base), MATCHED.c.bib_id, bib_ids)
    return {
        row["bib_id"]: {
            **record_facts(from_stored(row["marc"] or row["own"])),
            "format": fact(row["format_class"]),
        }
        for row in rows
    }


def _copies(connection: Connection, source: str, legacy_ids: Collection[str]) -> Counter[str]:
    query = select(ITEM.c.bib_legacy_id, func.count().label("copies")).where(ITEM.c.source == source)
    rows = rows_by(connection, query.group_by(ITEM.c.bib_legacy_id), ITEM.c.bib_legacy_id, legacy_ids)
    return Counter({row["bib_legacy_id"]: row["copies"] for row in rows})
