"""Report: what librarians and the project lead read, written to ``reports/<run>/``."""

from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import Connection, select

from migration.export.folder import whole_folder
from migration.match.verdicts.layout import FILE_NAME
from migration.pipeline.county import write_county
from migration.pipeline.examples import examples
from migration.pipeline.matching_page import write_matching
from migration.pipeline.overlap import write_list, write_overlap
from migration.pipeline.project import Project
from migration.pipeline.review import review_queue
from migration.pipeline.samples import write_source_workbook
from migration.pipeline.stage import loaded_sources
from migration.quality.privacy import LikelyPerson, affected, privacy
from migration.quality.reports import source_report
from migration.quality.samples.results import SampleResults
from migration.quality.shelf import FILE_NAME as SHELF_FILE
from migration.quality.shelf import HEADER, listed
from migration.staging.engine import reading
from migration.staging.schema import run as run_table


def report(project: Project, run_id: str) -> Path:
    """Write a page and the lists of each loaded source, ``index.html`` for the county, and what its libraries share."""
    folder = project.settings.project / "reports" / run_id
    with reading(project.engine) as connection, whole_folder(folder) as aside:
        run = _facts(connection, run_id)
        titles = {key: project.sources[key].title for key in loaded_sources(project, connection)}
        queue = review_queue(connection, titles)
        samples: dict[str, SampleResults] = {}
        for key, title in titles.items():
            (aside / key).mkdir()
            pairs = queue.write(key, aside / key / FILE_NAME)
            sample = write_source_workbook(project, connection, key, aside / key, run_id, pairs)
            samples[key] = sample
            notes, shown = project.mappings.rules.notes, examples(project, connection, key)
            rules = privacy(connection, project.sources[key], project.sources, project.mappings.privacy)
            page = source_report(
                connection, key, title, run, notes=notes, examples=shown, privacy=rules, sample=sample, pairs=pairs,
                as_of=project.settings.as_of,
            )  # fmt: skip
            _write(aside / f"{key}.html", page)
            _write_lists(aside / key, affected(connection, key), rules.likely)
            write_list(aside / key / SHELF_FILE, HEADER, listed(connection, key, project.settings.as_of))
        overlap = write_overlap(project, connection, aside, run)
        write_county(project, connection, aside, run, samples, overlap)
        write_matching(project, connection, aside, run)
    return folder / "index.html"


def _facts(connection: Connection, run_id: str) -> dict[str, str]:
    row = connection.execute(select(run_table).where(run_table.c.run_id == run_id)).one()
    return {str(name): str(value) for name, value in row._mapping.items()}


def _write_lists(folder: Path, ruled: Iterable[tuple[str, str, str]], likely: Iterable[LikelyPerson]) -> None:
    """Whom the privacy rules concern, and who may be a patron elsewhere: legacy ids and library names, nothing else."""
    write_list(folder / "personvern.csv", ("regel", "hva", "gammel_id"), ruled)
    pairs = ((pair.legacy_id, pair.other_library, pair.rule) for pair in likely)
    write_list(folder / "samme_person.csv", ("gammel_id", "annet_bibliotek", "hva_som_er_likt"), pairs)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="")
