"""Counts of what libraries have in common, from who holds what: by hand, and for any holdings."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migration.quality.holdings import spoken
from migration.quality.overlap import common_titles, spread
from migration.quality.overlap_figures import HEAT, heat_labels, short
from migration.quality.overlap_lines import SPREAD, step_name

LIBRARIES = [f"NO-{n}" for n in range(6)]
holder_sets = st.sets(st.sampled_from(LIBRARIES), min_size=1).map(lambda keys: tuple(sorted(keys)))
any_holdings = st.dictionaries(holder_sets, st.integers(1, 1000), max_size=20)


def test_titles_in_common_by_hand():
    holders = {("A",): 5, ("A", "B"): 3, ("A", "B", "C"): 2, ("C",): 7}
    common = common_titles(holders, ["A", "B", "C"])
    assert common["A", "B"] == 5
    assert common["A", "C"] == common["B", "C"] == 2
    assert (common["A", "A"], common["B", "B"], common["C", "C"]) == (10, 5, 9)


@given(any_holdings)
def test_titles_in_common_are_those_of_the_sets(holders):
    common = common_titles(holders, LIBRARIES)
    for a, b in combinations(LIBRARIES, 2):
        assert common[a, b] == common[b, a] == sum(n for keys, n in holders.items() if {a, b} <= set(keys))
        assert common[a, b] <= min(common[a, a], common[b, b])


@given(any_holdings)
def test_every_title_stands_in_one_step(holders):
    assert sum(spread(holders, SPREAD)) == sum(holders.values())


def test_steps_have_names():
    assert [step_name(step) for step in SPREAD] == ["1", "2", "3–5", "6–10", "11–20", "21+"]


@pytest.mark.parametrize(
    ("codes", "told"),
    [
        (["nob"], ()),
        (["nob", "sme"], ("sme",)),
        (["rus", "fin"], ("fin", "rus")),
        (["smi"], ("smi",)),
        (["smi", "sma"], ("sma",)),  # the collective code says no more
        (["fiu"], ("fiu",)),
        (["fiu", "fkv"], ("fkv",)),  # as MARC writes Kven: its group, and its own code of ISO 639-3
        (["smi", "fkv", "nob"], ("smi", "fkv")),
        ([], ()),
    ],
)
def test_a_collective_code_counts_only_where_nothing_is_more_exact(codes, told):
    assert spoken(codes) == told


def test_the_classes_of_the_heat_map_have_words():
    assert heat_labels() == ["under 5 %", "5–10 %", "10–20 %", "20–30 %", "30–50 %", "50 % og mer"]
    assert len(heat_labels()) == len(HEAT)


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("Nordvik folkebibliotek", "Nordvik folkebibliotek"),
        ("Storvarre kommunebibliotek – Storvári gielddagirjerádju", "Storvarre kommunebibliotek"),
        ("Indre og ytre Fjordkysten interkommunale bibliotek", "Indre og ytre Fjordkysten interkomm…"),
    ],
)
def test_a_long_name_is_cut_beside_a_plot(name, label):
    assert short(name) == label
