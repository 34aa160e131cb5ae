"""The proof of the debts: what came in is loaded, rejected or excluded; what is loaded is outstanding or settled."""

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Connection, column, select, table

FEE_BALANCE = table("fee_balance", *(column(c) for c in ("source", "term", "rows", "amount")))
FEE = table("core_fee", column("source"), column("outstanding"))


class Term(StrEnum):
    """The terms of the sum (``fee_balance.term``). Of charges that tell no amount the outstanding one counts.

    What came in consists of charges, credits (payments, write-offs and money given back; here above zero) and
    estimates. ``BY_PAYMENTS``: what of the settled is derived from credits, for want of a remainder.
    """

    CAME_IN = "came_in"
    CHARGES = "charges"
    CREDITS = "credits"
    ESTIMATES = "estimates"
    LOADED = "loaded"
    REJECTED = "rejected"
    EXCLUDED = "excluded"
    OUTSTANDING = "outstanding"
    SETTLED = "settled"
    BY_PAYMENTS = "by_payments"
    WITHOUT_AMOUNT = "without_amount"


class Sum(NamedTuple):
    """Rows and their amount in major units."""

    rows: int
    amount: Decimal


def debts(connection: Connection, source: str) -> dict[Term, Sum]:
    """The source's sums, empty where it was not standardized by a version that knows them."""
    c = FEE_BALANCE.c
    query = select(c.term, c.rows, c.amount).where(c.source == source)
    return {Term(term): Sum(rows, Decimal(amount)) for term, rows, amount in connection.execute(query)}


_NAMES = {
    Term.CAME_IN: ("Kom inn, slik beløpene står", "Came in, as the amounts stand"),
    Term.CHARGES: ("– av dette krav", "– of these charges"),
    Term.CREDITS: ("– av dette betalinger og ettergivelser", "– of these payments and write-offs"),
    Term.ESTIMATES: ("– av dette beregnede gebyrer", "– of these estimated fees"),
    Term.LOADED: ("Lastet: krav", "Loaded: charges"),
    Term.OUTSTANDING: ("– av dette utestående", "– of these outstanding"),
    Term.SETTLED: ("– av dette gjort opp", "– of these settled"),
    Term.EXCLUDED: (
        "Utelatt: betalinger, ettergivelser, beregnede gebyrer", "Left out: payments, write-offs, estimated fees",
    ),
    Term.REJECTED: ("Avvist", "Rejected"),
}  # fmt: skip


def debts_in_words(connection: Connection, source: str) -> list[tuple[tuple[str, str], Sum]]:
    """The sums for the report, named in Bokmål and English; none where the source has no debts."""
    sums = debts(connection, source)
    return [(names, sums[term]) for term, names in _NAMES.items()] if sums and sums[Term.CAME_IN].rows else []


def unbalanced(connection: Connection, sources: Sequence[str] | None) -> list[tuple[str, str]]:
    """(source, term) of every sum that does not come out."""
    known = connection.execute(select(FEE_BALANCE.c.source).distinct()).scalars()
    checked = [source for source in known if sources is None or source in sources]
    return [
        (source, term)
        for source in sorted(checked)
        for term in _wrong(debts(connection, source), _outstanding(connection, source))
    ]


def _outstanding(connection: Connection, source: str) -> Decimal:
    """What the staging database would deliver now."""
    amounts = connection.execute(select(FEE.c.outstanding).where(FEE.c.source == source)).scalars()
    return sum((Decimal(amount) for amount in amounts), Decimal(0))


def _wrong(sums: dict[Term, Sum], outstanding: Decimal) -> list[str]:
    fates = [sums[term] for term in (Term.LOADED, Term.REJECTED, Term.EXCLUDED)]
    came_in, loaded = sums[Term.CAME_IN], sums[Term.LOADED].amount + sums[Term.WITHOUT_AMOUNT].amount
    wrong = []
    if came_in != Sum(sum(f.rows for f in fates), sum((f.amount for f in fates), Decimal(0))):
        wrong.append(Term.CAME_IN.value)
    if sums[Term.BY_PAYMENTS].amount > sums[Term.CREDITS].amount:
        wrong.append(Term.BY_PAYMENTS.value)
    if loaded != outstanding + sums[Term.SETTLED].amount or outstanding != sums[Term.OUTSTANDING].amount:
        wrong.append(Term.OUTSTANDING.value)
    return wrong
