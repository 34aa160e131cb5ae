"""A library's privacy rules on one patron: who is left out, and what is left out of those who stay. Pure.

Idle for N years: last active on or before the same day N years ago. 29 February counts as 28 February in a year
without it, so that a patron is kept a day rather than left out a day too early. Only ``LastActive`` tells; a patron
of whom it is not known stays. A library's right to forget ends where something is open: a loan, a debt, a reservation.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from migration.health_words import HealthWords
from migration.issues import Issue, Result, excluded
from migration.model import Loan, Patron
from migration.privacy_rules import HistoryRule, NotesRule, ParkedRule, Policy
from migration.rows import RowReader
from migration.transform.context import Context, Settlement, resolve
from migration.transform.debts import SETTLED_STATES
from migration.transform.values import parse_amount, parse_date

PERSONAL_KINDS = frozenset({"person", "temporary"})
"""Kinds of patron that retention is about; institutions, ILL libraries and system users are nobody's personal data."""
_NO_DEBT_TYPES = frozenset({"payment", "write_off"})
_HELD_STATES = frozenset({"arrived", "notified", "picked", "in_transit", "held"})
_OVER_STATES = frozenset({"expired", "cancelled", "fulfilled"})


def apply_policy(
    policy: Policy, words: HealthWords, as_of: date, result: Result[Patron], *, is_open: bool
) -> Result[Patron]:
    """The result after the library's rules. ``is_open``: the patron has a loan, a debt or an active reservation."""
    record = result.record
    if record is None:
        return result
    reason = "" if is_open else departure(policy, as_of, record)
    if reason:
        field = "LastActive" if reason == "patron_inactive" else "BorrowerGroupId"
        return replace(excluded(reason, field, issues=result.issues), codes=result.codes)
    issues: list[Issue] = []
    kept = _history(policy, _texts(policy, words, _guardian(policy, as_of, record, issues), issues), issues)
    return result if kept is record and not issues else replace(result, record=kept, issues=(*result.issues, *issues))


def departure(policy: Policy, as_of: date, record: Patron) -> str:
    """Reason code why a patron with nothing open is left out; empty for one who stays."""
    if record.kind not in PERSONAL_KINDS:
        return ""
    if record.is_parked and policy.parked is ParkedRule.AT_ONCE:
        return "patron_parked"
    is_idle = policy.inactive_years is not None and reached(record.last_active_on, as_of, policy.inactive_years)
    return "patron_inactive" if is_idle else ""


def activity_matters(policy: Policy, record: Patron, *, is_open: bool) -> bool:
    """Whether it is for want of a date alone that nobody can say if this patron is idle."""
    wanted = policy.inactive_years is not None and record.kind in PERSONAL_KINDS
    return wanted and not is_open and not record.last_active_on


OF_AGE = 18
_GUARDIAN = re.compile(r"(?<!\w)(?:foresatt\w*|foreldre\w*|mor|far|verge)(?!\w)", re.IGNORECASE)
_VERGE = re.compile(r"\W*verge", re.IGNORECASE)


def reached(day: str, as_of: date, years: int) -> bool:
    """Whether ``years`` have passed from an ISO date to ``as_of``; never for an unknown date."""
    return bool(day) and day[:10] <= years_before(as_of, years).isoformat()


def years_before(day: date, years: int) -> date:
    """The same day in an earlier year; 28 February where there is no 29th. Before the year 1: its first day."""
    if years >= day.year:
        return date.min
    is_leap_day = (day.month, day.day) == (2, 29)
    return date(day.year - years, day.month, 28) if is_leap_day else day.replace(year=day.year - years)


def screen_loan(policy: Policy, words: HealthWords, result: Result[Loan]) -> Result[Loan]:
    """A loan after its library's rule for notes."""
    record, issues = result.record, list[Issue]()
    if record is None or not record.note:
        return result
    note = screened(policy.notes, words, "Notes", record.note, issues)
    return replace(result, record=replace(record, note=note), issues=(*result.issues, *issues)) if issues else result


def screened(rule: NotesRule, words: HealthWords, field: str, text: str, issues: list[Issue]) -> str:
    """A free text after the rule for notes, with an issue where it tells of health."""
    if not text or not words.found_in(text):
        return text
    if rule is NotesRule.KEEP:
        issues.append(Issue("note_kept", field))
        return text
    if rule is NotesRule.MASK:
        issues.append(Issue("note_masked", field))
        return words.mask(text)
    issues.append(Issue("note_withheld", field))
    return ""


def _guardian(policy: Policy, as_of: date, record: Patron, issues: list[Issue]) -> Patron:
    if policy.guardian_until_age is None:
        return record
    if reached(record.birth_date, as_of, policy.guardian_until_age) and _GUARDIAN.search(record.notes):
        issues.append(Issue("guardian_in_notes", "Notes"))
    if not record.guardian:
        return record
    if _VERGE.match(record.guardian) and reached(record.birth_date, as_of, OF_AGE):
        return record  # appointed by the county governor for an adult: no child's guardian
    if not record.birth_date:
        issues.append(Issue("guardian_age_unknown", "BirthDate"))
        return record
    if not reached(record.birth_date, as_of, policy.guardian_until_age):
        return record
    issues.append(Issue("guardian_removed", "BirthDate"))
    return replace(record, guardian="")


def _texts(policy: Policy, words: HealthWords, record: Patron, issues: list[Issue]) -> Patron:
    notes = screened(policy.notes, words, "Notes", record.notes, issues)
    block = screened(policy.notes, words, "block_reason", record.block_reason, issues)
    guardian = screened(policy.notes, words, "guardian", record.guardian, issues)
    if (notes, block, guardian) == (record.notes, record.block_reason, record.guardian):
        return record
    return replace(record, notes=notes, block_reason=block, guardian=guardian)


def _history(policy: Policy, record: Patron, issues: list[Issue]) -> Patron:
    """Consent is the person's own flag; unknown is no consent and stays unknown."""
    if policy.history is HistoryRule.CONSENT or not record.keep_history:
        return record
    issues.append(Issue("history_withheld", "StoreBorrowerHistory"))
    return replace(record, keep_history=False)


def is_debt(context: Context, row: RowReader, settlements: Mapping[str, Settlement]) -> bool:
    """Whether a row of BorrowerDebts may be money that is still owed; in doubt it is."""
    if settled := settlements.get(row.take("Id")):
        return settled.outstanding > 0
    charge, _ = resolve(context, "fee_type", row.take("AccountCodeId") or row.take("AccountCodeName"))
    state, _ = resolve(context, "fee_state", row.take("State"))
    if charge in _NO_DEBT_TYPES or state == "estimated" or (state in SETTLED_STATES and not row.take("Remainder")):
        return False
    owed = row.take("Remainder") or row.take("Amount")
    amount = parse_amount(owed)
    return bool(owed) and (amount is None or Decimal(amount) > 0)


def is_active_reservation(context: Context, row: RowReader) -> bool:
    """Whether somebody still waits: not over by its state, and not past its last day unless it stands ready."""
    state, _ = resolve(context, "reservation_state", row.take("ServiceCode"))
    if state in _OVER_STATES:
        return False
    until = parse_date(row.take("ResValidUntil"), context.as_of, future=True)
    return state in _HELD_STATES or not until or until >= context.as_of.isoformat()
