"""What verify says that it has checked, of every kind of folder, and what it refuses."""

import json
import tarfile
from pathlib import Path

import pyrage
import pytest
from click.testing import Result
from projects import write_project
from typer.testing import CliRunner

from migration import pipeline
from migration.cli.frame import app
from migration.pipeline import ConfigurationError


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two deliveries, a delta between them, the last one for Koha, and packed for a vendor."""
    folder = write_project(tmp_path_factory.mktemp("verify") / "project")
    for _ in range(2):
        with pipeline.open_project(folder) as opened:
            assert pipeline.run(opened).delivery
    identity = pyrage.x25519.Identity.generate()
    (folder / "vendor.txt").write_text(f"{identity}\n")
    for args in (["delta", "previous"], ["export", "koha"], ["keys"], ["pack", "--recipient", identity.to_public()]):
        assert called(folder, *args).exit_code in (0, 1)  # 1: rows that Koha would refuse are left out
    return folder


def called(folder: Path, *args: object) -> Result:
    return CliRunner().invoke(app, ["--project", str(folder), *map(str, args)])


def said(folder: Path, *args: object) -> str:
    done = called(folder, "verify", *args)
    assert done.exit_code == 0, done.output
    return done.output


def refused(folder: Path, *args: object) -> str:
    done = called(folder, "verify", *args)
    assert isinstance(done.exception, ConfigurationError)
    return str(done.exception)


def runs(project: Path) -> tuple[Path, Path]:
    former, new = sorted(p for p in (project / "deliveries").iterdir() if "." not in p.name)
    return former, new


def package(project: Path) -> Path:
    (found,) = (project / "packages").iterdir()
    return found


def test_of_a_delivery_files_and_rows_are_told(project: Path) -> None:
    _, new = runs(project)
    files = json.loads((new / "manifest.json").read_bytes())["files"]
    assert f"{new}: complete and consistent: {len(files)} files, " in said(project, new)
    assert "by the profile koha" in said(project, f"{new}.koha")


def test_a_delivery_is_named_as_in_other_commands(project: Path) -> None:
    former, new = runs(project)
    for name, path in (("last", new), ("previous", former), (new.name, new)):
        assert said(project, name).startswith(f"{path}: complete and consistent")
    assert said(project, f"{new.name}.delta", "--base", "previous").startswith(f"{new}.delta: applied to {former.name}")


def test_a_delta_alone_is_not_said_to_be_proved(project: Path, tmp_path: Path) -> None:
    former, new = runs(project)
    assert "not proved against its base: name --base" in said(project, f"{new}.delta")
    gives = f"{new}.delta: applied to {former.name}, it gives {new.name} byte for byte"
    assert said(project, f"{new}.delta", "--base", former).strip() == gives
    out = tmp_path / "out"
    assert said(project, f"{new}.delta", "--base", former, "--apply", out).strip() == f"{gives}; written to {out}"


def test_of_a_package_the_signer_is_told_and_what_was_opened(project: Path) -> None:
    """An archive of the catalogue in clear, and that of the library that has patrons."""
    key = (project / "grenselos.pub").read_text().splitlines()[1]
    path = package(project)
    closed = f"signed by {key}; 2 archives, 1 of them opened; encrypted and not opened, name --identity: 1\n"
    assert closed in said(project, path)
    for named in (key, project / "grenselos.pub"):
        opened = said(project, path, "--public-key", named, "--identity", project / "vendor.txt")
        assert f"signed by {key}; 2 archives, 2 of them opened\n" in opened


def test_a_part_is_recognised_and_its_sums_are_checked(project: Path, tmp_path: Path) -> None:
    with tarfile.open(package(project) / "catalogue.tar") as archive:
        archive.extractall(tmp_path, filter="data")
    part = tmp_path / "catalogue"
    assert "it is a part of a package, so only checksums are compared" in said(project, part)
    (part / "items.csv").write_bytes(b"")
    done = called(project, "verify", part)
    assert (done.exit_code, len(done.output.splitlines())) == (1, 1)
    assert "items.csv is not the file that the manifest lists" in done.output


def test_options_that_nothing_would_use_are_refused(project: Path) -> None:
    _, new = runs(project)
    for option in ("--public-key", "--identity"):
        for name in ("last", f"{new}.delta", f"{new}.koha"):
            assert "is no package; --public-key and --identity are for packages alone" in refused(
                project, name, option, project / "vendor.txt"
            )
    assert "is no delta" in refused(project, package(project), "--base", "last")


def test_what_is_no_delivery_is_told_so(project: Path, tmp_path: Path) -> None:
    assert refused(project, tmp_path) == f"{tmp_path} is no delivery, package or delta: it has no manifest.json"
    assert "is not a directory, nor a run that made a delivery" in refused(project, "nowhere")
    assert "there is no last delivery (none so far)" in refused(tmp_path, "last")


def test_json_says_what_it_was(project: Path) -> None:
    told = json.loads(said(project, package(project), "--json"))
    assert (told["kind"], told["problems"], told["files"]) == ("package", [], 2)
