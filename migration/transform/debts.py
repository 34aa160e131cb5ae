"""What is truly outstanding: Mikromarc's account is a ledger, with charges, payments, write-offs, estimates as rows.

A charge's own remainder counts, as far as it can be true. Where there is none, the patron's payments that no remainder
explains are taken off: those for the same item first, then those at the same unit, then any, the oldest charge first.
At each step the charges of which the source says what remains come first: they have been paid for certain.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from migration.rows import RowReader
from migration.transform.context import Context, Settlement, resolve
from migration.transform.values import parse_amount, parse_date

ZERO = Decimal(0)
CREDITS = ("payment", "write_off")
SETTLED_STATES = ("paid", "credited")


class DebtKind(StrEnum):
    """What a row of BorrowerDebts is. A charge below zero is money given back."""

    CHARGE = "charge"
    CREDIT = "credit"
    ESTIMATE = "estimate"


class Rule(StrEnum):
    """How the outstanding sum is known (``outstanding_rule`` of a fee)."""

    REMAINDER = "remainder"
    CAPPED = "remainder_capped"
    STATE = "state"
    PAYMENTS = "payments"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True, kw_only=True)
class Debt:
    """One row of the account. ``amount`` and ``remainder``: None where there is none that can be read."""

    key: str
    kind: DebtKind
    amount: Decimal | None
    remainder: Decimal | None
    is_settled: bool
    item: str
    unit: str
    day: str

    @property
    def is_told(self) -> bool:
        """Whether the source says what remains, by its remainder or by its state."""
        return self.remainder is not None or self.is_settled

    @property
    def needs_payments(self) -> bool:
        """A charge of which the source does not say what remains."""
        return self.kind is DebtKind.CHARGE and not self.is_told and self.amount is not None


@dataclass(slots=True)
class _Credit:
    left: Decimal
    item: str
    unit: str


Fits = Callable[[_Credit, Debt], bool]


def debt(context: Context, key: str, row: RowReader) -> Debt:
    """A row of BorrowerDebts as the account sees it; nothing is noted here. Older WebAPIs write ``DeptDate``."""
    charge, _ = resolve(context, "fee_type", type_code(row))
    state, _ = resolve(context, "fee_state", row.take("State"))
    amount = _decimal(row.take("Amount"))
    return Debt(
        key=key,
        kind=_kind(charge, state, amount),
        amount=amount,
        remainder=_decimal(row.take("Remainder")),
        is_settled=state in SETTLED_STATES,
        item=row.take("ItemId"),
        unit=row.take("LocalUnitId"),
        day=parse_date(row.take("DebtDate") or row.take("DeptDate"), context.as_of) or "",
    )


def type_code(row: RowReader) -> str:
    return row.take("AccountCodeId") or row.take("AccountCodeName")


def settle(debts: Sequence[Debt]) -> dict[str, Settlement]:
    """What is outstanding of each of one patron's charges, by key. Never below zero."""
    ordered = sorted(debts, key=lambda d: (d.day or "9999", len(d.key), d.key))
    payments = [_Credit(abs(d.amount), d.item, d.unit) for d in ordered if d.kind is DebtKind.CREDIT and d.amount]
    charges = [d for d in ordered if d.kind is DebtKind.CHARGE]
    told = {d.key: told_by_source(d) for d in charges if d.is_told}
    left = {d.key: max(d.amount or ZERO, ZERO) - (told[d.key].outstanding if d.is_told else ZERO) for d in charges}
    for fits in (_of_item, _of_unit, _any):
        for charge in sorted(charges, key=lambda d: not d.is_told):
            left[charge.key] -= _take(payments, charge, left[charge.key], fits)
    return told | {d.key: _by_payments(d, left[d.key]) for d in charges if not d.is_told}


def told_by_source(charge: Debt) -> Settlement:
    """Without an account: the remainder; nothing where the charge is settled; else all that was charged."""
    if charge.remainder is not None:
        return by_remainder(charge)
    if charge.is_settled:
        return Settlement(ZERO, Rule.STATE)
    return Settlement(max(charge.amount or ZERO, ZERO), Rule.AMOUNT)


def by_remainder(charge: Debt) -> Settlement:
    """The source's own remainder: never below zero, never above what was charged."""
    rest, amount = charge.remainder or ZERO, charge.amount
    possible = max(rest, ZERO) if amount is None else min(max(rest, ZERO), max(amount, ZERO))
    return Settlement(possible, Rule.REMAINDER if possible == rest else Rule.CAPPED)


def _by_payments(charge: Debt, left: Decimal) -> Settlement:
    return Settlement(left, Rule.PAYMENTS if left < max(charge.amount or ZERO, ZERO) else Rule.AMOUNT)


def _take(payments: Iterable[_Credit], charge: Debt, wanted: Decimal, fits: Fits) -> Decimal:
    """Use up payments (and write-offs) that fit the charge, at most ``wanted``; what was found."""
    taken = ZERO
    for credit in payments:
        if taken >= wanted:
            break
        if credit.left and fits(credit, charge):
            part = min(credit.left, wanted - taken)
            credit.left -= part
            taken += part
    return taken


def _of_item(credit: _Credit, charge: Debt) -> bool:
    return bool(charge.item) and credit.item == charge.item


def _of_unit(credit: _Credit, charge: Debt) -> bool:
    return bool(charge.unit) and credit.unit == charge.unit


def _any(credit: _Credit, charge: Debt) -> bool:
    return True


def _kind(charge: str, state: str, amount: Decimal | None) -> DebtKind:
    if charge in CREDITS or (amount is not None and amount < 0):
        return DebtKind.CREDIT
    return DebtKind.ESTIMATE if state == "estimated" else DebtKind.CHARGE


def _decimal(text: str) -> Decimal | None:
    amount = parse_amount(text) if text else None
    return Decimal(amount) if amount is not None else None
