"""Report: what librarians and the project lead read, written to ``reports/<run>/``."""

from pathlib import Path

from sqlalchemy import Connection, select

from migration.export.folder import whole_folder
from migration.pipeline.county import write_county
from migration.pipeline.matching_page import write_matching
from migration.pipeline.overlap import write_overlap
from migration.pipeline.project import Project
from migration.pipeline.source_pages import source_pages
from migration.pipeline.stage import loaded_sources
from migration.staging.engine import reading
from migration.staging.schema import run as run_table


def report(project: Project, run_id: str) -> Path:
    """Write a page and the lists of each loaded source, ``index.html`` for the county, and what its libraries share."""
    folder = project.settings.project / "reports" / run_id
    with reading(project.engine) as connection, whole_folder(folder) as aside:
        run = _facts(connection, run_id)
        titles = {key: project.sources[key].title for key in loaded_sources(project, connection)}
        with source_pages(project, connection, aside, run, titles) as samples:
            overlap = write_overlap(project, connection, aside, run)
            write_matching(project, connection, aside, run)
            write_county(project, connection, aside, run, samples(), overlap)
    return folder / "index.html"


def _facts(connection: Connection, run_id: str) -> dict[str, str]:
    row = connection.execute(select(run_table).where(run_table.c.run_id == run_id)).one()
    return {str(name): str(value) for name, value in row._mapping.items()}
