"""The check that stands behind every test must itself find what it is for."""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from identity_numbers import synthetic
from leaks import identity_numbers, written_leaks

NUMBER = synthetic(day=14, month=3 + 80)


@pytest.mark.parametrize("text", ["{}", "fnr {}.", "a{}b", '"{}"', "{};1"])
def test_a_number_is_found_wherever_it_stands(text: str) -> None:
    assert identity_numbers(text.format(NUMBER).encode()) == [NUMBER]


@pytest.mark.parametrize("number", [f"{NUMBER[:6]} {NUMBER[6:]}", f"{NUMBER[:6]}-{NUMBER[6:]}"])
def test_a_number_is_found_in_two_parts(number: str) -> None:
    assert identity_numbers(number.encode()) == [number]


@pytest.mark.parametrize("shift", [(0, 0), (40, 0), (0, 40), (0, 65), (0, 80), (40, 80)])
def test_every_series_is_found(shift: tuple[int, int]) -> None:
    number = synthetic(day=14 + shift[0], month=3 + shift[1])
    assert identity_numbers(number.encode()) == [number]


def test_other_digits_are_none() -> None:
    wrong = NUMBER[:-1] + str((int(NUMBER[-1]) + 1) % 10)
    texts = [wrong, f"1{NUMBER}", f"{NUMBER}0", "9788202000011", f"ab{NUMBER}cd" + "0" * 20]
    assert [identity_numbers(text.encode()) for text in texts] == [[]] * 5


def test_deliveries_reports_logs_and_tables_are_looked_through(tmp_path: Path) -> None:
    root = tmp_path / "project"
    for name in ("deliveries/r1/patrons.csv", "reports/r1/nordvik.html", "run.log", "exports/nordvik/Borrowers.csv"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(NUMBER)
    with sqlite3.connect(root / "staging.db") as connection:
        connection.execute("CREATE TABLE raw_patron (payload BLOB)")
        connection.execute("CREATE TABLE core_patron (notes TEXT)")
        connection.execute("INSERT INTO raw_patron VALUES (?)", [NUMBER.encode()])
        connection.execute("INSERT INTO core_patron VALUES (?)", [NUMBER])
    connection.close()
    found = written_leaks(root)
    for path in sorted(root.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    assert sorted(Path(leak.split(": ")[0].removesuffix(":core_patron")).name for leak in found) == [
        "nordvik.html",
        "patrons.csv",
        "run.log",
        "staging.db",
    ]


LEAKING = """
def test_prints(): print("fnr {n}")
def test_logs(): __import__("logging").getLogger("x").warning("fnr {n}")
def test_delivers(tmp_path): (tmp_path / "deliveries").mkdir(); (tmp_path / "deliveries" / "a.csv").write_text("{n}")
def test_keeps_to_itself(tmp_path): (tmp_path / "exports.csv").write_text("{n}")
"""


def test_a_test_that_leaks_fails(tmp_path: Path) -> None:
    """The hook itself, in a run of its own whose output nobody else sees."""
    tests = Path(__file__).parents[1]
    inner = tmp_path / "inner"
    inner.mkdir()
    shutil.copy(tests / "conftest.py", inner)
    (inner / "test_leaking.py").write_text(LEAKING.format(n=NUMBER))
    command = [sys.executable, "-m", "pytest", "-q", "-rA", "-p", "no:cacheprovider", "--basetemp", inner / "t", inner]
    environ = {**os.environ, "PYTHONPATH": str(tests)}
    run = subprocess.run(command, cwd=inner, env=environ, capture_output=True, text=True)
    shutil.rmtree(inner)
    outcomes = {name: word for word, name in re.findall(r"^(PASSED|FAILED) \S*::(\w+)", run.stdout, re.MULTILINE)}
    assert outcomes == {
        "test_prints": "FAILED",
        "test_logs": "FAILED",
        "test_delivers": "FAILED",
        "test_keeps_to_itself": "PASSED",
    }
