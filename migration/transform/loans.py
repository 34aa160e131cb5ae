"""BorrowerLoans to loans. Each must find its patron, item and record among the loaded rows of its own source."""

from migration.ids import target_id
from migration.issues import Result
from migration.model import Entity, Loan
from migration.rows import RowReader
from migration.transform.context import Context, Known, code
from migration.transform.fields import count, due, moment, text
from migration.transform.references import bib_refusal, find_item, item_target, note_other_record, patron_refusal


def loan(context: Context, known: Known, legacy_id: str, row: RowReader) -> Result[Loan]:
    """One row of BorrowerLoans. A loan with a record and no item is electronic."""
    patron = row.need("BorrowerId")
    refusal = patron_refusal(known, patron)
    if refusal:
        return refusal
    item, ref, refusal = find_item(known, row)
    if refusal:
        return refusal
    bib = ref.bib_legacy_id if ref else row.take("MarcRecordId")
    if ref is None and (refusal := bib_refusal(known, bib)):
        return refusal
    note_other_record(row, ref)
    loaned_at, due_at = moment(context, row, "LoanTime"), due(context, row, "DueTime")
    _note_dates(row, loaned_at, due_at)
    record = Loan(
        legacy_id=legacy_id,
        target_id=target_id(context.source.key, Entity.LOAN, legacy_id),
        patron_id=target_id(context.source.key, Entity.PATRON, patron),
        item_id=item_target(context, item),
        bib_legacy_id=bib,
        library=ref.library if ref else known.patrons[patron],
        branch="",
        loaned_at=loaned_at,
        due_at=due_at,
        renewals=count(row, "RenewalCount"),
        status=code(context, row, "loan_status", row.take("ServiceCode")),
        is_ill=bool(ref and ref.is_ill),
        is_electronic=ref is None,
        is_textbook=False,
        note=text(row, "Notes"),
    )
    return Result(record=record, issues=tuple(row.issues), codes=tuple(row.codes))


def _note_dates(row: RowReader, loaned_at: str, due_at: str) -> None:
    if not due_at:
        row.note("due_missing", "DueTime")
    elif loaned_at and due_at[:10] < loaned_at[:10]:
        row.note("due_before_loaned", "DueTime", due_at[:10])
