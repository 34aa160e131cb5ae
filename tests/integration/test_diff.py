"""Two deliveries compared from the command line, and a cutover that is refused until what differs is expected."""

import json
from pathlib import Path

import pytest
from projects import write_project
from typer.testing import CliRunner

from migration import pipeline
from migration.cli.frame import app

EXPECTED = (
    "source,entity,what,before,after,at_most,who,decided_on,why\n"
    "*,*,fate,*,*,9,ab,2026-11-23,the library has tidied up\n"
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GRENSELOS_AS_OF", "2026-11-22")
    return write_project(tmp_path / "project")


def run(folder: Path, run_type: str = "trial") -> pipeline.RunReport:
    with pipeline.open_project(folder) as project:
        return pipeline.run(project, run_type=run_type)


def without_last_patron(folder: Path) -> None:
    path = next((folder / "exports").rglob("Borrowers.*"))
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:-1]))


def test_a_cutover_is_refused_until_what_differs_is_expected(folder: Path) -> None:
    run(folder)
    without_last_patron(folder)
    refused = run(folder, "cutover")
    assert refused.state == "blocked"
    assert refused.delivery is None
    assert "a cutover is refused" in refused.blocked_by
    assert "patron loaded -> not there: 1" in refused.blocked_by
    assert len(list((folder / "deliveries").iterdir())) == 1
    page = refused.report.read_text(encoding="utf-8")
    assert "Ingen leveranse: den er holdt tilbake." in page
    assert "i noe som ingen har ventet (forskjeller: " in page
    (folder / "mappings" / "expected_differences.csv").write_text(EXPECTED, encoding="utf-8")
    made = run(folder, "cutover")
    assert (made.blocked_by, made.state) == ("", "done")
    page = made.report.read_text(encoding="utf-8")
    assert "holdt tilbake" not in page
    assert made.delivery
    assert f"<code>{made.delivery.name}</code>" in page


def test_a_trial_is_made_whatever_differs_and_the_command_tells_it(folder: Path, tmp_path: Path) -> None:
    run(folder)
    without_last_patron(folder)
    assert run(folder).state == "done"
    lists = tmp_path / "lists"
    asked = ["--project", str(folder), "--json", "diff", "previous", "last", "--csv", str(lists)]
    told = CliRunner().invoke(app, asked)
    assert told.exit_code == 1
    lines = json.loads(told.stdout)["lines"]
    assert ["patron", "loaded", ""] in [
        [line["difference"][name] for name in ("entity", "before", "after")]
        for line in lines
        if line["difference"]["kind"] == "fate"
    ]
    assert sorted(path.name for path in lists.iterdir()) == ["differences.csv", "fates.csv", "fields.csv"]


def test_what_is_no_delivery_is_told(folder: Path) -> None:
    with pipeline.open_project(folder) as project:
        with pytest.raises(
            pipeline.ConfigurationError, match=r"no previous delivery \(none so far\); make one with grenselos run"
        ):
            pipeline.diff(project, "previous", "last")
        pipeline.run(project)
        with pytest.raises(pipeline.ConfigurationError, match="20010101-000000-trial is no delivery"):
            pipeline.diff(project, "20010101-000000-trial", "last")
