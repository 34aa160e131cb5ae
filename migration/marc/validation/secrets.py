"""Secrets and personal data (rule C18): the conversion takes them out; here it is confirmed that none is left."""

from collections.abc import Iterator

from migration.issues import Issue
from migration.marc.conversion.credentials import has_one, is_secret, may_hold_secret
from migration.marc.conversion.private import borrower_rule, note_of
from migration.marc.rules import Rules
from migration.marc.validation.survey import Survey


def private_issues(survey: Survey, rules: Rules) -> Iterator[Issue]:
    """Notes about borrowers (private_notes.csv). The issue never shows them."""
    lowered = " ".join("\n".join([v for field in survey.private for v in note_of(field)]).lower().split())
    if lowered and has_one(rules.private_words, lowered):
        for field in survey.private:
            if borrower_rule(" ".join(note_of(field)), rules, field.tag):
                yield Issue("private_note_left", field.tag)


def secret_issues(survey: Survey, text: str) -> Iterator[Issue]:
    """Passwords. ``text``: all texts of the record; a close look only where it may hold one."""
    if may_hold_secret(text):
        for field in survey.data_fields:
            if any(is_secret(field.tag, value) for _, value in field.subfields):
                yield Issue("secret_left", field.tag)
