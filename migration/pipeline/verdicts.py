"""Librarians' verdicts: answers that come back in workbooks, and what became of those that stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from migration.match.verdicts.answers import Understood, understand
from migration.match.verdicts.files import COLUMNS, VerdictsError, append, load_verdicts, verdict_files
from migration.match.verdicts.importing import ImportReport, weigh
from migration.match.verdicts.standing import State, replaced, standing
from migration.match.verdicts.tables import UnreadableFileError, read_answers
from migration.match.verdicts.verdict import Verdict
from migration.pipeline.project import ConfigurationError, Project, sources_of
from migration.settings import Settings
from migration.staging.engine import reading
from migration.staging.schema import matched_verdict

NOT_YET = "not_matched_yet"
"""State of a verdict that was written after the last matching."""


@dataclass(frozen=True, slots=True)
class ListedVerdict:
    """``state``: what the last matching made of it; ``instead_of``: where the verdict stands that it turned around."""

    verdict: Verdict
    state: str
    instead_of: str = ""


def verdict_folder(settings: Settings) -> Path:
    return settings.project / "mappings" / "verdicts"


def import_verdicts(
    settings: Settings, files: Sequence[Path], *, dry_run: bool = False, replace: bool = False
) -> ImportReport:
    """Take the answers of these files into ``mappings/verdicts/<today>.csv``.

    Rows that cannot be taken are told, the others are taken. ``replace``: they may overrule what others decided.
    Raises ConfigurationError where a file, or what the project has already, cannot be read; then nothing is taken.
    """
    folder = verdict_folder(settings)
    sources = set(sources_of(settings))
    verdicts = _stored(folder)
    report = weigh(_rows(settings, files, sources), verdicts, replace=replace)
    if report.taken:
        path = _target(folder, settings.as_of.isoformat())
        report.path = str(path)
        if not dry_run:
            append(path, report.taken)
    return report


def _stored(folder: Path) -> tuple[Verdict, ...]:
    try:
        return load_verdicts(folder)
    except VerdictsError as error:
        raise ConfigurationError(error.problems) from error


def _rows(settings: Settings, files: Sequence[Path], sources: set[str]) -> list[Understood]:
    rows, problems = [], []
    for path in files:
        try:
            rows += read_answers(path)
        except UnreadableFileError as error:
            problems.append(f"{path}: {error}")
    if problems:
        raise ConfigurationError(problems)
    return [understand(row, sources, settings.as_of) for row in rows]


def _target(folder: Path, today: str) -> Path:
    """The file of the day; where that would not be read last, so that an older verdict would stand, the last one."""
    names = [path.name for path in verdict_files(folder)]
    wanted = f"{today}.csv"
    if not names or wanted >= names[-1]:
        return folder / wanted
    last = folder / names[-1]
    usual = last.read_bytes().startswith((",".join(COLUMNS).encode(), b"\xef\xbb\xbf" + ",".join(COLUMNS).encode()))
    return last if usual else folder / f"{last.stem}_{today}.csv"


def list_verdicts(project: Project, source: str = "") -> list[ListedVerdict]:
    """The verdicts that stand, with what the last matching made of them. ``source``: only those on its records."""
    m = matched_verdict.c
    with reading(project.engine) as connection:
        found = connection.execute(select(m.file, m.row, m.verdict, m.who, m.state)).all()
    states = {(file, row, answer, who): state for file, row, answer, who, state in found}
    verdicts = project.mappings.verdicts
    former = {later.pair: earlier.where for earlier, later in replaced(verdicts)}
    return [
        ListedVerdict(v, _state(states.get((v.file, v.row, v.answer.value, v.who))), former.get(v.pair, ""))
        for v in standing(verdicts)
        if not source or source in (v.one.source, v.other.source)
    ]


def _state(state: str | None) -> str:
    """A verdict that the last matching saw replaced, and that stands now, waits for the next one."""
    return NOT_YET if state in (None, State.REPLACED) else state
