"""One record before and after, side by side, with the rule beside each change: what a page or a table shows of it.

Identity numbers are masked. What a rule on secrets or on notes about borrowers took out is never shown.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pymarc import Field, Record

from migration.marc.conversion.private import CREDENTIALS
from migration.marc.conversion.trace import EMPTY, Step, SubfieldFate, Trace
from migration.marc.fields import indicators_kept
from migration.marc.tables import RuleNote
from migration.privacy import mask

HIDDEN = "▒▒▒▒▒"
"""Stands where a value is not shown."""

_PRIVATE = "private_notes/"
_TARGETS = re.compile(r"[^\s,;+]+")
_WITHOUT_ROW: Mapping[str, tuple[str, str]] = {
    "": (
        "Ingen regel kjenner dette; det er tatt vare på i databasen, men leveres ikke.",
        "No rule knows this; it is kept in the database, and not delivered.",
    ),
    "marc21": ("Posten er MARC 21 fra før; feltet står som det er.", "The record is MARC 21; the field stays."),
    EMPTY: ("Delfeltet har ingen tekst.", "The subfield has no text."),
    CREDENTIALS: ("Nettadresse med passord; leveres aldri.", "An address with a password; never delivered."),
}
"""What rules that are no rows of a table say, in Bokmål and English."""

_ORIGINS: Mapping[str, tuple[str, str]] = {
    "001": ("id-en i leveransen", "the id in the delivery"),
    "003": ("bibliotekets nummer (ISIL)", "the library's number (ISIL)"),
    "007": ("fra 007, eller fra dokumenttypen (019 $b)", "from 007, or from the document type (019 $b)"),
    "008": ("fra 008, 019, språk, utgivelsessted og år", "from 008, 019, language, place and year"),
    "035": ("nummeret i kilden", "the number in the source"),
    "041": ("fra språkkodene", "from the language codes"),
    "336": ("fra dokumenttypen (019 $b eller 245 $h)", "from the document type (019 $b or 245 $h)"),
    "337": ("fra dokumenttypen (019 $b eller 245 $h)", "from the document type (019 $b or 245 $h)"),
    "338": ("fra dokumenttypen (019 $b eller 245 $h)", "from the document type (019 $b or 245 $h)"),
    "385": ("fra målgruppen (019 $a, $e eller 008/22)", "from the audience (019 $a, $e or 008/22)"),
    "386": ("fra nasjonalitet ($j)", "from nationality ($j)"),
    "521": ("fra aldersgrensen (019 $s eller 008/22)", "from the age limit (019 $s or 008/22)"),
    "655": ("fra formkodene (019 $d eller 008/33)", "from the codes of form (019 $d or 008/33)"),
}
"""Where derived fields come from in general, in Bokmål and English."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A subfield (or a whole control field, code ``""``) of the source and its fate.

    ``rule``: its id, empty for what is unknown; ``note``, ``rule_source``, ``status``: what its row says; ``note_en``:
    the note in English, empty where the row has none.
    """

    code: str
    value: str
    fate: SubfieldFate
    target: str
    rule: str
    note: str
    rule_source: str
    status: str
    note_en: str


@dataclass(frozen=True, slots=True)
class Made:
    """A field of the new record. A control field has one subfield without a code."""

    tag: str
    indicators: str
    subfields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A field of the source and the fields that it became. ``same``: it became itself."""

    tag: str
    indicators: str
    units: tuple[Unit, ...]
    made: tuple[Made, ...]

    @property
    def same(self) -> bool:
        own = Made(self.tag, self.indicators, tuple((unit.code, unit.value) for unit in self.units))
        return self.made == (own,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """A field that no single field became. ``origins``: the subfields that went into it; ``note``: where from;
    ``note_en``: the same in English."""

    made: Made
    origins: tuple[str, ...]
    note: str
    note_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SideBySide:
    """A whole record. ``rules``: ids of all rules that were used, each once."""

    leader_before: str
    leader_after: str
    lines: tuple[Line, ...]
    derived: tuple[Derived, ...]

    @property
    def rules(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(unit.rule for line in self.lines for unit in line.units))


def side_by_side(
    source: Record,
    trace: Trace,
    after: Sequence[Field],
    leader_after: str,
    notes: Mapping[str, RuleNote],
    lang: str = "nb",
) -> SideBySide:
    """``after``: the record as it is delivered; ``notes``: every rule's row by its id; ``lang``: ``nb`` or ``en``."""
    steps: dict[int, list[Step]] = {}
    for step in trace.steps:
        steps.setdefault(step.place, []).append(step)
    delivered = [_made(field) for field in after]
    made: dict[int, list[Made]] = {}
    for place, field in trace.made:
        if (found := _made(field)) in delivered:
            made.setdefault(place, []).append(found)
    _give_control_fields_back(source, made)
    of_fields = [found for place, fields in made.items() if place >= 0 for found in fields]
    lines = [
        _line(field, steps.get(place, []), made.get(place, []), notes, lang)
        for place, field in enumerate(source.fields)
    ]
    return SideBySide(
        leader_before=str(source.leader),
        leader_after=leader_after,
        lines=tuple(lines),
        derived=tuple(_derived(found, trace.steps, lang) for found in delivered if found not in of_fields),
    )


def _give_control_fields_back(source: Record, made: dict[int, list[Made]]) -> None:
    """007 and 008 are made for the record as a whole; they are shown beside those of the source, in their order."""
    derived = made.get(-1, [])
    for place, field in enumerate(source.fields):
        if field.tag in ("007", "008") and not made.get(place):
            found = next((one for one in derived if one.tag == field.tag), None)
            if found is not None:
                derived.remove(found)
                made[place] = [found]


def _line(field: Field, steps: Sequence[Step], made: Sequence[Made], notes: Mapping[str, RuleNote], lang: str) -> Line:
    return Line(
        tag=field.tag,
        indicators="" if field.control_field else "".join(indicators_kept(field)),
        units=tuple(_unit(step, notes, lang) for step in steps),
        made=tuple(made),
    )


def _unit(step: Step, notes: Mapping[str, RuleNote], lang: str) -> Unit:
    claim = step.claim
    hidden = claim.rule == CREDENTIALS or claim.rule.startswith(_PRIVATE)
    found = note_of(claim.rule, notes)
    return Unit(
        code=step.code,
        value=HIDDEN if hidden else mask(step.value),
        fate=claim.fate,
        target=claim.target,
        rule=claim.rule,
        note=found.note_en or found.note_nb if lang == "en" else found.note_nb,
        rule_source=found.source,
        status=found.status,
        note_en=found.note_en,
    )


def note_of(rule: str, notes: Mapping[str, RuleNote]) -> RuleNote:
    """What a rule says to people, be it a row of a table or not."""
    return notes.get(rule) or RuleNote(in_words(rule), "", "", in_words(rule, "en"))


def in_words(rule: str, lang: str = "nb") -> str:
    """What a rule says that is no row of a table; empty for all others."""
    nb, en = _WITHOUT_ROW.get(rule, ("", ""))
    return nb if lang == "nb" else en


def _made(field: Field) -> Made:
    if field.control_field:
        return Made(field.tag, "", (("", mask(field.data or "")),))
    return Made(
        field.tag, "".join(indicators_kept(field)), tuple((code, mask(value)) for code, value in field.subfields)
    )


def _derived(made: Made, steps: Sequence[Step], lang: str) -> Derived:
    nb, en = _ORIGINS.get(made.tag, ("satt inn ved konverteringen", "set in by the conversion"))
    return Derived(made=made, origins=_origins(made.tag, steps), note=nb if lang == "nb" else en, note_en=en)


def _origins(tag: str, steps: Sequence[Step]) -> tuple[str, ...]:
    """Units whose claims name the tag as a target, as ``019$b``."""
    found = (
        f"{step.tag}${step.code}" if step.code else step.tag
        for step in steps
        if any(target.startswith(tag) for target in _TARGETS.findall(step.claim.target))
    )
    return tuple(dict.fromkeys(found))
