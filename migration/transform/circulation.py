"""Loans, reservations and fees. Each must find its patron, item and record among the loaded rows of its own source."""

from decimal import Decimal
from typing import Any

from migration.ids import target_id
from migration.issues import Fate, Result, rejected
from migration.model import Entity, Fee, Loan, Reservation
from migration.rows import RowReader
from migration.transform.context import Context, ItemRef, Known, code, label_of, library_of
from migration.transform.fields import amount, count, due, moment, text


def loan(context: Context, known: Known, legacy_id: str, row: RowReader) -> Result[Loan]:
    """One row of BorrowerLoans. A loan with a record and no item is electronic."""
    patron = row.need("BorrowerId")
    refusal = _patron_refusal(known, patron)
    if refusal:
        return refusal
    item, ref, refusal = find_item(known, row)
    if refusal:
        return refusal
    bib = ref.bib_legacy_id if ref else row.take("MarcRecordId")
    if ref is None and (refusal := _bib_refusal(known, bib)):
        return refusal
    _note_other_record(row, ref)
    loaned_at, due_at = moment(context, row, "LoanTime"), due(context, row, "DueTime")
    _note_dates(row, loaned_at, due_at)
    record = Loan(
        legacy_id=legacy_id,
        target_id=target_id(context.source.key, Entity.LOAN, legacy_id),
        patron_id=target_id(context.source.key, Entity.PATRON, patron),
        item_id=_item_target(context, item),
        bib_legacy_id=bib,
        library=ref.library if ref else known.patrons[patron],
        loaned_at=loaned_at,
        due_at=due_at,
        renewals=count(row, "RenewalCount"),
        status=code(context, row, "loan_status", row.take("ServiceCode")),
        is_ill=bool(ref and ref.is_ill),
        is_electronic=ref is None,
        note=text(row, "Notes"),
    )
    return Result(record=record, issues=tuple(row.issues), codes=tuple(row.codes))


def reservation(context: Context, known: Known, legacy_id: str, row: RowReader) -> Result[Reservation]:
    """One row of BorrowerReservations: of a title, or of one item."""
    patron = row.need("BorrowerId")
    refusal = _patron_refusal(known, patron)
    if refusal:
        return refusal
    item, ref, refusal = find_item(known, row)
    if refusal:
        return refusal
    bib = ref.bib_legacy_id if ref else row.take("MarcRecordId")
    if refusal := _bib_refusal(known, bib):
        return refusal
    _note_other_record(row, ref)
    unit = row.take("DeliverAtLocalUnitId")
    record = Reservation(
        legacy_id=legacy_id,
        target_id=target_id(context.source.key, Entity.RESERVATION, legacy_id),
        patron_id=target_id(context.source.key, Entity.PATRON, patron),
        bib_legacy_id=bib,
        item_id=_item_target(context, item),
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
    )
    return Result(record=record, issues=tuple(row.issues), codes=tuple(row.codes))


def fee(context: Context, known: Known, legacy_id: str, row: RowReader) -> Result[Fee]:
    """One row of BorrowerDebts. A debt whose item is gone is still a debt: the item is left empty, with an issue."""
    patron = row.need("BorrowerId")
    refusal = _patron_refusal(known, patron)
    if refusal:
        return refusal
    item, _, lost = find_item(known, row)
    if lost:
        row.note("fee_item_missing", "ItemId", row.take("ItemId"))
    total = amount(row, "Amount")
    rest = amount(row, "Remainder")
    if not total and not rest:
        return rejected("amount_missing", "Amount", issues=row.issues)
    _note_sums(row, total, rest)
    unit = row.take("LocalUnitId")
    record = Fee(
        legacy_id=legacy_id,
        target_id=target_id(context.source.key, Entity.FEE, legacy_id),
        patron_id=target_id(context.source.key, Entity.PATRON, patron),
        item_id=_item_target(context, item),
        library=library_of(context, row, "LocalUnitId", unit) if unit else known.patrons[patron],
        type=code(context, row, "fee_type", row.take("AccountCodeId") or row.take("AccountCodeName")),
        amount=total,
        outstanding=rest,
        state=code(context, row, "fee_state", row.take("State")),
        charged_on=moment(context, row, "DebtDate")[:10],
    )
    return Result(record=record, issues=tuple(row.issues), codes=tuple(row.codes))


def find_item(known: Known, row: RowReader) -> tuple[str, ItemRef | None, Result[Any] | None]:
    """Legacy id of the item that ``ItemId`` names (in a 099 source: its barcode), or why it cannot be told.

    All empty: no item is named. Two items with one barcode are told apart by ``MarcRecordId``; where that fails,
    nothing is guessed.
    """
    key = row.take("ItemId")
    if not key:
        return "", None, None
    ids = known.barcodes.get(key) or [key]
    if len(ids) > 1:
        bib = row.take("MarcRecordId")
        loaded = [i for i in ids if i in known.items]
        ids = loaded if len(loaded) == 1 else [i for i in loaded if known.items[i].bib_legacy_id == bib]
        if len(ids) != 1:
            return "", None, rejected("item_ambiguous", "ItemId", key, issues=row.issues)
    ref = known.items.get(ids[0])
    if ref:
        return ids[0], ref, None
    reason = "item_not_loaded" if ids[0] in known.item_fates else "item_missing"
    return "", None, rejected(reason, "ItemId", key, issues=row.issues)


def _item_target(context: Context, item: str) -> str:
    return target_id(context.source.key, Entity.ITEM, item) if item else ""


def _note_other_record(row: RowReader, ref: ItemRef | None) -> None:
    bib = row.take("MarcRecordId")
    if ref and bib and bib != ref.bib_legacy_id:
        row.note("record_of_item_differs", "MarcRecordId", bib)


def _patron_refusal(known: Known, patron: str) -> Result[Any] | None:
    if patron in known.patrons:
        return None
    fate = known.patron_fates.get(patron)
    return rejected("patron_not_loaded" if fate else "patron_missing", "BorrowerId", patron)


def _bib_refusal(known: Known, bib: str) -> Result[Any] | None:
    if bib in known.bibs:
        return None
    if not bib:
        return rejected("nothing_named", "MarcRecordId")
    fate = known.bib_fates.get(bib)
    reason = "bib_missing" if fate is None else "bib_excluded" if fate is Fate.EXCLUDED else "bib_rejected"
    return rejected(reason, "MarcRecordId", bib)


def _note_dates(row: RowReader, loaned_at: str, due_at: str) -> None:
    if not due_at:
        row.note("due_missing", "DueTime")
    elif loaned_at and due_at[:10] < loaned_at[:10]:
        row.note("due_before_loaned", "DueTime", due_at[:10])


def _note_sums(row: RowReader, total: str, rest: str) -> None:
    if not rest:
        row.note("outstanding_missing", "Remainder")
    elif total and Decimal(rest) > Decimal(total) >= 0:
        row.note("outstanding_exceeds_amount", "Remainder")
