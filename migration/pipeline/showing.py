"""Show: one record before and after, made afresh from its landed bytes by the rules as they stand now."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pymarc import Field, Subfield
from sqlalchemy import ColumnElement, Connection, and_, select

from migration.issues import Issue
from migration.marc.conversion.private import about_borrower, must_not_be_shown, without_secrets
from migration.marc.conversion.sidebyside import HIDDEN, SideBySide, side_by_side
from migration.marc.conversion.trace import SubfieldFate, Trace
from migration.marc.conversion.work import Work
from migration.marc.reading.decode import UnreadableRecordError
from migration.marc.rules import Rules
from migration.marc.stored import control_field, data_field, from_stored, two_indicators
from migration.model import Entity
from migration.pipeline.bibs import bib_settings
from migration.pipeline.landed import LandedFile, landed_files
from migration.pipeline.origins import title_of
from migration.pipeline.project import ConfigurationError, OrderError, Project
from migration.pipeline.stage import passed
from migration.privacy import mask
from migration.quality.shown import Shown, shown_issues
from migration.staging.engine import reading
from migration.staging.schema import core_bib, issue, ledger, matched_bib_member, matched_change, raw_bib
from migration.transform.bibs import BibSettings, LandedRecord, PreparedBib, Told, prepare_one, tell

NEAR = 8
"""Ids to name where one is not found."""
RAW_LINES, RAW_LENGTH = 200, 500
"""Of a record that can't be read: so many lines of so many characters."""

