"""What an item cost, as libraries write it: ``kr 249,-``, ``NOK 1.249,00``, ``199:- SEK``, ``€ 20``; 099 $c and $g."""

import re
from decimal import Decimal
from typing import NamedTuple

from migration.privacy import shape
from migration.rows import RowReader
from migration.transform.values import parse_amount

CURRENCIES = {
    "nok": "NOK", "nkr": "NOK", "kr": "NOK", "kroner": "NOK", "krone": "NOK",
    "sek": "SEK", "skr": "SEK", "dkk": "DKK", "dkr": "DKK", "isk": "ISK", "ikr": "ISK",
    "eur": "EUR", "euro": "EUR", "€": "EUR", "gbp": "GBP", "pund": "GBP", "£": "GBP", "usd": "USD", "dollar": "USD",
    "us": "USD", "$": "USD", "us$": "USD", "chf": "CHF", "cad": "CAD", "rub": "RUB", "₽": "RUB", "fim": "FIM",
    "mk": "FIM", "dem": "DEM", "dm": "DEM",
}  # fmt: skip
"""ISO 4217 codes by what is written for them in Norwegian libraries."""

ABSURD = Decimal(100_000)
"""No book costs more, in any of these currencies: somebody has scanned a barcode into the field."""

_WORD = re.compile(r"us\$|[^\W\d_]+\.?|[€£$₽]", re.IGNORECASE)
_PLAIN = re.compile(r"\d{1,6}(?:[.,]\d\d)?", re.ASCII)
_WHOLE = re.compile(r"[.,:]?[-–—]+$")
"""The dash that stands for no øre: ``249,-``, ``249:-``, ``249.-``."""
_THOUSANDS = re.compile(r"\d{1,3}(?:[. ]\d{3})+")


class Price(NamedTuple):
    """``amount``: decimal text in major units, empty where there is none. ``currency``: ISO 4217, empty if unsaid."""

    amount: str = ""
    currency: str = ""


def parse_price(text: str) -> Price | None:
    """An amount with or without its currency, or a currency alone; None where it is neither."""
    if _PLAIN.fullmatch(text):  # nearly every row
        return Price(parse_amount(text) or "")
    currencies = {CURRENCIES.get(word.casefold().rstrip("."), "") for word in _WORD.findall(text)}
    if len(currencies) > 1 or "" in currencies:
        return None
    currency = next(iter(currencies), "")
    rest = " ".join(_WORD.sub(" ", text).split())
    if not rest:
        return Price(currency=currency) if currency else None
    amount = _amount(rest)
    return None if amount is None else Price(amount, currency)


def _amount(text: str) -> str | None:
    whole = _WHOLE.sub("", text)
    if whole != text and _THOUSANDS.fullmatch(whole):
        whole = re.sub(r"[. ]", "", whole)
    return parse_amount(whole)


def price(row: RowReader, column: str, currency_column: str) -> Price:
    """Price and currency of an item from two columns, whichever of them has which.

    A negative price is refused, an absurd one kept; both are noted, as is another currency than kroner.
    """
    first, second = _read(row, column), _read(row, currency_column)
    currency = first.currency or second.currency
    if first.currency and second.currency and first.currency != second.currency:
        row.note("price_unclear", column, f"{first.currency}, {second.currency}")
    amount = _chosen(row, column, first.amount, second.amount)
    if currency not in ("", "NOK"):
        row.note("price_in_other_currency", column, currency)
    return Price(_plausible(row, column, amount), currency)


def _read(row: RowReader, column: str) -> Price:
    value = row.take(column)
    found = parse_price(value) if value else Price()
    if found is None:
        row.note("amount_unreadable", column, shape(value))
    return found or Price()


def _chosen(row: RowReader, column: str, first: str, second: str) -> str:
    """Where both columns have an amount, a zero says nothing; otherwise the first counts, and somebody is told."""
    if first and second and float(first) and float(second) and first != second:
        row.note("price_unclear", column, f"{first}, {second}")
    return first if first and (float(first) or not second) else second


def _plausible(row: RowReader, column: str, amount: str) -> str:
    if amount and Decimal(amount) < 0:
        row.note("price_negative", column, amount)
        return ""
    if amount and Decimal(amount) > ABSURD:
        row.note("price_absurd", column, amount)
    return amount
