"""How the suites are shared between two processes."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from migration.pipeline.suite_shares import LARGE_TABLE, tasks

SUITES = st.dictionaries(st.text("abcdefgh", min_size=1, max_size=3).map(Path), st.integers(0, 10**6), max_size=12)


def test_large_tables_come_first_and_alone() -> None:
    rows = {Path("a.json"): 9, Path("b.json"): LARGE_TABLE, Path("c.json"): 3, Path("d.json"): LARGE_TABLE + 1}
    assert tasks(rows) == [[Path("d.json")], [Path("b.json")], [Path("a.json"), Path("c.json")]]


@given(SUITES)
def test_every_suite_has_one_place(rows: dict[Path, int]) -> None:
    assert sorted(suite for task in tasks(rows) for suite in task) == sorted(rows)
