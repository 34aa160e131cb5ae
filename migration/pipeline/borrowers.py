"""The patrons' part of standardize, after the privacy rules of each patron's own library."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

from migration.issues import Issue, Result
from migration.model import Entity, Patron
from migration.pipeline.entity_rows import origin_of, transform_row
from migration.pipeline.landed import LandedRow
from migration.pipeline.small_tables import Rows
from migration.pipeline.writer import Origin, SourceWriter
from migration.privacy import mask
from migration.privacy_rules import Policy, PrivacyRules
from migration.rows import RowReader
from migration.transform.context import Context, Known, label_of
from migration.transform.patrons import patron
from migration.transform.protection import without_whereabouts
from migration.transform.retention import activity_matters, apply_policy, is_active_reservation, is_debt


def standardize_patrons(
    writer: SourceWriter, rows: Rows, context: Context, known: Known, privacy: PrivacyRules
) -> None:
    busy = open_borrowers(rows, context, known)

    @cache
    def policy(library: str) -> Policy:
        return privacy.policy(context.source.key, library)

    without_date = 0
    for row in rows("raw_patron"):
        legacy_id, result = transform_row(writer, Entity.PATRON, row, lambda i, r: patron(context, i, r))
        record, is_open = result.record, legacy_id in busy
        if record is not None:
            own = policy(record.library)
            without_date += activity_matters(own, record, is_open=is_open)
            result = apply_policy(own, privacy.words, context.as_of, result, is_open=is_open)
        result = writer.write(Entity.PATRON, legacy_id, result, _origin(context, row), **_spared(result, is_open))
        _remember(known, legacy_id, result)
    if without_date:
        writer.sink.add_issues(Entity.PATRON, "", [Issue("activity_unknown", "LastActive", str(without_date))])
    _note_strays(writer, context, known)


def _origin(context: Context, row: LandedRow) -> Origin:
    group = label_of(context, "patron_category", row.reader().take("BorrowerGroupId"))
    return replace(origin_of(row), cells=lambda: without_whereabouts(row.as_mapping(), group))


def open_borrowers(rows: Rows, context: Context, known: Known) -> set[str]:
    """Ids of the borrowers with a loan, a debt or an active reservation: they stay, whatever the rules say."""
    busy: set[str] = set()
    is_open: dict[str, Callable[[RowReader], bool]] = {
        "raw_loan": lambda _: True,
        "raw_fee": lambda reader: is_debt(context, reader, known.settlements),
        "raw_reservation": lambda reader: is_active_reservation(context, reader),
    }
    for table, holds in is_open.items():
        for row in rows(table):
            reader = row.reader()
            borrower = reader.take("BorrowerId")
            if borrower not in busy and holds(reader):
                busy.add(borrower)
    return busy


def _spared(result: Result[Patron], is_open: bool) -> dict[str, str]:
    """A written exclusion of a kind of patron (system users) spares one in whose name something is open."""
    return {"kind": ""} if is_open and result.record is not None and result.record.kind == "system" else {}


def _remember(known: Known, legacy_id: str, result: Result[Patron]) -> None:
    if result.record is None:
        known.patron_fates[legacy_id] = result.fate
    else:
        known.patrons[legacy_id] = result.record.library
        if result.record.kind == "ill_library":
            known.ill_libraries.add(legacy_id)


def _note_strays(writer: SourceWriter, context: Context, known: Known) -> None:
    strays = [b for b in context.cards if b not in known.patrons and b not in known.patron_fates]
    for borrower in strays:
        shown = mask(borrower)
        writer.sink.add_issues(Entity.PATRON, shown, [Issue("card_without_patron", "BorrowerId", shown)])
