"""BorrowerLoans to loans. Each must find its patron, item and record among the loaded rows of its own source.

Dates are compared as days: the same loan has other times in CatalogueItems and BorrowerLoans (time zones; public driver
of the WebAPI). A textbook lent by the year has its catalogue's fixed date, which may lie in the past: no mistake.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple

from migration.ids import target_id
from migration.issues import Fate, Result
from migration.model import Entity, Loan
from migration.rows import RowReader
from migration.transform.context import Context, ItemRef, Known, code, label_of, library_of
from migration.transform.fields import count, due, moment, text
from migration.transform.items import ONLINE
from migration.transform.references import (
    bib_refusal,
    find_item,
    item_target,
    named_item,
    note_other_record,
    patron_refusal,
)
from migration.transform.values import parse_count, parse_due

UNIT_COLUMNS = ("LoanUnitId", "LocalUnitId", "ServiceUnitId")
"""Where a loan was made (*utført ved*): the concept is Mikromarc's, the columns' names are ours."""
AT_HOME = frozenset(
    {"available", "on_hold_shelf", "in_transit", "in_process", "on_order", "repair", "binding", "missing", "lost",
     "withdrawn", "discarded", "deleted"}
)  # fmt: skip
"""Item statuses that contradict a loan. *Tapt* is one: Mikromarc ends the loan when it is set."""
LONGEST = timedelta(days=5 * 365)
MOST_RENEWALS = 99
BEYOND_NINE = ":;<=>?"
"""What a counter of one character shows after 9: the characters that follow it in ASCII."""


class Claim(NamedTuple):
    """What decides which of several loans of one item is believed."""

    legacy_id: str
    loaned_at: str
    due_at: str


def loan(context: Context, known: Known, legacy_id: str, row: RowReader) -> Result[Loan]:
    """One row of BorrowerLoans. A loan with a record and no item is electronic."""
    patron = row.need("BorrowerId")
    refusal = patron_refusal(known, patron)
    if refusal:
        return refusal
    item, ref, refusal = find_item(known, row)
    if refusal and not _is_left_out_as_electronic(known, row):
        return refusal
    bib = ref.bib_legacy_id if ref else row.take("MarcRecordId")
    if ref is None and (refusal := bib_refusal(known, bib)):
        return refusal
    note_other_record(row, ref)
    if ref is None:
        _note_without_copy(known, row, bib)
    column, unit = _unit(row)
    loaned_at, due_at = moment(context, row, "LoanTime"), _due_at(context, row, ref)
    _note_dates(context, row, loaned_at, due_at, is_textbook=_is_textbook(known, ref, bib))
    record = Loan(
        legacy_id=legacy_id,
        target_id=target_id(context.source.key, Entity.LOAN, legacy_id),
        patron_id=target_id(context.source.key, Entity.PATRON, patron),
        item_id=item_target(context, item),
        bib_legacy_id=bib,
        library=(unit and library_of(context, row, column, unit)) or (ref.library if ref else known.patrons[patron]),
        branch=code(context, row, "branch", unit, label_of(context, "branch", unit)),
        loaned_at=loaned_at,
        due_at=due_at,
        renewals=_renewals(row),
        status=_status(context, row, ref),
        is_ill=(ref is not None and ref.is_ill) or patron in known.ill_libraries,
        is_electronic=ref is None,
        is_textbook=_is_textbook(known, ref, bib),
        note=_note(row),
    )
    return Result(record=record, issues=tuple(row.issues), codes=tuple(row.codes))


def believed(claims: Iterable[Claim]) -> Claim:
    """Of several loans of one item the one lent last, then the one due last, then the one with the highest id.

    The rows' order is no matter. Ids are numbers: a longer one is higher.
    """
    return max(claims, key=lambda c: (c.loaned_at[:10], c.due_at[:10], c.loaned_at, len(c.legacy_id), c.legacy_id))


def _due_at(context: Context, row: RowReader, ref: ItemRef | None) -> str:
    """The loan's own due time; where it has none, the day that its item names, which is noted."""
    found = due(context, row, "DueTime")
    of_item = ref.due_on if ref else ""
    if found and of_item and found[:10] != of_item:
        row.note("due_differs", "DueTime", f"{found[:10]}/{of_item}")
    if not found and of_item:
        row.note("due_from_item", "DueTime", of_item)
        return parse_due(of_item, context.as_of) or ""
    return found


