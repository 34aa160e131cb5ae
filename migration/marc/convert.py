"""One record to MARC 21. The record that comes in is never touched; nothing disappears without a rule or an issue."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pymarc import Field, Indicators, Leader, Record

from migration.issues import Issue
from migration.marc import coded, extended, names, subjects, titles
from migration.marc.fields import data_field, first_value, reshape
from migration.marc.fixed import convert_007, convert_008, exact_language
from migration.marc.formats import Verdict
from migration.marc.leader import convert_leader, with_utf8
from migration.marc.rules import DocumentType, FieldRule, Rules
from migration.marc.work import Work, new_field

Handler = Callable[[Field, Field, Work], list[Field]]
"""Takes the field as the tables reshaped it, the source's field, and the work; gives the fields of MARC 21."""

HANDLERS: dict[str, Handler] = {
    "control_number": coded.control_number,
    "corporate": names.corporate,
    "dewey": coded.dewey,
    "extended_codes": extended.extended_codes,
    "isbn": coded.isbn,
    "language_codes": coded.language_codes,
    "national_number": coded.national_number,
    "note": titles.note,
    "person": names.person,
    "series": titles.series,
    "series_statement": titles.series_statement,
    "subject": subjects.subject,
    "subject_corporate": subjects.subject_corporate,
    "subject_person": subjects.subject_person,
    "title": titles.title,
    "title_note": titles.title_note,
    "uncontrolled_subject": subjects.uncontrolled_subject,
    "uniform_title": titles.uniform_title,
    "uniform_title_entry": titles.uniform_title_entry,
}
"""Handlers besides ``plain``, ``local`` (as it is) and ``drop``, which need no code of their own."""

_CREDENTIALS = re.compile(r"://[^/\s]*:[^/\s]*@|(?:passw(?:or)?d|passord|pwd)=[^&\s]", re.IGNORECASE)
_MAIN_ENTRIES = frozenset(("100", "110", "111", "130"))
_SERIES_ENTRIES = frozenset(("800", "810", "811", "830"))


@dataclass(frozen=True, slots=True)
class Converted:
    """A new record in MARC 21 (leader/09 ``a``; no lengths in the leader), and what was noticed."""

    record: Record
    issues: tuple[Issue, ...]


def convert(record: Record, rules: Rules, verdict: Verdict) -> Converted:
    """The record in MARC 21. A MARC 21 record stays as it is but for leader/09 and addresses that hold a password.

    A mixed record is converted as NORMARC, but keeps what already is MARC 21: its leader and 00X when they say so, its
    33X, 385 and thesaurus codes. Never raises on a record that pymarc can hold.
    """
    work = Work(rules, mixed=verdict.format == "mixed")
    if work.mixed:
        work.note("format_mixed")
    fields = [field for source in record.fields for field in _without_credentials(source, work)]
    leader = str(record.leader).ljust(24)[:24]
    if verdict.format == "marc21":
        return _converted(with_utf8(leader), [_copy(field) for field in fields], work)
    safe = Record()
    safe.fields = fields
    return _converted_normarc(safe, leader, work)


def _converted_normarc(record: Record, source_leader: str, work: Work) -> Converted:
    tags = {field.tag for field in record.fields}
    work.has_main_entry = bool(tags & _MAIN_ENTRIES)
    work.has_series_entry = bool(tags & _SERIES_ENTRIES)
    work.main_title = titles.main_title(record.fields)
    extended.gather((f for f in record.fields if f.tag == "019"), work)
    work.types = work.types or _types_of_245(record, work)
    coded_in_marc21 = work.mixed and _fixed_fields_are_marc21(record, source_leader)
    if coded_in_marc21:
        work.leader = with_utf8(source_leader)
        fixed = [_copy(f) for f in record.fields if f.tag in ("007", "008")]
        work.language = next(((f.data or "")[35:38] for f in fixed if f.tag == "008"), "")
    else:
        work.leader = convert_leader(source_leader, work)
        fixed = [Field("008", data=convert_008(record, source_leader, work))]
        fixed += [Field("007", data=convert_007(f.data or "", work)) for f in record.fields if f.tag == "007"]
    fields = [new for source in record.fields for new in _convert_field(source, work)]
    fields += fixed
    fields += _derived(record, fields, work)
    fields.sort(key=_order)
    return _converted(work.leader, fields, work)


