"""What is outstanding of each charge of one account, worked out by hand."""

from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from transforming import EXCLUSIONS, codes, context, known, row

from migration.transform.context import Settlement
from migration.transform.debts import Debt, DebtKind, debt, settle
from migration.transform.fees import fee, is_given_back


def charge(
    key: str, amount: str, remainder: str | None = None, *, item: str = "", unit: str = "", day: str = ""
) -> Debt:
    return Debt(
        key=key, kind=DebtKind.CHARGE, amount=Decimal(amount),
        remainder=None if remainder is None else Decimal(remainder), is_settled=False, item=item, unit=unit, day=day,
    )  # fmt: skip


def paid(key: str, amount: str, *, item: str = "", unit: str = "") -> Debt:
    return Debt(
        key=key, kind=DebtKind.CREDIT, amount=Decimal(amount), remainder=None, is_settled=False, item=item, unit=unit,
        day="2026-02-01",
    )  # fmt: skip


def outstanding(*account: Debt) -> dict[str, tuple[str, str]]:
    return {key: (str(found.outstanding), found.rule) for key, found in settle(account).items()}


@pytest.mark.parametrize(
    ("amount", "remainder", "expected"),
    [
        ("70", "20", ("20", "remainder")),
        ("70", "0", ("0", "remainder")),
        ("70", "80", ("70", "remainder_capped")),
        ("70", "-5", ("0", "remainder_capped")),
    ],
)
def test_the_source_s_own_remainder_counts_as_far_as_it_can_be_true(
    amount: str, remainder: str, expected: tuple[str, str]
) -> None:
    assert outstanding(charge("1", amount, remainder)) == {"1": expected}


def test_without_a_remainder_nothing_was_paid_unless_a_payment_says_so() -> None:
    assert outstanding(charge("1", "70")) == {"1": ("70", "amount")}
    assert outstanding(charge("1", "70"), paid("2", "-50")) == {"1": ("20", "payments")}


def test_a_payment_goes_to_its_item_before_an_older_charge() -> None:
    account = [
        charge("1", "100", day="2026-01-01"),
        charge("2", "60", item="9", day="2026-03-01"),
        paid("3", "60", item="9"),
    ]
    assert outstanding(*account) == {"1": ("100", "amount"), "2": ("0", "payments")}


def test_a_payment_goes_to_its_unit_and_then_to_the_oldest_charge() -> None:
    account = [
        charge("1", "100", unit="B", day="2026-01-01"),
        charge("2", "60", unit="A", day="2026-03-01"),
        paid("3", "-80", unit="A"),
    ]
    assert outstanding(*account) == {"1": ("80", "payments"), "2": ("0", "payments")}


def test_payments_that_a_remainder_explains_are_not_counted_twice() -> None:
    account = [charge("1", "100", "40", day="2026-01-01"), charge("2", "50", day="2026-02-01"), paid("3", "-60")]
    assert outstanding(*account) == {"1": ("40", "remainder"), "2": ("50", "amount")}


def test_a_payment_for_one_charge_s_item_is_not_used_up_by_an_older_charge_that_was_paid_otherwise() -> None:
    account = [
        charge("1", "100", "0", day="2026-01-01"),
        charge("2", "60", item="9", day="2026-03-01"),
        paid("3", "60", item="9"),
    ]
    assert outstanding(*account) == {"1": ("0", "remainder"), "2": ("0", "payments")}


def test_more_paid_than_charged_leaves_nothing_below_zero() -> None:
    assert outstanding(charge("1", "30"), paid("2", "-100")) == {"1": ("0", "payments")}


MONEY = st.decimals(0, 500, places=2)


@given(st.lists(st.tuples(MONEY, st.none() | MONEY, st.sampled_from("ab ")), max_size=6), st.lists(MONEY, max_size=4))
def test_no_account_owes_more_than_was_charged_or_less_than_nothing(
    charges: list[tuple[Decimal, Decimal | None, str]], payments: list[Decimal]
) -> None:
    account = [
        charge(str(n), str(a), None if r is None else str(r), item=item.strip())
        for n, (a, r, item) in enumerate(charges)
    ]
    found = settle([*account, *(paid(f"p{n}", str(-a)) for n, a in enumerate(payments))])
    assert set(found) == {d.key for d in account}
    for d in account:
        assert d.amount is not None
        assert 0 <= found[d.key].outstanding <= d.amount
    unexplained = [d for d in account if d.remainder is None]
    taken = sum((d.amount or Decimal(0)) - found[d.key].outstanding for d in unexplained)
    assert taken <= sum(payments)


