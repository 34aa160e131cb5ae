"""BorrowerDebts to fees: a ledger of charges, payments and estimates."""

from decimal import Decimal

from migration.ids import target_id
from migration.issues import Result, rejected
from migration.model import Entity, Fee
from migration.rows import RowReader
from migration.transform.context import Context, Known, code, library_of
from migration.transform.fields import amount, moment
from migration.transform.references import find_item, item_target, patron_refusal


def fee(context: Context, known: Known, legacy_id: str, row: RowReader) -> Result[Fee]:
    """One row of BorrowerDebts. A debt whose item is gone is still a debt: the item is left empty, with an issue."""
    patron = row.need("BorrowerId")
    refusal = patron_refusal(known, patron)
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
        item_id=item_target(context, item),
        bib_legacy_id="",
        library=library_of(context, row, "LocalUnitId", unit) if unit else known.patrons[patron],
        type=code(context, row, "fee_type", row.take("AccountCodeId") or row.take("AccountCodeName")),
        amount=total,
        outstanding=rest,
        outstanding_rule="",
        state=code(context, row, "fee_state", row.take("State")),
        charged_on=moment(context, row, "DebtDate")[:10],
    )
    return Result(record=record, issues=tuple(row.issues), codes=tuple(row.codes))


def _note_sums(row: RowReader, total: str, rest: str) -> None:
    if not rest:
        row.note("outstanding_missing", "Remainder")
    elif total and Decimal(rest) > Decimal(total) >= 0:
        row.note("outstanding_exceeds_amount", "Remainder")
