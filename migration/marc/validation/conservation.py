"""What became of a source record (rules B8, B9, B10, C17): material, audience, numbers, names, subjects and notes kept.

Content is looked for, not counted: a NORMARC field may become two fields, or a part of one, or another tag.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from operator import is_

from pymarc import Field, Record

from migration.issues import Issue
from migration.marc.conversion.leader import material
from migration.marc.conversion.private import is_left_out
from migration.marc.rules import FixedCode, Rules
from migration.marc.validation.audience import groups
from migration.marc.validation.numbers import number_of

_SEPARATORS = re.compile(r"[,;\s|/.\-\[\]]+")
_MARKS = " .,:;/="
_WORD = re.compile(r"[^\W_]+")
_NAMES = frozenset(("100", "110", "111", "700", "710", "711"))
_DIGITS = re.compile(r"\d+")
_CODED = frozenset(("008", "019", "245", "338", "385", "521"))
"""Fields that say what a thing is and whom it is for."""

Fields = Mapping[str, Sequence[Field]]


def compare(source: Record, record: Record, rules: Rules, marc_format: str = "normarc") -> tuple[Issue, ...]:
    """What the conversion of ``source`` to ``record`` lost or changed. Never raises on records that pymarc can hold.

    ``marc_format``: the verdict on the source; a MARC 21 record has nothing to change but must keep everything.
    """
    issues = [*_kept(source, record, rules)]
    leader, kind = str(source.leader).ljust(24), str(record.leader)[6:7]
    if marc_format == "marc21":
        issues += [Issue("material_changed", "LDR/06", kind)] if leader[6] != kind else []
    else:
        before = _by_tag(source, _CODED)
        after = _by_tag(record, _CODED)
        issues += _material(before, leader, after, kind, rules)
        issues += _audience(before, leader, after, rules)
    return tuple(dict.fromkeys(issues)) if issues else ()


def _by_tag(record: Record, tags: frozenset[str]) -> Fields:
    fields: dict[str, list[Field]] = {}
    for field in record.fields:
        if field.tag in tags:
            fields.setdefault(field.tag, []).append(field)
    return fields


def _kept(source: Record, record: Record, rules: Rules) -> Iterator[Issue]:
    """Rule C17. A value that stands unchanged somewhere is kept; only for the others is it asked how."""
    if len(source.fields) == len(record.fields) and all(map(is_, source.fields, record.fields)):
        return
    values = {value for field in record.fields for _, value in field.subfields}
    missing = [
        (kind, field, value)
        for field in source.fields
        if (kind := _KINDS.get(field.tag))
        for code, value in field.subfields
        if (code == "a" or (code == "z" and kind == "isbn_lost")) and value not in values and value.strip()
    ]
    if missing:
        yield from _lost(missing, values, record, rules)


def _kind(tag: str) -> str:
    if tag == "020":
        return "isbn_lost"
    if tag in _NAMES:
        return "name_lost"
    if tag[0] == "6" and tag[1] < "9":
        return "subject_lost"
    return "note_lost" if tag[0] == "5" and tag[1] < "9" else ""


_KINDS = {f"{tag:03}": kind for tag in range(1000) if (kind := _kind(f"{tag:03}"))}
"""What a field's $a is, by tag."""


def _lost(missing: list[tuple[str, Field, str]], values: set[str], record: Record, rules: Rules) -> Iterator[Issue]:
    """A note's text never stands in an issue: it may tell of a person."""
    words: set[str] = set()
    numbers: set[str] = set()
    for code, field, value in missing:
        if code == "isbn_lost":
            numbers = numbers or _numbers(record)
            if (number := number_of(value).upper()) and any(map(str.isdigit, number)) and number not in numbers:
                yield Issue(code, field.tag, number)
            continue
        text = value.partition(":")[2] or value
        if text.strip(_MARKS) in values:
            continue
        words = words or set(_words(" ".join(values)))
        if not set(_words(text)) <= words and not _removed(field, value, rules):
            yield Issue(code, f"{field.tag}$a", "" if code == "note_lost" else value)


def _numbers(record: Record) -> set[str]:
    return {number_of(v).upper() for f in record.get_fields("020", "024") for _, v in f.subfields}


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _removed(field: Field, value: str, rules: Rules) -> bool:
    """Taken out by rule: the whole field, or what must not leave the library."""
    rule = rules.fields.get(field.tag)
    if rule and (rule.handler == "drop" or ("a" in rule.subfields and rule.subfields["a"].action == "drop")):
        return True
    return any(is_left_out(field, subfield, rules) for subfield in field.subfields if subfield.value == value)


def _material(before: Fields, leader: str, after: Fields, kind: str, rules: Rules) -> Iterator[Issue]:
    """Rule B8: 019 $b says what the thing is, else leader/06; 245 $h may have decided where neither does."""
    known = [rules.document_types[c] for c in _codes(before, "b") if c in rules.document_types]
    wanted = {code for found in known for code in found.leader_06}
    if wanted:
        if kind not in wanted:
            yield Issue("material_changed", "LDR/06", kind)
    elif not any(code == "h" for f in before.get("245", ()) for code, _ in f.subfields):
        code = rules.fixed["LDR/06"]["all"].get(leader[6])
        if code and code.target != kind:
            yield Issue("material_changed", "LDR/06", kind)
    carriers = {found.carrier for found in known if found.carrier}
    if carriers and not any(c == "b" and v in carriers for f in after.get("338", ()) for c, v in f.subfields):
        yield Issue("material_changed", "338$b", " ".join(sorted(carriers)))


def _codes(fields: Fields, wanted: str) -> list[str]:
    values = [value for f in fields.get("019", ()) for code, value in f.subfields if code == wanted]
    return [code for value in values for code in _SEPARATORS.split(value) if code]


def _audience(before: Fields, leader: str, after: Fields, rules: Rules) -> Iterator[Issue]:
    """Rule B9: each group of 019 $a stands in 385; an age limit of film stands in 521, exact."""
    code = _code_22(_first_008(before), leader, rules)
    ages = [code for code in _codes(before, "a") if code in rules.audience]
    if not ages and code is None:
        return
    kept = {group for f in after.get("385", ()) for group in groups(f, rules)}
    for age in dict.fromkeys(ages):
        if rules.audience[age].target not in kept:
            yield Issue("audience_lost", "019$a", age)
    if code is not None:
        yield from _age_limit(code, after)
        if code.target == "e" and _first_008(after)[22:23] == "a" and not ages:
            yield Issue("audience_residue", "008/22", "a")


def _first_008(fields: Fields) -> str:
    return next((f.data or "" for f in fields.get("008", ())), "")


def _code_22(data: str, leader: str, rules: Rules) -> FixedCode | None:
    """What the source's 008/22 means in its material; None where it says nothing."""
    codes = rules.fixed.get("008/22", {}).get(material(leader), {})
    return codes.get(data[22]) if len(data) > 22 and data[22] not in " |" else None


def _age_limit(code: FixedCode, after: Fields) -> Iterator[Issue]:
    limits = [value for key, value in code.also if key == "521"]
    fields = (*after.get("521", ()), *after.get("385", ())) if limits else ()
    said = {number for f in fields for _, value in f.subfields for number in _DIGITS.findall(value)}
    for limit in limits:
        if not set(_DIGITS.findall(limit)) <= said:
            yield Issue("age_limit_lost", "521$a", limit)
