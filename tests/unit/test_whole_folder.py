"""A folder appears whole or not at all, whatever becomes of the command that writes it."""

import subprocess
import sys
from pathlib import Path

import pytest

from migration.export.folder import BeingWrittenError, partial, whole_folder

KILLED = """
import os, signal, sys
from pathlib import Path
from migration.export.folder import whole_folder
with whole_folder(Path(sys.argv[1])) as folder:
    (folder / "half.csv").write_text("half")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def write(target: Path) -> None:
    with whole_folder(target) as folder:
        (folder / "all.csv").write_text("all")


def names(parent: Path) -> list[str]:
    return sorted(str(path.relative_to(parent)) for path in parent.rglob("*"))


def test_it_appears_whole(tmp_path: Path) -> None:
    write(tmp_path / "run")
    assert names(tmp_path) == ["run", "run/all.csv"]


def test_an_error_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError), whole_folder(tmp_path / "run") as folder:
        folder.write_text("a folder takes no text")
    assert names(tmp_path) == []


def test_what_is_there_stays(tmp_path: Path) -> None:
    write(tmp_path / "run")
    with pytest.raises(FileExistsError):
        write(tmp_path / "run")
    assert names(tmp_path) == ["run", "run/all.csv"]


@pytest.mark.parametrize("next_target", ["run", "another"])
def test_what_a_killed_command_left_is_removed_by_the_next_one(tmp_path: Path, next_target: str) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, tmp_path / "run"], check=False)
    assert done.returncode < 0
    assert names(tmp_path) == [".run.partial", ".run.partial/half.csv"]
    write(tmp_path / next_target)
    assert names(tmp_path) == [next_target, f"{next_target}/all.csv"]


def test_what_another_command_writes_at_this_moment_is_left_alone(tmp_path: Path) -> None:
    with whole_folder(tmp_path / "run") as folder:
        (folder / "all.csv").write_text("all")
        write(tmp_path / "another")
        with pytest.raises(BeingWrittenError, match="wait until it is done"):
            write(tmp_path / "run")
        assert partial(tmp_path / "run") == folder
    assert names(tmp_path) == ["another", "another/all.csv", "run", "run/all.csv"]
