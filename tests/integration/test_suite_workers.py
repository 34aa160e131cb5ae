"""A large county's suites run in worker processes: the results are those of one process."""

from dataclasses import replace
from pathlib import Path

import pytest
from projects import write_project

from migration import pipeline
from migration.pipeline import suite_shares


def test_workers_find_what_one_process_finds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_project(tmp_path / "project")
    with pipeline.open_project(folder) as project:
        project.settings = replace(project.settings, workers=2)
        for key in project.sources:
            pipeline.land(project, key)
            pipeline.standardize(project, key)
        pipeline.match(project)
        alone = pipeline.check_all(project)
        monkeypatch.setattr(suite_shares, "MANY_ROWS", 1)
        monkeypatch.setattr(suite_shares, "LARGE_TABLE", 4)
        together = pipeline.check_all(project)
        assert not project.has_workers
    assert any(not result.success for result in alone)
    assert together == alone
