"""The benchmark's union catalogue: the same for the same seed, and with what a matcher must keep apart in it."""

import sys
from collections import defaultdict
from itertools import combinations
from pathlib import Path
from types import ModuleType

import pytest

from migration.features import BibFeatures
from migration.staging.features import features_of

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
COUNT = 3000


@pytest.fixture(scope="module")
def union() -> ModuleType:
    sys.path.insert(0, str(BENCHMARKS))
    try:
        from union import catalogue
    finally:
        sys.path.remove(str(BENCHMARKS))
    return catalogue


@pytest.fixture(scope="module")
def titles(union: ModuleType) -> dict[int, list[tuple[str, BibFeatures]]]:
    """Per title its records: source and features."""
    found = defaultdict(list)
    for row, title in union.records(COUNT):
        found[title].append((row[0], features_of(row[4:])))
    return found


def test_a_seed_gives_one_catalogue(union: ModuleType) -> None:
    assert list(union.records(500, seed=1)) == list(union.records(500, seed=1))
    assert list(union.records(500, seed=1)) != list(union.records(500, seed=2))


def test_a_larger_catalogue_begins_like_a_smaller_one(union: ModuleType) -> None:
    assert list(union.records(500))[:100] == list(union.records(100))


def test_the_table_is_in_the_order_of_staging_and_has_every_record_once(union: ModuleType) -> None:
    table = union.table(COUNT)
    keys = list(zip(table["source"].to_pylist(), table["legacy_id"].to_pylist(), strict=True))
    assert keys == sorted(set(keys))
    assert len(keys) == COUNT


def test_sixty_libraries_hold_it(titles: dict[int, list[tuple[str, BibFeatures]]]) -> None:
    sources = {source for records in titles.values() for source, _ in records}
    assert sources == {f"library{n:02d}" for n in range(1, 61)}


def test_records_of_a_title_differ_by_noise_only(titles: dict[int, list[tuple[str, BibFeatures]]]) -> None:
    for records in titles.values():
        features = [f for _, f in records]
        assert len({f.format_class for f in features}) == 1
        assert len({f.part_number for f in features if f.part_number}) <= 1
        assert len({f.edition for f in features if f.edition}) <= 1
        assert len({f.version for f in features}) == 1
        assert len({f.language for f in features if f.language != "nor"}) <= 1


def test_about_half_of_the_records_say_what_another_says(titles: dict[int, list[tuple[str, BibFeatures]]]) -> None:
    said = sum(len({f for _, f in records}) for records in titles.values())
    assert 0.35 < 1 - said / COUNT < 0.65


@pytest.mark.parametrize("field", ["part_number", "edition", "language", "format_class", "year", "version"])
def test_there_are_titles_that_differ_in_one_thing(
    titles: dict[int, list[tuple[str, BibFeatures]]], field: str
) -> None:
    """Volumes, editions, translations, formats, annuals and school books under one title and author."""
    groups = defaultdict(set)
    for title, records in titles.items():
        for _, features in records:
            groups[features.title, features.author].add((title, getattr(features, field)))
    assert any(a[0] != b[0] and a[1] != b[1] for found in groups.values() for a, b in combinations(found, 2))


def test_set_isbns_and_dummies_occur(titles: dict[int, list[tuple[str, BibFeatures]]]) -> None:
    numbers = [(i, title) for title, records in titles.items() for _, f in records for i in f.identifiers]
    assert any(i.scope == "set" for i, _ in numbers)
    by_number = defaultdict(set)
    for i, title in numbers:
        by_number[i.value].add((i.scope, title))
    assert any({scope for scope, _ in found} == {"own", "set"} for found in by_number.values())
    assert len({title for _, title in by_number["9788200000006"]}) > 1


def test_scores_by_hand(union: ModuleType) -> None:
    """Records 1-3 are one title, 4-5 another; the clusters are {1, 2}, {3, 4} and {5}."""
    import numpy as np
    from union.scores import scores

    found = scores(np.array([7, 7, 8, 8, 9]), np.array([0, 0, 0, 1, 1]))
    assert found.clusters == 3
    assert found.impure == 1
    assert found.precision == 1 / 2, "of the pairs 1-2 and 3-4 one is right"
    assert found.recall == 1 / 4, "of 1-2, 1-3, 2-3 and 4-5 one is found"
    assert found.f1 == pytest.approx(1 / 3)
    assert found.b_precision == pytest.approx((1 + 1 + 1 / 2 + 1 / 2 + 1) / 5)
    assert found.b_recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1 / 2 + 1 / 2) / 5)
