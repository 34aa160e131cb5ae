"""Deltas of a project from the command line: made, checked, applied; and refused for another base."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import Result
from delivered_folders import cells, contents
from projects import write_project
from typer.testing import CliRunner

from migration import pipeline
from migration.cli.frame import app
from migration.ids import target_id
from migration.model import Entity
from migration.pipeline import ConfigurationError


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two deliveries; in between patron 8 went and 9 came, and a title was corrected.

    Loans 1 (patron 7) and 2 (patron 8) are of the same item, of which the later one stands; loan 3 is patron 9's. So
    loan 2 goes, and loans 1 and 3 come.
    """
    folder = write_project(tmp_path_factory.mktemp("delta") / "project")
    run(folder)
    exports = folder / "exports" / "bakken"
    changed(exports / "Borrowers.csv", "8;Nilsen, Ole;6471\n", "9;Nilsen, Oline;6471\n")
    changed(exports / "katalog.txt", "En annen bok", "En helt annen bok")
    run(folder)
    return folder


def changed(path: Path, before: str, after: str) -> None:
    text = path.read_bytes().decode()
    assert before in text
    path.write_bytes(text.replace(before, after).encode())


def run(folder: Path) -> None:
    with pipeline.open_project(folder) as project:
        assert pipeline.run(project).delivery


def called(folder: Path, *args: object) -> Result:
    return CliRunner().invoke(app, ["--project", str(folder), *map(str, args)])


@pytest.fixture(scope="module")
def delta(project: Path) -> Path:
    done = called(project, "--json", "delta", "previous")
    assert done.exit_code == 0, done.output
    return Path(json.loads(done.stdout)["path"])


def deliveries(project: Path) -> tuple[Path, Path]:
    former, new = sorted(p for p in (project / "deliveries").iterdir() if p.suffix != ".delta")
    return former, new


def test_it_stands_beside_the_delivery_and_is_none_itself(project: Path, delta: Path) -> None:
    _, new = deliveries(project)
    assert delta == new.with_name(f"{new.name}.delta")
    with pipeline.open_project(project) as opened:
        assert pipeline.diff(opened, "last", "previous").before == new.name


def test_it_has_what_became_another(delta: Path) -> None:
    assert [(row[2], row[9]) for row in cells(delta, "patrons.csv")[1:]] == [("9", "Nilsen")]
    assert sorted(row[2] for row in cells(delta, "loans.csv")[1:]) == ["1", "3"]
    assert (delta / "bibs.xml").read_text(encoding="utf-8").count("<record>") == 1
    assert (delta / "bibs.mrc").read_bytes().count(b"\x1d") == 1
    assert cells(delta, "items.csv")[1:] == []


def test_it_tells_who_is_gone(delta: Path) -> None:
    gone = [row for row in cells(delta, "tombstones.csv")[1:] if row[0] in ("patrons.csv", "loans.csv")]
    ids = [target_id("bakken", entity, key) for entity, key in ((Entity.LOAN, "2"), (Entity.PATRON, "8"))]
    assert [json.loads(row[1]) for row in gone] == [[ids[0]], [ids[1]]]
    assert {tuple(row[2:]) for row in gone} == {("NO-2549901", "bakken")}


def test_it_is_checked_and_applied(project: Path, delta: Path, tmp_path: Path) -> None:
    former, new = deliveries(project)
    assert called(project, "verify", delta).exit_code == 0
    done = called(project, "verify", delta, "--base", former, "--apply", tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert contents(tmp_path / "out") == contents(new)
    assert called(project, "verify", tmp_path / "out").exit_code == 0


def test_another_base_is_refused(project: Path, delta: Path) -> None:
    _, new = deliveries(project)
    with pytest.raises(ConfigurationError, match="is not the delivery that"):
        raise called(project, "verify", delta, "--base", new).exception or AssertionError


def test_what_is_spoilt_is_told(project: Path, delta: Path, tmp_path: Path) -> None:
    spoilt = Path(shutil.copytree(delta, tmp_path / "spoilt"))
    (spoilt / "patrons.csv").write_bytes(b"")
    done = called(project, "verify", spoilt)
    assert done.exit_code == 1
    assert "patrons.csv is not the file that the manifest lists" in done.output


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["verify", "{new}", "--base", "{former}"], "is no delta"),
        (["verify", "{delta}", "--apply", "{delta}"], "--apply needs --base"),
        (["delta", "previous"], "is there already; name a new folder with --to"),
        (["delta", "nowhere"], "nowhere is no delivery"),
        (["delta", "{delta}", "--to", "{new}-2"], "is a delta, which has only what changed; name the whole delivery"),
        (["delta", "last"], "base and delivery are the same"),
        (["delta", "{new}", "last", "--to", "{new}-2"], "base and delivery are the same"),
        (["export", "koha", "--delivery", "{delta}"], "is a delta, which has only what changed"),
        (["export", "koha", "--delivery", "{delta.name}"], "is a delta, which has only what changed"),
        (["diff", "{delta}", "last"], "is a delta, which has only what changed"),
        (["diff", "last", "{delta}"], "is a delta, which has only what changed"),
        (["reconcile", "{project}/mappings/sources.yaml", "--delivery", "{delta}"], "is a delta, which has only what"),
    ],
)
def test_what_cannot_be_done_is_refused(project: Path, delta: Path, args: list[str], says: str) -> None:
    former, new = deliveries(project)
    named = [arg.format(former=former, new=new, delta=delta, project=project) for arg in args]
    with pytest.raises(ConfigurationError, match=says):
        raise called(project, *named).exception or AssertionError
