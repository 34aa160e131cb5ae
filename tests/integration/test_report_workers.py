"""A large county's pages are written by worker processes: the files are those of one process."""

import shutil
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest
from projects import write_project

from migration import pipeline
from migration.pipeline import source_pages


def contents(folder: Path) -> dict[str, object]:
    """What stands in each file: bytes; of a workbook those of its parts, but for the moment in which it was made."""
    return {str(path.relative_to(folder)): _content(path) for path in sorted(folder.rglob("*")) if path.is_file()}


def _content(path: Path) -> object:
    if path.suffix != ".xlsx":
        return path.read_bytes()
    with ZipFile(path) as book:
        return {name: book.read(name) for name in book.namelist() if name != "docProps/core.xml"}


def again(project: pipeline.Project, run_id: str) -> dict[str, object]:
    """The report of a run, written once more: since the first time the run has become a delivered one."""
    shutil.rmtree(project.settings.project / "reports" / run_id)
    return contents(pipeline.report(project, run_id).parent)


def test_workers_write_what_one_process_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRENSELOS_AS_OF", "2026-11-22")
    with pipeline.open_project(write_project(tmp_path / "project")) as project:
        project.settings = replace(project.settings, workers=2)
        run_id = pipeline.run(project).run_id
        alone = again(project, run_id)
        monkeypatch.setattr(source_pages, "MANY_RECORDS", 1)
        together = again(project, run_id)
        assert not project.has_workers
    assert [name for name in alone if together.get(name) != alone[name]] == []
    assert together.keys() == alone.keys()
    assert {"bakken.html", "dalen.html", "index.html", "bakken/arbeidsbok.xlsx"} <= alone.keys()


def test_where_a_page_fails_nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source_pages, "MANY_RECORDS", 1)
    with pipeline.open_project(write_project(tmp_path / "project")) as project:
        project.settings = replace(project.settings, workers=2)
        done = pipeline.run(project)
        shutil.rmtree(done.report.parent)
        wrong = tmp_path / "project" / "mappings" / "samples" / "dalen.csv"
        wrong.parent.mkdir()
        wrong.write_text("no header of ours\n")
        with pytest.raises(pipeline.ConfigurationError, match=r"dalen\.csv"):
            pipeline.report(project, done.run_id)
        assert not project.has_workers
    assert list((tmp_path / "project" / "reports").iterdir()) == []
