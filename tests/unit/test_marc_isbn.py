"""One ISBN in its thirteen digits: by python-stdnum, whose long way plain numbers are spared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import ean, isbn

from migration.marc.isbn import isbn13


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("9788202424424", ""),
        ("9788202424428", "9788202424428"),
        ("978-82-02-42442-8", "9788202424428"),
        ("8202424429", "9788202424428"),
        ("82-02-42442-9", "9788202424428"),
        ("820242442X", ""),
        ("9790001012345", ""),
        ("4006381333931", ""),
        ("", ""),
        ("٩٧٨٨٢٠٢٤٢٤٤٢٨", ""),
    ],
    ids=["wrong digit", "plain", "hyphens", "ten digits", "ten with hyphens", "wrong X", "wrong 979", "EAN of goods",
         "nothing", "other digits"],
)  # fmt: skip
def test_isbn13(number: str, expected: str) -> None:
    assert isbn13(number) == expected


@given(st.from_regex(r"\A[0-9]{12}\Z"))
def test_thirteen_digits_are_judged_as_stdnum_judges_them(body: str) -> None:
    for number in (body + ean.calc_check_digit(body), body + "0"):
        assert bool(isbn13(number)) == isbn.is_valid(number)


@given(st.from_regex(r"\A97[89][0-9]{9}\Z"))
def test_books_with_a_good_check_digit_stay(body: str) -> None:
    number = body + ean.calc_check_digit(body)
    assert isbn13(number) == number == isbn.validate(number)


@given(st.text(max_size=20))
def test_never_raises(text: str) -> None:
    assert isbn13(text) in ("", isbn13(isbn13(text)))
