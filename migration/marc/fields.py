"""What the tables alone can say about a field: its new tag, indicators and subfields (fields.csv, subfields.csv)."""

from collections.abc import Mapping

from pymarc import Field, Indicators, Subfield

from migration.marc.rules import FieldRule, SubfieldRule
from migration.marc.work import Work


def data_field(tag: str, indicators: Indicators, subfields: list[Subfield]) -> Field:
    """A field of parts known to be right: pymarc's own constructor checks them all again, at twice the cost."""
    field = Field.__new__(Field)
    field.tag = tag
    field.data = None
    field.control_field = False
    field.subfields = subfields
    field.indicators = indicators
    return field


def reshape(field: Field, rule: FieldRule, work: Work) -> Field:
    """A new field as the tables say. Empty subfields are left out; what no rule places stays and is named."""
    subfields: list[Subfield] = []
    rules, keep = rule.subfields, rule.keep
    for subfield in field.subfields:
        code, value = subfield
        if not value or value.isspace():
            continue
        if code in rules:
            _act(rules[code], subfield, field.tag, subfields, work)
            continue
        if keep is not None and code not in keep:
            work.unplaced(f"{field.tag}${code}")
        subfields.append(subfield)
    return data_field(rule.target_tag, _indicators(field, rule), subfields)


def indicators_of(field: Field) -> tuple[str, str]:
    """Both indicators as one character each: an absent or overlong one counts as blank."""
    found = field.indicators
    if found is None:
        return " ", " "
    first, second = found
    return (first if len(first) == 1 else " "), (second if len(second) == 1 else " ")


def first_value(field: Field, code: str) -> str:
    """Value of the first subfield with the code, else empty."""
    for found, value in field.subfields:
        if found == code:
            return value
    return ""


def _indicators(field: Field, rule: FieldRule) -> Indicators:
    found = field.indicators
    if rule.ind1 is None and rule.ind2 is None and found and len(found.first) == len(found.second) == 1:
        return found
    first, second = indicators_of(field)
    if rule.ind1 is not None:
        first = _changed(first, rule.ind1)
    if rule.ind2 is not None:
        second = _changed(second, rule.ind2)
    return Indicators(first, second)


def _changed(indicator: str, changes: Mapping[str, str]) -> str:
    new = changes.get(indicator) or changes.get("*") or "="
    return indicator if new == "=" else new


def _act(rule: SubfieldRule, subfield: Subfield, tag: str, subfields: list[Subfield], work: Work) -> None:
    """One subfield by its own rule. MARC 21 identifiers in $0 and $1 aren't what NORMARC's rule is about: they stay."""
    code, value = subfield
    if code in "01" and value.startswith(("(", "http")):
        subfields.append(subfield)
    elif rule.action == "rename":
        subfields.append(Subfield(rule.target, value))
    elif rule.action == "report":
        work.note("subfield_dropped", f"{tag}${code}")
    elif rule.action == "group":
        work.groups[value.strip()] = None
    elif rule.action == "qualify":
        _qualify(subfield, tag, subfields, work)


def _qualify(subfield: Subfield, tag: str, subfields: list[Subfield], work: Work) -> None:
    """``$a Larvik $q Vestfold`` to ``$a Larvik (Vestfold)``."""
    for position in range(len(subfields) - 1, -1, -1):
        if subfields[position].code == "a":
            inner = subfield.value.strip()
            text = inner if inner.startswith("(") else f"({inner})"
            subfields[position] = Subfield("a", f"{subfields[position].value} {text}")
            return
    work.unplaced(f"{tag}${subfield.code}")
    subfields.append(subfield)
