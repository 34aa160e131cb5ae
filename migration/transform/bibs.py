"""Landed bytes to a bibliographic record in MARC 21. Pure and picklable, so that batches can go to worker processes."""

import pickle
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from pymarc import Field, Record, Subfield

from migration.ids import target_id
from migration.issues import Fate, Issue
from migration.marc.charset.evidence import CharsetEvidence
from migration.marc.conversion.convert import Converted, convert
from migration.marc.conversion.private import has_secret, may_tell_of_borrowers, must_not_be_shown, tells_how
from migration.marc.conversion.trace import Kept, Tally, Trace
from migration.marc.conversion.work import Reference
from migration.marc.features.record import display_title, features
from migration.marc.fields import indicators_kept
from migration.marc.formats import Verdict, verdict
from migration.marc.reading.decode import Decoded, UnreadableRecordError, decode
from migration.marc.reading.marcxml import as_utf8
from migration.marc.rules import Rules
from migration.marc.stored import data_field, to_stored
from migration.marc.validation import validate
from migration.marc.validation.conservation import compare
from migration.model import Bib, Entity
from migration.privacy import find_identity_numbers, mask
from migration.transform.holdings import holdings

_ID_XML = re.compile(rb"""tag\s*=\s*["']0*1["'][^>]*>([^<]{1,64})<|<(?:\w+:)?c001[^>]*>([^<]{1,64})<""")
_ID_LINE = re.compile(rb"(?:\A|[\r\n])\*001([^\r\n]{1,64})(?=[\r\n]|\Z)")
_HELD_XML = re.compile(rb"""tag\s*=\s*["']0*99["']|<(?:\w+:)?d099[\s>]""")
_HELD_LINE = re.compile(rb"(?:\A|[\r\n])\*099")
_AUTHORITY = "z"
"""Leader/06 of authority records, which have 1XX and no 245."""
_IDENTIFIERS = re.compile(r"...[01]|7[678].[wxyz]|856u|(?:490|8[0-2].|830)x")
"""Tag and code of subfields that hold identifiers and addresses: eleven digits there are no person."""
_REMOVALS = ("credentials_removed", "private_note_removed")


@dataclass(frozen=True, slots=True, kw_only=True)
class BibSettings:
    """What the reading of one source's records depends on.

    ``rules``: with the source's own decisions; ``evidence``: what its records together say about their charset.
    """

    source: str
    isil: str
    charset: str
    marc_format: str
    with_holdings: bool
    rules: Rules
    evidence: CharsetEvidence = field(default_factory=CharsetEvidence)


@dataclass(frozen=True, slots=True)
class LandedRecord:
    """A row of raw_bib with its file's facts. ``problem``: an issue code when its end was not found."""

    ordinal: int
    payload: bytes
    form: str
    declared: str
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedBib:
    """A record as it will stand unless its id was taken before. ``bib`` is None when rejected or excluded.

    ``control_number``: its 001, empty when it cannot be read. ``holdings``: the cells of each 099, empty where they are
    not asked for; ``held``: how many 099 there are, counted on the bytes where the record cannot be read. ``units``:
    subfields and control fields of a record that was converted, else 0; ``kept``: those that no rule knows.
    """

    ordinal: int
    control_number: str
    bib: Bib | None
    fate: Fate
    reason: str
    record_status: str
    issues: tuple[Issue, ...]
    holdings: tuple[tuple[str, ...], ...]
    held: int
    units: int = 0
    kept: tuple[Kept, ...] = ()
    references: tuple[Reference, ...] = ()


Kind = tuple[str, str, str, str]
"""Units of one (tag, code, fate, rule)."""


@dataclass(frozen=True, slots=True)
class PreparedBatch:
    """Records in the batch's order. ``uses``: units by kind; ``examples``: ordinal of the first record that has it."""

    bibs: list[PreparedBib]
    uses: Mapping[Kind, int]
    examples: Mapping[Kind, int]


@dataclass(frozen=True, slots=True)
class Told:
    """The way of one record to MARC 21, for people."""

    decoded: Decoded
    verdict: Verdict
    converted: Converted
    trace: Trace


def prepare_packed(packed: bytes, batch: Sequence[LandedRecord]) -> PreparedBatch:
    """``prepare`` with pickled settings: the tables are large, and a worker process unpacks them once."""
    return prepare(_unpacked(packed), batch)


