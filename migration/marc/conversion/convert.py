"""One record to MARC 21. The record that comes in is never touched; nothing disappears without a rule or an issue."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pymarc import Field, Record, Subfield

from migration.issues import Issue
from migration.marc.conversion import alternates, coded, extended, titles
from migration.marc.conversion.fates import FateLedger
from migration.marc.conversion.field007 import convert_007
from migration.marc.conversion.fixed import convert_008, exact_language, is_006
from migration.marc.conversion.handlers import HANDLERS, REMEMBERED
from migration.marc.conversion.leader import convert_leader, with_utf8
from migration.marc.conversion.memory import context, remembered
from migration.marc.conversion.private import (
    about_borrower,
    has_secret,
    may_name_borrowers,
    may_tell_of_borrowers,
    without_secrets,
)
from migration.marc.conversion.reshape import reshape, standing_once
from migration.marc.conversion.trace import EMPTY, Claim, Kept, SubfieldFate, Tally, Trace
from migration.marc.conversion.work import Reference, Work, constant_field, new_field
from migration.marc.fields import first_value, indicators_kept, indicators_of
from migration.marc.formats import Verdict
from migration.marc.rules import DocumentType, FieldRule, LocalRule, Rules
from migration.marc.stored import control_field, data_field, make_record, two_indicators

_MAIN_ENTRIES = frozenset(("100", "110", "111", "130"))
_SERIES_ENTRIES = frozenset(("800", "810", "811", "830"))
_MARC21 = "marc21"


@dataclass(frozen=True, slots=True)
class Converted:
    """A new record in MARC 21 (leader/09 ``a``; no lengths in the leader), and what was noticed.

    It may share fields with the source record: neither is to be changed. ``kept``: subfields that no rule knows, taken
    out of the record; ``references``: 900-950 of NORMARC, which MARC 21 has no place for in a bibliographic record.
    """

    record: Record
    issues: tuple[Issue, ...]
    kept: tuple[Kept, ...] = ()
    references: tuple[Reference, ...] = ()


def convert(
    record: Record,
    rules: Rules,
    verdict: Verdict,
    *,
    isil: str = "",
    tally: Tally | None = None,
    trace: Trace | None = None,
) -> Converted:
    """The record in MARC 21. A MARC 21 record stays as it is but for leader/09, secrets and decided local fields.

    A mixed record is converted as NORMARC, but keeps what already is MARC 21: its leader and 00X when they say so, its
    33X, 385 and thesaurus codes. Every subfield's fate is counted in ``tally`` and, for people, told in ``trace``.
    ``isil``: the library whose numbers the record's links and holdings bear. Never raises on a record that pymarc can
    hold.
    """
    work = Work(rules, mixed=verdict.format == "mixed", isil=isil)
    if work.mixed:
        work.note("format_mixed")
    leader = str(record.leader).ljust(24)[:24]
    ledger = FateLedger(work, tally or Tally(), trace)
    if verdict.format == "marc21":
        fields = _marc21(record, ledger)
        return _converted(with_utf8(leader), fields, work)
    return _converted(*_normarc(record, leader, ledger), work)


def _marc21(record: Record, ledger: FateLedger) -> list[Field]:
    secret, private = has_secret(record), may_name_borrowers(record, ledger.work.rules)
    fields: list[Field] = []
    for place, source in enumerate(record.fields):
        safe = without_secrets(source, ledger.work) if secret else source
        made = [safe] if safe else []
        if safe is not None and may_tell_of_borrowers(source.tag):
            made = _local_in_marc21(safe, private, ledger.work)
        if made and made[0] is source:
            ledger.whole(place, source, _MARC21)
            fields.append(source)
        else:
            fields += ledger.settle(place, source, made, _MARC21)
    return fields


def _local_in_marc21(field: Field, private: bool, work: Work) -> list[Field]:
    """A local field of a MARC 21 record is the library's own: it stays unless a decision or a borrower is there."""
    if private and about_borrower(field, work):
        return []
    rules = work.rules.local.get(("marc21", field.tag))
    if not rules or all(rule.action == "keep" for rule in rules.values()):
        return [field]
    return _local_field(field, rules, work, in_marc21=True)


