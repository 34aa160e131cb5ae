"""Secrets and personal data (rule C18): the conversion takes them out; here it is confirmed that none is left."""

from collections.abc import Iterator

from migration.issues import Issue
from migration.marc.conversion.private import borrower_rule, is_secret
from migration.marc.rules import Rules
from migration.marc.validation.survey import Survey

_BEFORE_EQUALS = ("pass", "passord", "password", "passwd", "pwd", "pw", "pin", "token", "key", "secret", "kode", "code")


def private_issues(survey: Survey, rules: Rules) -> Iterator[Issue]:
    """Notes about borrowers (private_notes.csv). The issue never shows them."""
    lowered = "\n".join([value for field in survey.private for _, value in field.subfields]).lower()
    if not lowered or not _has_word(lowered, rules):
        return
    for field in survey.private:
        if borrower_rule(" ".join([value for _, value in field.subfields]), rules):
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
    if "@" in text or "asso" in text or "assw" in text or ("=" in text and _assigns(text)):
        for field in survey.data_fields:
            if any(is_secret(field.tag, value) for _, value in field.subfields):
                yield Issue("secret_left", field.tag)


def _assigns(text: str) -> bool:
    """``pwd=x`` and the like."""
    return any(part[-8:].lower().endswith(_BEFORE_EQUALS) for part in text.split("=")[:-1])
