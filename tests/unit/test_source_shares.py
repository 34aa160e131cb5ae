"""How the sources' pages are shared between processes."""

from hypothesis import given
from hypothesis import strategies as st

from migration.pipeline.source_pages import shares


def test_sources_are_dealt_out() -> None:
    assert shares(["a", "b", "c", "d", "e"], 2) == [["a", "c", "e"], ["b", "d"]]


@given(st.lists(st.text("abcdefgh", min_size=1, max_size=3), unique=True, max_size=20), st.integers(1, 12))
def test_every_source_has_one_place(sources: list[str], most: int) -> None:
    dealt = shares(sources, most)
    assert sorted(source for share in dealt for source in share) == sorted(sources)
    assert len(dealt) == min(most, len(sources))
