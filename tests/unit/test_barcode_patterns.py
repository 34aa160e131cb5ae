"""Whose labels look how, learned from the items: (library, first four characters, length, items)."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from migration.match.items.barcode_patterns import Pattern, Stray, pattern, strays

OSLO = ("oslo", "0301", 14, 9_000)
NORD = ("nord", "4000", 8, 5_000)


def test_a_barcode_of_another_library_s_series() -> None:
    assert strays([OSLO, NORD, ("nord", "0301", 14, 3)]) == [Stray("nord", Pattern("0301", 14), "oslo")]


def test_letters_tell_more_than_the_digits_after_them() -> None:
    school = [("school", f"LV{n}", 7, 100) for n in range(10, 20)]
    assert strays([*school, NORD, ("nord", "lv99", 7, 1)]) == [Stray("nord", Pattern("LV", 7), "school")]


def test_a_series_that_two_libraries_have_is_nobody_s() -> None:
    assert strays([OSLO, ("asker", "0301", 14, 800), NORD, ("nord", "0301", 14, 3)]) == []


def test_a_series_that_is_common_in_the_library_is_its_own_too() -> None:
    assert strays([OSLO, NORD, ("nord", "0301", 14, 600)]) == []


def test_a_library_of_mixed_labels_is_nobody_s_pattern() -> None:
    mixed = [("blandet", "1111", 8, 50), ("blandet", "2222", 8, 50)]
    assert strays([*mixed, NORD, ("nord", "1111", 8, 1)]) == []


def test_few_in_a_small_library() -> None:
    assert strays([OSLO, ("liten", "5000", 8, 9), ("liten", "0301", 14, 3)]) == [
        Stray("liten", Pattern("0301", 14), "oslo")
    ]
    assert strays([OSLO, ("liten", "5000", 8, 9), ("liten", "0301", 14, 4)]) == []


def test_a_handful_of_items_makes_no_pattern() -> None:
    assert strays([("ny", "0301", 14, 4), NORD, ("nord", "0301", 14, 1)]) == []


def test_short_numbers_begin_alike_by_chance() -> None:
    assert pattern("1234", 6) is None
    assert pattern("1234", 7) == Pattern("1234", 7)
    assert pattern("lv10", 7) == Pattern("LV", 7)
    assert pattern("a", 1) is None
    assert pattern("--12", 9) is None
    assert pattern("", 0) is None


COUNTS = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from(["0301", "4000", "LV10", "x"]), st.integers(4, 14),
              st.integers(1, 900))
)  # fmt: skip


@given(COUNTS, st.randoms())
def test_the_order_of_the_counts_says_nothing_and_nobody_strays_to_itself(
    counts: list[tuple[str, str, int, int]], random: Random
) -> None:
    shuffled = list(counts)
    random.shuffle(shuffled)
    found = strays(counts)
    assert strays(shuffled) == found
    assert all(stray.library != stray.other for stray in found)
