"""Prices as libraries write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from transforming import codes, row

from migration.transform.prices import Price, parse_price, price


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("249", "249.00", ""),
        ("249,50", "249.50", ""),
        ("0", "0.00", ""),
        ("NOK 249", "249.00", "NOK"),
        ("kr 249,-", "249.00", "NOK"),
        ("kr. 249,–", "249.00", "NOK"),
        ("249 kr", "249.00", "NOK"),
        ("Nkr 249.-", "249.00", "NOK"),
        ("1 249,00 kr", "1249.00", "NOK"),
        ("1.249,00", "1249.00", ""),
        ("1.500,-", "1500.00", ""),
        ("199:-", "199.00", ""),
        ("SEK 199,00", "199.00", "SEK"),
        ("€ 20", "20.00", "EUR"),
        ("20,50 EUR", "20.50", "EUR"),
        ("£12.50", "12.50", "GBP"),
        ("US$ 15", "15.00", "USD"),
        ("-249", "-249.00", ""),
        ("kr", "", "NOK"),
        ("SEK", "", "SEK"),
    ],
)
def test_amount_and_currency(text: str, amount: str, currency: str) -> None:
    assert parse_price(text) == Price(amount, currency)


@pytest.mark.parametrize("text", ["gave", "1.500", "20 EUR 30 NOK", "ib. 249", "--", "2 for 1", "12a"])
def test_what_is_no_price(text: str) -> None:
    assert parse_price(text) is None


def read(**cells: str) -> tuple[str, str, list[str]]:
    reader = row(**cells)
    found = price(reader, "c", "g")
    return found.amount, found.currency, codes(reader.issues)


@pytest.mark.parametrize(
    ("c", "g", "expected"),
    [
        ("249", "NOK", ("249.00", "NOK", [])),
        ("NOK", "249", ("249.00", "NOK", [])),
        ("", "249", ("249.00", "", [])),
        ("0", "249", ("249.00", "", [])),
        ("249", "0", ("249.00", "", [])),
        ("0", "0", ("0.00", "", [])),
        ("", "kr 249,-", ("249.00", "NOK", [])),
        ("", "", ("", "", [])),
        ("249", "199", ("249.00", "", ["price_unclear"])),
        ("249 kr", "SEK", ("249.00", "NOK", ["price_unclear"])),
        ("20", "EUR", ("20.00", "EUR", ["price_in_other_currency"])),
        ("gave", "NOK", ("", "NOK", ["amount_unreadable"])),
        ("249", "hefte", ("249.00", "", ["amount_unreadable"])),
        ("-249", "", ("", "", ["price_negative"])),
        ("7012345678901", "", ("", "", ["amount_unreadable"])),
        ("100000", "", ("100000.00", "", [])),
        ("100000,01", "", ("100000.01", "", ["price_absurd"])),
    ],
)
def test_two_columns_whichever_has_which(c: str, g: str, expected: tuple[str, str, list[str]]) -> None:
    assert read(c=c, g=g) == expected


def test_an_unreadable_price_is_told_by_its_shape_only() -> None:
    reader = row(Price="Kari 99")
    price(reader, "Price", "Currency")
    assert [(i.field, i.value) for i in reader.issues] == [("Price", "Aaaa 99")]


@given(st.text(max_size=20), st.text(max_size=20))
def test_any_text_is_read_and_no_price_is_negative(c: str, g: str) -> None:
    amount, _, _ = read(c=c, g=g)
    assert amount == "" or float(amount) >= 0
