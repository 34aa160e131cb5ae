"""What a filled-in mapping workbook decides: judged against the tables as they are now, with all problems at once.

Only what differs from what the workbook was written from counts: what others have decided meanwhile stands.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from migration.crosswalks import Row
from migration.quality.mapping_book import layout
from migration.quality.mapping_book.lines import EVERYBODY, CodeList
from migration.quality.mapping_book.reading import BEGIN_AGAIN, Answer, Filled, Key, MappingBookError, read_book
from migration.quality.mapping_book.targets import proposer
from migration.quality.mapping_book.writing import target_of

Said = tuple[str, str, str]
"""Target, note and by whom."""
NOTHING: Said = ("", "", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One decision that the workbook makes (``added``), changes (``changed``; ``noted``: only the note or by whom) or
    revokes (``removed``). ``before``, ``after``: targets; ``(utelates)`` for what is left out on purpose, empty for
    what is undecided. ``note``, ``decided_by``: as they stand afterwards."""

    code_list: str
    kind: str
    source: str
    legacy_code: str
    before: str
    after: str
    note: str
    decided_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """``rows``: of the lists that change, in their order. ``undecided_notes``: places of notes on codes that nobody has
    decided; a table cannot hold them."""

    rows: Mapping[str, Sequence[Row]]
    changes: Sequence[Change]
    undecided_notes: Sequence[str]


def read_mappings(path: Path, code_lists: Sequence[CodeList], sources: Collection[str]) -> Decisions:
    """Raises MappingBookError with every problem."""
    problems: list[str] = []
    filled = read_book(path, [one.name for one in code_lists], problems)
    present = [one for one in code_lists if one.name in filled.answers]
    for one in present:
        problems += _problems(one, filled, {EVERYBODY, *sources})
    if problems:
        raise MappingBookError(problems)
    after = {one.name: _rows(one, _changed(one, filled)) for one in present}
    changes = [change for one in present for change in _changes(one, after[one.name])]
    touched = {change.code_list for change in changes}
    return Decisions(
        rows={name: rows for name, rows in after.items() if name in touched},
        changes=changes,
        undecided_notes=[where for one in present for where in _undecided_notes(one, filled)],
    )


def _problems(one: CodeList, filled: Filled, sources: Collection[str]) -> Iterator[str]:
    yield from _twice(filled.answers[one.name])
    yield from _gone(one, filled)
    propose = proposer(one)
    for answer in _changed(one, filled).values():
        if answer.source not in sources:
            yield f"{answer.where}: source {answer.source!r} is not in sources.yaml (use * for all)"
        if not answer.code:
            yield f"{answer.where}: the code is empty; write it, or empty the row"
        if one.valid and answer.target and answer.target not in (*one.valid, layout.IGNORED):
            near = ", ".join(propose(answer.target)) or f"see the sheet {layout.VALUES}"
            yield f"{answer.where}: {answer.target!r} is no value of {one.name}; perhaps {near}"
        yield from _overtaken(one, filled, answer)


def _twice(answers: Sequence[Answer]) -> Iterator[str]:
    first: dict[Key, Answer] = {}
    for answer in answers:
        if first.setdefault(answer.key, answer) is not answer:
            also = first[answer.key].where
            yield f"{answer.where}: {answer.source} {answer.code} stands in {also}, too; take one of them out"


def _gone(one: CodeList, filled: Filled) -> Iterator[str]:
    there = {answer.key for answer in filled.answers[one.name]}
    for key, written in filled.written.get(one.name, {}).items():
        if key not in there:
            yield (
                f"{one.name}: the row of {written.source} {written.code} is gone: deleted, or its source or code "
                f"was changed; put it back, and empty “{layout.TARGET}” to revoke it"
            )


def _changed(one: CodeList, filled: Filled) -> dict[Key, Answer]:
    """The answers that are not what the workbook was written with. A code without a target was never decided."""
    written = filled.written.get(one.name, {})
    return {
        answer.key: answer
        for answer in filled.answers[one.name]
        if (answer.said != written[answer.key].said if answer.key in written else answer.target)
    }


def _overtaken(one: CodeList, filled: Filled, answer: Answer) -> Iterator[str]:
    written = filled.written.get(one.name, {}).get(answer.key)
    now = _said(one.crosswalk.rows.get(answer.key))
    if now not in (written.said if written else NOTHING, _wanted(answer)):
        yield (
            f"{answer.where}: {answer.source} {answer.code} was decided by somebody else since "
            f"({now[0] or 'revoked'}); {BEGIN_AGAIN}"
        )


def _said(row: Row | None) -> Said:
    return (target_of(row), row.note, row.decided_by) if row else NOTHING


def _wanted(answer: Answer) -> Said:
    return answer.said if answer.target else NOTHING


def _rows(one: CodeList, changed: Mapping[Key, Answer]) -> list[Row]:
    """The decisions after the workbook: those that stood in their order, then the new ones by source and code."""
    standing = one.crosswalk.rows
    kept = [_row(changed[key], row.legacy_code) if key in changed else row for key, row in standing.items()]
    new = [_row(answer, answer.code) for key, answer in sorted(changed.items()) if key not in standing]
    return [row for row in (*kept, *new) if row is not None]


def _row(answer: Answer, legacy_code: str) -> Row | None:
    if not answer.target:
        return None
    is_ignored = answer.target == layout.IGNORED
    return Row(
        source=answer.source,
        legacy_code=legacy_code,
        target_code="" if is_ignored else answer.target,
        status="ignored" if is_ignored else "mapped",
        note=answer.note,
        decided_by=answer.decided_by,
    )


def _changes(one: CodeList, rows: Sequence[Row]) -> Iterator[Change]:
    after = {(row.source, row.legacy_code.casefold()): row for row in rows}
    for key in sorted({*one.crosswalk.rows, *after}):
        old, new = one.crosswalk.rows.get(key), after.get(key)
        either = new or old
        if old != new and either is not None:
            yield Change(
                code_list=one.name,
                kind=_kind(old, new),
                source=either.source,
                legacy_code=either.legacy_code,
                before=target_of(old),
                after=target_of(new),
                note=new.note if new else "",
                decided_by=new.decided_by if new else "",
            )


def _kind(old: Row | None, new: Row | None) -> str:
    if old is None or new is None:
        return "added" if old is None else "removed"
    return "noted" if target_of(old) == target_of(new) else "changed"


def _undecided_notes(one: CodeList, filled: Filled) -> Iterator[str]:
    written = filled.written.get(one.name, {})
    for answer in filled.answers[one.name]:
        if answer.key not in written and not answer.target and (answer.note or answer.decided_by):
            yield answer.where
