"""BorrowerReservations to reservations: of a title, or of one item."""

from migration.ids import target_id
from migration.issues import Result
from migration.model import Entity, Reservation
from migration.rows import RowReader
from migration.transform.context import Context, Known, code, label_of, library_of
from migration.transform.fields import count, moment, text
from migration.transform.references import bib_refusal, find_item, item_target, note_other_record, patron_refusal


def reservation(context: Context, known: Known, legacy_id: str, row: RowReader) -> Result[Reservation]:
    """One row of BorrowerReservations: of a title, or of one item."""
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
    unit = row.take("DeliverAtLocalUnitId")
    record = Reservation(
        legacy_id=legacy_id,
        target_id=target_id(context.source.key, Entity.RESERVATION, legacy_id),
        patron_id=target_id(context.source.key, Entity.PATRON, patron),
        bib_legacy_id=bib,
        item_id=item_target(context, item),
        library=library_of(context, row, "DeliverAtLocalUnitId", unit),
        pickup_branch=code(context, row, "branch", unit, label_of(context, "branch", unit)),
        placed_at=moment(context, row, "ResTime"),
        expires_at=moment(context, row, "ResValidUntil", future=True),
        held_until=moment(context, row, "ResHeldUntil", future=True),
        suspended_from=moment(context, row, "ResPausedFrom", future=True),
        suspended_until=moment(context, row, "ResPausedTo", future=True),
        queue_position=count(row, "NumberInQueue"),
        state=code(context, row, "reservation_state", row.take("ServiceCode")),
        scope=text(row, "Scope"),
        kind="item" if ref else "title",
        group_id="",
        group_order=None,
    )
    return Result(record=record, issues=tuple(row.issues), codes=tuple(row.codes))