@given(
    st.lists(
        st.tuples(MONEY, st.none() | MONEY, st.sampled_from("ab "), st.sampled_from(["", "2026-01-01"])), max_size=6
    ),
    st.lists(st.tuples(MONEY, st.sampled_from("ab ")), max_size=4),
    st.randoms(use_true_random=False),
)
def test_the_rows_order_is_no_matter(
    charges: list[tuple[Decimal, Decimal | None, str, str]], payments: list[tuple[Decimal, str]], random: Random
) -> None:
    account = [
        charge(str(n), str(a), None if r is None else str(r), item=item.strip(), unit=item.strip(), day=day)
        for n, (a, r, item, day) in enumerate(charges)
    ]
    account += [paid(f"9{n}", str(a), item=item.strip()) for n, (a, item) in enumerate(payments)]
    shuffled = random.sample(account, len(account))
    assert settle(account) == settle(shuffled)


ROW = {"Id": "1", "BorrowerId": "7", "AccountCodeId": "6", "Amount": "70", "State": "Unpaid"}


def test_a_charge_takes_what_its_account_says() -> None:
    settled = known()
    settled.settlements["1"] = Settlement(Decimal("12.50"), "payments")
    result = fee(context(), settled, "1", row(**ROW))
    assert result.record is not None
    assert (result.record.amount, result.record.outstanding, result.record.outstanding_rule) == (
        "70.00", "12.50", "payments",
    )  # fmt: skip
    assert codes(result.issues) == ["outstanding_missing"]


def test_money_given_back_is_no_charge() -> None:
    result = fee(context(), known(), "1", row(**(ROW | {"Amount": "-70"})))
    assert result.record is not None
    assert is_given_back(result.record)
    assert EXCLUSIONS.apply("nordvik", "fee", result, is_given_back="true").reason == "fee_negative"


def test_a_payment_is_not_money_given_back() -> None:
    result = fee(context(), known(), "1", row(**(ROW | {"AccountCodeId": "12", "Amount": "-70"})))
    assert result.record is not None
    assert not is_given_back(result.record)


@pytest.mark.parametrize(
    ("change", "state", "issues"),
    [
        ({"Remainder": "0", "State": "Unpaid"}, "paid", ["fee_paid_by_remainder"]),
        ({"Remainder": "0", "State": ""}, "paid", []),
        ({"Remainder": "0", "State": "Kreditert"}, "credited", []),
        ({"Remainder": "0", "State": "Betalt"}, "paid", []),
        ({"Remainder": "30", "State": "Unpaid"}, "unpaid", []),
        ({"Remainder": "", "State": "Betalt"}, "paid", []),
    ],
)
def test_a_charge_of_which_nothing_remains_is_loaded_as_paid(
    change: dict[str, str], state: str, issues: list[str]
) -> None:
    result = fee(context(), known(), "1", row(**(ROW | change)))
    assert result.record is not None
    assert (result.record.state, codes(result.issues)) == (state, issues)
    assert result.record.outstanding == ("30.00" if change["Remainder"] == "30" else "0.00")


def test_a_record_that_is_not_loaded_is_left_empty() -> None:
    result = fee(context(), known(), "1", row(**ROW, Remainder="70", MarcRecordId="404"))
    assert result.record is not None
    assert (result.record.bib_legacy_id, codes(result.issues)) == ("", ["fee_bib_missing"])
    found = fee(context(), known(), "1", row(**ROW, Remainder="70", MarcRecordId="10")).record
    assert found is not None
    assert found.bib_legacy_id == "10"


def test_a_settled_charge_with_a_rest_is_reported() -> None:
    result = fee(context(), known(), "1", row(**(ROW | {"State": "Paid"}), Remainder="5"))
    assert codes(result.issues) == ["fee_state_contradicted"]


def test_the_misspelt_date_of_older_versions_is_read() -> None:
    result = fee(context(), known(), "1", row(**ROW, Remainder="70", DeptDate="03.02.2026"))
    assert result.record is not None
    assert result.record.charged_on == "2026-02-03"


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({}, "charge"),
        ({"AccountCodeId": "12"}, "credit"),
        ({"AccountCodeId": "", "AccountCodeName": "Ettergitt"}, "credit"),
        ({"Amount": "-5"}, "credit"),
        ({"State": "Estimated"}, "estimate"),
        ({"AccountCodeId": "999"}, "charge"),
    ],
)
def test_rows_are_told_apart(change: dict[str, str], kind: str) -> None:
    assert debt(context(), "1", row(**(ROW | change))).kind == kind
