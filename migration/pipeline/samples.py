"""The sample that librarians check by hand: drawn for a source's workbook, read back, and what it says of all rows."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from sqlalchemy import Connection, select

from migration.match.verdicts.layout import FILE_NAME as PAIRS_FILE
from migration.pipeline.overlap import rule_names
from migration.pipeline.project import ConfigurationError, Project
from migration.pipeline.sample_rows import sample_rows, shown_rows
from migration.pipeline.stage import loaded_sources
from migration.quality.samples.answer import Answer, Answers, RowKey
from migration.quality.samples.drawing import Draw, draw, in_order
from migration.quality.samples.files import SamplesError, load_answers, store_answers
from migration.quality.samples.importing import SampleReport, SourceKey, weigh
from migration.quality.samples.layout import SampleRow, imprint_of
from migration.quality.samples.reading import ReadRow, UnreadableWorkbookError, read_sample
from migration.quality.samples.results import SampleResults, results
from migration.quality.samples.strata import ENTITIES, strata_of
from migration.quality.workbook.book import FILE_NAME, write_workbook
from migration.settings import Settings
from migration.staging.engine import reading
from migration.staging.schema import ledger

_CHUNK = 400


def write_source_workbook(
    project: Project, connection: Connection, source: str, folder: Path, run_id: str, pairs: int = 0
) -> SampleResults:
    """Write ``arbeidsbok.xlsx`` of a source into a folder. Returns what its sample has shown so far.

    ``pairs``: how many possible duplicates the workbook beside it has in all.
    """
    draws = draws_of(connection, source)
    answers = stored_answers(project.settings, [source])[source]
    sample = _sample(project, connection, source, draws, answers)
    title = project.sources[source].title
    write_workbook(connection, folder / FILE_NAME, source, title, run_id, sample, pairs=pairs, pairs_file=PAIRS_FILE)
    return _results(connection, source, draws, answers)


def sample_of(project: Project, connection: Connection, source: str) -> list[SampleRow]:
    """The sample of a source in the order in which to look at it, with the answers that stand."""
    answers = stored_answers(project.settings, [source])[source]
    return _sample(project, connection, source, draws_of(connection, source), answers)


def sample_results(project: Project, connection: Connection, source: str) -> SampleResults:
    """What was found in a source's sample, and what that says of all its rows."""
    answers = stored_answers(project.settings, [source])[source]
    return _results(connection, source, draws_of(connection, source), answers)


def draws_of(connection: Connection, source: str) -> list[Draw]:
    """The sample of each entity, the same as long as its rows and their strata are."""
    return [draw(entity, strata_of(connection, source, entity)) for entity in ENTITIES]


def _sample(
    project: Project, connection: Connection, source: str, draws: Sequence[Draw], answers: Answers
) -> list[SampleRow]:
    chosen = in_order(one for each in draws for one in each.chosen)
    return sample_rows(connection, source, chosen, rule_names(project), answers)


def _results(connection: Connection, source: str, draws: Sequence[Draw], answers: Answers) -> SampleResults:
    return results(source, draws, answers, _imprints(connection, source, answers))


def _imprints(connection: Connection, source: str, answers: Answers) -> dict[RowKey, str]:
    """The imprints of the answered rows as they are now."""
    found: dict[RowKey, str] = {}
    for entity in ENTITIES:
        asked = [legacy_id for own, legacy_id in answers if own == entity]
        for legacy_id, row in shown_rows(connection, source, entity, asked).items():
            found[entity.value, legacy_id] = imprint_of(row.name, row.becomes)
    return found


def sample_folder(settings: Settings) -> Path:
    """Where a project keeps what was found: ``<source>.csv`` each."""
    return settings.project / "mappings" / "samples"


def stored_answers(settings: Settings, sources: Iterable[str]) -> dict[str, Answers]:
    """The answers of ``mappings/samples/`` by source. Raises ConfigurationError with every problem at once."""
    try:
        return load_answers(sample_folder(settings), sources)
    except SamplesError as error:
        raise ConfigurationError(error.problems) from error


def import_samples(project: Project, files: Sequence[Path], *, dry_run: bool = False) -> SampleReport:
    """Take the answers of filled-in workbooks into ``mappings/samples/<source>.csv``.

    Rows that cannot be taken are told, the others are taken. Raises ConfigurationError where a file, or what the
    project has already, cannot be read; then nothing is taken.
    """
    standing = stored_answers(project.settings, project.sources)
    rows = _read(project, files)
    with reading(project.engine) as connection:
        known = _known(connection, [row.answer for row in rows if row.answer])
    report = weigh(rows, standing, known)
    for source in sorted({answer.source for answer in report.taken}):
        path = sample_folder(project.settings) / f"{source}.csv"
        report.paths.append(str(path))
        if not dry_run:
            taken = {a.key: a for a in report.taken if a.source == source}
            store_answers(path, {**standing[source], **taken})
    return report


def _read(project: Project, files: Sequence[Path]) -> list[ReadRow]:
    rows, problems = [], []
    for path in files:
        try:
            rows += read_sample(path, set(project.sources), project.settings.as_of)
        except UnreadableWorkbookError as error:
            problems.append(f"{path}: {error}")
    if problems:
        raise ConfigurationError(problems)
    return rows


def _known(connection: Connection, answers: Sequence[Answer]) -> set[SourceKey]:
    """Which of the answered rows the sources have, whatever became of them."""
    c = ledger.c
    wanted = sorted({(a.source, *a.key) for a in answers})
    found: set[SourceKey] = set()
    for start in range(0, len(wanted), _CHUNK):
        some = wanted[start : start + _CHUNK]
        query = select(c.source, c.entity, c.legacy_id).where(
            c.source.in_({key[0] for key in some}), c.entity.in_(ENTITIES), c.legacy_id.in_([key[2] for key in some])
        )
        found |= {(source, entity, legacy_id) for source, entity, legacy_id in connection.execute(query)}
    return found & set(wanted)


def list_samples(project: Project, source: str = "") -> list[SampleResults]:
    """What was found in each loaded source, or in one. Raises ConfigurationError for one that is not there."""
    wanted = [project.source(source).key] if source else list(project.sources)
    with reading(project.engine) as connection:
        loaded = loaded_sources(project, connection)
        return [sample_results(project, connection, key) for key in wanted if key in loaded]
