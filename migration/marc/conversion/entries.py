"""What a record's entries have in common: one main entry, and nobody entered twice in the same role."""

import re
from itertools import islice

from pymarc import Field, Subfield

from migration.marc.conversion.links import with_agency
from migration.marc.conversion.reshape import each_once
from migration.marc.conversion.work import Work
from migration.marc.fields import indicators_of
from migration.marc.stored import data_field, new_subfield, two_indicators

_EDGES = " ,:;=/."
_QUALIFIER = re.compile(r" \(")
_MOST_QUALIFIERS = 20
_ID = 5
"""Digits that a bare record number has at least; a sort form can be a shorter number."""


def entered(field: Field, source: Field, work: Work) -> list[Field]:
    """The entry, or nothing where the record has it already.

    MARC 21 has one 1XX: a second one is an added entry, and an issue. Of two equal contributors, roles included, the
    first stays; subjects and series are left alone.
    """
    tag = field.tag
    kind = tag[0]
    if kind not in "17" or (work.alternates and is_in_other_script(source, work)):
        return [field]
    if kind == "1":
        if work.main_entry:
            work.note("main_entry_moved", tag, f"7{tag[1:]}")
            field.tag = f"7{tag[1:]}"
        else:
            work.main_entry = tag
    if work.first_time(tag[1:], (field.indicators or "")[1:] == ("2",), frozenset(field.subfields)):
        return [field]
    texts = _texts(field)
    for subfield in source.subfields:
        if subfield not in work.claims and subfield.value.strip(_EDGES) in texts:
            work.merged(subfield, f"fields/{source.tag}", f"X{tag[1:]}")
    return []


def _texts(entry: Field) -> set[str]:
    """What an entry has, with the qualifiers behind it or not. What it lacks the equal one lacks too."""
    texts: set[str] = set()
    for _, value in entry.subfields:
        qualifiers = islice(_QUALIFIER.finditer(value), _MOST_QUALIFIERS)
        texts.add(value.strip(_EDGES))
        texts.update(value[: qualifier.start()] for qualifier in qualifiers)
    return texts


def is_in_other_script(source: Field, work: Work) -> bool:
    """Whether a field of the source will be the 880 of another."""
    alternate = work.alternates.get(id(source))
    return alternate is not None and alternate.script is not None


def without_name(field: Field, source: Field, work: Work) -> list[Field]:
    """A name field without a name: an added entry for a title is 740; the rest of it says nothing and is kept aside."""
    title = [s for s in field.subfields if s.code == "t"] if source.tag[0] == "7" else []
    if not title and source.tag[0] == "6":
        return [field] if field.subfields else []
    made: list[Field] = []
    if title:
        parts = [s._replace(code="a") if s.code == "t" else s for s in field.subfields if s.code in "tnp"]
        made = each_once([data_field("740", two_indicators("0" + indicators_of(field)[1]), parts)], work.rules.schema)
    taken = "tnp" if title else ""
    for subfield in field.subfields:
        if subfield.code not in taken:
            work.unknown(subfield)
    return made


def with_record_numbers(field: Field, source: Field, work: Work) -> None:
    """800-830 $w: a number is MARC 21's, of the series' record; NORMARC's sort form was dropped by the table."""
    for subfield in source.subfields:
        text = subfield.value.strip()
        if subfield.code == "w" and (text.startswith("(") or (text.isdecimal() and len(text) >= _ID)):
            field.subfields.append(new_subfield(Subfield, ("w", with_agency(text, work))))
            work.moved(subfield, f"fields/{source.tag}", "$w")
