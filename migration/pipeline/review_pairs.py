"""The pairs of the review queue, the most useful first; what is known of both records, and how many items each has."""

from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Float,
    FromClause,
    Subquery,
    and_,
    cast,
    func,
    or_,
    select,
    union,
)

from migration.match.verdicts.verdict import Key
from migration.staging.read import AnySelect, cursor
from migration.staging.schema import core_bib, core_bib_features, core_item, matched_review

BIB = ("source", "legacy_id", "target_id", "marc", "title", "format_class", "language", "year")
FEATURES = ("part_number", "part_title", "identifiers")
SIDES = {"one": ("source", "legacy_id"), "other": ("other_source", "other_legacy_id")}
"""The two records of a pair, and the columns of ``matched_review`` that name them."""


def pairs_of(source: str) -> AnySelect:
    """Every pair of the queue that a record of this source is in."""
    c = matched_review.c
    return select(matched_review, _likely()).where(or_(c.source == source, c.other_source == source))


def _likely() -> ColumnElement[Any]:
    """The probability as a number; NULL where the second opinion was not asked."""
    return cast(func.nullif(matched_review.c.probability, ""), Float).label("likely")


def best_pairs(source: str, most: int) -> AnySelect:
    """Columns ``failed``, ``evidence``, ``gain``, ``likely``; and those of both records, as ``one_title`` …"""
    own = pairs_of(source).subquery()
    best = select(own).order_by(*_rank(own)).limit(most).subquery()
    wanted: list[Any] = [best.c.failed, best.c.evidence, best.c.gain, best.c.likely]
    tables: Any = best
    for side, key in SIDES.items():
        bib, features = core_bib.alias(f"{side}_bib"), core_bib_features.alias(f"{side}_features")
        tables = tables.join(bib, _same(bib, best, key)).outerjoin(features, _same(features, best, key))
        wanted += [bib.c[name].label(f"{side}_{name}") for name in BIB]
        wanted += [func.coalesce(features.c[name], "").label(f"{side}_{name}") for name in FEATURES]
    return select(*wanted).select_from(tables).order_by(*_rank(best))


def _rank(pairs: Subquery) -> tuple[ColumnElement[Any], ...]:
    """What a decision gains, then how likely it is to be a yes, then the keys: the same order every time."""
    c = pairs.c
    return c.gain.desc(), c.likely.desc().nulls_last(), c.source, c.legacy_id, c.other_source, c.other_legacy_id


def _same(table: FromClause, pairs: Subquery, key: tuple[str, str]) -> ColumnElement[bool]:
    return and_(table.c.source == pairs.c[key[0]], table.c.legacy_id == pairs.c[key[1]])


def item_counts(connection: Connection) -> dict[Key, int]:
    """How many items each record of the queue has; those without any are left out."""
    r, i = matched_review.c, core_item.c
    asked = union(
        select(r.source, r.legacy_id), select(r.other_source.label("source"), r.other_legacy_id.label("legacy_id"))
    ).subquery()
    record: tuple[Column[str], Column[str]] = (i.source, i.bib_legacy_id)
    query = (
        select(*record, func.count())
        .join_from(core_item, asked, and_(i.source == asked.c.source, i.bib_legacy_id == asked.c.legacy_id))
        .group_by(*record)
    )
    return {(source, legacy_id): count for source, legacy_id, count in cursor(connection, query)}
