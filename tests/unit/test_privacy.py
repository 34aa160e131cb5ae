"""National identity numbers: found wherever they stand, never let through. All numbers here are synthetic."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from identity_numbers import synthetic, with_check_digits

from migration.privacy import (
    birth_dates_in,
    find_identity_numbers,
    identity_numbers,
    is_identity_number,
    keyed_hash,
    mask,
    mask_bytes,
    shape,
)
from migration.settings import SettingsError, identity_rule


@pytest.mark.parametrize("month", [1, 12, 41, 52, 66, 77, 81, 92])
@pytest.mark.parametrize("day", [1, 31, 41, 71])
def test_every_series_is_recognised(day: int, month: int) -> None:
    assert is_identity_number(synthetic(day, month))


@pytest.mark.parametrize(("day", "month"), [(0, 81), (32, 81), (72, 81), (1, 0), (1, 13), (1, 60), (1, 93)])
def test_a_date_that_cannot_be_is_no_identity_number(day: int, month: int) -> None:
    assert not is_identity_number(synthetic(day, month))


def test_a_wrong_check_digit_is_no_identity_number() -> None:
    number = synthetic(1, 81)
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert not is_identity_number(wrong)


@pytest.mark.parametrize("form", ["{a}{b}", "{a} {b}", "{a}-{b}", " {a}{b} "])
def test_it_is_found_however_it_is_written(form: str) -> None:
    number = synthetic(15, 86)
    assert identity_numbers(form.format(a=number[:6], b=number[6:])) == {number}


@pytest.mark.parametrize(
    "between",
    [
        *[("", "", "", sign, "", "") for sign in ("  ", "\t", "\n", "\u00a0", "\u2013", "/", " - ")],
        *[(sign, sign, "", " ", "", "") for sign in (" ", ".")],
        ("", "", "", " ", " ", ""),
        (".", ".", "", "-", "", ""),
    ],
)
def test_it_is_found_in_any_grouping(between: tuple[str, ...]) -> None:
    """``01.01.90-12345``, ``010190 123 45``, a long dash, a line's end."""
    number = synthetic(day=14, month=83)
    parts = (number[:2], number[2:4], number[4:6], "", number[6:9], number[9:])
    written = "".join(part + sign for part, sign in zip(parts, (*between[:2], "", *between[3:]), strict=True))
    assert identity_numbers(f"fnr {written}.") == {number}
    assert not any(map(str.isdigit, mask(written)))


@pytest.fixture
def rule_of_2032(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("GRENSELOS_IDENTITY_RULE", "2032")
    identity_rule.cache_clear()
    yield
    identity_rule.cache_clear()


FROM_2032 = "17859010407"
"""Month + 80. The first sum, 3 + 7·7 + 6·8 + 5 + 8·9 + 4 + 2·4 = 189, leaves 2; the second nothing."""


def test_by_today_s_rule_the_first_sum_leaves_nothing() -> None:
    assert not is_identity_number(FROM_2032)
    assert mask(f"fnr {FROM_2032}") == f"fnr {FROM_2032}"


@pytest.mark.usefixtures("rule_of_2032")
def test_from_2032_it_may_leave_up_to_three() -> None:
    assert is_identity_number(FROM_2032)
    assert is_identity_number(synthetic(17, 85))
    assert mask(f"fnr {FROM_2032}") == "fnr ***********"


def test_an_unknown_rule_is_refused(monkeypatch: pytest.MonkeyPatch, rule_of_2032: None) -> None:
    monkeypatch.setenv("GRENSELOS_IDENTITY_RULE", "1814")
    identity_rule.cache_clear()
    with pytest.raises(SettingsError, match="1964 or 2032"):
        identity_rule()


@pytest.mark.parametrize(
    ("number", "born"),
    [
        (synthetic(17, 85), {"1990-05-17"}),
        (synthetic(57, 45), {"1990-05-17"}),
        (synthetic(17, 70), {"1990-05-17"}),
        (with_check_digits("178505500"), {"2005-05-17"}),
        (with_check_digits("178554500"), {"1854-05-17"}),
        (with_check_digits("178545900"), {"1945-05-17"}),
        (synthetic(31, 82), set()),
    ],
)
def test_the_date_of_birth_in_a_number(number: str, born: set[str]) -> None:
    assert birth_dates_in(number) == born


@pytest.mark.usefixtures("rule_of_2032")
def test_from_2032_no_digit_tells_the_century() -> None:
    assert birth_dates_in(synthetic(17, 85)) == {"1990-05-17", "2090-05-17"}


def test_a_longer_run_of_digits_is_none() -> None:
    assert identity_numbers("1" + synthetic(1, 81)) == frozenset()
    assert find_identity_numbers("1" + synthetic(1, 81)) == []


def test_masking_keeps_the_rest_and_the_length() -> None:
    number = synthetic(7, 89)
    text = f"Ring mor, fnr {number[:6]} {number[6:]}, tlf 77 00 00 00."
    assert mask(text) == "Ring mor, fnr ****** *****, tlf 77 00 00 00."


@given(st.text())
def test_masking_never_fails_and_leaves_none(text: str) -> None:
    masked = mask(text)
    assert len(masked) == len(text)
    assert find_identity_numbers(masked) == []


@pytest.mark.parametrize("codec", ["latin-1", "utf-8", "cp865", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("form", ["{a}{b}", "{a} {b}", "{a}-{b}", "({a}{b})", "{a}.{b}"])
def test_bytes_are_masked_in_every_charset_and_keep_their_length(codec: str, form: str) -> None:
    number = synthetic(15, 86)
    found = mask_bytes(f"lånt {form.format(a=number[:6], b=number[6:])} ut".encode(codec))
    expected = f"lånt {form.format(a='******', b='*****')} ut"
    assert found == expected.encode(codec)


@pytest.mark.parametrize("codec", ["latin-1", "utf-16-le", "utf-16-be"])
def test_a_longer_run_of_digits_in_bytes_is_left_alone(codec: str) -> None:
    for text in ("1" + synthetic(1, 81), synthetic(1, 81) + "1", "12345678901"):
        assert mask_bytes(text.encode(codec)) == text.encode(codec)


@given(st.binary())
def test_masking_bytes_never_fails(payload: bytes) -> None:
    assert len(mask_bytes(payload)) == len(payload)


def test_the_hash_depends_on_the_key_and_shows_nothing() -> None:
    number = synthetic(1, 81)
    one, other = keyed_hash(b"a", number), keyed_hash(b"b", number)
    assert one != other
    assert len(one) == 64
    assert number not in one


def test_a_shape_tells_form_and_no_content() -> None:
    assert shape("Kárášjohka 9730, N1") == "Aaaaaaaaaa 9999, A9"
