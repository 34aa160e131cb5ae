"""The debts' part of standardize: what is outstanding of each charge, and the proof that the sums come out.

What came in is summed from the raw rows by itself, before any transform; what became of it, row by row when written.
"""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from sqlalchemy import select

from migration.issues import Fate, Result
from migration.model import Entity, Fee
from migration.pipeline.entity_rows import origin_of, transform_row
from migration.pipeline.landed import LandedRow
from migration.pipeline.small_tables import Rows
from migration.pipeline.writer import SourceWriter
from migration.quality.debts import Term
from migration.staging.bulk import bulk_insert
from migration.staging.read import cursor
from migration.staging.schema import core_fee, fee_balance
from migration.transform.context import Context, Known
from migration.transform.debts import Debt, DebtKind, Rule, debt, settle
from migration.transform.fees import fee, is_given_back

ZERO = Decimal(0)


class Sums:
    """Rows and amounts by term."""

    def __init__(self) -> None:
        self.rows: dict[Term, int] = defaultdict(int)
        self.amounts: dict[Term, Decimal] = defaultdict(lambda: ZERO)

    def add(self, term: Term, amount: Decimal, rows: int = 1) -> None:
        self.rows[term] += rows
        self.amounts[term] += amount


def standardize_fees(writer: SourceWriter, rows: Rows, context: Context, known: Known, sums: Sums) -> None:
    """``sums``: as ``settle_accounts`` began them."""
    for row in rows("raw_fee"):
        legacy_id, result = transform_row(writer, Entity.FEE, row, lambda i, r: fee(context, known, i, r))
        result = writer.write(Entity.FEE, legacy_id, result, origin_of(row), **_beside(result.record))
        sums.add(_TERMS[result.fate], _debt(context, row).amount or ZERO)
        if result.record is not None:
            settled = _settled(result)
            sums.add(Term.SETTLED, settled)
            if result.record.outstanding_rule == Rule.PAYMENTS:
                sums.add(Term.BY_PAYMENTS, settled)
    writer.sink.flush()
    _count_outstanding(writer, context.source.key, sums)
    totals = [(term.value, sums.rows[term], f"{sums.amounts[term]:.2f}") for term in Term]
    bulk_insert(writer.sink.connection, fee_balance, [(context.source.key, *total) for total in totals])


def _beside(record: Fee | None) -> dict[str, str]:
    """What the written exclusions may ask for beside the model."""
    return {"is_given_back": "true" if is_given_back(record) else "false"} if record is not None else {}


_TERMS = {Fate.LOADED: Term.LOADED, Fate.REJECTED: Term.REJECTED, Fate.EXCLUDED: Term.EXCLUDED}


_KINDS = {DebtKind.CHARGE: Term.CHARGES, DebtKind.CREDIT: Term.CREDITS, DebtKind.ESTIMATE: Term.ESTIMATES}


def settle_accounts(rows: Rows, context: Context, known: Known) -> Sums:
    """Sum what came in, and settle the accounts in which a charge does not say what remains of it.

    Before the patrons: who owes nothing any more may be left out by the privacy rules.
    """
    sums = Sums()
    unsure: set[str] = set()
    for row in rows("raw_fee"):
        found = _debt(context, row)
        sums.add(Term.CAME_IN, found.amount or ZERO)
        sums.add(_KINDS[found.kind], abs(found.amount or ZERO))
        if found.needs_payments:
            unsure.add(row.reader().take("BorrowerId"))
    accounts: dict[str, dict[str, Debt]] = defaultdict(dict)
    for row in rows("raw_fee") if unsure else ():
        borrower = row.reader().take("BorrowerId")
        if borrower in unsure and not row.problem:
            found = _debt(context, row)
            accounts[borrower].setdefault(found.key, found)
    for account in accounts.values():  # rows whose Id is taken or missing are refused, and paid nothing
        account.pop("", None)
        known.settlements.update(settle(list(account.values())))
    return sums


def _debt(context: Context, row: LandedRow) -> Debt:
    reader = row.reader()
    return debt(context, reader.take("Id"), reader)


def _settled(result: Result[Fee]) -> Decimal:
    """What of a charge is no longer outstanding; where no amount is known, nothing was ever more than outstanding."""
    record = result.record
    assert record is not None
    return Decimal(record.amount or record.outstanding) - Decimal(record.outstanding)


def _count_outstanding(writer: SourceWriter, source: str, sums: Sums) -> None:
    """From the staging database, as it will be delivered."""
    for amount, outstanding in _delivered(writer, source):
        sums.add(Term.OUTSTANDING, Decimal(outstanding), rows=Decimal(outstanding) > 0)
        if not amount:
            sums.add(Term.WITHOUT_AMOUNT, Decimal(outstanding))


def _delivered(writer: SourceWriter, source: str) -> Iterator[tuple[str, str]]:
    c = core_fee.c
    query = select(c.amount, c.outstanding).where(c.source == source)
    return cursor(writer.sink.connection, query)
