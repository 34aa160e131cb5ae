"""What the tables alone can say about a field: its new tag, indicators and subfields (fields.csv, subfields.csv)."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from pymarc import Field, Indicators, Subfield

from migration.marc.conversion.work import Work
from migration.marc.fields import indicators_kept, indicators_of
from migration.marc.rules import FieldRule, SubfieldRule
from migration.marc.schema import Schema
from migration.marc.stored import data_field, two_indicators

_BETWEEN_GROUPS = re.compile(r"\s*[,;/+&]\s*|\s+og\s+")
_SCRIPT_LINK = re.compile(r"\d{3}-\d{2}(?:/.*)?")
_FIELD_LINK = re.compile(r"\d+(?:\.\d+)?(?:\\[a-z])?")
_WITH_CHARACTERISTICS = frozenset(("person", "corporate"))
DEWEY = re.compile(r"\d{3}(?:\.\d+)?(?:[/']\d+)*")


def reshape(field: Field, rule: FieldRule, work: Work) -> Field:
    """A new field as the tables say. Empty subfields are left out; what no rule places is claimed as unknown."""
    subfields: list[Subfield] = []
    early: list[Subfield] = []
    rules, keep = rule.subfields, rule.keep
    for subfield in field.subfields:
        code, value = subfield
        if not value or value.isspace():
            continue
        if code in rules:
            if rules[code].action == "qualify" and not subfields:
                early.append(subfield)
            else:
                _act(rules[code], subfield, field.tag, subfields, work)
            continue
        if code in keep or (code in rule.links and _is_link(subfield, rule)):
            subfields.append(subfield)
        elif code in rule.links:
            _number_or_unknown(subfield, subfields, rule, work)
        else:
            work.unknown(subfield)
    for subfield in early:
        _act(rules[subfield.code], subfield, field.tag, subfields, work)
    return data_field(rule.target_tag, _indicators(field, rule), subfields)


def standing_once(field: Field, once: frozenset[str]) -> Field:
    """The field with its ``once`` codes once: texts from 245 on are joined, of codes and numbers the first stays.

    What is left out is no more in the new record: the ledger keeps it aside.
    """
    codes = [code for code, _ in field.subfields]
    if len(set(codes)) == len(codes) or not any(code in once and codes.count(code) > 1 for code in set(codes)):
        return field
    first: dict[str, int] = {}
    subfields: list[Subfield] = []
    for code, value in field.subfields:
        if code not in once or code not in first:
            first[code] = len(subfields)
            subfields.append(Subfield(code, value))
        elif field.tag >= "245" and code.isalpha() and value != subfields[first[code]].value:
            subfields[first[code]] = Subfield(code, f"{subfields[first[code]].value} ; {value}")
    return data_field(field.tag, indicators_kept(field), subfields)


def each_once(fields: Iterable[Field], schema: Schema) -> list[Field]:
    """The fields, each with the subfields once that MARC 21 has once in it."""
    return [standing_once(field, schema.fields[field.tag].once) for field in fields]


def _indicators(field: Field, rule: FieldRule) -> Indicators:
    found = field.indicators
    if found and (found in rule.stays if rule.stays is not None else len(found.first) == len(found.second) == 1):
        return found
    first, second = indicators_of(field)
    if rule.ind1 is not None:
        first = _changed(first, rule.ind1)
    if rule.ind2 is not None:
        second = _changed(second, rule.ind2)
    return two_indicators(first + second)


def _changed(indicator: str, changes: Mapping[str, str]) -> str:
    new = changes.get(indicator) or changes.get("*") or "="
    return indicator if new == "=" else new


def _act(rule: SubfieldRule, subfield: Subfield, tag: str, subfields: list[Subfield], work: Work) -> None:
    """One subfield by its own rule. MARC 21 identifiers in $0 and $1 aren't what NORMARC's rule is about: they stay."""
    code, value = subfield
    if code in "01" and is_identifier(value):
        subfields.append(subfield)
    elif rule.action == "rename":
        subfields.append(Subfield(rule.target, value))
    elif rule.action == "group":
        work.groups.update(dict.fromkeys(nationalities(value)))
        work.moved(subfield, rule.id, "386$a")
    elif rule.action == "qualify":
        _qualify(subfield, subfields, rule, work)
    elif rule.action == "classify":
        _classify(subfield, rule.id, work)
    else:
        work.dropped(subfield, rule.id)
        if rule.action == "report":
            work.note("subfield_dropped", f"{tag}${code}")


def _is_link(subfield: Subfield, rule: FieldRule) -> bool:
    """Whether $6 or $8 links fields as in MARC 21. $8 of a name may say who the person is: ``names`` sees to that."""
    code, value = subfield
    if code == "6":
        return _SCRIPT_LINK.fullmatch(value.strip()) is not None
    return rule.handler in _WITH_CHARACTERISTICS or _FIELD_LINK.fullmatch(value.strip()) is not None


def _number_or_unknown(subfield: Subfield, subfields: list[Subfield], rule: FieldRule, work: Work) -> None:
    """$6 with an authority's number, as one conversion left it, is $0; else nobody knows what was meant."""
    value = subfield.value.strip()
    if subfield.code == "6" and value.startswith("(") and is_identifier(value) and "0" in rule.keep:
        subfields.append(Subfield("0", value))
        work.moved(subfield, rule.id, f"{rule.target_tag}$0")
    else:
        work.unknown(subfield)


@lru_cache(maxsize=1024)
def nationalities(text: str) -> tuple[str, ...]:
    """``n., sv.`` to both; ``n.-sam.``, which is one group, stays."""
    if len(text) > 99:
        return (text.strip(),)
    return tuple(part for part in _BETWEEN_GROUPS.split(text.strip()) if part)


def is_identifier(value: str) -> bool:
    """Whether $0 or $1 is MARC 21's: a URI, ``(agency)number``, or a number of an authority file (five digits up).

    ``(planet)`` and ``1905`` are NORMARC's qualifiers, ``639.2`` its class numbers.
    """
    text = value.strip()
    if text.startswith("("):
        return not text.endswith(")")
    return text.startswith("http") or (len(text) > 4 and text.isdecimal())


def _qualify(subfield: Subfield, subfields: list[Subfield], rule: SubfieldRule, work: Work) -> None:
    """``$a Larvik $q Vestfold`` to ``$a Larvik (Vestfold)``; without an $a to stand behind it is unknown.

    With another code as target it stands there: ``$a Odin $0 gud`` to ``$a Odin $c (gud)``.
    """
    inner = subfield.value.strip()
    text = inner if inner.startswith("(") else f"({inner})"
    if rule.target not in ("", "a"):
        subfields.append(Subfield(rule.target, text))
        return
    for position in range(len(subfields) - 1, -1, -1):
        if subfields[position].code == "a":
            name = subfields[position].value.rstrip(" ,")
            whole = name if name.endswith(text) else f"{name} {text}"
            subfields[position] = Subfield("a", whole)
            work.merged(subfield, rule.id, "$a")
            return
    work.unknown(subfield)


def _classify(subfield: Subfield, rule: str, work: Work) -> None:
    """The Dewey number that NORMARC links to a subject in $1, for 083 unless 082 has it. Another is unknown."""
    number = subfield.value.strip()
    if DEWEY.fullmatch(number) is None:
        work.unknown(subfield)
        return
    work.classes[number] = None
    work.moved(subfield, rule, "08X$a")
