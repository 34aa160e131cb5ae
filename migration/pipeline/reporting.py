"""Report: what librarians and the project lead read, written to ``reports/<run>/``."""

from pathlib import Path

from sqlalchemy import Connection, select

from migration.export.folder import whole_folder
from migration.pipeline.examples import examples
from migration.pipeline.project import Project
from migration.pipeline.stage import loaded_sources
from migration.quality.reports import county_report, source_report
from migration.staging.engine import reading
from migration.staging.schema import run as run_table


def report(project: Project, run_id: str) -> Path:
    """Write a page per loaded source and ``index.html`` for the county."""
    folder = project.settings.project / "reports" / run_id
    with reading(project.engine) as connection, whole_folder(folder) as aside:
        run = _facts(connection, run_id)
        titles = {key: project.sources[key].title for key in loaded_sources(project, connection)}
        for key, title in titles.items():
            notes, shown = project.mappings.rules.notes, examples(project, connection, key)
            _write(aside / f"{key}.html", source_report(connection, key, title, run, notes=notes, examples=shown))
        _write(aside / "index.html", county_report(connection, titles, run))
    return folder / "index.html"


def _facts(connection: Connection, run_id: str) -> dict[str, str]:
    row = connection.execute(select(run_table).where(run_table.c.run_id == run_id)).one()
    return {str(name): str(value) for name, value in row._mapping.items()}


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="")
