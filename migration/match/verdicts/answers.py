"""A row of a workbook as a verdict, if it has an answer that can be understood."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from migration.ids import target_id
from migration.match.verdicts.files import is_date
from migration.match.verdicts.layout import ANSWER, ANSWERS, COMMENT, DECIDED_ON, INITIALS, KEYS
from migration.match.verdicts.tables import TableRow
from migration.match.verdicts.verdict import Answer, Named, Verdict, named
from migration.model import Entity
from migration.privacy import mask

_WORDS: Mapping[str, Answer | None] = {
    **ANSWERS,
    "ja": Answer.MUST, "like": Answer.MUST, "same": Answer.MUST, "must": Answer.MUST,
    "nei": Answer.CANNOT, "ikkje same": Answer.CANNOT, "ulike": Answer.CANNOT, "not same": Answer.CANNOT,
    "cannot": Answer.CANNOT, "veit ikkje": None, "vet ikkje": None, "usikker": None, "?": None,
}  # fmt: skip
"""What people write where they do not use the list; nynorsk and English, too."""
_DAY_FIRST = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")
_MOST_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Understood:
    """One row. Either ``verdict`` is set, or ``problem``, or it has no answer (``unsure``: it says so itself)."""

    row: TableRow
    verdict: Verdict | None = None
    problem: str = ""
    unsure: bool = False


class _ProblemError(Exception):
    """A row cannot be taken; the text says why, and what to do."""


def understand(row: TableRow, sources: Collection[str], today: date) -> Understood:
    """``sources``: the keys of ``sources.yaml``; ``today``: when a row without a date was decided."""
    text = row.cells.get(ANSWER, "").casefold().rstrip(".!")
    if not text:
        return Understood(row)
    if text not in _WORDS:
        return Understood(row, problem=f"the answer {text!r} is none of {', '.join(ANSWERS)}; choose one of them")
    answer = _WORDS[text]
    if answer is None:
        return Understood(row, unsure=True)
    try:
        return Understood(row, _verdict(row, answer, sources, today))
    except _ProblemError as error:
        return Understood(row, problem=str(error))


def _verdict(row: TableRow, answer: Answer, sources: Collection[str], today: date) -> Verdict:
    one, other = (_record(row, keys, sources) for keys in (KEYS[:3], KEYS[3:]))
    if one == other:
        raise _ProblemError("the two records are the same one; take the row out")
    if not row.cells.get(INITIALS):
        raise _ProblemError(f"{INITIALS} is empty; write who decided")
    return Verdict(
        answer=answer,
        one=one,
        other=other,
        who=mask(row.cells[INITIALS]),
        decided_on=_day(row.cells.get(DECIDED_ON, ""), today),
        why=mask(row.cells.get(COMMENT, "")),
    )


def _record(row: TableRow, keys: tuple[str, ...], sources: Collection[str]) -> Named:
    """The record that the keys name. Its target id, where it is there, tells whether the others were changed."""
    source, legacy_id, target = (row.cells.get(key, "") for key in keys)
    if not source or not legacy_id:
        raise _ProblemError(
            f"{keys[0]} or {keys[1]} is empty; copy the whole row from the workbook, with hidden columns"
        )
    if source not in sources:
        raise _ProblemError(f"the source {source!r} is not in sources.yaml; it has {', '.join(sorted(sources))}")
    if not target:
        return named(source, legacy_id)
    found = next((text for text in _as_it_was(legacy_id) if target_id(source, Entity.BIB, text) == target), None)
    if found is None:
        told = "do not belong together: columns were sorted or changed apart from each other"
        raise _ProblemError(f"{keys[0]}, {keys[1]} and {keys[2]} {told}; answer this row in a fresh workbook")
    return named(source, found)


def _as_it_was(legacy_id: str) -> list[str]:
    """The text, and with the zeros in front that spreadsheets take from numbers."""
    zeros = range(len(legacy_id) + 1, _MOST_DIGITS + 1) if legacy_id.isdecimal() else ()
    return [legacy_id, *(legacy_id.zfill(length) for length in zeros)]


def _day(text: str, today: date) -> str:
    """A date as YYYY-MM-DD; DD.MM.YYYY is read, too."""
    if not text:
        return today.isoformat()
    found = _DAY_FIRST.fullmatch(text)
    iso = f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}" if found else text[:10]
    if not is_date(iso):
        raise _ProblemError(f"{DECIDED_ON} {text!r} is no date; write it as 2026-11-22, or leave it empty")
    return iso
