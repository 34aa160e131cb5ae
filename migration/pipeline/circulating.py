"""The circulation's part of standardize: loans and reservations."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from migration.issues import Result, rejected
from migration.model import Entity, Loan
from migration.pipeline.entity_rows import origin_of, transform_row
from migration.pipeline.landed import LandedRow
from migration.pipeline.queues import finish_reservations
from migration.pipeline.small_tables import Rows
from migration.pipeline.writer import SourceWriter
from migration.privacy_rules import PrivacyRules
from migration.transform.context import Context, Known
from migration.transform.loans import Claim, believed, loan
from migration.transform.references import find_item
from migration.transform.reservations import group_of, reservation
from migration.transform.retention import screen_loan

Contested = tuple[str, Result[Loan], LandedRow]


def standardize_loans(writer: SourceWriter, rows: Rows, context: Context, known: Known, privacy: PrivacyRules) -> None:
    """An item has one loan. Where it has several, they wait until all rows are seen; then one is believed.

    One that a written rule leaves out is no claim: it must not put out another.
    """
    uses = Counter(find_item(known, row.reader())[0] for row in rows("raw_loan") if not row.problem)
    several = {item for item, count in uses.items() if item and count > 1}
    contested: dict[str, list[Contested]] = {}
    for row in rows("raw_loan"):
        legacy_id, result = transform_row(writer, Entity.LOAN, row, lambda i, r: loan(context, known, i, r))
        record = result.record
        if record is not None:
            result = screen_loan(privacy.policy(context.source.key, record.library), privacy.words, result)
            result = writer.exclusions.apply(context.source.key, Entity.LOAN, result)
        if result.record is not None and find_item(known, row.reader())[0] in several:
            contested.setdefault(result.record.item_id, []).append((legacy_id, result, row))
        else:
            writer.write(Entity.LOAN, legacy_id, result, origin_of(row))
    for claims in contested.values():
        for legacy_id, result, row in settle_loans(claims):
            writer.write(Entity.LOAN, legacy_id, result, origin_of(row))


def settle_loans(claims: list[Contested]) -> Iterator[Contested]:
    """One loan of the item stays (``transform.loans.believed``), the others are rejected and name it.

    An equal loan of the same patron is a repetition, not a contradiction.
    """
    records = {legacy_id: result.record for legacy_id, result, _ in claims if result.record is not None}
    winner = believed(Claim(key, record.loaned_at, record.due_at) for key, record in records.items()).legacy_id
    kept = records[winner]
    for legacy_id, result, row in claims:
        record = records[legacy_id]
        if legacy_id == winner:
            yield legacy_id, result, row
            continue
        same = (record.patron_id, record.loaned_at, record.due_at) == (kept.patron_id, kept.loaned_at, kept.due_at)
        reason = "loan_repeated" if same else "item_on_loan_twice"
        refused: Result[Loan] = rejected(reason, "ItemId", winner, issues=result.issues)
        yield legacy_id, replace(refused, codes=result.codes), row


def standardize_reservations(writer: SourceWriter, rows: Rows, context: Context, known: Known) -> None:
    """Every reservation, then the queues and groups that they stand in."""
    members: Counter[str] = Counter()
    for row in rows("raw_reservation"):
        legacy_id, result = transform_row(
            writer, Entity.RESERVATION, row, lambda i, r: reservation(context, known, i, r)
        )
        writer.write(Entity.RESERVATION, legacy_id, result, origin_of(row))
        if group := "" if row.problem else group_of(context, row.reader()):
            members[group] += 1
    finish_reservations(writer.sink, known, members)
