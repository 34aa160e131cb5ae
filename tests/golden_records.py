"""What becomes of a catalogue file, in lines that a cataloguer can review: the golden records' form.

A record's lines are its fate (with format and charset), the delivered fields, what is not delivered and by which rule,
and the issues. ``#`` is a blank in leader, fixed fields and indicators; a character that can't be seen is escaped.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from marc_records import rules, show
from pymarc import Field, Record

from migration.marc.charset.evidence import CharsetEvidence, observe
from migration.marc.conversion.convert import Converted, convert
from migration.marc.conversion.trace import SubfieldFate, Trace
from migration.marc.formats import verdict
from migration.marc.reading.decode import decode
from migration.marc.reading.framing import frame, sniff, xml_charset
from migration.marc.stored import from_stored
from migration.transform.bibs import BibSettings, LandedRecord, PreparedBib, prepare_one

FOLDER = Path(__file__).parent / "golden"
EXPECTED = ".expected.txt"
SETTINGS = BibSettings(
    source="golden", isil="NO-2549900", charset="auto", marc_format="auto", with_holdings=True, rules=rules()
)
_FIXED = ("006", "007", "008")


def inputs() -> list[Path]:
    """The catalogue files of the folder."""
    found = (path for suffix in ("mrc", "txt", "xml") for path in FOLDER.glob(f"*.{suffix}"))
    return sorted(path for path in found if not path.name.endswith(EXPECTED))


def expectation_of(path: Path) -> Path:
    return path.with_name(path.stem + EXPECTED)


def landed(path: Path) -> list[LandedRecord]:
    """The records of a file, as landing hands them on."""
    head = path.read_bytes()[:65_536]
    form = sniff(head)
    declared = xml_charset(head) if form == "xml" else ""
    with path.open("rb") as file:
        return [LandedRecord(n, f.payload, form, declared, f.problem) for n, f in enumerate(frame(file, form), 1)]


def prepared(path: Path) -> list[PreparedBib]:
    """What the program makes of each record; the file's records together are the evidence for its charset."""
    records = landed(path)
    settings = _settings(records)
    return [prepare_one(settings, record) for record in records]


def outcome(path: Path) -> str:
    """All records of a file, a blank line between two."""
    records = landed(path)
    settings = _settings(records)
    return "\n".join("\n".join(_lines(settings, record)) + "\n" for record in records)


def _settings(records: list[LandedRecord]) -> BibSettings:
    votes = CharsetEvidence.of(observe(record.payload, record.form) for record in records)
    return replace(SETTINGS, evidence=votes)


def _lines(settings: BibSettings, record: LandedRecord) -> Iterator[str]:
    done = prepare_one(settings, record)
    if done.bib is None:
        yield f"record {record.ordinal}: {done.fate} {done.reason}"
    else:
        yield f"record {record.ordinal}: {done.fate}, {done.bib.marc_format}, {done.bib.charset}"
        delivered = from_stored(done.bib.marc)
        yield "LDR " + _fixed(str(delivered.leader))
        yield from (_seen(_shown(field)) for field in delivered.fields)
        yield from map(_seen, _aside(settings, record))
    yield from (_seen(f"! {i.code} {i.field} {i.value}".rstrip()) for i in done.issues)


def _aside(settings: BibSettings, record: LandedRecord) -> Iterator[str]:
    """What stands elsewhere than in the record: dropped by a rule, unknown and kept, references, items."""
    trace = Trace()
    converted = _converted(settings, record, trace)
    for step in trace.steps:
        if step.claim.fate is SubfieldFate.DROPPED:
            yield f"- {step.tag}${step.code} dropped by {step.claim.rule}"
        elif step.claim.target == "items.csv":
            yield f"- {step.tag}${step.code} to {step.claim.target}"
    for kept in converted.kept:
        yield f"? {kept.tag} {kept.indicators.replace(' ', '#')} ${kept.code}{kept.value}"
    for found in converted.references:
        yield f"> {found.tag} {found.kind}: {found.heading} -> {found.target} {found.text}".rstrip()


def _converted(settings: BibSettings, record: LandedRecord, trace: Trace) -> Converted:
    source: Record = decode(record.payload, record.form, settings.charset, record.declared, settings.evidence).record
    found = verdict(source, settings.marc_format)
    return convert(source, settings.rules, found, isil=settings.isil, trace=trace)


def _shown(field: Field) -> str:
    return f"{field.tag} {_fixed(field.data or '')}" if field.tag in _FIXED else show(field)


def _fixed(text: str) -> str:
    return text.replace(" ", "#")


def _seen(text: str) -> str:
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
