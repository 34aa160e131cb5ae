"""A library's privacy rules on one patron: who is left out, and what is left out of those who stay."""

from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from transforming import TODAY, codes, context, row

from migration.health_words import health_words
from migration.issues import Fate, Issue, Result
from migration.model import Loan, Patron
from migration.privacy_rules import HistoryRule, NotesRule, ParkedRule, Policy
from migration.transform.context import Settlement
from migration.transform.retention import (
    activity_matters,
    apply_policy,
    is_active_reservation,
    is_debt,
    reached,
    screen_loan,
    years_before,
)

POLICY = Policy(
    inactive_years=5,
    guardian_until_age=15,
    notes=NotesRule.WITHHOLD,
    history=HistoryRule.CONSENT,
    parked=ParkedRule.AS_OTHERS,
)
WORDS = health_words([("allergi", "part"), ("syk", "word")])
BLANK: dict[str, Any] = {f.name: "" for f in fields(Patron)} | {
    "other_cards": (), "blocked": None, "keep_history": None, "address_protected": False, "is_parked": False,
}  # fmt: skip
PATRON = Patron(**(BLANK | {"legacy_id": "7", "kind": "person", "surname": "Hætta", "last_active_on": "2026-01-01"}))


def apply(policy: Policy = POLICY, *, is_open: bool = False, **changes: Any) -> Result[Patron]:
    result = Result(record=replace(PATRON, **changes), issues=(Issue("card_missing"),), codes=(("gender", "M"),))
    return apply_policy(policy, WORDS, TODAY, result, is_open=is_open)


def kept(policy: Policy = POLICY, **changes: Any) -> Patron:
    record = apply(policy, **changes).record
    assert record is not None
    return record


@pytest.mark.parametrize(
    ("last_active", "reason"),
    [
        ("2021-11-21", "patron_inactive"),
        ("2021-11-22", "patron_inactive"),
        ("2021-11-23", ""),
        ("2026-11-22", ""),
        ("", ""),
    ],
)
def test_idle_for_five_years_to_the_day(last_active: str, reason: str) -> None:
    assert apply(last_active_on=last_active).reason == reason


def test_who_is_left_out_keeps_issues_and_codes_and_shows_no_date() -> None:
    result = apply(last_active_on="2001-01-01")
    assert (result.fate, result.record) == (Fate.EXCLUDED, None)
    assert result.codes == (("gender", "M"),)
    assert result.issues == (Issue("card_missing"), Issue("patron_inactive", "LastActive", ""))


def test_a_loan_a_debt_or_a_reservation_keeps_a_patron_for_ever() -> None:
    assert apply(last_active_on="2001-01-01", is_open=True).record is not None


@pytest.mark.parametrize("kind", ["institution", "ill_library", "system"])
def test_what_is_no_person_does_not_grow_old(kind: str) -> None:
    assert apply(kind=kind, last_active_on="2001-01-01").record is not None


def test_temporary_patrons_are_people() -> None:
    assert apply(kind="temporary", last_active_on="2001-01-01").reason == "patron_inactive"


def test_no_limit_keeps_everybody() -> None:
    assert apply(replace(POLICY, inactive_years=None), last_active_on="1999-01-01").record is not None


def test_patrons_in_a_group_of_leavers_go_at_once_where_the_library_says_so() -> None:
    at_once = replace(POLICY, parked=ParkedRule.AT_ONCE)
    assert apply(is_parked=True).record is not None
    assert apply(at_once).record is not None
    assert apply(at_once, is_parked=True).reason == "patron_parked"
    assert apply(at_once, is_parked=True, is_open=True).record is not None


@pytest.mark.parametrize(
    ("day", "years", "expected"),
    [
        (date(2026, 11, 22), 5, date(2021, 11, 22)),
        (date(2024, 2, 29), 5, date(2019, 2, 28)),
        (date(2024, 2, 29), 4, date(2020, 2, 28)),
        (date(2025, 2, 28), 5, date(2020, 2, 28)),
        (date(4, 2, 29), 5, date(1, 1, 1)),
    ],
)
def test_the_same_day_years_before(day: date, years: int, expected: date) -> None:
    assert years_before(day, years) == expected


