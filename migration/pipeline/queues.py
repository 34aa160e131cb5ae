"""The reservations' second pass, when all are written: queues and groups counted anew, and what only shows together."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import Column, bindparam, select, update

from migration.issues import Issue
from migration.model import Entity
from migration.pipeline.sink import Sink
from migration.staging.bulk import BATCH
from migration.staging.read import cursor
from migration.staging.schema import core_loan, core_reservation
from migration.transform.context import Known
from migration.transform.items import ONLINE
from migration.transform.queues import Place, in_group, queue

Order = Callable[[Iterable[Place]], Iterator[tuple[str, int]]]


class Queue(NamedTuple):
    """A title's queue within a scope, or an item's."""

    bib: str
    scope: str
    item_id: str


def finish_reservations(sink: Sink, known: Known, members: Counter[str]) -> None:
    """Number the queues and the groups from 1, without gaps or ties, and note what is wrong with them.

    ``members``: how many rows the source has of each group. What the sink holds is written out first.
    """
    sink.flush()
    queues, groups = _queues(sink), _groups(sink)
    r = core_reservation.c
    _renumber(sink, queues.values(), queue, r.queue_position, Issue("queue_renumbered", "NumberInQueue"))
    _renumber(sink, groups.values(), in_group, r.group_order, Issue("group_renumbered", "OrderInGroup"))
    for group, places in groups.items():
        if missing := members[group] - len(places):
            _note(sink, places, Issue("reservation_group_incomplete", "GroupId", str(missing)))
    _note_without_items(sink, known, queues)
    _note_own_loans(sink)


def _queues(sink: Sink) -> Mapping[Queue, list[Place]]:
    """The reservations of each queue. A patron who stands twice in one, and not for a group, is noted."""
    r = core_reservation.c
    columns = (r.bib_legacy_id, r.scope, r.item_id, r.kind, r.patron_id, r.legacy_id, r.state, r.queue_position)
    query = select(*columns, r.placed_at).where(r.source == sink.source)
    queues: dict[Queue, list[Place]] = defaultdict(list)
    of_patron: dict[tuple[Queue, str], list[Place]] = defaultdict(list)
    for bib, scope, item, kind, patron, *facts in cursor(sink.connection, query):
        place, wanted = Place(*facts), Queue(bib, scope, item if kind == "item" else "")
        queues[wanted].append(place)
        if kind in ("item", "title"):
            of_patron[wanted, patron].append(place)
    for places in of_patron.values():
        first, *others = sorted(queue(places), key=lambda pair: pair[1])
        for legacy_id, _ in others:
            sink.add_issues(Entity.RESERVATION, legacy_id, [Issue("reserved_twice", "MarcRecordId", first[0])])
    return queues


def _groups(sink: Sink) -> Mapping[str, list[Place]]:
    r = core_reservation.c
    columns = (r.group_id, r.legacy_id, r.state, r.group_order, r.placed_at)
    query = select(*columns).where(r.source == sink.source, r.group_id != "").order_by(r.group_id)
    rows = cursor(sink.connection, query)
    return {group: [Place(*row[1:]) for row in members] for group, members in groupby(rows, key=lambda row: row[0])}


def _renumber(sink: Sink, together: Iterable[list[Place]], order: Order, column: "Column[Any]", moved: Issue) -> None:
    """Write the positions that differ from the source's; where the source has one, note both."""
    changes: list[dict[str, Any]] = []
    for places in together:
        before = {place.legacy_id: place.position for place in places}
        for legacy_id, position in order(places):
            if before[legacy_id] != position:
                changes.append({"key": legacy_id, "position": position})
            if before[legacy_id] not in (None, position):
                value = f"{before[legacy_id]}/{position}"
                sink.add_issues(Entity.RESERVATION, legacy_id, [Issue(moved.code, moved.field, value)])
    r = core_reservation.c
    statement = update(core_reservation).where(r.source == sink.source, r.legacy_id == bindparam("key"))
    for start in range(0, len(changes), BATCH):
        sink.connection.execute(statement.values({column: bindparam("position")}), changes[start : start + BATCH])


def _note_without_items(sink: Sink, known: Known, queues: Mapping[Queue, list[Place]]) -> None:
    """Reservations of titles of which every item is gone or was left out; an online title has none."""
    wanted = {queue.bib for queue in queues if known.bib_formats.get(queue.bib) not in ONLINE}
    without = wanted - {ref.bib_legacy_id for ref in known.items.values() if ref.bib_legacy_id in wanted}
    for (bib, _, _), places in queues.items():
        if bib in without:
            _note(sink, places, Issue("reservation_without_items", "MarcRecordId", bib))


def _note_own_loans(sink: Sink) -> None:
    """Reservations of what the patron has on loan already: the same title, or the same item."""
    r, loan = core_reservation.c, core_loan.c
    waiting = select(r.patron_id).where(r.source == sink.source)
    lent: set[tuple[str, str]] = set()
    loans = select(loan.patron_id, loan.bib_legacy_id, loan.item_id).where(loan.source == sink.source)
    for patron, bib, item in cursor(sink.connection, loans.where(loan.patron_id.in_(waiting))):
        lent |= {(patron, bib), (patron, item)}
    query = select(r.legacy_id, r.patron_id, r.bib_legacy_id, r.item_id, r.kind).where(r.source == sink.source)
    for legacy_id, patron, bib, item, kind in cursor(sink.connection, query.order_by(r.legacy_id)):
        if (patron, item if kind == "item" else bib) in lent:
            sink.add_issues(Entity.RESERVATION, legacy_id, [Issue("reserved_by_borrower", "BorrowerId")])


def _note(sink: Sink, places: Iterable[Place], issue: Issue) -> None:
    for place in places:
        sink.add_issues(Entity.RESERVATION, place.legacy_id, [issue])