def _unit(row: RowReader) -> tuple[str, str]:
    """The column that names the unit of the loan, and the unit; 0 is none."""
    named = ((column, row.take(column)) for column in UNIT_COLUMNS)
    return next(((column, unit) for column, unit in named if unit not in ("", "0")), ("", ""))


def _is_textbook(known: Known, ref: ItemRef | None, bib: str) -> bool:
    return (ref is not None and ref.is_textbook) or bib in known.textbook_bibs


def _is_left_out_as_electronic(known: Known, row: RowReader) -> bool:
    """Whether the item that is named was left out because an e-book has none: its loan needs the record alone."""
    is_excluded = known.item_fates.get(named_item(row)) is Fate.EXCLUDED
    return is_excluded and known.bib_formats.get(row.take("MarcRecordId")) in ONLINE


def _note_without_copy(known: Known, row: RowReader, bib: str) -> None:
    """A loan without item is electronic (docs/contract.md, section 7); told where nothing else says so."""
    says_so = row.take("ExternalSystemName") or row.take("ServiceCode").casefold() == "electronicloan"
    if not says_so and known.bib_formats.get(bib, "book") not in ONLINE:
        row.note("loan_without_item", "ItemId")


def _note(row: RowReader) -> str:
    """The loan's notes, and of an electronic one whose service it is."""
    service = text(row, "ExternalSystemName")
    return "; ".join(filter(None, (text(row, "Notes"), service and f"Ekstern tjeneste: {service}")))


def _renewals(row: RowReader) -> int | None:
    value = row.take("RenewalCount")
    if len(value) == 1 and value in BEYOND_NINE:
        return 10 + BEYOND_NINE.index(value)
    found = count(row, "RenewalCount")
    if found is not None and found > MOST_RENEWALS:
        row.note("renewals_implausible", "RenewalCount", str(found))
    return found


def _status(context: Context, row: RowReader, ref: ItemRef | None) -> str:
    """The loan's own; *Tapt utlån* stands on the item, and the loan is the borrower's all the same."""
    status = code(context, row, "loan_status", row.take("ServiceCode"))
    claimed, reminded = _reminders(context, row)
    if ref and ref.status == "lost_on_loan":
        return "lost_on_loan"
    if ref and ref.status in AT_HOME:
        row.note("loan_of_item_in", "ItemId", ref.status)
    if claimed:
        return claimed
    is_overdue = reminded or (ref is not None and ref.status == "on_loan_overdue")
    return "overdue" if is_overdue and status in ("", "on_loan") else status


def _reminders(context: Context, row: RowReader) -> tuple[str, bool]:
    """What ``Reminders`` says: a status (Mikromarc writes *Erst!* for a replacement claim), or that some were sent."""
    value = row.take("Reminders")
    sent = parse_count(value)
    return ("", sent > 0) if sent is not None else (code(context, row, "loan_status", value), False)


def _note_dates(context: Context, row: RowReader, loaned_at: str, due_at: str, *, is_textbook: bool) -> None:
    today = context.as_of.isoformat()
    if loaned_at[:10] > today:
        row.note("loaned_in_future", "LoanTime", loaned_at[:10])
    if not due_at:
        row.note("due_missing", "DueTime")
    elif is_textbook and due_at[:10] < today:
        row.note("textbook_due_passed", "DueTime", due_at[:10])
    elif loaned_at and due_at[:10] < loaned_at[:10]:
        row.note("due_before_loaned", "DueTime", due_at[:10])
    elif due_at[:10] > (context.as_of + LONGEST).isoformat():
        row.note("due_implausible", "DueTime", due_at[:10])
    elif due_at[:10] < (context.as_of - LONGEST).isoformat():
        row.note("due_long_passed", "DueTime", due_at[:10])