def _normarc(record: Record, source_leader: str, ledger: FateLedger) -> tuple[str, list[Field]]:
    work = ledger.work
    work.source = record.fields
    tags = {field.tag for field in record.fields}
    work.has_main_entry = not tags.isdisjoint(_MAIN_ENTRIES) and any(map(_is_main_entry, record.fields))
    work.has_series_entry = not tags.isdisjoint(_SERIES_ENTRIES)
    alternates.pair(record.fields, work)
    if "019" in tags:
        extended.gather((f for f in record.fields if f.tag == "019"), work)
    work.types = work.types or _types_of_245(record, work)
    coded_in_marc21 = work.mixed and _fixed_fields_are_marc21(record, source_leader)
    if coded_in_marc21:
        work.leader = with_utf8(source_leader)
        fixed = [f for f in record.fields if f.tag == "008"][:1]
        work.language = next(((f.data or "")[35:38] for f in fixed), "")
        fixed += [f for f in record.fields if f.tag == "007" and f.data]
    else:
        work.leader = convert_leader(source_leader, work)
        fixed = [control_field("008", convert_008(record, source_leader, work))]
        fixed += [control_field("007", convert_007(f.data, work)) for f in record.fields if f.tag == "007" and f.data]
    work.context = context(work)
    suspect = has_secret(record), may_name_borrowers(record, work.rules)
    fields: list[Field] = []
    for place, source in enumerate(record.fields):
        fields += _convert_field(place, source, suspect, ledger)
    if work.alternates:
        fields = alternates.settled(fields)
    derived = [*fixed, *_derived(record, [*fixed, *fields], work)]
    ledger.derived(derived)
    fields += derived
    fields.sort(key=_order)
    return work.leader, fields


def _convert_field(place: int, source: Field, suspect: tuple[bool, bool], ledger: FateLedger) -> list[Field]:
    """``suspect``: whether the record may hold a password, and whether it may name a borrower."""
    work = ledger.work
    if source.control_field:
        return _control_field(place, source, ledger)
    secret, private = suspect
    safe = without_secrets(source, work) if secret else source
    if safe is None or (private and may_tell_of_borrowers(source.tag) and about_borrower(source, work)):
        return ledger.settle(place, source, [], "")
    local = work.rules.local.get(("normarc", source.tag))
    if local is not None:
        return ledger.settle(
            place, source, _local_field(safe, local, work, in_marc21=False), next(iter(local.values())).id
        )
    rule = work.rules.fields.get(source.tag)
    if rule is None:
        return ledger.settle(place, source, [], "")
    if work.alternates:
        return ledger.settle(place, source, alternates.linked(source, _by_rule(safe, rule, work), work), rule.id)
    if safe is source and rule.passes is not None and _stays(source, rule) and ledger.passes(place, source, rule):
        return [source]
    if rule.handler in REMEMBERED and safe is source and ledger.trace is None:
        return remembered(place, source, ledger, _converted_alone)
    return ledger.settle(place, source, _by_rule(safe, rule, work), rule.id)


def _converted_alone(place: int, source: Field, ledger: FateLedger) -> list[Field]:
    """A field that has a rule, converted whatever the rest of its record holds."""
    rule = ledger.work.rules.fields[source.tag]
    return ledger.settle(place, source, _by_rule(source, rule, ledger.work), rule.id)


def _is_main_entry(field: Field) -> bool:
    return field.tag in _MAIN_ENTRIES and any(code == "a" and value.strip() for code, value in field.subfields)


def _stays(source: Field, rule: FieldRule) -> bool:
    """Whether the table leaves the indicators as they are."""
    return rule.stays is None or source.indicators in rule.stays


def _by_rule(source: Field, rule: FieldRule, work: Work) -> list[Field]:
    if rule.handler == "drop":
        for subfield in source.subfields:
            work.dropped(subfield, rule.id)
        work.note("local_field_dropped", source.tag)
        return []
    field = reshape(source, rule, work)
    if not field.subfields and not _needs_empty(rule, source):
        return []
    handler = HANDLERS.get(rule.handler)
    return handler(field, source, work) if handler else [standing_once(field, rule.once)]


def _local_field(source: Field, rules: Mapping[str, LocalRule], work: Work, *, in_marc21: bool) -> list[Field]:
    """A local field by the library's decisions, subfield by subfield.

    What nobody has decided on is unknown; in a MARC 21 record it stays.
    """
    by_target: dict[str, list[Subfield]] = {}
    for subfield in source.subfields:
        rule = rules.get(subfield.code) or rules.get("*")
        if rule is None and not in_marc21:
            work.unknown(subfield)
        elif rule is None or rule.action in ("keep", "as"):
            by_target.setdefault(rule.target if rule else "", []).append(subfield)
        elif rule.action == "items":
            work.moved(subfield, rule.id, "items.csv")
        else:
            work.dropped(subfield, rule.id)
    made: list[Field] = []
    for tag, subfields in by_target.items():
        field = data_field(tag or source.tag, indicators_kept(source), subfields)
        if not tag:
            made.append(field)
        elif in_marc21:
            made += _retagged(field, work)
        else:
            made += _by_rule(field, work.rules.fields[tag], work)
    return made


