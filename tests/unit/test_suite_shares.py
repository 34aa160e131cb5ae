"""How the suites are shared between two processes."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from migration.pipeline.suite_shares import shares

SUITES = st.dictionaries(st.text("abcdefgh", min_size=1, max_size=3).map(Path), st.integers(0, 10**6), max_size=12)


def test_the_two_largest_tables_part() -> None:
    rows = {Path("a.json"): 9, Path("b.json"): 8, Path("c.json"): 3, Path("d.json"): 1}
    assert shares(rows) == [[Path("a.json"), Path("d.json")], [Path("b.json"), Path("c.json")]]


@given(SUITES)
def test_every_suite_has_one_place_and_no_part_is_much_larger(rows: dict[Path, int]) -> None:
    one, other = shares(rows)
    assert sorted([*one, *other]) == sorted(rows)
    assert abs(sum(rows[s] for s in one) - sum(rows[s] for s in other)) <= max(rows.values(), default=0)
