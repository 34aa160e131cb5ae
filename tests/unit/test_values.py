"""Values as Mikromarc writes them. Expectations are worked out by hand; the day of reading is 22 November 2026."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migration.transform.values import (
    is_no_date,
    parse_amount,
    parse_count,
    parse_date,
    parse_due,
    parse_flag,
    parse_moment,
)

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2026-11-22", "2026-11-22"),
        ("2026-11-22 14:05:06", "2026-11-22"),
        ("2026-11-22T14:05:06.123", "2026-11-22"),
        ("22.11.2026", "2026-11-22"),
        ("1.2.2026", "2026-02-01"),
        ("22.11.2026 14:05", "2026-11-22"),
        ("22.11.26", "2026-11-22"),
        ("22.11.27", "1927-11-22"),
        ("24.12.26", "1926-12-24"),
        ("22.11.26 23:59", "2026-11-22"),
        ("01.01.90", "1990-01-01"),
        ("29.02.2024", "2024-02-29"),
        ("13/01/2026", "2026-01-13"),
        ("01/13/2026", "2026-01-13"),
        ("03/03/2026", "2026-03-03"),
        ("13-01-2026", "2026-01-13"),
        ("2026/01/13", "2026-01-13"),
        ("20260113", "2026-01-13"),
        ("13012026", "2026-01-13"),
        ("2026-06-30T22:00:00Z", "2026-07-01"),
        ("2026-06-30T22:00:00+02:00", "2026-06-30"),
        ("2026-01-31T23:00:00.0000000Z", "2026-02-01"),
        ("9999-12-31T23:59:59Z", "9999-12-31"),
    ],
)
def test_dates(text: str, iso: str) -> None:
    assert parse_date(text, TODAY) == iso


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1899-12-30",
        "0001-01-01T00:00:00",
        "29.02.2023",
        "32.01.2026",
        "03/01/2026",
        "13.13.2026",
        "10101010",
        "0000-00-00",
        "1900-01-01",
        "01.01.1900 00:00",
        "1753-01-01",
        "1190",
        "i morgen",
        "2026-11-22 25:00",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert parse_date(text, TODAY) is None


@pytest.mark.parametrize(
    "text", ["1899-12-30", "30.12.1899 00:00", "1900-01-01T00:00:00", "0001-01-01", "00.00.0000", "0000-00-00"]
)
def test_what_stands_for_no_date(text: str) -> None:
    assert is_no_date(text, TODAY)


@pytest.mark.parametrize("text", ["1900-01-02", "i morgen", "31.02.2026", ""])
def test_what_does_not(text: str) -> None:
    assert not is_no_date(text, TODAY)


def test_a_two_digit_year_of_an_expiry_lies_ahead() -> None:
    assert parse_date("31.12.29", TODAY, future=True) == "2029-12-31"


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("15.01.2027", "2027-01-15T23:59:59+01:00"),
        ("15.07.2027", "2027-07-15T23:59:59+02:00"),
        ("2027-01-15 00:00:00", "2027-01-15T23:59:59+01:00"),
        ("2027-01-15 17:30", "2027-01-15T17:30:00+01:00"),
        ("2027-03-28", "2027-03-28T23:59:59+02:00"),  # summer time begins at 02:00 that day
        ("2026-10-25", "2026-10-25T23:59:59+01:00"),  # and ends at 03:00 that day
        ("2027-01-15T22:59:59Z", "2027-01-15T23:59:59+01:00"),
        ("01.03.98", "1998-03-01T23:59:59+01:00"),
    ],
)
def test_a_due_date_alone_means_the_end_of_that_day_in_oslo(text: str, iso: str) -> None:
    assert parse_due(text, TODAY) == iso


def test_the_end_of_all_days_is_no_error() -> None:
    assert parse_due("9999-12-31T23:30:00Z", TODAY) is None
    assert parse_due("9999-12-31", TODAY) == "9999-12-31T23:59:59+01:00"


def test_a_moment_is_as_precise_as_the_source() -> None:
    assert parse_moment("2026-07-01", TODAY) == "2026-07-01"
    assert parse_moment("01.07.2026 10:15", TODAY) == "2026-07-01T10:15:00+02:00"


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("249", "249.00"),
        ("249,5", "249.50"),
        ("249.50", "249.50"),
        ("1 249,50", "1249.50"),
        ("1.249,50", "1249.50"),
        ("1,249.50", "1249.50"),
        ("kr 100,-", "100.00"),
        ("Nkr 349.00", None),
        ("-50", "-50.00"),
        ("12.5000", "12.50"),
        ("1.249", None),
        ("2.500", None),
        ("1,000", None),
        ("1 000", "1000.00"),
        ("", None),
        ("mye", None),
        ("NaN", None),
        ("1_000", None),
        ("1e5", None),
        ("-0", "0.00"),
    ],
)
def test_amounts(text: str, amount: str | None) -> None:
    assert parse_amount(text) == amount


@pytest.mark.parametrize(
    ("text", "count"), [("0", 0), ("17", 17), ("3.0", 3), ("-1", None), ("2,5", None), ("x", None)]
)
def test_counts(text: str, count: int | None) -> None:
    assert parse_count(text) == count


@pytest.mark.parametrize(
    ("text", "flag"), [("true", True), ("1", True), ("JA", True), ("False", False), ("0", False), ("kanskje", None)]
)
def test_flags(text: str, flag: bool | None) -> None:
    assert parse_flag(text) is flag


@given(st.text())
def test_nothing_that_a_cell_holds_raises(text: str) -> None:
    for parse in (parse_amount, parse_count, parse_flag):
        parse(text)
    for parse_day in (parse_date, parse_moment, parse_due):
        parse_day(text, TODAY)
