"""Target group (rules A5 and B9): 008/22 and 385 agree; ``a`` is adults in NORMARC and preschool in MARC 21."""

import re
from collections.abc import Iterator

from pymarc import Field

from migration.issues import Issue
from migration.marc.rules import Rules
from migration.marc.validation.survey import Survey

_TARGET = re.compile(r"TG\d{4}")
_YOUNG = frozenset("abcdj")
_BOUND = frozenset("abcde")


def audience_issues(survey: Survey, rules: Rules) -> Iterator[Issue]:
    """Only material whose 008/22 is the audience: not serials, maps, or mixed materials."""
    fields = survey.fields.get("385")
    kept = survey.fields.get("019")
    if not fields and not kept:
        return
    data, leader = survey.data("008"), survey.leader
    if len(data) != 40 or leader[6] in "efp" or (leader[6] in "at" and leader[7] in "bis"):
        return
    wanted = {code for f in fields or () for code in groups(f, rules)} | _of_019(kept or [], rules)
    yield from _compared(data[22], wanted & _BOUND)


def groups(field: Field, rules: Rules) -> set[str]:
    """The codes of 008/22 that the groups of one 385 stand for, by $0, $b or $a."""
    found = set()
    by_target = {entry.audience: entry.target for entry in rules.audience.values()}
    by_label = {label: target for target, label in rules.audience_labels.items()}
    for code, value in field.subfields:
        match = _TARGET.search(value) if code == "0" else None
        target = match[0] if match else by_label.get(value, "") if code == "a" else ""
        if target in by_target:
            found.add(by_target[target])
        elif code == "b" and value in rules.audience:
            found.add(rules.audience[value].target)
    return found


def _of_019(fields: list[Field], rules: Rules) -> set[str]:
    values = [value for f in fields for code, value in f.subfields if code == "a"]
    codes = [code.strip() for value in values for code in value.split(",")]
    return {rules.audience[code].target for code in codes if code in rules.audience}


def _compared(code: str, wanted: set[str]) -> Iterator[Issue]:
    if code == "a" and wanted == {"e"}:
        yield Issue("audience_residue", "008/22", code)
    elif wanted and code in _BOUND | _YOUNG and code not in wanted and not (code == "j" and wanted & _YOUNG):
        yield Issue("audience_differs", "008/22", code)
