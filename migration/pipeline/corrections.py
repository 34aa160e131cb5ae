"""Corrections that a library hands in, applied to the rows of its export as they are read back.

A correction replaces cells of one row. It never makes a row and never takes one away: rows are counted in the export.
What a file says twice, what names no row and what a spreadsheet spoilt is an issue, never a guess.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from migration.extract.corrections import corrects_by_id
from migration.issues import Issue
from migration.model import Entity
from migration.pipeline.correcting import Draft, correct, corrected, draft_of
from migration.pipeline.entity_rows import own_key
from migration.pipeline.handed_in import Handed, handed_in
from migration.pipeline.landed import LandedFile, LandedRow, correction_rows, is_correction, landed_rows
from migration.pipeline.sink import Sink
from migration.pipeline.writer import LegacyIds

ENTITIES: Mapping[str, str] = {
    "raw_item": Entity.ITEM,
    "raw_patron": Entity.PATRON,
    "raw_loan": Entity.LOAN,
    "raw_reservation": Entity.RESERVATION,
    "raw_fee": Entity.FEE,
}
"""The entity of each raw table; the small tables have none."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What the corrections of one table come to. ``rows``: the corrected rows, by ordinal; ``found``: legacy id, issue.

    ``found`` names legacy ids as they stand after the corrections.
    """

    rows: Mapping[int, LandedRow]
    found: tuple[tuple[str, Issue], ...]


def plans(
    connection: Connection, source: str, files: Mapping[int, LandedFile], charset: str, sink: Sink
) -> dict[str, Plan]:
    """A plan for each table of rows that has corrections; what there is to tell goes into ``sink``."""
    made = {}
    for table in sorted({file.table for file in files.values() if is_correction(file)}):
        if corrects_by_id(table):
            handed = correction_rows(connection, source, table, files, charset)
            made[table] = plan(source, table, handed, landed_rows(connection, source, table, files, charset))
            for legacy_id, issue in made[table].found:
                sink.add_issues(ENTITIES.get(table, ""), legacy_id, [issue])
    return made


def apply(rows: Iterator[LandedRow], plan: Plan | None) -> Iterator[LandedRow]:
    """The rows as they are after their corrections."""
    if plan is None:
        return rows
    return (plan.rows.get(row.ordinal, row) for row in rows)


def plan(source: str, table: str, corrections: Iterable[LandedRow], rows: Iterable[LandedRow]) -> Plan:
    """Settle the corrections of one table in their order. Goes through ``rows`` once."""
    handed, found = _usable(source, corrections)
    drafts, held = _meant(ENTITIES.get(table, ""), handed, rows)
    for one in handed:
        draft = drafts.get(one.key)
        if draft is None or _has_moved(one, draft):
            found.append((one.shown_key, Issue("correction_unmatched", one.where, one.shown_key)))
            continue
        issues = correct(table, draft, one, held)
        if draft.new_id:
            drafts.setdefault(draft.new_id, draft)
        found += [(draft.new_id or draft.legacy_id, issue) for issue in issues]
    return Plan({d.row.ordinal: corrected(d) for d in drafts.values() if d.where}, tuple(found))


def _usable(source: str, corrections: Iterable[LandedRow]) -> tuple[list[Handed], list[tuple[str, Issue]]]:
    """The corrections that name a row of this source, and what is wrong with the others."""
    handed: list[Handed] = []
    issues: list[Issue] = []
    others: Counter[str] = Counter()
    for one in map(handed_in, corrections):
        if one.row.problem:
            width = f"{len(one.row.cells)}/{len(one.row.file.columns)}"
            issues.append(Issue("correction_unreadable", one.where, width))
        elif one.source and one.source.casefold() != source:
            others[one.row.file.name] += 1
        elif one.key:
            handed.append(one)
        else:
            issues.append(Issue("correction_without_id", one.where))
    issues += [Issue("correction_of_other_source", name, str(count)) for name, count in others.items()]
    return handed, [("", issue) for issue in issues]


def _meant(entity: str, handed: Sequence[Handed], rows: Iterable[LandedRow]) -> tuple[dict[str, Draft], set[str]]:
    """The rows that the corrections name, by legacy id; and which of the ids that they give are the export's already.

    Only keys that matter are counted: those that are named, and those from which a named one (``12#2``) is numbered.
    """
    wanted = {one.key for one in handed}
    counted = wanted | {key.rpartition("#")[0] for key in wanted} - {""}
    given = {one.new_id for one in handed}
    ids = LegacyIds()
    drafts: dict[str, Draft] = {}
    held: set[str] = set()
    for row in rows if handed else ():
        key, _ = own_key(entity, row, row.reader())
        if key in given:
            held.add(key)
        name = key or f"@{row.ordinal}"
        if name in counted or name.rpartition("#")[0] in counted:
            legacy_id, taken = ids.number(name)
            if legacy_id in wanted:
                drafts[legacy_id] = draft_of(row, name, legacy_id, has_own_id=bool(key) and not taken)
    return drafts, held


def _has_moved(one: Handed, draft: Draft) -> bool:
    """Whether a row that is known by its place alone (``@17``, ``12#2``) lies elsewhere now: the export is another."""
    place = (draft.row.file.name, str(draft.row.line))
    return not draft.has_own_id and all(one.place) and one.place != place
