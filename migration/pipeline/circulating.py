"""The circulation's part of standardize: loans, reservations, fees."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from migration.issues import Result, rejected
from migration.model import Entity, Loan
from migration.pipeline.entity_rows import origin_of, transform_row, write_rows
from migration.pipeline.landed import LandedRow
from migration.pipeline.small_tables import Rows
from migration.pipeline.writer import SourceWriter
from migration.transform.context import Context, Known
from migration.transform.fees import fee
from migration.transform.loans import loan
from migration.transform.references import find_item
from migration.transform.reservations import reservation


def standardize_loans(writer: SourceWriter, rows: Rows, context: Context, known: Known) -> None:
    """An item has one loan. Where it has several, the latest stays; the others wait until all rows are seen."""
    uses = Counter(find_item(known, row.reader())[0] for row in rows("raw_loan") if not row.problem)
    contested: dict[str, list[tuple[str, Result[Loan], LandedRow]]] = {}
    for row in rows("raw_loan"):
        legacy_id, result = transform_row(writer, Entity.LOAN, row, lambda i, r: loan(context, known, i, r))
        record = result.record
        if record is not None and record.item_id and uses[find_item(known, row.reader())[0]] > 1:
            contested.setdefault(record.item_id, []).append((legacy_id, result, row))
        else:
            writer.write(Entity.LOAN, legacy_id, result, origin_of(row))
    for claims in contested.values():
        for legacy_id, result, row in settle_loans(claims):
            writer.write(Entity.LOAN, legacy_id, result, origin_of(row))


def settle_loans(
    claims: list[tuple[str, Result[Loan], LandedRow]],
) -> Iterator[tuple[str, Result[Loan], LandedRow]]:
    """Of several loans of one item the one lent last stays, then the one due last, then the first row."""

    def lateness(claim: tuple[str, Result[Loan], LandedRow]) -> tuple[str, str]:
        record = claim[1].record
        assert record is not None
        return record.loaned_at, record.due_at

    winner = max(claims, key=lateness)
    for legacy_id, result, row in claims:
        if row is winner[2]:
            yield legacy_id, result, row
        else:
            refused: Result[Loan] = rejected("item_on_loan_twice", "ItemId", winner[0], issues=result.issues)
            yield legacy_id, replace(refused, codes=result.codes), row


def standardize_reservations(writer: SourceWriter, rows: Rows, context: Context, known: Known) -> None:
    write_rows(writer, Entity.RESERVATION, rows("raw_reservation"), lambda i, r: reservation(context, known, i, r))


def standardize_fees(writer: SourceWriter, rows: Rows, context: Context, known: Known) -> None:
    write_rows(writer, Entity.FEE, rows("raw_fee"), lambda i, r: fee(context, known, i, r))
