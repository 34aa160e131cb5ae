"""Secrets and personal data (rule C18): the conversion takes them out; here it is confirmed that none is left."""

from collections.abc import Iterator

from migration.issues import Issue
from migration.marc.conversion.private import (
    borrower_rule,
    is_secret,
    may_hold_secret,
    note_of,
)
from migration.marc.rules import Rules
from migration.marc.validation.survey import Survey


def private_issues(survey: Survey, rules: Rules) -> Iterator[Issue]:
    """Notes about borrowers (private_notes.csv). The issue never shows them."""
    lowered = " ".join("\n".join([v for field in survey.private for v in note_of(field)]).lower().split())
    if not lowered or not _has_word(lowered, rules):
        return
    for field in survey.private:
        if borrower_rule(" ".join(note_of(field)), rules, field.tag):
            yield Issue("private_note_left", field.tag)


def _has_word(lowered: str, rules: Rules) -> bool:
    """Whether a word stands in any of the notes without which no rule holds."""
    for words in rules.private_words:
        for word in words:
            if word in lowered:
                return True
    return False


def secret_issues(survey: Survey, text: str) -> Iterator[Issue]:
    """Passwords. ``text``: all texts of the record; a close look only where it may hold one."""
    if may_hold_secret(text):
        for field in survey.data_fields:
            if any(is_secret(field.tag, value) for _, value in field.subfields):
                yield Issue("secret_left", field.tag)
