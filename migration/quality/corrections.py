"""What became of the corrections that a library handed in, file by file, as the reports tell it."""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import Connection, column, select, table

_FOLDER = "corrections/"
_TOLD = ("corrected", "correction_superfluous", "correction_of_other_source")
_FILE = table("raw_file", *(column(c) for c in ("source", "file_no", "name", "rows")))
_ISSUE = table("issue", *(column(c) for c in ("source", "code", "field", "value")))


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionFile:
    """Rows of one file by what became of them; together they are ``handed_in``.

    ``superfluous``: say what the export says; ``of_others``: are for another source; ``left``: were not applied.
    """

    name: str
    handed_in: int
    applied: int
    superfluous: int
    of_others: int
    left: int


def correction_files(connection: Connection, source: str) -> list[CorrectionFile]:
    """A row per file that was handed in, in the order in which they were applied."""
    query = select(_FILE.c.name, _FILE.c.rows).where(_FILE.c.source == source, _FILE.c.name.startswith(_FOLDER))
    told = _told(connection, source)
    return [_counted(name, rows, told) for name, rows in connection.execute(query.order_by(_FILE.c.file_no))]


def _told(connection: Connection, source: str) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """Place and value of each issue, by file and code."""
    query = select(_ISSUE.c.code, _ISSUE.c.field, _ISSUE.c.value).where(
        _ISSUE.c.source == source, _ISSUE.c.code.in_(_TOLD), _ISSUE.c.field.startswith(_FOLDER)
    )
    found: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for code, field, value in connection.execute(query):
        name, _, row = field.rpartition(":")
        found[name if row.isdigit() else field, code].append((field, value))
    return found


def _counted(name: str, rows: int, told: dict[tuple[str, str], list[tuple[str, str]]]) -> CorrectionFile:
    applied, superfluous, others = (len({field for field, _ in told.get((name, code), [])}) for code in _TOLD[:3])
    if others:
        others = sum(int(value) for _, value in told[name, _TOLD[2]])
    return CorrectionFile(
        name=name,
        handed_in=rows,
        applied=applied,
        superfluous=superfluous,
        of_others=others,
        left=rows - applied - superfluous - others,
    )
