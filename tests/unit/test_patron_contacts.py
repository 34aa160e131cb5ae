"""Phone numbers and e-mail addresses, told apart, mended and never dropped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from transforming import codes, row

from migration.transform.contacts import Phones, email, phones

MOBILE, OTHER, FIXED = "+4799887766", "+4791887766", "+4778950000"


@pytest.mark.parametrize(
    ("main", "mobile", "expected", "issues"),
    [
        ("78 95 00 00", "99 88 77 66", Phones(phone=FIXED, mobile=MOBILE), []),
        ("", "+47 998 87 766", Phones(mobile=MOBILE), []),
        ("", "0047 99887766", Phones(mobile=MOBILE), []),
        ("", "mob. 99887766", Phones(mobile=MOBILE), []),
        ("", "(+47) 99 88 77 66", Phones(mobile=MOBILE), []),
        ("99887766", "", Phones(mobile=MOBILE), ["phone_moved"]),
        ("", "78950000", Phones(phone=FIXED), ["phone_moved"]),
        ("99887766", "78950000", Phones(phone=FIXED, mobile=MOBILE), ["phone_moved"]),
        ("99887766", "99887766", Phones(mobile=MOBILE), ["phone_repeated"]),
        ("78950000/99887766", "", Phones(phone=FIXED, mobile=MOBILE), ["phone_moved"]),
        ("", "99887766 91887766", Phones(phone=OTHER, mobile=MOBILE), ["phone_moved"]),
        ("+358 40 1234567", "", Phones(mobile="+358401234567"), ["phone_moved"]),
        ("ukjent", "", Phones(phone="ukjent"), ["phone_unreadable"]),
        ("12345", "99887766", Phones(phone="12345", mobile=MOBILE), ["phone_unreadable"]),
        ("", "00000000", Phones(mobile="00000000"), ["phone_unreadable"]),
        ("", "", Phones(), []),
    ],
)
def test_phones(main: str, mobile: str, expected: Phones, issues: list[str]) -> None:
    cells = row(MainPhone=main, Mobile=mobile)
    assert phones(cells) == expected
    assert codes(cells.issues) == issues


def test_words_beside_a_number_go_to_the_notes() -> None:
    cells = row(Mobile="mor 99887766")
    assert phones(cells) == Phones(mobile=MOBILE, remarks=("Mobile: mor",))
    assert codes(cells.issues) == ["phone_remark"]


def test_a_third_number_goes_to_the_notes() -> None:
    found = phones(row(MainPhone="78950000", Mobile="99887766; 91887766"))
    assert found == Phones(phone=FIXED, mobile=MOBILE, remarks=("Telefon: +4791887766",))


def test_a_masked_identity_number_is_no_phone() -> None:
    assert phones(row(MainPhone="***********", Mobile="99887766")) == Phones(mobile=MOBILE)


@pytest.mark.parametrize(
    ("text", "address", "issues"),
    [
        ("kari@example.no", "kari@example.no", []),
        ("k.n+bok@post.example.com", "k.n+bok@post.example.com", []),
        ("kåre@blåbær.example", "kåre@blåbær.example", []),
        ("mailto:kari@example.no", "kari@example.no", ["email_mended"]),
        ("kari@example.no.", "kari@example.no", ["email_mended"]),
        ("kari@example.no,", "kari@example.no", ["email_mended"]),
        ("kari @ example.no", "kari@example.no", ["email_mended"]),
        ("Kari <kari@example.no>", "kari@example.no", ["email_mended"]),
        ("kari.example.no", "kari.example.no", ["email_unusual"]),
        ("kari@example", "kari@example", ["email_unusual"]),
        ("kari@example..no", "kari@example..no", ["email_unusual"]),
        ("***********@example.no", "", []),
        ("", "", []),
    ],
)
def test_emails(text: str, address: str, issues: list[str]) -> None:
    cells = row(MainEmail=text)
    assert email(cells).address == address
    assert codes(cells.issues) == issues


def test_several_addresses() -> None:
    cells = row(MainEmail="kari@example.no; ola@example.no")
    assert (email(cells).address, email(cells).others) == ("kari@example.no", ("ola@example.no",))
    assert "email_several" in codes(cells.issues)


@given(st.text(), st.text())
def test_no_text_makes_them_raise_or_shows_itself_in_an_issue(one: str, other: str) -> None:
    cells = row(MainPhone=one, Mobile=other, MainEmail=one)
    phones(cells)
    email(cells)


@given(st.sampled_from([MOBILE, OTHER, FIXED]), st.sampled_from(["", MOBILE, FIXED]))
def test_what_was_read_once_is_read_the_same_again(main: str, mobile: str) -> None:
    once = phones(row(MainPhone=main, Mobile=mobile))
    again = row(MainPhone=once.phone, Mobile=once.mobile)
    assert phones(again) == once
    assert again.issues == []
