"""Reads the sample back from a filled-in workbook: every row as an answer, as unanswered, or with all its problems."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from migration.ids import target_id
from migration.privacy import mask
from migration.quality.samples.answer import Answer, Verdict
from migration.quality.samples.layout import DAY, INITIALS, KEYS, SHEET, VERDICT, VERDICTS, WRONG

NEEDED = (VERDICT, WRONG, INITIALS, DAY, *KEYS)
_OTHER_WORDS: Mapping[str, Verdict] = {
    "o.k": Verdict.OK, "riktig": Verdict.OK, "rett": Verdict.OK, "right": Verdict.OK,
    "gal": Verdict.FAULT, "galt": Verdict.FAULT, "wrong": Verdict.FAULT, "fault": Verdict.FAULT,
    "usikkert": Verdict.UNSURE, "vet ikke": Verdict.UNSURE, "veit ikkje": Verdict.UNSURE, "unsure": Verdict.UNSURE,
    "?": Verdict.UNSURE,
}  # fmt: skip
"""What people write where they do not use the list; Nynorsk and English, too."""
_BY_WORD = {**VERDICTS, **_OTHER_WORDS}
_DAY_FIRST = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")
_BLANKS = re.compile(r"\s+")
_LOOKED_AT = 20
"""Rows that may stand above the headings."""


class UnreadableWorkbookError(Exception):
    """A file has no sample that can be read. The text says why, and what to do."""


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row. Either ``answer`` is set, or ``problems``; neither where nothing was answered."""

    where: str
    answer: Answer | None = None
    problems: tuple[str, ...] = ()


@dataclass(slots=True)
class _Cells:
    """A row's texts by heading, and what cannot be used of it."""

    texts: dict[str, str]
    problems: list[str] = field(default_factory=list)


def read_sample(path: Path, sources: Collection[str], today: date) -> list[ReadRow]:
    """Every row of the sample. ``sources``: the keys of ``sources.yaml``; ``today``: for rows without a date.

    Raises UnreadableWorkbookError.
    """
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True)
        try:
            return _rows(path.name, book, sources, today)
        finally:
            book.close()
    except OSError as error:
        raise UnreadableWorkbookError(f"cannot be read ({error.strerror or 'no workbook'})") from error
    except (InvalidFileException, BadZipFile, KeyError, ValueError, TypeError, SyntaxError) as error:
        told = "is no workbook that can be read; open it, save it as .xlsx without a password, and try again"
        raise UnreadableWorkbookError(told) from error


def _rows(file: str, book: Any, sources: Collection[str], today: date) -> list[ReadRow]:
    sheet = next((s for s in book.worksheets if s.title.casefold() == SHEET.casefold()), None)
    if sheet is None:
        raise UnreadableWorkbookError(f"has no sheet {SHEET}; hand in the workbook of the report itself, all sheets")
    sheet.reset_dimensions()
    lines = enumerate(sheet.iter_rows(), start=1)
    columns = _columns(lines)
    found = (_read(f"{file}, {SHEET}:{n}", _cells(line, columns), sources, today) for n, line in lines)
    return [row for row in found if row is not None]


def _columns(lines: Iterator[tuple[int, Sequence[Any]]]) -> dict[str, int]:
    """The place of each column. Reads on to the row of the headings."""
    best: dict[str, int] = {}
    known = {name.casefold(): name for name in NEEDED}
    for n, line in lines:
        found: dict[str, int] = {}
        for at, cell in enumerate(line):
            name = known.get(_text(cell.value).casefold())
            if name:
                found.setdefault(name, at)
        if len(found) == len(NEEDED):
            return found
        best = max(best, found, key=len)
        if n >= _LOOKED_AT:
            break
    missing = ", ".join(name for name in NEEDED if name not in best)
    told = "headings of the workbook must stay as they were; write them again as in a fresh workbook"
    raise UnreadableWorkbookError(f"sheet {SHEET} lacks the headings {missing}; {told}")