@lru_cache(maxsize=2)
def _unpacked(packed: bytes) -> BibSettings:
    settings = pickle.loads(packed)  # noqa: S301 - our own, from the process that started this one
    assert isinstance(settings, BibSettings)
    return settings


def prepare(settings: BibSettings, batch: Sequence[LandedRecord]) -> PreparedBatch:
    """Read, convert and describe a batch of records, in its order; count what became of their subfields."""
    tally = Tally()
    examples: dict[Kind, int] = {}
    bibs = []
    for landed in batch:
        met = tally.kinds()
        bibs.append(prepare_one(settings, landed, tally))
        if tally.kinds() != met:
            for kind in tally.new_since(met):
                examples.setdefault(kind, landed.ordinal)
    return PreparedBatch(bibs, dict(tally.fates()), examples)


def _decode(settings: BibSettings, landed: LandedRecord) -> Decoded:
    return decode(landed.payload, landed.form, settings.charset, landed.declared, settings.evidence)


def tell(settings: BibSettings, landed: LandedRecord) -> Told:
    """The same way as ``prepare_one`` takes, told step by step. Raises UnreadableRecordError."""
    decoded = _decode(settings, landed)
    found = verdict(decoded.record, settings.marc_format)
    trace = Trace()
    converted = convert(decoded.record, settings.rules, found, isil=settings.isil, trace=trace)
    return Told(decoded, found, converted, trace)


def prepare_one(settings: BibSettings, landed: LandedRecord, tally: Tally | None = None) -> PreparedBib:
    try:
        decoded = _decode(settings, landed)
    except UnreadableRecordError as error:
        held = count_holdings(landed)
        blank = tuple(("",) for _ in range(held)) if settings.with_holdings else ()
        return _refused(landed, control_number_hint(landed), landed.problem or error.code, held, items=blank)
    record, issues = decoded.record, decoded.issues
    control_number = _control_number(record)
    held = len(_tagged(record, "099"))
    items = tuple(tuple(cells) for cells in holdings(record)) if held and settings.with_holdings else ()
    status = str(record.leader)[5:6]
    refusal = landed.problem or _refusal(record, control_number)
    if refusal and (refusal, status) != ("title_missing", "d"):  # a deleted record is left out by rule, title or not
        return _refused(landed, control_number, refusal, held, _without_private(record, issues), items)
    found = verdict(record, settings.marc_format)
    converted = convert(record, settings.rules, found, isil=settings.isil, tally=tally)
    kept = tuple([_shown(kept, settings.rules) for kept in converted.kept])
    issues = _without_removed(issues, converted, kept)
    issues += converted.issues + validate(converted.record, settings.rules, found.format)
    issues += compare(record, converted.record, settings.rules, found.format)
    _clean(converted.record, control_number, settings.isil)
    marc = to_stored(converted.record)
    if find_identity_numbers(marc):  # one look at the whole record, since hardly any has one
        issues += _mask_persons(converted.record)
        marc = to_stored(converted.record)
    bib = _bib(settings.source, control_number, converted.record, marc, found, decoded.charset)
    return PreparedBib(
        ordinal=landed.ordinal,
        control_number=control_number,
        bib=bib,
        fate=Fate.LOADED,
        reason="",
        record_status=status,
        issues=tuple(dict.fromkeys(issues)),
        holdings=items,
        held=held,
        units=sum([len(own.subfields) or 1 for own in record.fields]),
        kept=kept,
        references=tuple([_masked_reference(reference) for reference in converted.references]),
    )


def _shown(kept: Kept, rules: Rules) -> Kept:
    """What is kept aside, for people to see: empty where it holds a password or names a borrower."""
    return replace(kept, value="" if must_not_be_shown(kept.value, rules) else mask(kept.value))


def _without_removed(issues: tuple[Issue, ...], converted: Converted, kept: tuple[Kept, ...]) -> tuple[Issue, ...]:
    """The decoder's issues, without the words of fields of which something must not leave the library."""
    if not issues:
        return issues
    tags = {found.field[:3] for found in converted.issues if found.code in _REMOVALS}
    tags |= {own.tag for own in kept if not own.value}
    return tuple([replace(found, value="") if found.field[:3] in tags else found for found in issues])


def _without_private(record: Record, issues: tuple[Issue, ...]) -> tuple[Issue, ...]:
    """The decoder's issues of a record that isn't converted, without the words of fields that may hold secrets."""
    if not issues:
        return issues
    everywhere = has_secret(record)
    return tuple([replace(i, value="") if everywhere or _may_be_private(i.field[:3]) else i for i in issues])


