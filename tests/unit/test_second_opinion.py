"""The second opinion on pairs: what it must rank, what it must not depend on, and where it keeps silent."""

from dataclasses import replace
from pathlib import Path
from random import Random

import pyarrow as pa
import pytest

from migration.features import BibFeatures, Identifier
from migration.match.blocking.catalogue import open_catalogue
from migration.match.differences import Watched, differences, tally
from migration.match.linkage_model import COMPARISONS
from migration.match.rules import load_match_rules
from migration.match.second_opinion import describe, describe_all, opinions
from migration.staging.features import features_row
from migration.staging.schema import core_bib_features

WORDS = (
    "skog",
    "hav",
    "natt",
    "vinter",
    "fjord",
    "stein",
    "lys",
    "vind",
    "regn",
    "ild",
    "gård",
    "skip",
    "fjell",
    "elv",
)


def catalogue(titles: int = 400) -> dict[int, BibFeatures]:
    """Each title twice: as one library has it and, with a slip or without its ISBN, as another has it."""
    rng = Random(11)
    found: dict[int, BibFeatures] = {}
    for n in range(titles):
        name = f"{rng.choice(WORDS)}{rng.choice(WORDS)} og {rng.choice(WORDS)}{rng.choice(WORDS)}"
        first = BibFeatures(
            format_class=rng.choice(("book", "book", "ebook")), title=name, title_key=name,
            author=f"{rng.choice(WORDS)} a", year=str(rng.randint(1960, 2020)), pages=rng.randint(50, 500),
            language=rng.choice(("nob", "nno")), publishers=(rng.choice(WORDS),),
            identifiers=(Identifier("isbn", f"97882{n:07d}0"),),
        )  # fmt: skip
        second = replace(first, pages=(first.pages or 0) + rng.choice((0, 0, 1, 2)))
        found[2 * n] = first
        found[2 * n + 1] = (replace(second, identifiers=()), replace(second, title_key=name[:-1]), second)[n % 3]
    return found


CATALOGUE = catalogue()
SAME, OTHER = (0, 1), (0, 2)
"""Descriptions of one title, without a common ISBN; of two titles."""


def told(features: dict[int, BibFeatures], *pairs: tuple[int, int]) -> pa.Table:
    d1, d2 = zip(*pairs, strict=True)
    return opinions(describe(features), pa.table({"d1": pa.array(d1, pa.int32()), "d2": pa.array(d2, pa.int32())}))


def test_it_ranks_one_title_above_two() -> None:
    one, two = told(CATALOGUE, SAME, OTHER)["probability"].to_pylist()
    assert one > 0.9
    assert two < 0.01


def test_it_ranks_agreement_above_doubt() -> None:
    book = CATALOGUE[0]
    reprint = replace(book, year=str(int(book.year) + 12), pages=(book.pages or 0) + 60, identifiers=())
    features = {**CATALOGUE, 9000: replace(book, identifiers=()), 9001: reprint}
    equal, doubtful = told(features, (0, 9000), (0, 9001))["probability"].to_pylist()
    assert equal > doubtful


def test_it_tells_what_each_feature_adds() -> None:
    (row,) = told(CATALOGUE, (2, 4)).to_pylist()
    assert row["by_title"] < 0
    assert row["by_identifiers"] < 0


def test_pairs_keep_their_order_and_direction() -> None:
    table = told(CATALOGUE, OTHER, (1, 0), SAME, OTHER)
    assert list(zip(table["d1"].to_pylist(), table["d2"].to_pylist(), strict=True)) == [OTHER, (1, 0), SAME, OTHER]
    first, turned, same, again = table["weight"].to_pylist()
    assert turned == same
    assert first == again


def test_the_order_of_descriptions_changes_nothing() -> None:
    shuffled = list(CATALOGUE.items())
    Random(3).shuffle(shuffled)
    pairs = [(d, d + 1) for d in range(0, 60, 2)]
    one, two = (told(f, *pairs)["probability"].to_pylist() for f in (CATALOGUE, dict(shuffled)))
    assert one == pytest.approx(two, abs=1e-6)


def test_the_same_catalogue_gives_the_same_numbers() -> None:
    assert told(CATALOGUE, SAME, OTHER) == told(CATALOGUE, SAME, OTHER)


