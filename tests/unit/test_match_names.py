"""Names that may be one person's, and names that are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migration.match.persons.names import names_agree, names_confirm, same_given_name, same_name, same_surname


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("Hansen", "HANSEN", True),
        ("Sára", "Sara", True),
        ("Hætta", "Haetta", True),
        ("Aasen", "Åsen", True),
        ("Bjoerk", "Bjørk", True),
        ("Ŋoaidi", "Noaidi", True),
        ("Berg-Hansen", "Hansen", True),
        ("Berg Hansen", "Berg-Hansen", True),
        ("Hansen", "Hanssen", False),
        ("Berg-Hansen", "Berg-Olsen", False),
        ("Иванов", "Иванов", True),
        ("Иванов", "Ivanov", False),
        ("", "", False),
        ("Hansen", "", False),
    ],
)
def test_surnames(one: str, two: str, same: bool) -> None:
    assert same_surname(one, two) is same_surname(two, one) is same


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("Ole", "OLE", True),
        ("Ole", "Ole Martin", True),
        ("Martin", "Ole Martin", True),
        ("Ole Martin", "Martin Ole", True),
        ("O.", "Ole", True),
        ("O. M.", "Ole Martin", True),
        ("Ole M", "Ole Martin", True),
        ("Ánte Máhtte", "Ante Mahtte", True),
        ("Anne-Lise", "Anne Lise", True),
        ("Anne Lise", "Anne Marie", False),
        ("Ole", "Odd", False),
        ("O. K.", "Ole Martin", False),
        ("Ole Ole", "Ole", True),
        ("Kari", "Kåre", False),
        ("", "Ole", False),
        ("", "", False),
    ],
)
def test_given_names(one: str, two: str, same: bool) -> None:
    assert same_given_name(one, two) is same_given_name(two, one) is same


@pytest.mark.parametrize(
    ("one", "two", "alike", "lenient"),
    [
        (("Nordmann", "Kari"), ("Nordmann", "Kari"), True, True),
        (("Nordmann", "Kari"), ("Kari Nordmann", ""), True, True),
        (("Nordmann", "Ole"), ("Kari Nordmann", ""), False, False),
        (("Nordmann", "Kari"), ("Nordmann", ""), False, True),
        (("Nordmann", ""), ("Nordmann", ""), False, True),
        (("Nordmann", "Kari"), ("Nordmann", "Ole"), False, False),
        (("", "Kari"), ("", "Kari"), False, False),
        (("", ""), ("", ""), False, False),
    ],
)
def test_whole_names(one: tuple[str, str], two: tuple[str, str], alike: bool, lenient: bool) -> None:
    """``lenient``: nothing contradicts an identity number that the two share."""
    assert same_name(*one, *two) is same_name(*two, *one) is alike
    assert names_agree(*one, *two) is names_agree(*two, *one) is lenient


NAMES = (
    st.lists(st.sampled_from(["ole", "Odd", "O", "K.", "Kari", "aa", "-", ""]), max_size=4).map(" ".join) | st.text()
)


@given(NAMES, NAMES)
def test_likeness_has_no_direction(one: str, two: str) -> None:
    assert same_given_name(one, two) is same_given_name(two, one)
    assert same_surname(one, two) is same_surname(two, one)


@given(NAMES, NAMES)
def test_a_name_is_like_itself_and_in_capitals(surname: str, given_name: str) -> None:
    if same_surname(surname, surname) and same_given_name(given_name, given_name):
        assert same_name(surname, given_name, surname, given_name)


@pytest.mark.parametrize(
    ("given_a", "given_b", "confirmed"),
    [
        ("Kari", "Kari", True),
        ("Ole", "Ole Martin", True),
        ("Kari", "K.", False),
        ("Kari", "", False),
        ("Kari", "Ole", False),
    ],
)
def test_a_card_is_confirmed_by_a_whole_given_name(given_a: str, given_b: str, confirmed: bool) -> None:
    assert names_confirm("Nordmann", given_a, "Nordmann", given_b) is confirmed
    assert names_confirm("Nordmann", given_b, "Nordmann", given_a) is confirmed
