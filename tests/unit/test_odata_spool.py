"""Fetched pages on disk: whole or not there, for their owner alone, for a day."""

import os
import stat
from pathlib import Path

import pytest

from migration.extract.odata_spool import DAY, Spool, discard


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / ".grenselos" / "odata" / "bakken"


def test_a_page_is_found_by_the_next_run(folder: Path) -> None:
    first = Spool(folder, "x")
    first.put("Borrowers", "$skip=0", "Čáppa\r\n")
    assert (first.get("Borrowers", "$skip=0"), first.reused) == ("Čáppa\r\n", 0)
    second = Spool(folder, "x")
    assert second.get("Borrowers", "$skip=500") is None
    assert [second.get("Borrowers", "$skip=0") for _ in range(2)] == ["Čáppa\r\n"] * 2
    assert second.reused == 1


def test_nobody_else_may_read_it(folder: Path) -> None:
    Spool(folder, "x").put("Borrowers", "", "{}")
    modes = {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert modes == {0o600}
    assert {stat.S_IMODE(p.stat().st_mode) for p in (folder, folder.parent, folder.parent.parent)} == {0o700}


@pytest.mark.parametrize(("age", "mark", "kept"), [(DAY - 60, "x", True), (DAY + 60, "x", False), (0, "y", False)])
def test_old_pages_and_those_of_other_settings_go(folder: Path, age: int, mark: str, kept: bool) -> None:
    Spool(folder, "x").put("Borrowers", "", "{}")
    begun = folder / "begun"
    os.utime(begun, (begun.stat().st_atime - age, begun.stat().st_mtime - age))
    assert (Spool(folder, mark).get("Borrowers", "") == "{}") is kept


def test_one_set_is_forgotten(folder: Path) -> None:
    spool = Spool(folder, "x")
    spool.put("Borrowers", "", "{}")
    spool.put("BorrowerLoans", "", "[]")
    spool.forget("Borrowers")
    assert (spool.get("Borrowers", ""), spool.get("BorrowerLoans", "")) == (None, "[]")


def test_discarding_leaves_what_others_have_there(folder: Path) -> None:
    Spool(folder, "x").put("Borrowers", "", "{}")
    Spool(folder.with_name("dalen"), "x")
    discard(folder)
    assert [p.name for p in folder.parent.iterdir()] == ["dalen"]
    discard(folder.with_name("dalen"))
    assert not folder.parent.parent.exists()
    discard(folder)
