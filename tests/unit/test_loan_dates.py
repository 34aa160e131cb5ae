"""Due times, statuses and contradictions of loans (mikromarc: the same loan has other times in two tables)."""

from typing import Any

import pytest
from transforming import codes, context, known, row

from migration.transform.context import ItemRef, Known
from migration.transform.loans import Claim, believed, loan
from migration.transform.values import parse_due

LOAN = {"Id": "1", "BorrowerId": "7", "MarcRecordId": "10", "ItemId": "100", "LoanTime": "2026-11-01"}


def with_item(**facts: Any) -> Known:
    found = known()
    found.items["100"] = ItemRef("10", "NO-2549900", False)._replace(**facts)
    return found


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("2026-12-01", "2026-12-01T23:59:59+01:00"),
        ("01.12.2026", "2026-12-01T23:59:59+01:00"),
        ("2026-07-01", "2026-07-01T23:59:59+02:00"),
        ("2026-12-01T00:00:00", "2026-12-01T23:59:59+01:00"),
        ("2026-12-01T15:30:00", "2026-12-01T15:30:00+01:00"),
        ("2026-12-01T00:00:00Z", "2026-12-01T23:59:59+01:00"),
        ("2026-12-01T00:00:00+01:00", "2026-12-01T23:59:59+01:00"),
        ("2026-11-30T23:00:00Z", "2026-12-01T23:59:59+01:00"),
        ("2026-06-30T22:00:00Z", "2026-07-01T23:59:59+02:00"),
        ("2026-12-01T12:00:00Z", "2026-12-01T13:00:00+01:00"),
        ("2027-03-28", "2027-03-28T23:59:59+02:00"),
        ("2026-10-25", "2026-10-25T23:59:59+01:00"),
        ("2027-03-28T02:30:00", "2027-03-28T03:30:00+02:00"),  # an hour that there is not
        ("2026-10-25T02:30:00", "2026-10-25T02:30:00+02:00"),  # an hour that there is twice: the first
        ("2026-10-25T00:30:00Z", "2026-10-25T02:30:00+02:00"),
        ("2026-10-25T01:30:00Z", "2026-10-25T02:30:00+01:00"),
    ],
)
def test_due_times_are_oslo_s_and_a_day_ends_at_its_end(text: str, due: str) -> None:
    assert parse_due(text, context().as_of) == due


def test_the_item_s_day_is_taken_where_the_loan_has_none() -> None:
    result = loan(context(), with_item(due_on="2026-12-01"), "1", row(**LOAN))
    assert result.record is not None
    assert result.record.due_at == "2026-12-01T23:59:59+01:00"
    assert codes(result.issues) == ["due_from_item"]


def test_days_are_compared_not_times() -> None:
    same = loan(context(), with_item(due_on="2026-12-01"), "1", row(**LOAN, DueTime="2026-11-30T23:00:00Z"))
    other = loan(context(), with_item(due_on="2026-12-02"), "1", row(**LOAN, DueTime="2026-12-01"))
    assert (codes(same.issues), codes(other.issues)) == ([], ["due_differs"])


def test_a_textbook_s_fixed_date_may_have_passed() -> None:
    result = loan(
        context(), with_item(is_textbook=True), "1", row(**(LOAN | {"LoanTime": "2026-08-20"}), DueTime="2026-06-20")
    )
    assert result.record is not None
    assert result.record.is_textbook
    assert codes(result.issues) == ["textbook_due_passed"]


def test_a_loan_of_a_copy_lost_on_loan_is_still_the_borrower_s() -> None:
    result = loan(
        context(), with_item(status="lost_on_loan"), "1", row(**LOAN, DueTime="2026-12-01", ServiceCode="OnLoan")
    )
    assert result.record is not None
    assert result.record.status == "lost_on_loan"
    assert codes(result.issues) == []


@pytest.mark.parametrize("status", ["available", "lost", "on_hold_shelf"])
def test_a_copy_that_should_not_be_out_is_told(status: str) -> None:
    assert codes(loan(context(), with_item(status=status), "1", row(**LOAN, DueTime="2026-12-01")).issues) == [
        "loan_of_item_in"
    ]


def test_a_loan_to_a_library_is_interlibrary() -> None:
    lent = known()
    lent.ill_libraries.add("7")
    result = loan(context(), lent, "1", row(**LOAN, DueTime="2026-12-01"))
    assert result.record is not None
    assert result.record.is_ill


def test_where_it_was_lent_is_kept_apart_from_the_owner() -> None:
    result = loan(context(), known(), "1", row(**LOAN, DueTime="2026-12-01", LoanUnitId="6472"))
    assert result.record is not None
    assert (result.record.branch, result.record.library) == ("Barneavdelingen", "NO-2549900")


@pytest.mark.parametrize(
    ("change", "issue"),
    [
        ({"LoanTime": "2026-11-23"}, "loaned_in_future"),
        ({"DueTime": "2035-01-01"}, "due_implausible"),
        ({"DueTime": "2026-10-01"}, "due_before_loaned"),
        ({"DueTime": "2099-12-31"}, "due_implausible"),
        ({"DueTime": "2019-06-20", "LoanTime": ""}, "due_long_passed"),
        ({"RenewalCount": "400"}, "renewals_implausible"),
        ({"RenewalCount": "-1"}, "number_unreadable"),
    ],
)
def test_what_can_hardly_be_is_moved_and_reported(change: dict[str, str], issue: str) -> None:
    result = loan(context(), known(), "1", row(**({"DueTime": "2026-12-01"} | LOAN | change)))
    assert result.record is not None
    assert codes(result.issues) == [issue]


def test_of_several_loans_the_one_lent_last_is_believed_whatever_the_order() -> None:
    old, new = Claim("12", "2026-01-01", "2026-02-01"), Claim("3", "2026-05-01", "2026-01-01")
    later_due, same_higher = Claim("4", "2026-05-01", "2026-06-01"), Claim("11", "2026-05-01", "2026-06-01")
    claims = [old, new, later_due, same_higher]
    assert believed(claims) == believed(reversed(claims)) == same_higher
    assert believed([old, new]) == new
    assert believed([new, later_due]) == later_due