def _cells(line: Sequence[Any], columns: Mapping[str, int]) -> _Cells:
    found = _Cells({})
    for name, at in columns.items():
        cell = line[at] if at < len(line) else None
        if cell is not None and cell.data_type == "f":
            found.problems.append(f"{name} holds a formula; write the value itself")
        found.texts[name] = "" if cell is None else _text(cell.value)
    return found


def _text(value: object) -> str:
    """A cell as text: a date as ISO 8601, a whole number without decimals."""
    if isinstance(value, date | datetime):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else _BLANKS.sub(" ", str(value)).strip()


def _read(where: str, cells: _Cells, sources: Collection[str], today: date) -> ReadRow | None:
    texts = cells.texts
    if not any(texts.values()) and not cells.problems:
        return None
    if not any(texts[name] for name in (VERDICT, WRONG)) and not cells.problems:
        return ReadRow(where)
    problems = [*cells.problems, *_verdict_problems(texts), *_key_problems(texts, sources)]
    day = _day(texts[DAY], today)
    if day is None:
        problems.append(f"{DAY} {texts[DAY]!r} is no date; write it as 2026-11-22, or leave it empty")
    if problems or day is None:
        return ReadRow(where, problems=tuple(problems))
    return ReadRow(where, _answer(texts, day))


def _verdict_problems(texts: Mapping[str, str]) -> Iterator[str]:
    verdict = _verdict(texts[VERDICT])
    choices = ", ".join(VERDICTS)
    if not texts[VERDICT]:
        yield f"{VERDICT} is empty, but {WRONG} is not; choose one of {choices}"
    elif verdict is None:
        yield f"{VERDICT} {texts[VERDICT]!r} is none of {choices}; choose one of them"
    if verdict is Verdict.FAULT and not texts[WRONG]:
        yield f"{WRONG} is empty; write in a few words what is wrong"
    if not texts[INITIALS]:
        yield f"{INITIALS} is empty; write who looked at it"


def _verdict(text: str) -> Verdict | None:
    return _BY_WORD.get(text.casefold().rstrip(".!"))


def _key_problems(texts: Mapping[str, str], sources: Collection[str]) -> Iterator[str]:
    source, entity, legacy_id, target, imprint = (texts[name] for name in KEYS)
    if not all((source, entity, legacy_id, target, imprint)):
        yield f"one of the hidden columns {', '.join(KEYS)} is empty; only rows of the workbook itself can be taken"
    elif source not in sources:
        yield f"the source {source!r} is not in sources.yaml; it has {', '.join(sorted(sources))}"
    elif not target_id_fits(source, entity, legacy_id, target):
        told = "do not belong together: columns were sorted or changed apart from each other"
        yield f"{', '.join(KEYS[:4])} {told}; answer this row in a fresh workbook"


def target_id_fits(source: str, entity: str, legacy_id: str, target: str) -> bool:
    """Whether the target id is that of the key: nobody changes the one and the other alike by accident."""
    return target_id(source, entity, legacy_id) == target.lower()


def _day(text: str, today: date) -> str | None:
    """A date as YYYY-MM-DD; DD.MM.YYYY is read, too. None where the text is no date."""
    if not text:
        return today.isoformat()
    found = _DAY_FIRST.fullmatch(text)
    iso = f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}" if found else text[:10]
    try:
        return date.fromisoformat(iso).isoformat()
    except ValueError:
        return None


def _answer(texts: Mapping[str, str], day: str) -> Answer:
    source, entity, legacy_id, _, imprint = (texts[name] for name in KEYS)
    verdict = _verdict(texts[VERDICT])
    assert verdict is not None, "asked before"
    return Answer(
        source=source,
        entity=entity,
        legacy_id=legacy_id,
        verdict=verdict,
        wrong=mask(texts[WRONG]),
        who=mask(texts[INITIALS]),
        decided_on=day,
        shown=imprint,
    )
