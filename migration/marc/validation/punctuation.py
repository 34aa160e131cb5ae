"""ISBD (rule C16): marks against leader/18, where ``i`` and ``a`` have them and ``c`` does not; [S.l.] and [s.n.]."""

from collections.abc import Iterator
from itertools import pairwise

from migration.issues import Issue
from migration.marc.rules import Rules
from migration.marc.validation.survey import Survey

_NO_PLACE = ("[s.", "s.l", "s.n")
_BEFORE = {
    "245": {"b": ":=;", "c": "/"},
    "260": {"b": ":", "c": ","},
    "264": {"b": ":", "c": ","},
    "300": {"b": ":", "c": ";", "e": "+"},
}
"""The mark that stands at the end of the subfield before."""


def punctuation_issues(survey: Survey, rules: Rules) -> Iterator[Issue]:
    for tag in ("260", "264"):
        if tag in survey.fields and any(v[:3].lower() in _NO_PLACE for v in survey.values(tag, "ab")):
            yield Issue("place_latin", tag)
    form = survey.leader[18]
    if form not in "aic":
        return
    for tag, marks in _BEFORE.items():
        for field in survey.fields.get(tag, ()):
            subfields = field.subfields
            for (_, before), (code, _) in pairwise(subfields):
                if code in marks:
                    has = before.rstrip()[-1:] in marks[code] and bool(before.strip())
                    if has == (form == "c"):
                        yield Issue("punctuation_unexpected" if has else "punctuation_missing", tag)
                        break
