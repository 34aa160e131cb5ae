"""Measures of the accuracy harness, worked out by hand."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migration.match.evaluation.pairs import LabelledPair
from migration.match.evaluation.scores import b_cubed, scores, share
from migration.match.evaluation.truth import truth


def _pair(one: str, two: str, label: bool | None) -> LabelledPair:
    return LabelledPair(id1=one, id2=two, label=label)


def test_a_share_with_its_interval() -> None:
    """8 of 10 by Wilson's formula with z = 1.96: (0.8 + 0.192) / 1.384 = 0.7167, give or take 0.2266."""
    found = share(8, 10)
    assert found.value == 0.8
    assert found.low == pytest.approx(0.4902, abs=1e-4)
    assert found.high == pytest.approx(0.9433, abs=1e-4)


def test_the_interval_of_none_and_of_all() -> None:
    """None of 10: from 0 to z²/(10 + z²) = 3.8415 / 13.8415; all of 10 is its mirror."""
    none, every = share(0, 10), share(10, 10)
    assert (none.low, none.high) == (0.0, pytest.approx(0.2775, abs=1e-4))
    assert (every.low, every.high) == (pytest.approx(0.7225, abs=1e-4), 1.0)


def test_a_share_of_nothing_is_unknown() -> None:
    assert (share(0, 0).value, share(0, 0).low, share(0, 0).high) == (None, None, None)


@given(st.integers(1, 10_000).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))))
def test_the_interval_holds_the_share_and_stays_between_0_and_1(counts: tuple[int, int]) -> None:
    found = share(*counts)
    assert (found.low, found.value, found.high) == tuple(sorted([found.low, found.value, found.high]))
    assert 0 <= found.low <= found.high <= 1


def test_scores_count_each_kind_of_pair() -> None:
    """Three joined rightly, one wrongly, two left: precision 3/4, recall 3/5, F1 = 2·3 / (2·3 + 1 + 2)."""
    said = [(True, True)] * 3 + [(True, False)] + [(False, True)] * 2 + [(False, False)] * 4
    found = scores(said)
    assert (found.true_positives, found.false_positives, found.false_negatives, found.true_negatives) == (3, 1, 2, 4)
    assert (found.precision.value, found.recall.value) == (0.75, 0.6)
    assert found.f1 == pytest.approx(2 / 3)


def test_scores_of_nothing_are_unknown() -> None:
    assert (scores([]).precision.value, scores([]).recall.value, scores([]).f1) == (None, None, None)


def test_b_cubed() -> None:
    """Title {a b c}, d alone and not it; clusters {a b d} and {c}.

    Precision: a 2/3, b 2/3, c 1, d 1/3 (itself of three), mean 8/12; recall: a 2/3, b 2/3, c 1/3, d 1, mean 8/12.
    """
    clusters = {"a": 1, "b": 1, "d": 1, "c": 2}
    apart = {"a": {"d"}, "b": {"d"}, "c": {"d"}, "d": {"a", "b", "c"}}
    found = b_cubed(clusters, [frozenset("abc"), frozenset("d")], apart)
    assert (found.precision, found.recall, found.records) == (pytest.approx(2 / 3), pytest.approx(2 / 3), 4)


def test_b_cubed_says_nothing_of_records_that_no_label_sets_apart() -> None:
    found = b_cubed({"a": 1, "b": 1}, [frozenset("a"), frozenset("b")], {})
    assert (found.precision, found.recall) == (1.0, 1.0)


def test_b_cubed_of_nothing_is_unknown() -> None:
    assert b_cubed({}, [], {}).precision is None


@given(st.lists(st.integers(0, 3), min_size=1, max_size=12))
def test_b_cubed_of_the_truth_itself_is_perfect(title_of: list[int]) -> None:
    names = {str(n): title for n, title in enumerate(title_of)}
    titles = [frozenset(n for n, t in names.items() if t == title) for title in set(title_of)]
    apart = {n: {m for m in names if names[m] != names[n]} for n in names}
    found = b_cubed(names, titles, apart)
    assert (found.precision, found.recall) == (1.0, 1.0)


def test_titles_are_the_components_of_positive_labels() -> None:
    found = truth([_pair("a", "b", True), _pair("b", "c", True), _pair("d", "e", False)], "abcde")
    assert found.titles == (frozenset("abc"), frozenset("d"), frozenset("e"))
    assert found.apart == {"d": {"e"}, "e": {"d"}}


def test_a_negative_label_sets_whole_titles_apart() -> None:
    found = truth([_pair("a", "b", True), _pair("c", "d", True), _pair("b", "c", False)], "abcd")
    assert found.apart == {"a": {"c", "d"}, "b": {"c", "d"}, "c": {"a", "b"}, "d": {"a", "b"}}


def test_labels_that_contradict_others_are_told() -> None:
    contradicted = _pair("a", "c", False)
    found = truth([contradicted, _pair("a", "b", True), _pair("b", "c", True)], "abc")
    assert found.contradictions == (contradicted,)
    assert found.apart == {}


def test_unlabelled_pairs_and_missing_records_say_nothing() -> None:
    assert truth([_pair("a", "b", None), _pair("a", "x", True)], "ab").titles == ()


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef"), st.booleans()), max_size=12))
def test_truth_does_not_depend_on_the_order_of_the_pairs(rows: list[tuple[str, str, bool]]) -> None:
    pairs = [_pair(*row) for row in rows if row[0] != row[1]]
    one, other = truth(pairs, "abcdef"), truth(pairs[::-1], "abcdef")
    assert (one.titles, one.apart) == (other.titles, other.apart)
    assert not any(a & b for a, b in combinations(one.titles, 2))
