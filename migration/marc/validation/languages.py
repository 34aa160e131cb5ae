"""Languages (rule B7): 008/35-37 and 041 agree; a translation says what it was translated from."""

import re
from collections.abc import Iterator
from functools import lru_cache

from migration.issues import Issue
from migration.marc.rules import Rules
from migration.marc.validation.survey import Survey

_NONE = frozenset(("   ", "|||", "und", "zxx", "mis", "mul"))
_GROUPS = {
    "nor": frozenset(("nob", "nno")),
    "smi": frozenset(("sma", "sme", "smj", "smn", "sms")),
    "fiu": frozenset(("fkv", "fit")),
}
"""A code of 008 that covers the exact codes of 041."""
_ORIGINAL = re.compile(r"o[ri]{1,2}ginal\w*\s*tit|orig\.\s*tit", re.IGNORECASE)

Field041 = tuple[str, str, tuple[tuple[str, str], ...]]


def language_issues(survey: Survey, rules: Rules) -> Iterator[Issue]:
    data = survey.data("008")
    language = data[35:38] if len(data) == 40 else "   "
    fields = survey.fields.get("041")
    if fields:
        coded = tuple([(*(f.indicators or (" ", " ")), tuple(f.subfields)) for f in fields])
        yield from _coded(language, coded)
    elif language == "mul":
        yield Issue("languages_missing", "041")
    if not (fields and any(code in "hk" for f in fields for code, _ in f.subfields)) and _translated(survey):
        yield Issue("original_language_unsaid", "041$h")


@lru_cache(maxsize=16_384)
def _coded(language: str, fields: tuple[Field041, ...]) -> tuple[Issue, ...]:
    issues = []
    marc = [subfields for _, second, subfields in fields if second != "7"]
    found = [value for subfields in marc for code, value in subfields if code in "ad"]
    if found and language not in _NONE and found[0] != language and found[0] not in _GROUPS.get(language, ()):
        issues.append(Issue("language_differs", "008/35-37", f"{language} {found[0]}"))
    for first, _, subfields in fields:
        if first == "1" and not any(code in "hkmn" for code, _ in subfields):
            issues.append(Issue("original_language_missing", "041$h"))
    return tuple(issues)


def _translated(survey: Survey) -> bool:
    """A translator, or an original title in a note on the title."""
    if "trl" in survey.values("700", "4") or "trl" in survey.values("710", "4"):
        return True
    return any(_ORIGINAL.match(text) for text in survey.values("246", "i"))
