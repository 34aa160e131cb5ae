"""BorrowerReservations to reservations: of a title or an item, alone or in a group (serial, parallel).

The four kinds are Mikromarc's; how an export tells them is not public, so the columns ``Kind``, ``GroupId`` and
``OrderInGroup`` are ours. A receiver without groups must not give the patron all titles at once.
"""

from migration.ids import target_id
from migration.issues import Result
from migration.model import Entity, Reservation
from migration.rows import RowReader
from migration.transform.context import Context, ItemRef, Known, code, label_of, library_of
from migration.transform.fields import count, moment, text
from migration.transform.references import bib_refusal, find_item, item_target, note_other_record, patron_refusal

GROUPED = ("serial", "parallel")
WAITING = ("", "waiting", "suspended")


def reservation(context: Context, known: Known, legacy_id: str, row: RowReader) -> Result[Reservation]:
    """One row of BorrowerReservations."""
    patron = row.need("BorrowerId")
    refusal = patron_refusal(known, patron)
    if refusal:
        return refusal
    item, ref, refusal = find_item(known, row)
    if refusal:
        return refusal
    bib = ref.bib_legacy_id if ref else row.take("MarcRecordId")
    if refusal := bib_refusal(known, bib):
        return refusal
    note_other_record(row, ref)
    unit = _pickup_unit(row)
    expires_at, held_until = (moment(context, row, c, future=True) for c in ("ResValidUntil", "ResHeldUntil"))
    paused = _pause(context, row)
    group = group_of(context, row)
    record = Reservation(
        legacy_id=legacy_id,
        target_id=target_id(context.source.key, Entity.RESERVATION, legacy_id),
        patron_id=target_id(context.source.key, Entity.PATRON, patron),
        bib_legacy_id=bib,
        item_id=item_target(context, item),
        library=library_of(context, row, "DeliverAtLocalUnitId", unit) or known.patrons[patron],
        pickup_branch=code(context, row, "branch", unit, label_of(context, "branch", unit)),
        placed_at=moment(context, row, "ResTime"),
        expires_at=expires_at,
        held_until=held_until,
        suspended_from=paused[0],
        suspended_until=paused[1],
        queue_position=count(row, "NumberInQueue"),
        state=_state(context, row, expires_at, held_until, paused),
        scope=text(row, "Scope"),
        kind=_kind(context, row, ref, group),
        group_id=group,
        group_order=count(row, "OrderInGroup"),
    )
    return Result(record=record, issues=tuple(row.issues), codes=tuple(row.codes))


def _pickup_unit(row: RowReader) -> str:
    """Where it is to be fetched; 0 is nowhere, and none is taken for it."""
    unit = row.take("DeliverAtLocalUnitId") or row.take("DeliverAtUnitId")
    if unit in ("", "0"):
        row.note("pickup_missing", "DeliverAtLocalUnitId")
        return ""
    return unit


def group_of(context: Context, row: RowReader) -> str:
    """The id of the patron's own serial or parallel group; empty for a reservation that stands alone."""
    group = text(row, "GroupId")
    return target_id(context.source.key, "reservation_group", f"{row.take('BorrowerId')}:{group}") if group else ""


def _kind(context: Context, row: RowReader, ref: ItemRef | None, group: str) -> str:
    usual = "item" if ref else "title"
    kind = code(context, row, "reservation_kind", row.take("Kind")) or usual
    if kind in GROUPED and not group:
        row.note("reservation_group_missing", "GroupId")
    elif group and kind not in GROUPED:
        row.note("reservation_kind_missing", "Kind")
    if kind == "item" and ref is None:
        row.note("reservation_item_missing", "ItemId")
        return "title"
    return kind


def _state(context: Context, row: RowReader, expires_at: str, held_until: str, paused: tuple[str, str]) -> str:
    """The source's own; of one that only waits the dates say whether it is over, or paused today."""
    state = code(context, row, "reservation_state", row.take("ServiceCode"))
    today = context.as_of.isoformat()
    if state in ("arrived", "notified") and held_until and held_until[:10] < today:
        row.note("hold_passed", "ResHeldUntil", held_until[:10])
    unknown = bool(row.take("ServiceCode")) and not state
    if state not in WAITING or unknown:
        return state
    if expires_at and expires_at[:10] < today:
        return "expired"
    begin, end = paused[0][:10], paused[1][:10]
    if (begin or end) and (begin or today) <= today <= (end or today):
        return "suspended"
    return state


def _pause(context: Context, row: RowReader) -> tuple[str, str]:
    begin, end = (moment(context, row, c, future=True) for c in ("ResPausedFrom", "ResPausedTo"))
    if begin and end and end[:10] < begin[:10]:
        row.note("pause_reversed", "ResPausedFrom", f"{begin[:10]}/{end[:10]}")
        return "", ""
    return begin, end
