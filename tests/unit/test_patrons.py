"""Borrowers and their cards to patrons. Identity numbers here are synthetic (month + 80)."""

import pytest
from identity_numbers import synthetic
from transforming import codes, context, row

from migration.issues import Result
from migration.model import Patron
from migration.privacy import keyed_hash
from migration.rows import MissingValueError
from migration.transform.cards import card, cards
from migration.transform.context import Card
from migration.transform.patrons import patron

NUMBER = synthetic(17, 85)
OTHER = synthetic(18, 85)


def made(*own: Card, **cells: str) -> Result[Patron]:
    filled = {"Id": "7", "Name": "Hætta, Ánte Máhtte", **cells}
    return patron(context(cards={"7": own}), "7", row(**filled))


def record(*own: Card, **cells: str) -> Patron:
    result = made(*own, **cells)
    assert result.record is not None
    return result.record


def test_a_name_is_split_at_its_comma() -> None:
    assert (record().surname, record().given_name) == ("Hætta", "Ánte Máhtte")


def test_a_name_without_comma_is_split_and_reported() -> None:
    result = made(Name="Kari Nordmann")
    assert result.record is not None
    assert (result.record.surname, result.record.given_name) == ("Nordmann", "Kari")
    assert next((i.code, i.field) for i in result.issues) == ("name_without_comma", "Name")


def test_a_name_is_mandatory() -> None:
    with pytest.raises(MissingValueError):
        made(Name="")


def test_several_cards() -> None:
    found = record(Card("1001", False, False), Card("N 000106188", True, False), Card("1002", False, False))
    assert (found.card_number, found.other_cards, found.national_card_number) == ("1001", ("1002",), "N000106188")


def test_a_patron_with_a_national_card_only_uses_it() -> None:
    found = record(Card("N000106188", True, None))
    assert (found.card_number, found.national_card_number) == ("N000106188", "N000106188")


def test_a_malformed_national_card_is_a_local_one() -> None:
    result = made(Card("N106188", True, None))
    assert result.record is not None
    assert (result.record.card_number, result.record.national_card_number) == ("N106188", "")
    assert "national_card_malformed" in codes(result.issues)


@pytest.mark.parametrize("flagged", [True, False])
def test_an_identity_number_among_the_cards_becomes_a_hash(flagged: bool) -> None:
    found = record(Card("1001", None, None), Card(NUMBER, None, flagged))
    assert found.national_id_ref == keyed_hash(b"test", NUMBER)
    assert NUMBER not in repr(found)


def test_a_card_that_is_marked_as_identity_number_is_never_a_card() -> None:
    result = made(Card("17054512345", None, True))
    assert result.record is not None
    assert (result.record.card_number, result.record.national_id_ref) == ("", "")
    assert "identity_number_invalid" in codes(result.issues)
    assert "17054512345" not in repr(result)


def test_an_identity_number_in_local_key_and_notes() -> None:
    result = made(LocalKey=f"{NUMBER[:6]} {NUMBER[6:]}", Notes=f"fnr {NUMBER}")
    assert result.record is not None
    assert result.record.national_id_ref == keyed_hash(b"test", NUMBER)
    assert (result.record.local_key, result.record.notes) == ("", "fnr ***********")
    assert {"identity_number_in_field", "identity_number_masked"} <= set(codes(result.issues))


def test_two_different_identity_numbers_are_both_refused() -> None:
    result = made(Card(NUMBER, None, True), LocalKey=OTHER)
    assert result.record is not None
    assert result.record.national_id_ref == ""
    assert "identity_numbers_differ" in codes(result.issues)


def test_two_different_identity_numbers_among_the_cards_are_both_refused() -> None:
    assert record(Card(NUMBER, None, True), Card(OTHER, None, True)).national_id_ref == ""


def test_a_card_with_an_identity_number_inside_is_no_card() -> None:
    found = record(Card(f"P{NUMBER}", None, None), Card("1001", None, None))
    assert (found.card_number, found.other_cards) == ("1001", ())
    assert found.national_id_ref == keyed_hash(b"test", NUMBER)


def test_any_other_local_key_is_kept() -> None:
    assert record(LocalKey="elev-4711").local_key == "elev-4711"


@pytest.mark.parametrize(("code", "gender"), [("M", "male"), ("F", "female"), ("", ""), ("X", "")])
def test_gender(code: str, gender: str) -> None:
    assert record(Gender=code).gender == gender


@pytest.mark.parametrize(
    ("code", "language"), [("nob", "nob"), ("nb", "nob"), ("sme", "sme"), ("sve", "swe"), ("", "")]
)
def test_language(code: str, language: str) -> None:
    assert record(PreferredLanguage=code).language == language


def test_flags_dates_and_group() -> None:
    found = record(
        Defaulted="true", StoreBorrowerHistory="0", BirthDate="17.05.45", Expires="31.12.27", BorrowerGroupId="3"
    )
    assert (found.blocked, found.keep_history, found.birth_date, found.expires_on, found.category) == (
        True, False, "1945-05-17", "2027-12-31", "Barn",
    )  # fmt: skip


def test_two_address_lines_become_one() -> None:
    assert record(MainAddrLine1="Storgata 1", MainAddrLine2="c/o Sara").address == "Storgata 1, c/o Sara"


def test_no_issue_shows_a_value_in_clear() -> None:
    result = made(MainEmail="ikke en adresse", BirthDate="vår 1970", MainZip="abcd")
    values = " ".join(i.value for i in result.issues)
    assert "ikke" not in values
    assert "1970" not in values


def test_a_row_of_borrower_barcodes() -> None:
    assert card(row(BorrowerId="7", Barcode="1001", IsCommonBorrowerCard="0", IsSSN="true")) == (
        "7",
        Card("1001", False, True),
    )


def test_the_same_card_twice_is_one() -> None:
    assert cards((Card("1", None, None), Card("1", None, None))).others == ()
