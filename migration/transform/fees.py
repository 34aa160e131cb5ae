"""BorrowerDebts to fees: the charges, each with what is outstanding of it (``debts``)."""

from migration.ids import target_id
from migration.issues import Result, rejected
from migration.model import Entity, Fee
from migration.rows import RowReader
from migration.transform.context import Context, Known, Settlement, code, library_of
from migration.transform.debts import (
    CREDITS,
    SETTLED_STATES,
    ZERO,
    Debt,
    DebtKind,
    Rule,
    debt,
    told_by_source,
    type_code,
)
from migration.transform.fields import amount, day
from migration.transform.references import find_item, item_target, patron_refusal


def fee(context: Context, known: Known, legacy_id: str, row: RowReader) -> Result[Fee]:
    """One row of BorrowerDebts. A debt whose item or record is gone is still one: that is left empty."""
    patron = row.need("BorrowerId")
    refusal = patron_refusal(known, patron)
    if refusal:
        return refusal
    account = debt(context, legacy_id, row)
    total, rest = amount(row, "Amount"), amount(row, "Remainder")
    if not total and not rest:
        return rejected("amount_missing", "Amount", issues=row.issues)
    kind = code(context, row, "fee_type", type_code(row))
    settlement = known.settlements.get(legacy_id) or _settlement(account)
    _note_sums(row, account, settlement)
    item, ref, lost = find_item(known, row)
    if lost:
        row.note("fee_item_missing", "ItemId", row.take("ItemId"))
    unit = row.take("LocalUnitId")
    record = Fee(
        legacy_id=legacy_id,
        target_id=target_id(context.source.key, Entity.FEE, legacy_id),
        patron_id=target_id(context.source.key, Entity.PATRON, patron),
        item_id=item_target(context, item),
        bib_legacy_id=ref.bib_legacy_id if ref else _bib(known, row),
        library=library_of(context, row, "LocalUnitId", unit) if unit else known.patrons[patron],
        type=kind,
        amount=total,
        outstanding=f"{settlement.outstanding:.2f}",
        outstanding_rule=settlement.rule,
        state=_state(context, row, account, settlement),
        charged_on=day(context, row, "DebtDate") or day(context, row, "DeptDate"),
    )
    return Result(record=record, issues=tuple(row.issues), codes=tuple(row.codes))


def is_given_back(record: Fee) -> bool:
    """Whether a row is money below zero that no account code calls a payment."""
    return record.amount.startswith("-") and record.type not in CREDITS


def _settlement(account: Debt) -> Settlement:
    return Settlement(ZERO, "") if account.kind is DebtKind.CREDIT else told_by_source(account)


def _state(context: Context, row: RowReader, account: Debt, settlement: Settlement) -> str:
    """The source's own; a charge of which nothing remains is paid, whatever it says."""
    state = code(context, row, "fee_state", row.take("State"))
    if account.kind is not DebtKind.CHARGE or settlement.outstanding or state in SETTLED_STATES:
        return state
    if state:
        row.note("fee_paid_by_remainder", "State")
    return "paid"


def _bib(known: Known, row: RowReader) -> str:
    bib = row.take("MarcRecordId")
    if bib and bib not in known.bibs:
        row.note("fee_bib_missing", "MarcRecordId", bib)
        return ""
    return bib


def _note_sums(row: RowReader, account: Debt, settlement: Settlement) -> None:
    if account.kind is not DebtKind.CHARGE:
        return
    if not account.is_told:
        row.note("outstanding_missing", "Remainder", settlement.rule)
    elif account.remainder is not None and settlement.rule is Rule.CAPPED:
        row.note("outstanding_negative" if account.remainder < 0 else "outstanding_exceeds_amount", "Remainder")
    if account.is_settled and settlement.outstanding:
        row.note("fee_state_contradicted", "State")
