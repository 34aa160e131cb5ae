"""Cards told apart: the library's own, the national one, and identity numbers, which are never a card."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from identity_numbers import synthetic
from transforming import codes, context, row

from migration.privacy import identity_numbers
from migration.transform.cards import cards, padded_identity_number, shared_cards
from migration.transform.context import Card
from migration.transform.patrons import patron

NUMBER = synthetic(17, 85)
WITH_ZERO = synthetic(7, 85)


@pytest.mark.parametrize("barcode", ["N000106188", "n000106188", "N 000106188", "N-000106188"])
def test_the_national_card_however_it_is_written(barcode: str) -> None:
    found = cards((Card(barcode, True, False),))
    assert (found.main, found.national, found.others, found.issues) == ("N000106188", "N000106188", (), ())


def test_a_national_card_is_known_without_its_flag() -> None:
    assert cards((Card("N000106188", None, None),)).national == "N000106188"


def test_nine_digits_that_are_flagged_get_their_n() -> None:
    found = cards((Card("000106188", True, False),))
    assert (found.national, codes(found.issues)) == ("N000106188", ["national_card_completed"])


def test_nine_digits_without_a_flag_are_a_local_card() -> None:
    assert (cards((Card("000106188", None, None),)).national, cards((Card("000106188", None, None),)).main) == (
        "", "000106188",
    )  # fmt: skip


@pytest.mark.parametrize("barcode", ["N106188", "106188", "N0001061889"])
def test_missing_digits_are_not_made_up(barcode: str) -> None:
    found = cards((Card(barcode, True, False),))
    assert (found.main, found.national, codes(found.issues)) == (barcode, "", ["national_card_malformed"])


def test_the_library_s_own_card_comes_first_and_the_national_one_is_no_other() -> None:
    found = cards((Card("N000106188", True, False), Card("1001", None, None), Card("1002", None, None)))
    assert (found.main, found.others, found.national) == ("1001", ("1002",), "N000106188")


def test_a_second_national_card_is_kept_among_the_others() -> None:
    found = cards((Card("N000106188", True, False), Card("N000123456", True, False), Card("1001", None, None)))
    assert (found.main, found.others, found.national) == ("1001", ("N000123456",), "N000106188")
    assert codes(found.issues) == ["national_cards_several"]


def test_a_dropped_zero_of_a_flagged_identity_number_is_put_back() -> None:
    found = cards((Card(WITH_ZERO[1:], None, True),))
    assert found.identity_numbers == {WITH_ZERO}
    assert codes(found.issues) == ["identity_number_padded"]


@pytest.mark.parametrize("barcode", ["199005171234", "19900517-1234"])
def test_twelve_digits_that_are_flagged_are_an_identity_number_of_another_kind(barcode: str) -> None:
    found = cards((Card(barcode, None, True),))
    assert (found.main, found.identity_numbers, codes(found.issues)) == (
        "", {"199005171234"}, ["identity_number_foreign"],
    )  # fmt: skip


def test_a_card_of_two_borrowers_stays_with_the_lowest_id_and_both_are_told() -> None:
    own = {"10": (Card("1001", None, None),), "9": (Card("1001", None, None), Card("1002", None, None))}
    shared = shared_cards(own)
    assert shared == {"1001": ("9", "10")}
    keeper, other = cards(own["9"], "9", shared), cards(own["10"], "10", shared)
    assert (keeper.main, keeper.others, other.main) == ("1001", ("1002",), "")
    assert [(i.code, i.value) for i in (*keeper.issues, *other.issues)] == [("card_shared", "10"), ("card_shared", "9")]


def test_a_national_card_of_two_borrowers_stays_evidence_of_both() -> None:
    own = {"9": (Card("N000106188", True, None),), "10": (Card("n 000106188", True, None),)}
    other = cards(own["10"], "10", shared_cards(own))
    assert (other.main, other.national) == ("", "N000106188")


def test_a_shared_identity_number_is_no_shared_card() -> None:
    assert shared_cards({"1": (Card(NUMBER, None, True),), "2": (Card(NUMBER, None, True),)}) == {}


def test_padding_needs_a_valid_number() -> None:
    assert padded_identity_number(WITH_ZERO[1:]) == WITH_ZERO
    assert padded_identity_number("1234567890") == ""
    assert padded_identity_number(NUMBER) == ""


def test_ten_digits_in_local_key_are_an_identity_number_where_they_say_the_birth_date() -> None:
    born = patron(context(), "7", row(Name="A, B", LocalKey=WITH_ZERO[1:], BirthDate="07.05.1990")).record
    stranger = patron(context(), "7", row(Name="A, B", LocalKey=WITH_ZERO[1:], BirthDate="08.05.1990")).record
    assert born is not None
    assert stranger is not None
    assert (bool(born.national_id_ref), born.local_key) == (True, "")
    assert (stranger.national_id_ref, stranger.local_key) == ("", WITH_ZERO[1:])


FLAGS = st.sampled_from([True, False, None])
BARCODES = st.sampled_from(
    ["1001", "N000106188", "000106188", "N1", NUMBER, f"{NUMBER[:6]} {NUMBER[6:]}", f"P{NUMBER}", WITH_ZERO[1:], " x "]
)


@given(st.lists(st.builds(Card, BARCODES | st.text(min_size=1), FLAGS, FLAGS), max_size=5))
def test_no_card_ever_holds_an_identity_number(rows: list[Card]) -> None:
    found = cards(rows)
    for card in (found.main, *found.others, found.national, *(i.value for i in found.issues)):
        assert identity_numbers(card) == frozenset()


@given(st.dictionaries(st.sampled_from("123456789"), st.lists(BARCODES, max_size=3), max_size=5))
def test_no_two_borrowers_keep_one_card(own: dict[str, list[str]]) -> None:
    rows = {borrower: tuple(Card(b, None, None) for b in barcodes) for borrower, barcodes in own.items()}
    shared = shared_cards(rows)
    kept = [c for borrower in rows for c in _kept(cards(rows[borrower], borrower, shared))]
    assert len(kept) == len(set(kept))


def _kept(found: object) -> list[str]:
    main, others = getattr(found, "main", ""), getattr(found, "others", ())
    return [card for card in (main, *others) if card]
