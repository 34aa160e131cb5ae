"""The sample of pairs that were kept apart: small, and the same whatever order the pairs came in."""

from hypothesis import given
from hypothesis import strategies as st

from migration.match.deciding import Watch

NAMES = [f"{n * 0x9E3779B97F4A7C15 % 2**64:016x}" for n in range(12)]
PAIRS = [(one, two) for one in range(12) for two in range(one + 1, 12)]


def kept(pairs: list[tuple[int, int]], most: int) -> list[tuple[int, int]]:
    watch = Watch(most)
    for one, two in pairs:
        watch.see(one, two, NAMES)
    return watch.pairs()


@given(st.permutations(PAIRS), st.integers(1, 80))
def test_the_sample_does_not_depend_on_the_order(pairs: list[tuple[int, int]], most: int) -> None:
    sample = kept(pairs, most)
    assert sample == kept(PAIRS, most)
    assert len(sample) == min(most, len(PAIRS))
    assert set(sample) <= set(PAIRS)


def test_a_pair_that_stays_out_of_a_large_sample_is_in_no_smaller_one() -> None:
    assert set(kept(PAIRS, 5)) < set(kept(PAIRS, 20))
