"""Which rows are drawn for the sample, and what is concluded from what was found in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migration.ids import target_id
from migration.model import Entity
from migration.quality.samples.answer import Answer, Verdict
from migration.quality.samples.drawing import AT_LEAST, Draw, draw, in_order, sizes, wanted
from migration.quality.samples.results import results, weighted, wilson

POPULATIONS = st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 50_000), min_size=1)


def rows(*numbers: int, stratum: str = "plain") -> list[tuple[str, str, str]]:
    return [(str(n), target_id("bakken", "bib", str(n)), stratum) for n in numbers]


def answer(legacy_id: str, verdict: Verdict, shown: str = "x") -> Answer:
    return Answer(
        source="bakken", entity="bib", legacy_id=legacy_id, verdict=verdict, wrong="", who="kh",
        decided_on="2026-11-22", shown=shown,
    )  # fmt: skip


def test_no_fault_among_299_rows_rules_out_one_in_a_hundred() -> None:
    """0.99^299 = 0.0495, 0.99^298 = 0.0500; 0.95^59 = 0.0485, 0.95^58 = 0.0510."""
    assert (wanted(0.01), wanted(0.05)) == (299, 59)


def test_small_strata_are_oversampled_and_no_stratum_gets_less_than_its_share() -> None:
    """299 of 10,000: 29.9 and 269.1 in proportion, rounded up; 100 have 2.99 and get 8; all three of three."""
    found = sizes({"merged": 1_000, "plain": 8_897, "sami": 100, "russian": 3}, 0.01)
    assert found == {"merged": 30, "plain": 267, "sami": 8, "russian": 3}


@given(POPULATIONS)
def test_sizes_keep_what_the_sample_claims(populations: dict[str, int]) -> None:
    found, total, n = sizes(populations, 0.01), sum(populations.values()), wanted(0.01)
    for name, size in populations.items():
        assert found[name] <= size
        assert found[name] == size or found[name] >= max(AT_LEAST, n * size / total)


@given(st.permutations(rows(*range(120))))
def test_the_order_of_rows_makes_no_difference(given_rows: list[tuple[str, str, str]]) -> None:
    assert draw(Entity.ITEM, given_rows).chosen == draw(Entity.ITEM, rows(*range(120))).chosen


def test_a_new_row_displaces_one_at_most() -> None:
    before, after = (draw(Entity.ITEM, rows(*range(n))).chosen for n in (5_000, 5_001))
    kept = {c.legacy_id for c in before} & {c.legacy_id for c in after}
    assert (len(before), len(after)) == (59, 59)
    assert len(kept) >= 58


def test_another_source_draws_its_own() -> None:
    other = [(key, target_id("dalen", "bib", key), stratum) for key, _, stratum in rows(*range(5_000))]
    mine, theirs = ({c.legacy_id for c in draw(Entity.ITEM, own).chosen} for own in (rows(*range(5_000)), other))
    assert mine != theirs


def test_who_stops_half_way_has_seen_half_of_every_stratum() -> None:
    many = rows(*range(4_000)) + rows(*range(9_000, 9_100), stratum="sami")
    found = in_order(draw(Entity.BIB, many).chosen)
    half = [c.stratum for c in found[: len(found) // 2]]
    whole = [c.stratum for c in found]
    assert whole.count("sami") == 8
    assert half.count("sami") == 4


def test_wilson_s_interval() -> None:
    """Worked out from the formula for 1 in 20 (z = 1.6449): (0.05 + 0.06764 ± 0.10489) / 1.13528."""
    found = wilson(0.05, 20)
    assert found.share == 0.05
    assert (round(found.low, 3), round(found.high, 3)) == (0.011, 0.196)


def test_no_fault_in_the_full_sample_is_under_one_per_cent() -> None:
    assert wilson(0, 299).high == pytest.approx(0.00897, abs=1e-5)  # 2.7055 / (299 + 2.7055)
    assert wilson(0, 299).low == 0


def test_strata_count_by_their_size() -> None:
    """Half of 10 in a stratum of 100, none of 50 in one of 900: 50 of 1,000 rows are faulty, not 5 of 60."""
    found = weighted([(100, 10, 5), (900, 50, 0)])
    assert found is not None
    assert found.share == pytest.approx(0.05)
    assert found.low < 0.05 < found.high


def test_a_stratum_that_nobody_looked_at_is_not_spoken_of() -> None:
    assert weighted([(100, 0, 0)]) is None
    assert weighted([(100, 10, 1), (900, 0, 0)]) == weighted([(100, 10, 1)])


def test_where_everything_was_looked_at_there_is_no_doubt() -> None:
    found = weighted([(20, 20, 1)])
    assert found is not None
    assert (found.low, found.share, found.high) == (0.05, 0.05, 0.05)


@given(POPULATIONS)
def test_the_full_sample_without_a_fault_says_under_one_per_cent_however_it_is_stratified(
    populations: dict[str, int],
) -> None:
    drawn = sizes(populations, 0.01)
    found = weighted([(size, drawn[name], 0) for name, size in populations.items()])
    assert found is not None
    assert found.high < 0.01


@given(st.lists(st.tuples(st.integers(1, 500), st.integers(0, 500), st.integers(0, 500)), max_size=5))
def test_the_share_lies_between_its_bounds(strata: list[tuple[int, int, int]]) -> None:
    sane = [(rows_, min(n, rows_), min(faults, n, rows_)) for rows_, n, faults in strata]
    found = weighted(sane)
    assert found is None or 0 <= found.low <= found.share + 1e-9 <= found.high + 2e-9 <= 1 + 3e-9


def result(*answers: Answer, shown: str = "x") -> tuple[tuple[int, int, int], int, int]:
    drawn: Draw = draw(Entity.BIB, rows(*range(10)))
    found = results("bakken", [drawn], {a.key: a for a in answers}, {a.key: shown for a in answers})
    (part,) = found.entities
    return (part.checked, part.faults, part.unsure), len(found.changed), found.gone


def test_ok_and_faults_count_and_unsure_stands_beside() -> None:
    given_ = (answer("1", Verdict.OK), answer("2", Verdict.FAULT), answer("3", Verdict.UNSURE))
    assert result(*given_) == ((2, 1, 1), 0, 0)


def test_an_answer_on_a_row_that_has_changed_since_counts_no_longer() -> None:
    assert result(answer("1", Verdict.FAULT), shown="another") == ((0, 0, 0), 1, 0)


def test_an_answer_on_a_row_that_has_left_is_only_counted() -> None:
    assert result(answer("404", Verdict.FAULT)) == ((0, 0, 0), 0, 1)