def _may_be_private(tag: str) -> bool:
    return may_tell_of_borrowers(tag) or tells_how(tag)


def control_number_hint(landed: LandedRecord) -> str:
    """The 001 of a record that cannot be read as a whole, where its bytes still show it."""
    if landed.form == "iso2709":
        parts = landed.payload.split(b"\x1e", 2)
        found = parts[1] if len(parts) > 2 and parts[0][24:27] == b"001" else b""
    else:
        match = (_ID_XML if landed.form == "xml" else _ID_LINE).search(_text_of(landed))
        found = next((g for g in match.groups() if g), b"") if match else b""
    text = found.decode("ascii", "ignore").strip()
    return text if text.isprintable() and len(text) <= 64 else ""


def count_holdings(landed: LandedRecord) -> int:
    """How many 099 the bytes of a record show that cannot be read as a whole."""
    if landed.form == "iso2709":
        directory = landed.payload[24:].split(b"\x1e", 1)[0]
        return sum(directory[at : at + 3] == b"099" for at in range(0, len(directory), 12))
    return len((_HELD_XML if landed.form == "xml" else _HELD_LINE).findall(_text_of(landed)))


def _text_of(landed: LandedRecord) -> bytes:
    """The bytes of a record that is text, in a charset in which ASCII can be looked for."""
    return as_utf8(landed.payload) if landed.form == "xml" else landed.payload


def _control_number(record: Record) -> str:
    return next(((field.data or "").strip() for field in _tagged(record, "001")), "")


def _tagged(record: Record, tag: str) -> list[Field]:
    """The same as ``record.get_fields(tag)``, at a tenth of its cost."""
    return [field for field in record.fields if field.tag == tag]


def _refusal(record: Record, control_number: str) -> str:
    if not control_number:
        return "record_id_missing"
    titles = _tagged(record, "245")
    if any(code == "a" and value.strip(" /:;.") for field in titles for code, value in field.subfields):
        return ""
    return "record_is_authority" if str(record.leader)[6:7] == _AUTHORITY and not titles else "title_missing"


def _refused(
    landed: LandedRecord,
    control_number: str,
    reason: str,
    held: int,
    issues: tuple[Issue, ...] = (),
    items: tuple[tuple[str, ...], ...] = (),
) -> PreparedBib:
    return PreparedBib(
        ordinal=landed.ordinal,
        control_number=control_number,
        bib=None,
        fate=Fate.REJECTED,
        reason=reason,
        record_status="",
        issues=(*issues, Issue(reason)),
        holdings=items,
        held=held,
    )


def _clean(record: Record, control_number: str, isil: str) -> None:
    """Take out what the delivery says by the target id: 001 and 003.

    A 001 that another agency gave (003) is kept as 035.
    """
    code = next(((field.data or "").strip() for field in _tagged(record, "003")), "")
    record.fields = [field for field in record.fields if field.tag not in ("001", "003")]
    if code and code != isil:
        number = f"({code}){control_number}"
        if number not in [v for f in record.get_fields("035") for v in f.get_subfields("a")]:
            record.add_ordered_field(Field("035", subfields=[Subfield("a", number)]))


def _mask_persons(record: Record) -> tuple[Issue, ...]:
    """Mask identity numbers in new fields, for the record may share its own with the source's record."""
    issues = []
    for n, own in enumerate(record.fields):
        if own.control_field or own.tag < "100":
            continue
        masked = [
            Subfield(code, value if _IDENTIFIERS.fullmatch(own.tag + code) else mask(value))
            for code, value in own.subfields
        ]
        if masked != own.subfields:
            changed = zip(own.subfields, masked, strict=True)
            issues += [Issue("identity_number_masked", f"{own.tag}${old.code}") for old, new in changed if old != new]
            record.fields[n] = data_field(own.tag, indicators_kept(own), masked)
    return tuple(issues)


def _masked_reference(found: Reference) -> Reference:
    return replace(found, heading=mask(found.heading), target=mask(found.target), text=mask(found.text))


def _bib(source: str, legacy_id: str, record: Record, marc: str, verdict: Verdict, charset: str) -> Bib:
    found = features(record)
    return Bib(
        legacy_id=legacy_id,
        target_id=target_id(source, Entity.BIB, legacy_id),
        marc=marc,
        marc_format=verdict.format,
        format_evidence=verdict.summary,
        charset=charset,
        title=display_title(record),
        format_class=found.format_class,
        language=found.language,
        year=found.year,
        features=found,
    )