@pytest.mark.parametrize("features", [dict(list(CATALOGUE.items())[:5]), {d: BibFeatures() for d in range(150)}])
def test_without_enough_to_learn_from_it_says_nothing(features: dict[int, BibFeatures]) -> None:
    (row,) = told(features, SAME).to_pylist()
    assert row.pop("d1") == 0
    assert row.pop("d2") == 1
    assert set(row.values()) == {None}


def test_no_pairs_no_opinions() -> None:
    empty = pa.table({"d1": pa.array([], pa.int32()), "d2": pa.array([], pa.int32())})
    assert opinions(describe(CATALOGUE), empty).num_rows == 0
    assert opinions(describe({}), empty).num_rows == 0


def test_it_is_silent_in_the_log(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
    told(CATALOGUE, SAME)
    assert not caplog.records
    assert capfd.readouterr() == ("", "")


def row(d1: int, d2: int, probability: float | None, **weights: float) -> dict[str, object]:
    told_by = {f"by_{name}": weights.get(name, 0.0) for name in COMPARISONS}
    return {"d1": d1, "d2": d2, "probability": probability, "weight": sum(weights.values()), **told_by}


def test_differences_are_sure_pairs_that_are_not_merged_and_doubted_merges() -> None:
    table = pa.Table.from_pylist([
        row(1, 2, 0.9999, title=9.0, author=8.0, year=-3.0),
        row(1, 3, 0.9999, title=9.0),
        row(1, 4, 0.9999, title=30.0, part=-2.0, edition=0.5),
        row(2, 3, 0.2, title=9.0, year=-11.0),
        row(2, 4, 0.2, year=-20.0),
        row(3, 4, None),
        row(3, 5, 0.99, title=7.0),
    ])  # fmt: skip
    found = differences(table, ["apart", "auto", "apart", "auto", "review", "auto", "review"])
    assert [(d.d1, d.d2, d.agreeing, d.differing) for d in found.sure_but_apart] == [
        (1, 4, ("title",), ("part",)),
        (1, 2, ("title", "author"), ("year",)),
    ]
    assert [(d.d1, d.d2, d.agreeing, d.differing) for d in found.merged_but_doubted] == [(2, 3, ("title",), ("year",))]
    assert [(d.d1, d.d2) for d in found.sure_but_asked] == [(3, 5)]
    assert [d.d2 for d in found.all()] == [4, 2, 5, 3]


def test_opinions_are_counted_by_decision_and_rule() -> None:
    pairs = [Watched(1, n, *said) for n, said in enumerate([("auto", "number")] * 5 + [("apart", "")])]
    counts = tally(pairs, [1.0, 0.99, 0.5, 0.49, None, 0.001])
    assert counts == {
        ("apart", ""): {"surely_one": 0, "rather_one": 0, "rather_two": 0, "surely_two": 1},
        ("auto", "number"): {"surely_one": 2, "rather_one": 1, "rather_two": 1, "surely_two": 0},
    }


def test_only_the_most_telling_differences_are_shown() -> None:
    table = pa.Table.from_pylist([row(0, n, 0.999, title=float(n)) for n in range(1, 9)])
    assert [d.d2 for d in differences(table, ["apart"] * 8, shown=3).sure_but_apart] == [8, 7, 6]


def test_a_catalogue_is_described_by_its_own_numbers() -> None:
    columns = ("source", "legacy_id", "target_id", *core_bib_features.columns.keys()[2:])
    titles = ("skogen", "havet", "havet", "vinden")
    rows = [("a", str(n), f"a-{n}", *features_row(BibFeatures(title=t, title_key=t))) for n, t in enumerate(titles)]
    rules = load_match_rules(Path(__file__).parents[2] / "mappings" / "match.yaml")
    with open_catalogue([rows], columns, rules) as catalogue:
        table = describe_all(catalogue)
        numbers = {r.legacy_id: r.d for r in catalogue.records()}
    assert {row["d"]: row["title_key"] for row in table.to_pylist()} == {
        numbers[str(n)]: t for n, t in enumerate(titles)
    }


def test_no_catalogue_no_descriptions() -> None:
    rules = load_match_rules(Path(__file__).parents[2] / "mappings" / "match.yaml")
    columns = ("source", "legacy_id", "target_id", *core_bib_features.columns.keys()[2:])
    with open_catalogue([], columns, rules) as catalogue:
        assert describe_all(catalogue).num_rows == 0