def test_who_was_last_active_on_29_february_has_been_idle_from_1_march() -> None:
    assert not reached("2020-02-29", date(2025, 2, 28), 5)
    assert reached("2020-02-29", date(2025, 3, 1), 5)


@given(st.dates(min_value=date(1900, 1, 1)), st.integers(1, 99))
def test_the_years_have_passed_on_the_day_and_not_before(day: date, years: int) -> None:
    assert reached(years_before(day, years).isoformat(), day, years)
    assert not reached(day.isoformat(), day, years)


def test_whose_activity_is_unknown_is_counted_where_it_matters() -> None:
    unknown = replace(PATRON, last_active_on="")
    assert activity_matters(POLICY, unknown, is_open=False)
    assert not activity_matters(POLICY, unknown, is_open=True)
    assert not activity_matters(POLICY, PATRON, is_open=False)
    assert not activity_matters(POLICY, replace(unknown, kind="institution"), is_open=False)
    assert not activity_matters(replace(POLICY, inactive_years=None), unknown, is_open=False)


@pytest.mark.parametrize(
    ("born", "guardian", "issue"),
    [
        ("2011-11-22", "", "guardian_removed"),
        ("2011-11-23", "Sara Hætta", ""),
        ("1980-01-01", "", "guardian_removed"),
        ("", "Sara Hætta", "guardian_age_unknown"),
    ],
)
def test_guardian_data_goes_at_fifteen(born: str, guardian: str, issue: str) -> None:
    result = apply(birth_date=born, guardian="Sara Hætta")
    assert result.record is not None
    assert result.record.guardian == guardian
    assert codes(result.issues)[1:] == ([issue] if issue else [])


def test_guardian_data_that_the_library_always_keeps() -> None:
    assert kept(replace(POLICY, guardian_until_age=None), birth_date="1980-01-01", guardian="x").guardian == "x"


def test_nothing_is_said_of_a_grown_up_without_guardian() -> None:
    assert codes(apply(birth_date="1980-01-01").issues) == ["card_missing"]


@pytest.mark.parametrize(
    ("rule", "notes", "issue"),
    [
        (NotesRule.WITHHOLD, "", "note_withheld"),
        (NotesRule.MASK, "har ************", "note_masked"),
        (NotesRule.KEEP, "har nøtteallergi", "note_kept"),
    ],
)
def test_a_note_that_tells_of_health(rule: NotesRule, notes: str, issue: str) -> None:
    result = apply(replace(POLICY, notes=rule), notes="har nøtteallergi")
    assert result.record is not None
    assert result.record.notes == notes
    assert result.issues[1:] == (Issue(issue, "Notes", ""),)


def test_a_block_s_reason_is_a_note_too() -> None:
    assert kept(block_reason="mor er syk", notes="ring naboen").block_reason == ""
    assert kept(block_reason="mor er syk", notes="ring naboen").notes == "ring naboen"


LOAN = Loan(
    **(
        {f.name: "" for f in fields(Loan)}
        | {"renewals": 0, "is_ill": False, "is_electronic": False, "is_textbook": False}
    )
)


@pytest.mark.parametrize(
    ("note", "kept", "issues"), [("mor er syk", "", ["note_withheld"]), ("purret", "purret", []), ("", "", [])]
)
def test_a_loan_s_note(note: str, kept: str, issues: list[str]) -> None:
    result = screen_loan(POLICY, WORDS, Result(record=replace(LOAN, note=note)))
    assert result.record is not None
    assert result.record.note == kept
    assert codes(result.issues) == issues


@pytest.mark.parametrize(("consents", "expected"), [(True, True), (False, False), (None, None)])
def test_history_is_the_person_s_own_choice(consents: bool | None, expected: bool | None) -> None:
    assert kept(keep_history=consents).keep_history is expected


def test_a_library_that_keeps_no_history() -> None:
    result = apply(replace(POLICY, history=HistoryRule.NEVER), keep_history=True)
    assert result.record is not None
    assert result.record.keep_history is False
    assert codes(result.issues)[1:] == ["history_withheld"]
    assert kept(replace(POLICY, history=HistoryRule.NEVER), keep_history=None).keep_history is None


