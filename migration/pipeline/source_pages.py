"""What each library reads of its own rows: a page, a workbook and lists. Of a large county in worker processes."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, func, select

from migration.match.verdicts.layout import FILE_NAME
from migration.pipeline.examples import examples
from migration.pipeline.overlap import write_list
from migration.pipeline.project import Project, open_project
from migration.pipeline.review import ReviewQueue, review_queue
from migration.pipeline.samples import write_source_workbook
from migration.quality.privacy import LikelyPerson, affected, privacy
from migration.quality.reports import source_report
from migration.quality.samples.results import SampleResults
from migration.quality.shelf import FILE_NAME as SHELF_FILE
from migration.quality.shelf import HEADER, listed
from migration.staging.engine import reading
from migration.staging.schema import core_bib

MANY_RECORDS = 100_000
"""Records of all sources, below which a second process costs more than it gains: it imports for seconds."""
TASKS_PER_WORKER = 4
"""Sources differ in size: several tasks each, so that no worker waits long for the last one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A share of the pages, in a form that goes to another process. ``titles``: of all sources, by key."""

    project: Path
    staging_url: str
    as_of: date
    folder: Path
    run: Mapping[str, str]
    titles: Mapping[str, str]
    sources: Sequence[str]


@contextmanager
def source_pages(
    project: Project, connection: Connection, folder: Path, run: Mapping[str, str], titles: Mapping[str, str]
) -> Iterator[Callable[[], dict[str, SampleResults]]]:
    """Write ``<source>.html`` and ``<source>/`` of each source; workers do so beside what the block does.

    Gives what waits until all are there, and tells what each sample has shown so far.
    """
    records = connection.execute(select(func.count()).select_from(core_bib)).scalar_one()
    if project.settings.workers < 2 or records < MANY_RECORDS:
        queue = review_queue(connection, titles)
        found = {key: _write_source(project, connection, folder, run, queue, key) for key in titles}
        yield lambda: found
        return
    try:
        yield partial(_collected, _begun(project, folder, run, titles), list(titles))
    finally:
        project.stop_workers()  # before the folder goes, where the block failed


def _begun(
    project: Project, folder: Path, run: Mapping[str, str], titles: Mapping[str, str]
) -> list[Future[dict[str, SampleResults]]]:
    settings = project.settings
    share_of = partial(
        Task, project=settings.project, staging_url=settings.staging_url, as_of=settings.as_of, folder=folder, run=run,
        titles=titles,
    )  # fmt: skip
    dealt = shares(list(titles), settings.workers * TASKS_PER_WORKER)
    return [project.workers().submit(_write_share, share_of(sources=sources)) for sources in dealt]


def _collected(begun: Iterable[Future[dict[str, SampleResults]]], sources: Sequence[str]) -> dict[str, SampleResults]:
    found = {key: sample for share in begun for key, sample in share.result().items()}
    return {key: found[key] for key in sources}


def shares(sources: Sequence[str], most: int) -> list[Sequence[str]]:
    """The sources dealt out like cards: neighbours in ``sources.yaml``, often of one size, go to different shares."""
    return [share for n in range(most) if (share := sources[n::most])]


def _write_share(task: Task) -> dict[str, SampleResults]:
    with open_project(task.project, task.staging_url) as project:
        project.settings = replace(project.settings, as_of=task.as_of)
        with reading(project.engine) as connection:
            queue = review_queue(connection, task.titles)
            return {key: _write_source(project, connection, task.folder, task.run, queue, key) for key in task.sources}


def _write_source(
    project: Project, connection: Connection, folder: Path, run: Mapping[str, str], queue: ReviewQueue, key: str
) -> SampleResults:
    own, as_of = folder / key, project.settings.as_of
    own.mkdir()
    pairs = queue.write(key, own / FILE_NAME)
    sample = write_source_workbook(project, connection, key, own, run["run_id"], pairs)
    notes, shown = project.mappings.rules.notes, examples(project, connection, key)
    rules = privacy(connection, project.sources[key], project.sources, project.mappings.privacy)
    page = source_report(
        connection, key, queue.titles[key], dict(run), notes=notes, examples=shown, privacy=rules, sample=sample,
        pairs=pairs, as_of=as_of,
    )  # fmt: skip
    (folder / f"{key}.html").write_text(page, encoding="utf-8", newline="")
    _write_lists(own, affected(connection, key), rules.likely)
    write_list(own / SHELF_FILE, HEADER, listed(connection, key, as_of))
    return sample


def _write_lists(folder: Path, ruled: Iterable[tuple[str, str, str]], likely: Iterable[LikelyPerson]) -> None:
    """Whom the privacy rules concern, and who may be a patron elsewhere: legacy ids and library names, nothing else."""
    write_list(folder / "personvern.csv", ("regel", "hva", "gammel_id"), ruled)
    pairs = ((pair.legacy_id, pair.other_library, pair.rule) for pair in likely)
    write_list(folder / "samme_person.csv", ("gammel_id", "annet_bibliotek", "hva_som_er_likt"), pairs)
