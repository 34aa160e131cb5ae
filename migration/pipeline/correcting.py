"""One correction put on one row of the export, cell by cell."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from migration.extract.raw import COLUMNS
from migration.issues import Issue
from migration.pipeline.entity_rows import CELLS_UNKNOWN
from migration.pipeline.handed_in import Columns, Handed, columns_of, is_copy_of_rejects
from migration.pipeline.landed import LandedFile, LandedRow
from migration.privacy import find_identity_numbers, shape
from migration.rows import fold_column, width_problem
from migration.transform.corrections import Verdict, judge, plain
from migration.transform.protection import without_whereabouts

_ID = fold_column("Id")


@dataclass(slots=True)
class Draft:
    """A row of the export on its way to what its corrections make of it.

    ``name``: the key that the export numbers; ``overflow``: cells beyond the header; ``where``: the last correction.
    """

    row: LandedRow
    name: str
    legacy_id: str
    has_own_id: bool
    file: LandedFile
    cells: list[str]
    overflow: list[str]
    problem: str
    where: str = ""
    new_id: str = ""


@dataclass(slots=True)
class _Met:
    """What one correction says of its row: names of columns by verdict, and what is to be told besides."""

    cells: list[str]
    columns: dict[Verdict, list[str]] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)

    def of(self, verdict: Verdict) -> list[str]:
        return self.columns.setdefault(verdict, [])


def draft_of(row: LandedRow, name: str, legacy_id: str, *, has_own_id: bool) -> Draft:
    width = len(row.file.columns)
    cells = [*row.cells[:width], *[""] * (width - len(row.cells))]
    return Draft(row, name, legacy_id, has_own_id, row.file, cells, list(row.cells[width:]), row.problem)


def correct(table: str, draft: Draft, one: Handed, held: set[str]) -> list[Issue]:
    """Put one correction on its row. ``held``: ids that no row can be given. Returns what there is to tell about it."""
    columns = columns_of(draft.file, one.row.file, COLUMNS[table])
    if draft.problem and not columns.whole:
        return [Issue("correction_incomplete", one.where, draft.problem)]
    met = _judged(table, draft, columns, one)
    _judge_overflow(met, draft, columns, one)
    _judge_id(met, draft, one, held)
    if met.of(Verdict.CHANGED):
        _take_over(met, draft, columns, one)
    for code, verdict in (("correction_masked", Verdict.MASKED), ("correction_spoilt", Verdict.SPOILT)):
        if kept := met.of(verdict):
            met.issues.append(Issue(code, one.where, ", ".join(kept)))
    return met.issues or [Issue("correction_superfluous", one.where)]


def corrected(draft: Draft) -> LandedRow:
    """The row as it is after its corrections, in the place of the export's."""
    row = draft.row
    cells = [*draft.cells, *draft.overflow]
    numbered_as = draft.name if draft.new_id else ""
    return LandedRow(row.ordinal, row.line, draft.file, cells, draft.problem, row.cleaned, draft.where, numbered_as)


def _take_over(met: _Met, draft: Draft, columns: Columns, one: Handed) -> None:
    if draft.where:
        met.issues.append(Issue("correction_repeated", one.where, draft.where))
    met.issues.append(Issue("corrected", one.where, ", ".join(met.of(Verdict.CHANGED))))
    draft.file, draft.cells, draft.where = columns.file, met.cells, one.where
    draft.problem = width_problem([*met.cells, *draft.overflow], len(met.cells)) if draft.problem else ""


def _judged(table: str, draft: Draft, columns: Columns, one: Handed) -> _Met:
    """Each cell against what stands there. One that says what the export says does not undo an earlier correction."""
    met = _Met([*draft.cells, *[""] * (len(columns.file.columns) - len(draft.cells))])
    standing = [met.cells, *_as_exported(table, draft, one)]
    for at, place in columns.pairs:
        name, handed = columns.file.columns[place], one.row.cells[at]
        if fold_column(name) != _ID:
            verdict = _verdict([cells[place] if place < len(cells) else "" for cells in standing], handed)
            if verdict is Verdict.CHANGED:
                met.cells[place] = plain(handed)
            if verdict is not Verdict.SAME:
                met.of(verdict).append(name)
    return met


def _verdict(standing: Sequence[str], handed: str) -> Verdict:
    verdicts = {judge(cell, handed) for cell in standing}
    return next(verdict for verdict in Verdict if verdict in verdicts)


def _as_exported(table: str, draft: Draft, one: Handed) -> list[Sequence[str]]:
    """The export's cells; and as the rejects show them, which leave out where a person with a protected address is."""
    cells = draft.row.cells[: len(draft.row.file.columns)]
    if table != "raw_patron" or not is_copy_of_rejects(one.row.file):
        return [cells]
    return [cells, list(without_whereabouts(draft.row.as_mapping()).values())[: len(cells)]]


def _judge_overflow(met: _Met, draft: Draft, columns: Columns, one: Handed) -> None:
    """Cells beyond the header go where the correction leaves ``+`` empty, or has no such column and says all anew."""
    if not columns.whole or not any(cell.strip() for cell in draft.overflow):
        return
    if columns.overflow is None:
        draft.overflow = [] if met.of(Verdict.CHANGED) else draft.overflow
    elif not one.row.cells[columns.overflow].strip():
        draft.overflow = []
        met.of(Verdict.CHANGED).append("+")


def _judge_id(met: _Met, draft: Draft, one: Handed, held: set[str]) -> None:
    """A row that has an id of its own keeps it: others refer to it. One that has none may be given a free one."""
    place = draft.file.index.get(_ID)
    if place is None:
        return
    written_anew = draft.problem in CELLS_UNKNOWN and bool(met.of(Verdict.CHANGED))
    if written_anew:
        met.cells[place] = ""
    differs = judge(draft.row.reader().take("Id"), one.new_id) is Verdict.CHANGED
    if not one.new_id or one.new_id == draft.new_id or not (written_anew or differs):
        return
    if draft.has_own_id:
        met.issues.append(Issue("correction_id_kept", one.where, draft.legacy_id))
    elif one.new_id in held or find_identity_numbers(one.new_id) or "*" in one.new_id:
        met.issues.append(Issue("correction_id_refused", one.where, shape(one.new_id)))
    else:
        held.add(one.new_id)
        draft.new_id = met.cells[place] = one.new_id
        met.of(Verdict.CHANGED).insert(0, draft.file.columns[place])
