"""The items' part of match: one barcode for one item in the whole county, and what looks wrong about barcodes."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from sqlalchemy import ColumnElement, Connection, case, func, select

from migration.issues import Issue
from migration.item_statuses import LOST_RANK, STATUSES, UNKNOWN_RANK
from migration.match.items.barcode_patterns import BEGINNING, by_library, pattern, strays
from migration.match.items.barcodes import NAMED, unique_barcodes
from migration.model import Entity
from migration.pipeline.sink import Sink
from migration.staging.read import cursor
from migration.staging.schema import core_item, core_loan, matched_item


def write_items(sink: Sink, sources: Sequence[str]) -> None:
    """Fill ``matched_item``, and note barcodes that several items have, that look alike, or look like others'."""
    i = core_item.c
    query = (
        select(i.target_id, i.source, i.legacy_id, i.barcode)
        .where(i.source.in_(sources))
        .order_by(i.barcode, _distance(), i.source, i.legacy_id)
    )
    for found in unique_barcodes(cursor(sink.connection, query)):
        sink.add(matched_item, (found.item_id, found.barcode, found.rule))
        if found.shared:
            problem = Issue("barcode_duplicate", "Barcode", found.told)
            sink.add_issues(Entity.ITEM, found.legacy_id, [problem], found.source)
    _note_similar(sink, sources)
    _note_strays(sink, sources)


def _distance() -> ColumnElement[int]:
    """How far an item is from the desk where its barcode is scanned: first those on loan, last those that are gone.

    So that the copy that comes back, or stands on the shelf, is the one that its label names.
    """
    i = core_item.c
    ranks = {status: rank for rank, statuses in enumerate(STATUSES) for status in statuses}
    by_status = case(ranks, value=i.status, else_=UNKNOWN_RANK)
    on_loan = i.target_id.in_(select(core_loan.c.item_id).where(core_loan.c.item_id != ""))
    return case((on_loan & (by_status < LOST_RANK), 0), else_=by_status)


def _note_similar(sink: Sink, sources: Sequence[str]) -> None:
    """Barcodes that differ by case or blanks in the county, or by leading zeros in one source."""
    i = core_item.c
    folded = func.upper(func.replace(i.barcode, " ", ""))
    for row, others in _similar(sink.connection, sources, folded, []):
        sink.add_issues(Entity.ITEM, row[1], [Issue("barcode_similar", "Barcode", others)], row[0])
    for row, others in _similar(sink.connection, sources, func.ltrim(i.barcode, "0"), [i.source]):
        if row[2].isdecimal():
            sink.add_issues(Entity.ITEM, row[1], [Issue("barcode_similar", "Barcode", others)], row[0])


def _similar(
    connection: Connection, sources: Sequence[str], key: ColumnElement[str], scope: list[ColumnElement[str]]
) -> Iterator[tuple[tuple[str, str, str], str]]:
    """(source, legacy id, barcode) of each item with the others whose key is equal and whose barcode is not."""
    i = core_item.c
    mine = i.source.in_(sources) & (i.barcode != "")
    several = select(key).where(mine).group_by(*scope, key).having(func.min(i.barcode) != func.max(i.barcode))
    query = (
        select(*scope, key, i.source, i.legacy_id, i.barcode)
        .where(mine, key.in_(several))
        .order_by(*scope, key, i.barcode, i.source, i.legacy_id)
    )
    width = len(scope) + 1
    for _, group in groupby(cursor(connection, query), key=lambda row: tuple(row[:width])):
        rows = [(row[width], row[width + 1], row[width + 2]) for row in group]
        firsts = {barcode: (source, legacy_id) for source, legacy_id, barcode in reversed(rows)}
        for row in rows:
            others = [f"{b} = {' '.join(item)}" for b, item in firsts.items() if b != row[2]][:NAMED]
            if others:
                yield row, ", ".join(others)


def _note_strays(sink: Sink, sources: Sequence[str]) -> None:
    """Barcodes that look like another library's. A library is an ISIL, or the source where an item has none."""
    i = core_item.c
    library = case((i.library != "", i.library), else_=i.source)
    beginning = func.upper(func.substr(i.barcode, 1, BEGINNING))
    mine = i.source.in_(sources) & (i.barcode != "")
    looks = (library, beginning, func.length(i.barcode))
    counts = sink.connection.execute(select(*looks, func.count()).where(mine).group_by(*looks)).all()
    found = by_library(strays((row[0], row[1], row[2], row[3]) for row in counts))
    if not found:
        return
    beginnings = {row[1]: None for row in counts if (p := pattern(row[1], row[2])) and p in found.get(row[0], ())}
    query = select(*looks, i.source, i.legacy_id).where(mine, library.in_(list(found)), beginning.in_(list(beginnings)))
    for row in cursor(sink.connection, query.order_by(i.source, i.legacy_id)):
        looks_like = pattern(row[1], row[2])
        other = found[row[0]].get(looks_like, "") if looks_like else ""
        if other:
            problem = Issue("barcode_of_other_library", "Barcode", other)
            sink.add_issues(Entity.ITEM, row[4], [problem], row[3])