def test_what_was_refused_before_stays_refused() -> None:
    refused: Result[Patron] = Result(record=None, fate=Fate.REJECTED, reason="id_missing")
    assert apply_policy(POLICY, WORDS, TODAY, refused, is_open=False) is refused


@given(
    st.builds(
        Policy,
        inactive_years=st.none() | st.integers(1, 99),
        guardian_until_age=st.none() | st.integers(1, 99),
        notes=st.sampled_from(NotesRule),
        history=st.sampled_from(HistoryRule),
        parked=st.sampled_from(ParkedRule),
    ),
    st.booleans(),
    st.fixed_dictionaries(
        {
            "last_active_on": st.dates().map(str) | st.just(""),
            "birth_date": st.dates().map(str) | st.just(""),
            "guardian": st.sampled_from(["", "Sara"]),
            "notes": st.text(),
            "keep_history": st.sampled_from([None, True, False]),
            "is_parked": st.booleans(),
            "kind": st.sampled_from(["person", "temporary", "institution", "system"]),
        }
    ),
)
def test_the_rules_never_raise_and_twice_is_once(policy: Policy, is_open: bool, changes: dict[str, Any]) -> None:
    once = apply(policy, is_open=is_open, **changes)
    twice = apply_policy(policy, WORDS, TODAY, once, is_open=is_open)
    assert twice.record == once.record
    assert once.record is not None or not is_open


@pytest.mark.parametrize(
    ("cells", "owed"),
    [
        ({"Amount": "70", "Remainder": "70"}, True),
        ({"Amount": "70", "Remainder": "0,00"}, False),
        ({"Amount": "70"}, True),
        ({"Amount": "70", "Remainder": "?"}, True),
        ({"Amount": "-70", "AccountCodeId": "12"}, False),
        ({"Amount": "70", "AccountCodeId": "13"}, False),
        ({"Amount": "10", "Remainder": "10", "State": "Estimated"}, False),
        ({"Amount": "10", "Remainder": "10", "State": "Paid"}, True),
        ({}, False),
    ],
)
def test_what_is_a_debt(cells: dict[str, str], owed: bool) -> None:
    assert is_debt(context(), row(**{"BorrowerId": "7", **cells}), {}) is owed


@pytest.mark.parametrize(
    ("cells", "waits"),
    [
        ({}, True),
        ({"ResValidUntil": "2026-11-22"}, True),
        ({"ResValidUntil": "2026-11-21"}, False),
        ({"ResValidUntil": "2026-11-21", "ServiceCode": "ReservationArrived"}, True),
        ({"ResValidUntil": "en gang"}, True),
        ({"ServiceCode": "Reserved"}, True),
    ],
)
def test_which_reservation_still_waits(cells: dict[str, str], waits: bool) -> None:
    assert is_active_reservation(context(), row(**{"BorrowerId": "7", **cells})) is waits


def test_a_charge_that_payments_have_settled_is_no_debt() -> None:
    charge = row(Id="1", BorrowerId="7", AccountCodeId="6", Amount="70")
    assert not is_debt(context(), charge, {"1": Settlement(Decimal(0), "payments")})
    assert is_debt(context(), charge, {"1": Settlement(Decimal(5), "payments")})


def test_an_adult_s_own_verge_stays() -> None:
    assert kept(POLICY, birth_date="1950-01-01", guardian="Verge: Sara Hætta").guardian == "Verge: Sara Hætta"
    assert kept(POLICY, birth_date="2010-01-01", guardian="Verge: Sara Hætta").guardian == ""


@pytest.mark.parametrize(
    ("born", "notes", "told"),
    [
        ("1990-01-01", "Foresatt Grete Hætta", True),
        ("1990-01-01", "Mor heter Grete", True),
        ("2015-01-01", "Foresatt Grete Hætta", False),
        ("1990-01-01", "Morsom bok bestilt", False),
        ("", "Foresatt Grete Hætta", False),
    ],
)
def test_a_guardian_in_the_notes_of_the_grown_up_is_told(born: str, notes: str, told: bool) -> None:
    assert ("guardian_in_notes" in codes(apply(birth_date=born, notes=notes).issues)) is told