_CUTS = re.compile("[\x1d\x1e\r\n]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def show(project: Project, source: str, record_id: str, lang: str = "nb") -> Shown:
    """One record by its legacy id or its target id. ``lang``: ``nb`` or ``en``.

    Raises ConfigurationError for an unknown id, with ids near it; OrderError where the source isn't standardized.
    """
    project.source(source)
    with reading(project.engine) as connection:
        if not passed(connection, source, "standardize"):
            raise OrderError(f"{source} has not been standardized; run grenselos run {source} first")
        entry = _entry(connection, source, record_id)
        if entry is None:
            near = ", ".join(_near(connection, source, record_id))
            raise ConfigurationError([f"{source} has no record {record_id!r}; ids near it: {near or 'none'}"])
        shown = shown_by(view_of(project, connection, source, lang), entry)
        return replace(shown, part_of=title_of(connection, project.mappings.sources, source, entry.legacy_id))


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What the records of one source are shown with."""

    connection: Connection
    settings: BibSettings
    files: Mapping[int, LandedFile]
    lang: str


def view_of(project: Project, connection: Connection, source: str, lang: str) -> View:
    settings = bib_settings(project, connection, source)
    return View(connection=connection, settings=settings, files=landed_files(connection, source), lang=lang)


_ENTRY = (ledger.c.legacy_id, ledger.c.fate, ledger.c.reason, ledger.c.target_id, ledger.c.ordinal, ledger.c.correction)


def _entry(connection: Connection, source: str, record_id: str) -> Any:
    """The ledger's row of a record by its legacy id, its own target id, or the id of the title that it is part of."""
    found = by_legacy_id(connection, source, record_id)
    if found is not None:
        return found
    b, m = core_bib.c, matched_bib_member.c
    wanted = record_id.lower()
    own = select(b.legacy_id).where(b.source == source, b.target_id == wanted)
    of_title = select(m.legacy_id).where(m.source == source, m.bib_id == wanted).order_by(m.legacy_id)
    for query in (own, of_title):
        legacy_id = connection.execute(query).scalars().first()
        if legacy_id is not None:
            return by_legacy_id(connection, source, legacy_id)
    return None


def by_legacy_id(connection: Connection, source: str, legacy_id: str) -> Any:
    l = ledger.c  # noqa: E741 - the table's columns
    query = select(*_ENTRY).where(l.source == source, l.entity == Entity.BIB, l.legacy_id == legacy_id)
    return connection.execute(query).first()


def _near(connection: Connection, source: str, record_id: str) -> list[str]:
    """Ids that hold what was asked for, and its neighbours in the order of the ids."""
    ids = select(ledger.c.legacy_id).where(ledger.c.source == source, ledger.c.entity == Entity.BIB)
    bare = record_id.lstrip("0") or record_id
    queries = (
        ids.where(ledger.c.legacy_id.contains(bare, autoescape=True)).order_by(ledger.c.legacy_id),
        ids.where(ledger.c.legacy_id < record_id).order_by(ledger.c.legacy_id.desc()),
        ids.where(ledger.c.legacy_id > record_id).order_by(ledger.c.legacy_id),
    )
    found = [i for query in queries for i in connection.execute(query.limit(NEAR // 2)).scalars()]
    return sorted(dict.fromkeys(found[:NEAR]))


def shown_by(view: View, entry: Any) -> Shown:
    """Raises OrderError for a record of a database that an older version standardized."""
    landed, file, offset = _landed(view, entry)
    prepared = prepare_one(view.settings, landed)
    try:
        told = tell(view.settings, landed)
    except UnreadableRecordError:
        told = None
    issues = [*prepared.issues, *_further_issues(view, entry, prepared)]
    in_words = shown_issues(issues, view.lang)
    return Shown(
        source=view.settings.source,
        legacy_id=entry.legacy_id,
        target_id=entry.target_id,
        **_change(view, entry),
        title=mask(_title(told)),
        fate=entry.fate,
        reason=entry.reason,
        reason_text=next((found.text for found in in_words if found.code == entry.reason), ""),
        file=file,
        offset=offset,
        charset=told.decoded.charset if told else "",
        marc_format=told.verdict.format if told else "",
        evidence=told.verdict.evidence if told else (),
        record=_side_by_side(view, entry, prepared, told) if told else None,
        raw=() if told else tuple(_readable(landed.payload, view.settings.rules)),
        issues=in_words,
        stale=_stale(view, entry, prepared),
        part_of=None,
    )


def _landed(view: View, entry: Any) -> tuple[LandedRecord, str, int]:
    """The landed record, the name of its file, and the byte at which it begins there."""
    source = view.settings.source
    if entry.ordinal is None:
        raise OrderError(f"{source} was standardized by an older version; run grenselos standardize {source} first")
    r = raw_bib.c
    query = select(r.file_no, r.line, r.payload, r.problem).where(r.source == source, _is_it(view, entry))
    file_no, offset, payload, problem = view.connection.execute(query).one()
    file = view.files[file_no]
    return LandedRecord(entry.ordinal, payload, file.form, file.charset, problem), file.name, offset


def _is_it(view: View, entry: Any) -> ColumnElement[bool]:
    """The raw record of an entry: the export's, or the one that the library handed in to correct it."""
    name, _, offset = entry.correction.rpartition(":")
    numbers = [number for number, file in view.files.items() if name and file.name == name]
    if not numbers:
        return and_(raw_bib.c.ordinal == entry.ordinal)
    return and_(raw_bib.c.file_no.in_(numbers), raw_bib.c.line == int(offset))


def _further_issues(view: View, entry: Any, prepared: PreparedBib) -> Iterable[Issue]:
    """Why a record was left out that by itself would do: its id was taken, or a rule excludes it."""
    if not entry.reason or entry.reason in {found.code for found in prepared.issues}:
        return []
    i = issue.c
    query = select(i.code, i.field, i.value).where(
        i.source == view.settings.source, i.stage == "standardize", i.entity == Entity.BIB,
        i.legacy_id == entry.legacy_id, i.code == entry.reason,
    )  # fmt: skip
    return [Issue(*row) for row in view.connection.execute(query)]


def _title(told: Told | None) -> str:
    fields = told.decoded.record.get_fields("245") if told else []
    return " : ".join(value.strip(" /:") for field in fields[:1] for value in field.get_subfields("a", "b"))


def _change(view: View, entry: Any) -> dict[str, str]:
    """How the record came into its title and from which one, if the last matching changed that."""
    c = matched_change.c
    query = select(c.kind, c.former_bib_id).where(c.source == view.settings.source, c.legacy_id == entry.legacy_id)
    found = view.connection.execute(query).one_or_none()
    return (
        {"change": found.kind, "former_bib_id": found.former_bib_id} if found else {"change": "", "former_bib_id": ""}
    )


def _stale(view: View, entry: Any, prepared: PreparedBib) -> bool:
    b = core_bib.c
    query = select(b.marc).where(b.source == view.settings.source, b.legacy_id == entry.legacy_id)
    stored = view.connection.execute(query).scalar_one_or_none()
    return stored is not None and (prepared.bib is None or prepared.bib.marc != stored)


def _side_by_side(view: View, entry: Any, prepared: PreparedBib, told: Told) -> SideBySide:
    rules = view.settings.rules
    trace, after = _without_private(told.trace, rules), list(told.converted.record.fields)
    if prepared.bib is not None and entry.target_id:
        numbers = _numbers(entry, view.settings.isil)
        trace = _with_numbers(trace, numbers)
        own = [field for field in from_stored(prepared.bib.marc).fields if not _is_one_of(field, numbers["001"])]
        after = [*numbers["001"], *numbers["003"], *own]
    return side_by_side(told.decoded.record, trace, after, str(told.converted.record.leader), rules.notes, view.lang)


def _without_private(trace: Trace, rules: Rules) -> Trace:
    """What no rule knows is shown, unless it holds a password or names a borrower."""
    steps = [
        replace(step, value=HIDDEN)
        if step.claim.fate is SubfieldFate.UNKNOWN and must_not_be_shown(step.value, rules)
        else step
        for step in trace.steps
    ]
    return replace(trace, steps=steps)


def _numbers(entry: Any, isil: str) -> dict[str, list[Field]]:
    """What the delivery makes of 001 and 003."""
    old = data_field("035", two_indicators("  "), [Subfield("a", f"({isil}){entry.legacy_id}")])
    return {"001": [control_field("001", entry.target_id), old], "003": [control_field("003", isil)]}


def _is_one_of(field: Field, fields: Sequence[Field]) -> bool:
    return any(field.tag == other.tag and field.subfields == other.subfields for other in fields)


def _with_numbers(trace: Trace, numbers: Mapping[str, list[Field]]) -> Trace:
    made = [(place, new) for place, field in trace.made for new in numbers.get(field.tag, [field])]
    return replace(trace, made=made)


def _readable(payload: bytes, rules: Rules) -> Iterator[str]:
    """What can be read of bytes that are no record, line by line, without secrets and notes about borrowers."""
    try:
        text = payload.decode()
    except UnicodeDecodeError:
        text = payload.decode("latin-1")
    lines = [line for line in _CUTS.split(text) if line.strip()]
    for line in lines[:RAW_LINES]:
        shown = mask(_CONTROL.sub("", line.replace("\x1f", " $")))
        yield HIDDEN if _is_private(shown, rules) else shown[:RAW_LENGTH]


def _is_private(text: str, rules: Rules) -> bool:
    field = data_field("590", two_indicators("  "), [Subfield("a", text)])
    work = Work(rules)
    return without_secrets(field, work) is None or about_borrower(field, work)