def _retagged(field: Field, work: Work) -> list[Field]:
    """A field of MARC 21 under another tag: its indicators where they are valid; what the tag lacks is unknown."""
    definition = work.rules.schema.fields[field.tag]
    known = [
        s for s in field.subfields if definition.repeated is None or s.code in definition.repeated | definition.once
    ]
    for subfield in field.subfields:
        if subfield not in known:
            work.unknown(subfield)
    pairs = zip(indicators_of(field), definition.indicators, strict=True)
    valid = "".join(
        code if allowed is None or code in allowed else min(allowed, default=" ") for code, allowed in pairs
    )
    return [standing_once(data_field(field.tag, two_indicators(valid), known), definition.once)] if known else []


def _needs_empty(rule: FieldRule, source: Field) -> bool:
    """A title field whose only subfield was $h still has a material term to save."""
    return rule.handler == "title" and any(s.value.strip() for s in source.subfields)


def _control_field(place: int, source: Field, ledger: FateLedger) -> list[Field]:
    """007 and 008 were converted before the others; 009 and what else no rule keeps is not delivered."""
    rule = ledger.work.rules.fields.get(source.tag)
    if rule is None or (source.tag == "006" and not is_006(source.data or "")):
        ledger.control(place, source, Claim(SubfieldFate.UNKNOWN, ""))
        return []
    if rule.handler == "drop":
        ledger.control(place, source, Claim(SubfieldFate.DROPPED, rule.id))
        return []
    if source.tag == "007" and not source.data:
        ledger.control(place, source, Claim(SubfieldFate.DROPPED, EMPTY))
        return []
    if source.tag == "008" and any(field.tag == "008" for field in ledger.work.source[:place]):
        ledger.control(place, source, Claim(SubfieldFate.UNKNOWN, ""))  # MARC 21 has one, and the first was converted
        return []
    ledger.control(place, source, Claim(SubfieldFate.MOVED, rule.id, source.tag))
    return [] if source.tag in ("007", "008") else [source]


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
        yield from (control_field("007", data) for data in dict.fromkeys(t.field_007 for t in types if t.field_007))
    if "040" not in present:
        yield coded.derived_source(work)
    if "041" not in present and (exact := exact_language(record, work)):
        yield new_field("041", " 7", ("a", exact), ("2", "iso639-3"))
    yield from extended.content_media_carrier(work, present)
    yield from _of_types(types)
    yield from extended.target_groups(work, " ".join(str(f) for f in fields if f.tag == "385"))
    for group in work.groups:
        yield constant_field("386", "  ", ("a", group), ("m", "Nasjonalitet/regional gruppe"), ("2", "bs-nasj"))
    if work.classes:
        yield from (new_field("083", "0 ", ("a", number)) for number in _absent(work.classes, fields, "082", "083"))
    if work.producers and (countries := _absent(work.producers, fields, "257")):
        yield new_field("257", "  ", *(("a", country) for country in countries))
    for text in work.notes_521:
        yield new_field("521", "8 ", ("a", text))
    for term in work.genres:
        yield constant_field("655", " 4", ("a", term))


def _of_types(types: Iterable[DocumentType]) -> Iterator[Field]:
    """What tells one document type from another of the same carrier: 753 of a game's machine, 347 of an encoding."""
    for key, value in dict.fromkeys(pair for one in types for pair in one.also):
        if key == "753":
            yield constant_field("753", "  ", ("a", value))
        elif key == "347":
            yield constant_field("347", "  ", ("b", value))


def _absent(values: Iterable[str], fields: Iterable[Field], *tags: str) -> list[str]:
    """Those of the values that stand in no field of these tags."""
    found = {value for field in fields if field.tag in tags for _, value in field.subfields}
    return [value for value in values if value not in found]


def _order(field: Field) -> str:
    """By tag up to 499; from 500 by the hundred only, where the cataloguer's order says something."""
    return field.tag if field.tag < "5" else field.tag[:1]


def _converted(leader: str, fields: list[Field], work: Work) -> Converted:
    return Converted(make_record(leader, fields), tuple(work.issues), tuple(work.kept), tuple(work.references))
