"""Which item a loan means, loans without one, and what its counters and units say."""

import pytest
from transforming import codes, context, known, library, row, source

from migration.ids import target_id
from migration.issues import Fate
from migration.transform.context import ItemRef, Known
from migration.transform.loans import loan

LOAN = {"Id": "1", "BorrowerId": "7", "MarcRecordId": "10", "ItemId": "100", "DueTime": "2026-12-01"}


def lent(found: Known, **cells: str):
    return loan(context(), found, "1", row(**(LOAN | cells)))


def test_an_item_named_by_its_barcode_is_found_and_told() -> None:
    found = known()
    found.named_by_barcode["5001"] = ["100"]
    result = lent(found, ItemId="5001")
    assert result.record is not None
    assert result.record.item_id == target_id("nordvik", "item", "100")
    assert codes(result.issues) == ["item_by_barcode"]


def test_an_id_goes_before_a_barcode() -> None:
    found = known()
    found.items["200"] = ItemRef("10", "NO-2549900", False)
    found.named_by_barcode["100"] = ["200"]
    result = lent(found)
    assert result.record is not None
    assert (result.record.item_id, codes(result.issues)) == (target_id("nordvik", "item", "100"), [])


def test_a_barcode_of_two_items_is_told_apart_by_the_record_or_not_at_all() -> None:
    found = known()
    found.items["200"] = ItemRef("20", "NO-2549900", False)
    found.named_by_barcode["5001"] = ["100", "200"]
    clear = lent(found, ItemId="5001", MarcRecordId="20")
    assert clear.record is not None
    assert clear.record.item_id == target_id("nordvik", "item", "200")
    assert lent(found, ItemId="5001", MarcRecordId="").reason == "item_ambiguous"


@pytest.mark.parametrize(
    ("cells", "issues"),
    [
        ({}, ["loan_without_item"]),
        ({"ItemId": "0"}, ["loan_without_item"]),
        ({"ServiceCode": "ElectronicLoan"}, []),
        ({"ExternalSystemName": "Bookbites"}, []),
    ],
)
def test_a_loan_without_item_is_electronic_and_told_where_nothing_else_says_so(
    cells: dict[str, str], issues: list[str]
) -> None:
    result = lent(known(), **({"ItemId": ""} | cells))
    assert result.record is not None
    assert (result.record.is_electronic, result.record.item_id) == (True, "")
    assert codes(result.issues) == issues


def test_the_service_of_an_electronic_loan_stands_in_its_note() -> None:
    result = lent(known(), ItemId="", ExternalSystemName="Bookbites", Notes="Fornyes ikke")
    assert result.record is not None
    assert result.record.note == "Fornyes ikke; Ekstern tjeneste: Bookbites"


def test_the_loan_of_an_e_book_outlives_the_item_that_it_never_had() -> None:
    found = known()
    found.bib_formats["10"] = "ebook"
    found.item_fates["300"] = Fate.EXCLUDED
    result = lent(found, ItemId="300")
    assert result.record is not None
    assert (result.record.is_electronic, result.record.bib_legacy_id, codes(result.issues)) == (True, "10", [])
    found.bib_formats["10"] = "dvd"
    assert lent(found, ItemId="300").reason == "item_not_loaded"


@pytest.mark.parametrize(
    ("text", "renewals", "issues"),
    [
        ("", None, []),
        ("0", 0, []),
        ("3", 3, []),
        (":", 10, []),
        (";", 11, []),
        ("-1", None, ["number_unreadable"]),
        ("Erst!", None, ["number_unreadable"]),
        ("100", 100, ["renewals_implausible"]),
    ],
)
def test_renewals_count_beyond_nine_in_one_character(text: str, renewals: int | None, issues: list[str]) -> None:
    result = lent(known(), RenewalCount=text)
    assert result.record is not None
    assert (result.record.renewals, codes(result.issues)) == (renewals, issues)


@pytest.mark.parametrize(
    ("cells", "status"),
    [
        ({"Reminders": "Erst!", "ServiceCode": "OnLoan"}, "replacement_claimed"),
        ({"Reminders": "2", "ServiceCode": "OnLoan"}, "overdue"),
        ({"Reminders": "2"}, "overdue"),
        ({"Reminders": "0", "ServiceCode": "OnLoan"}, "on_loan"),
        ({"Reminders": "2", "ServiceCode": "Lost"}, "lost_on_loan"),
        ({"ServiceCode": "LoanRenewed"}, "on_loan"),
        ({}, ""),
    ],
)
def test_reminders_say_more_than_the_service_code(cells: dict[str, str], status: str) -> None:
    result = lent(known(), **cells)
    assert result.record is not None
    assert (result.record.status, codes(result.issues)) == (status, [])


def test_a_reminder_text_that_nobody_knows_is_told() -> None:
    result = lent(known(), Reminders="Inkasso", ServiceCode="OnLoan")
    assert result.record is not None
    assert (result.record.status, codes(result.issues)) == ("on_loan", ["code_unknown"])


def test_a_copy_to_whose_borrower_a_reminder_was_sent_makes_the_loan_overdue() -> None:
    found = known()
    found.items["100"] = ItemRef("10", "NO-2549900", False, status="on_loan_overdue")
    result = lent(found, ServiceCode="OnLoan")
    assert result.record is not None
    assert (result.record.status, codes(result.issues)) == ("overdue", [])


def test_in_a_shared_database_the_unit_of_the_loan_decides_its_library() -> None:
    shared = context(source(library(6471), library(6473, "NO-2549800")), units={})
    for column in ("LoanUnitId", "LocalUnitId", "ServiceUnitId"):
        found = loan(shared, known(), "1", row(**LOAN, **{column: "6473"})).record
        assert found is not None
        assert (found.library, found.branch) == ("NO-2549800", "Bibliotek 6473")
    unknown = loan(shared, known(), "1", row(**LOAN, LoanUnitId="9"))
    assert unknown.record is not None
    assert (unknown.record.library, codes(unknown.issues)) == ("NO-2549900", ["unit_unknown"])
    for unit in ("", "0"):
        without = loan(shared, known(), "1", row(**LOAN, LoanUnitId=unit))
        assert without.record is not None
        assert (without.record.library, without.record.branch, codes(without.issues)) == ("NO-2549900", "", [])


def test_a_loan_of_a_textbook_catalogue_s_record_is_a_textbook_loan() -> None:
    found = known()
    found.textbook_bibs.add("10")
    result = lent(found, ItemId="", ServiceCode="ElectronicLoan", DueTime="2020-06-20")
    assert result.record is not None
    assert (result.record.is_textbook, codes(result.issues)) == (True, ["textbook_due_passed"])
