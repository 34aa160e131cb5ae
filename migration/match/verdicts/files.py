"""``mappings/verdicts/*.csv`` of a project: read in the order of the files' names, written whole or not at all."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from uuid import UUID

from migration.csvfile import read_table
from migration.match.verdicts.verdict import Answer, Named, Verdict, named
from migration.wholefile import replace_file

COLUMNS = ("verdict", "source", "legacy_id", "other_source", "other_legacy_id", "who", "decided_on", "why")
BY_TARGET_ID = ("verdict", "target_id", "other_target_id", "who", "decided_on", "why")
"""The other form: records named by their target ids alone."""
README = "README.md"


class VerdictsError(Exception):
    """The verdicts cannot be used. ``problems``: one line each, with file and row."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def load_verdicts(directory: Path) -> tuple[Verdict, ...]:
    """Every verdict, in the order in which they are replayed; none where there is no such directory.

    Raises VerdictsError with the problems of all files at once.
    """
    problems: list[str] = []
    found = [verdict for path in verdict_files(directory, problems) for verdict in _read(path, problems)]
    if problems:
        raise VerdictsError(problems)
    return tuple(found)


def verdict_files(directory: Path, problems: list[str] | None = None) -> list[Path]:
    """The files that are read, by name. What else lies there would count for nothing in silence: a problem each."""
    found = sorted(directory.iterdir()) if directory.is_dir() else []
    own = [p for p in found if not p.name.startswith((".", "~")) and p.name != README]
    strays = [p for p in own if p.suffix != ".csv" or not p.is_file()]
    if problems is not None:
        told = "only CSV files are read here; read a workbook in with grenselos verdicts import, and move it away"
        problems += [f"{path}: {told}" for path in strays]
    return [path for path in own if path not in strays]


def _read(path: Path, problems: list[str]) -> Iterator[Verdict]:
    for where, row in read_table(path, _columns_of(path), problems):
        found = list(_row_problems(row))
        problems += [f"{where}: {problem}" for problem in found]
        if not found:
            yield _verdict(row, path.name, int(where.rpartition(":")[2]))


def _columns_of(path: Path) -> tuple[str, ...]:
    """Which of the two forms the file has; any other header is told as one of the usual form."""
    with path.open("rb") as file:
        first = file.readline().decode("utf-8-sig", "replace")
    return BY_TARGET_ID if "target_id" in first else COLUMNS


def _row_problems(row: Mapping[str, str]) -> Iterator[str]:
    if row["verdict"] not in set(Answer):
        yield f"verdict must be must (one title) or cannot (two titles), not {row['verdict']!r}"
    yield from (f"{name} is empty" for name in row if name not in ("verdict", "decided_on", "why") and not row[name])
    if "target_id" in row:
        yield from (f"{name} {row[name]!r} is no target id" for name in BY_TARGET_ID[1:3] if not _is_uuid(row[name]))
    if _name(row, "") == _name(row, "other_"):
        yield "the two records are the same one"
    if not is_date(row["decided_on"]):
        yield f"decided_on must be a date such as 2026-11-22, not {row['decided_on']!r}"


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return not text  # told as empty already


def is_date(text: str) -> bool:
    """Whether a text is a date as YYYY-MM-DD."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _verdict(row: Mapping[str, str], file: str, line: int) -> Verdict:
    return Verdict(
        answer=Answer(row["verdict"]),
        one=_name(row, ""),
        other=_name(row, "other_"),
        who=row["who"],
        decided_on=row["decided_on"],
        why=row["why"],
        file=file,
        row=line,
    )


def _name(row: Mapping[str, str], prefix: str) -> Named:
    if "target_id" in row:
        return Named(row[f"{prefix}target_id"].lower())
    return named(row[f"{prefix}source"], row[f"{prefix}legacy_id"])


def append(path: Path, verdicts: Iterable[Verdict]) -> None:
    """Add verdicts below those of a file of the usual form; what stands there stays as it is, byte for byte.

    The new file takes the old one's place at once: a reader sees the one or the other, whole.
    """
    old = path.read_bytes() if path.exists() else _line(COLUMNS)
    parting = b"" if old.endswith(b"\n") else b"\n"
    replace_file(path, old + parting + b"".join(map(_row, verdicts)))


def _row(verdict: Verdict) -> bytes:
    one, other = verdict.one, verdict.other
    keys = (one.source, one.legacy_id, other.source, other.legacy_id)
    return _line((verdict.answer, *keys, verdict.who, verdict.decided_on, verdict.why))


def _line(cells: Iterable[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue().encode()
