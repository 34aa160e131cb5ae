"""ISBD (rule C16): marks against leader/18, where ``i`` and ``a`` have them and ``c`` does not."""

from collections.abc import Iterator

from migration.issues import Issue
from migration.marc.rules import Rules
from migration.marc.validation.survey import Marks, Survey

_BEFORE = {
    "245": {"b": ":=;", "c": "/"},
    "260": {"b": ":", "c": ","},
    "264": {"b": ":", "c": ","},
    "300": {"b": ":", "c": ";", "e": "+"},
}
"""The mark that stands at the end of the subfield before."""


def marks_between(tag: str, codes: tuple[str, ...]) -> Marks:
    """For each subfield that a mark ends: its position, and the marks it can be."""
    marks = _BEFORE.get(tag, {})
    return tuple([(position, marks[code]) for position, code in enumerate(codes[1:]) if code in marks])


def punctuation_issues(survey: Survey, rules: Rules) -> Iterator[Issue]:
    form = survey.leader[18]
    if form in "aic":
        unwanted = form == "c"
        code = "punctuation_unexpected" if unwanted else "punctuation_missing"
        for tag, values, expected in survey.punctuated:
            if unwanted in [(values[position].rstrip()[-1:] or "-") in marks for position, marks in expected]:
                yield Issue(code, tag)
