"""CatalogueItems to items (docs/contract.md, section 3; names beyond it: Mikromarc's WebAPI, and a few of our own)."""

import re
from dataclasses import replace
from typing import Any

from migration.ids import target_id
from migration.issues import Fate, Issue, Result, excluded, rejected
from migration.marc.conversion.private import doubtful_rule, must_not_be_shown
from migration.marc.rules import shipped_rules
from migration.model import Entity, Item
from migration.privacy import find_identity_numbers, mask
from migration.rows import RowReader
from migration.transform.context import Context, Known, code, label_of, library_of
from migration.transform.fields import count, day, flag, text
from migration.transform.issue_numbers import split_shelf
from migration.transform.item_status import item_status, use_restriction
from migration.transform.item_units import department, location, placed_branch
from migration.transform.prices import price

LONGEST_BARCODE = 20
"""What the receiving systems take (Koha: 20 characters)."""
ONLINE = ("ebook", "audiobook_file")
"""Format classes of records that have no copies."""
FIRST_DAY = "1900-01-01"
_NOT_LENT = ("not_for_loan", "in_library", "reading_room")
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")


def item(context: Context, known: Known, legacy_id: str, row: RowReader) -> Result[Item]:
    """One row of CatalogueItems. Rejected without its record; excluded by the rules of ``exclusions.csv``."""
    bib = row.need("MarcRecordId")
    refusal = bib_refusal(known, bib)
    if refusal:
        return refusal
    unit = row.take("BelongToUnitId")
    library = library_of(context, row, "BelongToUnitId", unit)
    branch = code(context, row, "branch", unit, label_of(context, "branch", unit))
    call_number, enumeration = split_shelf(
        text(row, "Shelf"), text(row, "MagazineIssue"), known.bib_formats.get(bib) == "serial"
    )
    status, restriction = item_status(context, row, "ItemStatus", row.take("ItemStatus"))
    cost = price(row, "Price", "Currency")
    record = Item(
        legacy_id=legacy_id,
        target_id=target_id(context.source.key, Entity.ITEM, legacy_id),
        bib_legacy_id=bib,
        library=library,
        branch=branch,
        placed_branch=placed_branch(context, row, unit, library, branch),
        department=department(context, row, unit),
        location=location(context, row),
        barcode=barcode(row, "Barcode"),
        call_number=call_number,
        item_type=code(context, row, "item_type", row.take("LoanType") or row.take("MaterialType")),
        is_textbook=_is_textbook(context, known, row, bib, unit),
        status=status,
        use_restriction=use_restriction(context, row, "UseRestriction") or restriction,
        not_for_loan=forbidden(row, "PermitLoan"),
        not_for_reservation=forbidden(row, "PermitReservation"),
        hidden_in_opac=forbidden(row, "ShowInOpac"),
        is_ill=bool(flag(row, "IsILL")) or status == "ill",
        copy_number=text(row, "CopyNumber"),
        enumeration=enumeration,
        price=cost.amount,
        currency=cost.currency,
        acquired_on=past_day(context, row, "Acquired"),
        last_seen_on=past_day(context, row, "LastSeen"),
        due_on=day(context, row, "DueDate", future=True),
        total_loans=count(row, "TotalLoans"),
        note=note(row, "Notes"),
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
    """Gather what was met on the way. A restriction of use says that an item is not lent, unless the source does."""
    if record.not_for_loan is None and record.use_restriction in _NOT_LENT:
        record = replace(record, not_for_loan=True)
    if record.not_for_loan is False and record.use_restriction == "not_for_loan":
        row.note("loan_permission_contradicted", "PermitLoan")
    issues = [*row.issues, *([] if record.barcode else [Issue("barcode_missing")])]
    return Result(record=record, issues=tuple(issues), codes=tuple(row.codes))


def barcode(row: RowReader, column: str) -> str:
    """The barcode as the source has it. One that is a national identity number is masked; matching makes a new one."""
    value = row.take(column)
    if not value:
        return ""
    if find_identity_numbers(value):
        row.note("barcode_identity_number", column)
        return mask(value)
    if not _LETTER_OR_DIGIT.search(value):
        row.note("barcode_unusual", column, value)
    if len(value) > LONGEST_BARCODE:
        row.note("barcode_long", column, str(len(value)))
    return value


def forbidden(row: RowReader, column: str) -> bool | None:
    """The opposite of a flag that permits something."""
    permitted = flag(row, column)
    return None if permitted is None else not permitted


def past_day(context: Context, row: RowReader, column: str) -> str:
    """A day on which something was done to an item: kept even where it cannot be right, and noted."""
    found = day(context, row, column)
    if found > context.as_of.isoformat():
        row.note("item_date_in_future", column, found)
    elif found and found < FIRST_DAY:
        row.note("item_date_too_old", column, found)
    return found


def note(row: RowReader, column: str) -> str:
    """A note as it stands, unless it names a borrower."""
    value = text(row, column)
    if value and must_not_be_shown(value, shipped_rules()):
        row.note("private_note_removed", column)
        return ""
    if value and doubtful_rule(value, shipped_rules()):
        row.note("private_note_suspected", column)
    return value


def is_electronic(known: Known, record: Item) -> bool:
    """Whether there is no copy at all: the record is online, and nothing has a barcode or stands on a shelf."""
    return known.bib_formats.get(record.bib_legacy_id) in ONLINE and not (record.barcode or record.call_number)


def _is_textbook(context: Context, known: Known, row: RowReader, bib: str, unit: str) -> bool:
    if bib in known.textbook_bibs:
        return True
    source, names = context.source.key, context.textbooks.names
    of_unit = label_of(context, "branch", unit)
    return (
        names(source, "loan_type", row.take("LoanType"))
        or names(source, "location", label_of(context, "location", row.take("LocationId")))
        or names(source, "unit", of_unit)
        or names(source, "department", of_unit)
        or names(source, "department", row.take("Department"))
        or names(source, "material", row.take("MaterialType"))
        or names(source, "catalogue", row.take("Catalogue"))
    )
