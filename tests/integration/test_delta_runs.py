"""A delta takes the sources whose exports changed since they were landed, and leaves the others as they stand."""

import json
from pathlib import Path

import pytest
from projects import write_project
from sqlalchemy import select
from typer.testing import CliRunner

from migration import pipeline
from migration.cli.frame import app
from migration.quality.history import trend
from migration.staging.engine import reading
from migration.staging.schema import run as run_table


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GRENSELOS_AS_OF", "2026-11-22")
    return write_project(tmp_path / "project")


def without_last_patron(folder: Path) -> None:
    path = folder / "exports" / "bakken" / "Borrowers.csv"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))


def landed(report: pipeline.RunReport) -> list[str]:
    return [stage.source for stage in report.stages if stage.stage == "land"]


@pytest.mark.suites
def test_a_delta_takes_what_changed_and_delivers_the_whole_county(folder: Path, staging: str) -> None:
    with pipeline.open_project(folder, staging) as project:
        assert landed(pipeline.run(project, run_type="delta")) == ["bakken", "dalen"]  # nothing was landed before
        without_last_patron(folder)
        made = pipeline.run(project, run_type="delta")
        with reading(project.engine) as connection:
            counts = trend(connection, "bakken")
    assert landed(made) == ["bakken"]
    assert {row.source for row in made.balance} == {"bakken", "dalen"}
    assert counts["rows", "patron"] == (2, 1)
    assert counts["rows", "bib"] == (3, 3)


def test_a_delta_of_named_sources_takes_them_changed_or_not(folder: Path, staging: str) -> None:
    with pipeline.open_project(folder, staging) as project:
        pipeline.run(project)
        assert landed(pipeline.run(project, ["dalen"], "delta")) == ["dalen"]


def test_a_correction_that_was_handed_in_is_a_change(folder: Path) -> None:
    with pipeline.open_project(folder) as project:
        pipeline.run(project)
        corrections = folder / "exports" / "dalen" / "corrections"
        corrections.mkdir()
        (corrections / "Borrowers.csv").write_text("Id;Name;HomeUnitId\n", encoding="utf-8")
        assert pipeline.sources_to_run(project, [], "delta") == ["dalen"]


def test_a_source_that_was_left_half_way_is_taken_and_one_whose_export_was_taken_away_is_not(folder: Path) -> None:
    with pipeline.open_project(folder) as project:
        pipeline.run(project)
        pipeline.land(project, "bakken")
        (folder / "exports" / "dalen").rename(folder / "exports" / "done")
        assert pipeline.sources_to_run(project, [], "delta") == ["bakken"]
        assert pipeline.sources_to_run(project, [], "trial") == ["bakken", "dalen"]


def test_when_nothing_changed_it_says_so_and_delivers_nothing(folder: Path) -> None:
    with pipeline.open_project(folder) as project:
        pipeline.run(project)
    command = ["--project", str(folder), "run", "--type", "delta"]
    told = CliRunner().invoke(app, command)
    assert (told.exit_code, "no export has changed since it was landed" in told.stdout) == (0, True)
    assert json.loads(CliRunner().invoke(app, [*command, "--json"]).stdout) == {"state": "unchanged"}
    assert len(list((folder / "deliveries").iterdir())) == 1
    with pipeline.open_project(folder) as project:
        with reading(project.engine) as connection:
            assert len(connection.execute(select(run_table.c.run_id)).all()) == 1
        with pytest.raises(pipeline.OrderError, match="no export has changed"):
            pipeline.run(project, run_type="delta")
