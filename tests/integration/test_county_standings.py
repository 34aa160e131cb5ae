"""How far each source has come, as the stages, the deliveries and the clock have left it."""

import csv
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from projects import write_project

from migration import pipeline
from migration.pipeline.county import standings
from migration.staging.engine import reading

ALL = ["land", "standardize", "match", "quality", "deliver"]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[pipeline.Project]:
    monkeypatch.setenv("GRENSELOS_AS_OF", "2026-11-22")
    with pipeline.open_project(write_project(tmp_path / "project"), f"sqlite:///{tmp_path / 'staging.db'}") as opened:
        yield opened


def passed(project: pipeline.Project) -> dict[str, dict[str, str]]:
    with reading(project.engine) as connection:
        return {one.source: dict(one.passed) for one in standings(project, connection, ["bakken", "dalen"])}


def test_stages_come_one_by_one_with_their_times_and_go_when_a_source_is_landed_anew(project: pipeline.Project) -> None:
    assert passed(project) == {"bakken": {}, "dalen": {}}
    before = datetime.now().astimezone().replace(microsecond=0)
    pipeline.run(project)
    after = datetime.now().astimezone()
    for stages in passed(project).values():
        assert list(stages) == ALL
        times = [datetime.fromisoformat(at) for at in stages.values()]
        assert times == sorted(times)
        assert before <= times[0] <= times[-1] <= after
    pipeline.land(project, "bakken")
    assert list(passed(project)["bakken"]) == ["land", "deliver"]
    assert list(passed(project)["dalen"]) == ["land", "standardize", "quality", "deliver"]


def test_a_run_writes_the_page_and_its_lists(project: pipeline.Project) -> None:
    report = pipeline.run(project).report
    assert "2 av 2 kilder er klare, så langt det kan ses før leveransen." in report.read_text(encoding="utf-8")
    for name in ("klar.csv", "endret.csv", "meldinger.csv"):
        with (report.parent / name).open(encoding="utf-8-sig", newline="") as file:
            header, *rows = csv.reader(file, delimiter=";")
        assert all(len(line) == len(header) for line in rows)
