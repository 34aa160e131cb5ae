"""Loans, reservations and fees: to the right person, or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from transforming import EXCLUSIONS, codes, context, known, row

from migration.ids import target_id
from migration.issues import Fate
from migration.rows import MissingValueError
from migration.transform.context import ItemRef, Known
from migration.transform.fees import fee
from migration.transform.loans import loan
from migration.transform.reservations import reservation

LOAN = {"Id": "1", "BorrowerId": "7", "ItemId": "100", "MarcRecordId": "10", "DueTime": "2026-12-24"}


def test_a_loan_finds_its_patron_item_and_record() -> None:
    found = loan(context(), known(), "1", row(**LOAN, LoanTime="2026-11-20 10:00", RenewalCount="2")).record
    assert found is not None
    assert found.patron_id == target_id("nordvik", "patron", "7")
    assert found.item_id == target_id("nordvik", "item", "100")
    assert (found.bib_legacy_id, found.library) == ("10", "NO-2549900")
    assert (found.loaned_at, found.due_at) == ("2026-11-20T10:00:00+01:00", "2026-12-24T23:59:59+01:00")
    assert (found.renewals, found.is_electronic) == (2, False)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"BorrowerId": "8"}, "patron_missing"),
        ({"ItemId": "101"}, "item_missing"),
        ({"ItemId": "", "MarcRecordId": "11"}, "bib_missing"),
        ({"ItemId": "", "MarcRecordId": ""}, "nothing_named"),
    ],
)
def test_an_orphaned_loan_is_rejected_with_its_reason(change: dict[str, str], reason: str) -> None:
    result = loan(context(), known(), "1", row(**(LOAN | change)))
    assert (result.fate, result.reason) == (Fate.REJECTED, reason)


def test_it_says_whether_the_other_row_was_left_out_or_never_there() -> None:
    refused = Known(bibs={"10"}, item_fates={"100": Fate.EXCLUDED}, patrons={"7": ""})
    assert loan(context(), refused, "1", row(**LOAN)).reason == "item_not_loaded"
    gone = Known(bibs={"10"}, patron_fates={"7": Fate.REJECTED})
    assert loan(context(), gone, "1", row(**LOAN)).reason == "patron_not_loaded"


def test_a_loan_with_a_record_and_no_item_is_electronic() -> None:
    found = loan(context(), known(), "1", row(**(LOAN | {"ItemId": ""}))).record
    assert found is not None
    assert (found.is_electronic, found.item_id, found.bib_legacy_id) == (True, "", "10")


def test_a_loan_without_patron_id_is_refused() -> None:
    with pytest.raises(MissingValueError):
        loan(context(), known(), "1", row(**(LOAN | {"BorrowerId": ""})))


def test_a_loan_due_before_it_was_lent_is_moved_and_reported() -> None:
    result = loan(context(), known(), "1", row(**(LOAN | {"DueTime": "2026-11-01"}), LoanTime="2026-11-20"))
    assert result.fate is Fate.LOADED
    assert codes(result.issues) == ["due_before_loaned"]


def by_barcode() -> Known:
    """A source whose items come from 099: two items with one barcode on two records."""
    return Known(
        bibs={"10", "20"},
        items={"10:55": ItemRef("10", "NO-2549900", False), "20:55": ItemRef("20", "NO-2549900", False)},
        patrons={"7": ""},
        barcodes={"55": ["10:55", "20:55"]},
    )


def test_an_item_id_of_a_099_source_is_a_barcode() -> None:
    found = loan(context(), by_barcode(), "1", row(**(LOAN | {"ItemId": "55", "MarcRecordId": "20"}))).record
    assert found is not None
    assert found.item_id == target_id("nordvik", "item", "20:55")


def test_a_barcode_of_two_items_is_not_guessed_at() -> None:
    result = loan(context(), by_barcode(), "1", row(**(LOAN | {"ItemId": "55", "MarcRecordId": ""})))
    assert result.reason == "item_ambiguous"


def test_a_barcode_whose_other_item_was_discarded_is_clear() -> None:
    one_left = by_barcode()
    del one_left.items["10:55"]
    one_left.item_fates["10:55"] = Fate.EXCLUDED
    found = loan(context(), one_left, "1", row(**(LOAN | {"ItemId": "55", "MarcRecordId": ""}))).record
    assert found is not None
    assert found.bib_legacy_id == "20"


def test_a_loan_whose_record_differs_from_its_item_s_follows_the_item() -> None:
    result = loan(context(), known(), "1", row(**(LOAN | {"MarcRecordId": "99"})))
    assert result.record is not None
    assert result.record.bib_legacy_id == "10"
    assert "record_of_item_differs" in codes(result.issues)


RESERVATION = {"Id": "1", "BorrowerId": "7", "MarcRecordId": "10", "ItemId": "", "DeliverAtLocalUnitId": "6472"}


def test_a_reservation_of_a_title() -> None:
    found = reservation(context(), known(), "1", row(**RESERVATION, NumberInQueue="3", ResTime="01.11.2026")).record
    assert found is not None
    assert (found.item_id, found.pickup_branch, found.library) == ("", "Barneavdelingen", "NO-2549900")
    assert (found.queue_position, found.placed_at) == (3, "2026-11-01")


def test_a_reservation_of_one_item() -> None:
    found = reservation(context(), known(), "1", row(**(RESERVATION | {"ItemId": "100"}))).record
    assert found is not None
    assert found.item_id == target_id("nordvik", "item", "100")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"BorrowerId": "8"}, "patron_missing"),
        ({"MarcRecordId": "11"}, "bib_missing"),
        ({"ItemId": "9"}, "item_missing"),
    ],
)
def test_an_orphaned_reservation_is_rejected(change: dict[str, str], reason: str) -> None:
    assert reservation(context(), known(), "1", row(**(RESERVATION | change))).reason == reason


FEE = {"Id": "1", "BorrowerId": "7", "AccountCodeId": "7", "Amount": "70", "Remainder": "20", "State": "Unpaid"}


def test_a_fee_keeps_what_was_charged_and_what_remains() -> None:
    found = fee(context(), known(), "1", row(**FEE, DebtDate="2026-10-01 08:00")).record
    assert found is not None
    assert (found.type, found.amount, found.outstanding, found.state) == ("reminder", "70.00", "20.00", "unpaid")
    assert (found.charged_on, found.library) == ("2026-10-01", "NO-2549900")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"State": "Estimated"}, "fee_estimated"),
        ({"AccountCodeId": "12"}, "fee_not_a_charge"),
        ({"AccountCodeId": "13"}, "fee_not_a_charge"),
    ],
)
def test_what_is_no_debt_is_left_out_by_rule(change: dict[str, str], reason: str) -> None:
    result = EXCLUSIONS.apply("nordvik", "fee", fee(context(), known(), "1", row(**(FEE | change))))
    assert (result.fate, result.reason) == (Fate.EXCLUDED, reason)


def test_a_debt_outlives_its_item() -> None:
    result = fee(context(), known(), "1", row(**FEE, ItemId="404"))
    assert result.record is not None
    assert (result.record.item_id, codes(result.issues)) == ("", ["fee_item_missing"])


@pytest.mark.parametrize(
    ("change", "issue"),
    [({"Remainder": "80"}, "outstanding_exceeds_amount"), ({"Remainder": ""}, "outstanding_missing")],
)
def test_sums_that_do_not_fit_are_reported(change: dict[str, str], issue: str) -> None:
    assert issue in codes(fee(context(), known(), "1", row(**(FEE | change))).issues)


def test_a_fee_without_any_amount_is_rejected() -> None:
    assert fee(context(), known(), "1", row(**(FEE | {"Amount": "", "Remainder": ""}))).reason == "amount_missing"


CELL = st.text(max_size=12) | st.sampled_from(["7", "10", "100", "2026-01-01", "12", "NULL"])


MORE = (
    "LoanTime", "RenewalCount", "ServiceCode", "Reminders", "LoanUnitId", "ExternalSystemName", "Notes", "ResTime",
    "ResValidUntil", "ResHeldUntil", "ResPausedFrom", "ResPausedTo", "NumberInQueue", "Scope", "Kind", "GroupId",
    "OrderInGroup", "DebtDate", "DeptDate", "LocalUnitId",
)  # fmt: skip


@given(st.fixed_dictionaries(dict.fromkeys((*LOAN, *RESERVATION, *FEE, *MORE), CELL)))
def test_no_row_whatever_raises_anything_but_a_missing_value(cells: dict[str, str]) -> None:
    for transform in (loan, reservation, fee):
        try:
            result = transform(context(), known(), "1", row(**cells))
        except MissingValueError:
            continue
        assert (result.record is None) == (result.fate is not Fate.LOADED)
