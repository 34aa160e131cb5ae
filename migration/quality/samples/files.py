"""``mappings/samples/<source>.csv`` of a project: what was found in the sample, one row per row of the source."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

from migration.csvfile import read_table
from migration.quality.samples.answer import Answer, Answers, Verdict
from migration.quality.samples.strata import ENTITIES
from migration.wholefile import replace_file

COLUMNS = ("entity", "legacy_id", "verdict", "wrong", "who", "decided_on", "shown")


class SamplesError(Exception):
    """The stored answers cannot be used. ``problems``: one line each, with file and row."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def load_answers(directory: Path, sources: Iterable[str]) -> dict[str, Answers]:
    """The answers by source; a source without a file has none. Raises SamplesError with all problems at once."""
    problems: list[str] = []
    found = {source: _load(directory / f"{source}.csv", source, problems) for source in sources}
    if problems:
        raise SamplesError(problems)
    return found


def _load(path: Path, source: str, problems: list[str]) -> Answers:
    answers: dict[tuple[str, str], Answer] = {}
    for where, row in read_table(path, COLUMNS, problems) if path.exists() else ():
        told = list(_row_problems(row))
        if (row["entity"], row["legacy_id"]) in answers:
            told.append(f"{row['entity']} {row['legacy_id']} stands twice")
        problems += [f"{where}: {problem}" for problem in told]
        if not told:
            answer = _answer(source, row)
            answers[answer.key] = answer
    return answers


def _answer(source: str, row: Mapping[str, str]) -> Answer:
    return Answer(
        source=source,
        entity=row["entity"],
        legacy_id=row["legacy_id"],
        verdict=Verdict(row["verdict"]),
        wrong=row["wrong"],
        who=row["who"],
        decided_on=row["decided_on"],
        shown=row["shown"],
    )


def _row_problems(row: Mapping[str, str]) -> Iterator[str]:
    if row["entity"] not in ENTITIES:
        yield f"entity must be one of {', '.join(ENTITIES)}, not {row['entity']!r}"
    if row["verdict"] not in set(Verdict):
        yield f"verdict must be one of {', '.join(Verdict)}, not {row['verdict']!r}"
    yield from (f"{name} is empty" for name in ("legacy_id", "who", "shown") if not row[name])
    try:
        date.fromisoformat(row["decided_on"])
    except ValueError:
        yield f"decided_on must be a date such as 2026-11-22, not {row['decided_on']!r}"


def store_answers(path: Path, answers: Answers) -> None:
    """Write all answers of a source, by entity and id. A reader sees the old file or the new one, whole."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for _, a in sorted(answers.items()):
        writer.writerow((a.entity, a.legacy_id, a.verdict, a.wrong, a.who, a.decided_on, a.shown))
    replace_file(path, out.getvalue().encode())
