"""CatalogueItems to items (docs/contract.md, section 3; ItemStatus: Mikromarc's WebAPI)."""

import re
from typing import Any

from migration.ids import target_id
from migration.issues import Fate, Issue, Result, excluded, rejected
from migration.model import Entity, Item
from migration.rows import RowReader
from migration.transform.context import Context, Known, code, label_of, library_of
from migration.transform.fields import amount, count, day, flag, text

_ISSUE_NUMBER = re.compile(r"\d{4}:\d+")
"""A serial's issue number that stands in ``Shelf`` (year:number)."""


def item(context: Context, known: Known, legacy_id: str, row: RowReader) -> Result[Item]:
    """One row of CatalogueItems. Rejected without its record; excluded by the rules of ``exclusions.csv``."""
    bib = row.need("MarcRecordId")
    refusal = bib_refusal(known, bib)
    if refusal:
        return refusal
    unit = row.take("BelongToUnitId")
    location = row.take("LocationId")
    shelf = text(row, "Shelf")
    is_issue = bool(_ISSUE_NUMBER.fullmatch(shelf))
    permit = flag(row, "PermitLoan")
    record = Item(
        legacy_id=legacy_id,
        target_id=target_id(context.source.key, Entity.ITEM, legacy_id),
        bib_legacy_id=bib,
        library=library_of(context, row, "BelongToUnitId", unit),
        branch=code(context, row, "branch", unit, label_of(context, "branch", unit)),
        placed_branch="",
        department="",
        location=_location(context, row, location),
        barcode=row.take("Barcode"),
        call_number="" if is_issue else shelf,
        item_type=code(context, row, "item_type", row.take("LoanType")),
        is_textbook=False,
        status=code(context, row, "item_status", row.take("ItemStatus")),
        use_restriction="",
        not_for_loan=None if permit is None else not permit,
        not_for_reservation=None,
        hidden_in_opac=None,
        is_ill=bool(flag(row, "IsILL")),
        copy_number="",
        enumeration=shelf if is_issue else "",
        price=amount(row, "Price"),
        currency="",
        acquired_on=day(context, row, "Acquired"),
        last_seen_on=day(context, row, "LastSeen"),
        due_on="",
        total_loans=count(row, "TotalLoans"),
        note=text(row, "Notes"),
    )
    return finish(record, row)


def bib_refusal(known: Known, bib: str) -> Result[Any] | None:
    """Why an item cannot stand: its record is missing, rejected or excluded. None where the record was loaded."""
    if bib in known.bibs:
        return None
    fate = known.bib_fates.get(bib)
    if fate is Fate.EXCLUDED:
        return excluded("bib_excluded", "MarcRecordId", bib)
    return rejected("bib_missing" if fate is None else "bib_rejected", "MarcRecordId", bib)


def finish(record: Item, row: RowReader) -> Result[Item]:
    """Gather what was met on the way."""
    issues = [*row.issues, *([] if record.barcode else [Issue("barcode_missing")])]
    return Result(record=record, issues=tuple(issues), codes=tuple(row.codes))


def _location(context: Context, row: RowReader, location: str) -> str:
    label = label_of(context, "location", location)
    if location and not label:
        row.note("location_unknown", "LocationId", location)
    return code(context, row, "location", location, label)
