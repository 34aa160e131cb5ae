"""Identity numbers are looked for in bytes; their places are those of the text, whatever letters stand around."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from identity_numbers import synthetic

from migration.privacy import find_identity_numbers, identity_numbers, mask

NUMBER = synthetic(15, 86)


@pytest.mark.parametrize("before", ["", "å ", "Šaddu ", "𐐀 ", "\ud800 ", "Том "])
@pytest.mark.parametrize("after", ["", " ø", " 読む", "."])
def test_place(before: str, after: str) -> None:
    start = len(before)
    assert find_identity_numbers(f"{before}{NUMBER}{after}") == [(start, start + 11)]


@pytest.mark.parametrize("around", ["{}1", "1{}", "{}٣", "٣{}"], ids=["after", "before", "other after", "other before"])
def test_a_part_of_a_longer_number_is_none(around: str) -> None:
    assert find_identity_numbers(around.format(NUMBER)) == []


@given(st.text(), st.text())
def test_mask_keeps_all_but_digits(before: str, after: str) -> None:
    text = f"{before} {NUMBER[:6]}-{NUMBER[6:]} {after}"
    masked = mask(text)
    assert len(masked) == len(text)
    assert NUMBER not in identity_numbers(masked)
    assert "******-*****" in masked
