"""The schema's view of a field (rule A6): tag, indicators, subfield codes, repeated subfields; remembered per shape."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from pymarc import Indicators

from migration.issues import Issue
from migration.marc.conversion.private import may_tell_of_borrowers
from migration.marc.schema import FieldDefinition, Schema, is_local
from migration.marc.validation.punctuation import marks_between
from migration.marc.validation.residue import is_residue, residue_issues
from migration.marc.validation.survey import Marks
from migration.marc.validation.values import Check, check_of

_THESAURUS = frozenset(("600", "610", "611", "630", "647", "648", "650", "651", "655", "656", "657"))
_SOURCE_BY_IND1 = frozenset(("024",))
_SOURCE_BY_IND2 = _THESAURUS | {"041"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """``checks``: (position of a subfield, what to look at it with, path). ``flags``: any of the four after it.

    ``marks``: (position, the marks that ISBD has at its end).
    """

    issues: tuple[Issue, ...]
    checks: tuple[tuple[int, Check, str], ...]
    flags: bool
    is_linked: bool
    has_roles: bool
    marks: Marks
    may_be_private: bool


@lru_cache(maxsize=65_536)
def shape_of(schema: Schema, tag: str, indicators: Indicators | None, codes: tuple[str, ...], converted: bool) -> Shape:
    """What a field's outside says. ``converted``: the record was NORMARC, so nothing of NORMARC's own may be left."""
    first, second = indicators or (" ", " ")
    found = [(position, check_of(tag, first, codes, code), f"{tag}${code}") for position, code in enumerate(codes)]
    is_linked = "6" in codes and (tag < "850" or tag == "880")
    has_roles = "e" in codes and "4" in codes
    marks, may_be_private = marks_between(tag, codes), may_tell_of_borrowers(tag)
    return Shape(
        issues=tuple(dict.fromkeys(_issues(schema, tag, first, second, codes, converted))),
        checks=tuple([(position, check, path) for position, check, path in found if check]),
        flags=is_linked or has_roles or bool(marks) or may_be_private,
        is_linked=is_linked,
        has_roles=has_roles,
        marks=marks,
        may_be_private=may_be_private,
    )


def _issues(
    schema: Schema, tag: str, first: str, second: str, codes: tuple[str, ...], converted: bool
) -> Iterator[Issue]:
    yield from _unwritable(tag, first, second, codes)
    if is_residue(tag, converted):
        yield Issue("normarc_residue", tag)
        return
    if is_local(tag) or tag == "019":
        yield Issue("local_field", tag)
        return
    definition = schema.fields.get(tag)
    if definition is None:
        yield Issue("field_undefined", tag)
        return
    if definition.is_obsolete:
        yield Issue("field_obsolete", tag)
    if not codes:
        yield Issue("subfield_empty", tag)
    yield from residue_issues(tag, codes)
    yield from _indicators(tag, first, second, definition)
    yield from _subfields(tag, codes, definition)
    yield from _source(tag, first, second, codes)


def _unwritable(tag: str, first: str, second: str, codes: tuple[str, ...]) -> Iterator[Issue]:
    """What ISO 2709 cannot hold, in local fields too: indicators and codes are one printable ASCII character each."""
    for name, code in (("ind1", first), ("ind2", second)):
        if len(code) != 1 or not " " <= code <= "~":
            yield Issue("indicator_invalid", f"{tag} {name}", code)
    if any(len(code) != 1 or not "!" <= code <= "~" for code in codes):
        yield Issue("subfield_undefined", tag)


def _indicators(tag: str, first: str, second: str, definition: FieldDefinition) -> Iterator[Issue]:
    for name, code, allowed in (("ind1", first, definition.indicators[0]), ("ind2", second, definition.indicators[1])):
        if allowed is not None and (len(code) != 1 or code not in allowed):
            yield Issue("indicator_blank" if code == " " else "indicator_invalid", f"{tag} {name}", code.strip())


def _subfields(tag: str, codes: tuple[str, ...], definition: FieldDefinition) -> Iterator[Issue]:
    """$9 is free for local use."""
    if definition.repeated is None:
        return
    for code in dict.fromkeys(codes):
        if code in definition.once:
            if codes.count(code) > 1:
                yield Issue("subfield_repeated", f"{tag}${code}")
        elif code in definition.obsolete:
            yield Issue("subfield_obsolete", f"{tag}${code}")
        elif code not in definition.repeated and code != "9" and not is_residue(tag, False, code):
            yield Issue("subfield_undefined", f"{tag}${code}")


def _source(tag: str, first: str, second: str, codes: tuple[str, ...]) -> Iterator[Issue]:
    """Rule B12: indicator 7 and $2 belong together."""
    if tag in _SOURCE_BY_IND2:
        indicator = second
    elif tag in _SOURCE_BY_IND1:
        indicator = first
    else:
        return
    if indicator == "7" and "2" not in codes:
        yield Issue("source_missing", f"{tag}$2")
    elif indicator != "7" and "2" in codes and len(codes) > 1:
        yield Issue("source_unexpected", f"{tag}$2")
