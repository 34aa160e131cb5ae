"""Dates of birth as three import formats left them. Expectations worked out by hand, read on 22 November 2026."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migration.transform.birth_dates import BirthDate, Evidence, birth_date

TODAY = date(2026, 11, 22)
NOTHING = Evidence()


def read(text: str, evidence: Evidence = NOTHING) -> tuple[str, tuple[str, ...]]:
    found = birth_date(text, TODAY, evidence)
    return found.iso, found.issues


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("1990-05-17", "1990-05-17"),
        ("1990-05-17T00:00:00", "1990-05-17"),
        ("1990-05-16T22:00:00Z", "1990-05-17"),
        ("17.05.1990", "1990-05-17"),
        ("17.05.45", "1945-05-17"),
        ("31.12.05", "2005-12-31"),
        ("24.12.26", "1926-12-24"),
        ("010190", "1990-01-01"),
        ("01011990", "1990-01-01"),
        ("19900131", "1990-01-31"),
        ("31/01/1990", "1990-01-31"),
        ("31-01-1990", "1990-01-31"),
        ("01.01.00", "2000-01-01"),
        ("", ""),
    ],
)
def test_what_is_certain(text: str, iso: str) -> None:
    assert read(text) == (iso, ())


@pytest.mark.parametrize(
    ("text", "iso"),
    [("05.31.90", "1990-05-31"), ("90.05.31", "1990-05-31"), ("05.31.1990", "1990-05-31"), ("053190", "1990-05-31")],
)
def test_another_order_is_read_where_it_is_the_only_one(text: str, iso: str) -> None:
    assert read(text) == (iso, ("birth_date_order",))


@pytest.mark.parametrize("text", ["1190", "13.31.90", "29.02.23", "05/06/90", "05/06/1990", "vår 1970", "31.02.1990"])
def test_what_nobody_can_tell_is_left_empty(text: str) -> None:
    assert read(text) == ("", ("date_unreadable",))


@pytest.mark.parametrize("text", ["1900-01-01", "01.01.1900", "1899-12-30", "1800-01-01", "0001-01-01", "00.00.0000"])
def test_what_stands_for_no_date(text: str) -> None:
    assert read(text) == ("", ("date_placeholder",))


@pytest.mark.parametrize("text", ["2026-11-23", "24.12.2030"])
def test_the_future_is_refused(text: str) -> None:
    assert read(text) == ("", ("birth_date_in_future",))


def test_the_day_itself_is_none_of_the_future() -> None:
    assert read("2026-11-22") == ("2026-11-22", ())


def test_a_year_in_full_is_believed_and_reported_past_110() -> None:
    assert read("1916-01-01") == ("1916-01-01", ())
    assert read("1915-12-31") == ("1915-12-31", ("birth_date_implausible",))


@pytest.mark.parametrize(
    ("age", "iso", "issues"),
    [
        ("", "2020-05-17", ("birth_century_doubtful",)),
        ("child", "2020-05-17", ()),
        ("adult", "1920-05-17", ("birth_century_doubtful",)),
    ],
)
def test_a_small_child_or_somebody_past_a_hundred(age: str, iso: str, issues: tuple[str, ...]) -> None:
    assert read("17.05.20", Evidence(age=age)) == (iso, issues)


def test_a_group_of_adults_changes_nothing_where_one_century_only_is_left() -> None:
    assert read("17.05.10", Evidence(age="adult")) == ("2010-05-17", ())


def test_the_identity_number_settles_the_century() -> None:
    assert read("17.05.20", Evidence(dates=frozenset({"1920-05-17"}))) == ("1920-05-17", ())


def test_the_identity_number_settles_the_order() -> None:
    assert read("05.06.90", Evidence(dates=frozenset({"1990-05-06"}))) == ("1990-05-06", ("birth_date_order",))


def test_a_date_that_the_identity_number_contradicts_stays_and_is_reported() -> None:
    other = Evidence(dates=frozenset({"1991-01-01"}))
    assert read("17.05.1990", other) == ("1990-05-17", ("birth_date_contradicted",))
    assert read("17.05.90", other) == ("1990-05-17", ("birth_date_contradicted",))


@given(st.text())
def test_no_text_makes_it_raise(text: str) -> None:
    birth_date(text, TODAY, NOTHING)


@given(st.dates(date(1917, 1, 1), TODAY), st.sampled_from(["%Y-%m-%d", "%d.%m.%Y", "%d%m%Y", "%Y%m%d"]))
def test_a_year_of_four_digits_is_read_as_it_was_written(day: date, form: str) -> None:
    assert birth_date(day.strftime(form), TODAY, NOTHING) == BirthDate(day.isoformat())


@given(st.dates(date(1927, 1, 1), date(2015, 12, 31)), st.sampled_from(["%d.%m.%y", "%d%m%y"]))
def test_a_year_of_two_digits_has_one_century_but_for_the_very_young_and_old(day: date, form: str) -> None:
    assert birth_date(day.strftime(form), TODAY, NOTHING) == BirthDate(day.isoformat())