def _convert_field(source: Field, work: Work) -> list[Field]:
    if source.control_field:
        return _control_field(source, work)
    rule = work.rules.fields.get(source.tag)
    if rule is None:
        work.unplaced(source.tag)
        return [_copy(source)]
    if rule.handler == "drop":
        work.dropped[source.tag] += 1
        return []
    if rule.handler == "local":
        return [_copy(source)]
    field = reshape(source, rule, work)
    if not field.subfields and not _needs_empty(rule, source):
        return []
    handler = HANDLERS.get(rule.handler)
    return handler(field, source, work) if handler else [field]


def _needs_empty(rule: FieldRule, source: Field) -> bool:
    """A title field whose only subfield was $h still has a material term to save."""
    return rule.handler == "title" and any(s.value.strip() for s in source.subfields)


def _control_field(source: Field, work: Work) -> list[Field]:
    if source.tag in ("007", "008"):
        return []
    rule = work.rules.fields.get(source.tag)
    if rule and rule.handler == "drop":
        work.dropped[source.tag] += 1
        return []
    if source.tag not in ("001", "003", "005", "006"):
        work.unplaced(source.tag)
    return [_copy(source)]


def _types_of_245(record: Record, work: Work) -> tuple[str, ...]:
    """Without 019 $b the material designation 245 $h says what the record is of (material_terms.csv)."""
    terms = (titles.material_term(first_value(f, "h")) for f in record.fields if f.tag == "245")
    return tuple(work.rules.material_terms[t] for t in terms if t in work.rules.material_terms)


def _fixed_fields_are_marc21(record: Record, leader: str) -> bool:
    """Leader/18 as MARC 21 has it, and an 008 whose last position isn't one of NORMARC's digits."""
    data = next((f.data or "" for f in record.fields if f.tag == "008"), "")
    return leader[18] in "aci" and len(data) == 40 and data[39] in " cdu|"


def _derived(record: Record, fields: list[Field], work: Work) -> Iterator[Field]:
    """Fields for what NORMARC had in codes: 007, 041 of a language that MARC lacks, 33X, 385, 386, 521, 655."""
    present = {field.tag for field in fields}
    types = [work.rules.document_types[t] for t in work.types]
    if "007" not in present:
        yield from (Field("007", data=data) for data in dict.fromkeys(t.field_007 for t in types if t.field_007))
    if "041" not in present and (exact := exact_language(record, work)):
        yield new_field("041", " 7", ("a", exact), ("2", "iso639-3"))
    yield from _content_media_carrier(types, present)
    yield from extended.target_groups(work, " ".join(str(f) for f in fields if f.tag == "385"))
    for group in work.groups:
        yield new_field("386", "  ", ("a", group), ("m", "Nasjonalitet/regional gruppe"), ("2", "bs-nasj"))
    for text in work.notes_521:
        yield new_field("521", "8 ", ("a", text))
    for term in work.genres:
        yield new_field("655", " 4", ("a", term))


def _content_media_carrier(types: list[DocumentType], present: set[str]) -> Iterator[Field]:
    """336, 337, 338 as RDA codes: the same in every language."""
    for tag, source, codes in (
        ("336", "rdacontent", [t.content for t in types]),
        ("337", "rdamedia", [t.media for t in types]),
        ("338", "rdacarrier", [t.carrier for t in types]),
    ):
        if tag not in present:
            yield from (new_field(tag, "  ", ("b", c), ("2", source)) for c in dict.fromkeys(codes) if c)


def _without_credentials(field: Field, work: Work) -> list[Field]:
    """An address with a password in it is left out whole, whatever the format; the issue never shows it."""
    for code, value in field.subfields:
        if code == "u" and _CREDENTIALS.search(value):
            work.note("credentials_removed", f"{field.tag}$u")
            rest = [s for s in field.subfields if s.code != "u" or not _CREDENTIALS.search(s.value)]
            return [Field(field.tag, field.indicators, rest)] if rest else []
    return [field]


def _copy(field: Field) -> Field:
    if field.control_field:
        return Field(field.tag, data=field.data)
    return data_field(field.tag, field.indicators or Indicators(" ", " "), list(field.subfields))


def _order(field: Field) -> str:
    """By tag up to 499; from 500 by the hundred only, where the cataloguer's order says something."""
    return field.tag if field.tag < "5" else field.tag[:1]


def _converted(leader: str, fields: list[Field], work: Work) -> Converted:
    result = Record()
    result.leader = Leader(leader)
    result.fields = fields
    return Converted(result, work.all_issues())
