"""Descriptions and their names, pairs once each and in order, and blocks that are too large."""

import pytest
from feature_rows import COLUMNS, RULES, book, catalogue_of, isbn, named_pairs, row, rows
from hypothesis import given, settings
from hypothesis import strategies as st

from migration.features import BibFeatures
from migration.match.blocking.catalogue import open_catalogue
from migration.match.comparing.judge import judge
from migration.match.comparing.judgement import Decision


def test_records_with_the_same_features_are_one_description_paired_with_itself():
    with catalogue_of(book(), book(), book("fjellet", author="dahl o", year="1950")) as catalogue:
        assert (catalogue.record_count(), catalogue.description_count()) == (3, 2)
        first, second, third = catalogue.records()
        assert first.d == second.d != third.d
        name = catalogue.names()[first.d]
        assert named_pairs(catalogue) == [(name, name)]


def test_a_description_has_the_same_name_wherever_it_stands():
    with catalogue_of(book()) as alone, catalogue_of(book("alt annet"), book()) as among:
        assert alone.names()[0] in among.names()
        assert len(alone.names()[0]) == 16


def test_records_are_numbered_by_source_and_id_in_code_point_order():
    batch = [row(book(), "b", "1"), row(book(), "a", "10"), row(book(), "a", "9"), row(book(), "Å", "1")]
    with open_catalogue([batch[:1], batch[1:]], COLUMNS, RULES) as catalogue:
        found = [(record.r, record.source, record.legacy_id) for record in catalogue.records()]
    assert found == [(0, "a", "10"), (1, "a", "9"), (2, "b", "1"), (3, "Å", "1")]


def test_a_pair_that_shares_several_keys_comes_once_with_its_features():
    one, two = book(identifiers=isbn("9788202000011")), book(pages=213, identifiers=isbn("9788202000011"))
    with catalogue_of(one, two) as catalogue:
        (batch,) = catalogue.pairs()
        assert list(zip(batch.one, batch.two, strict=True)) == [(0, 1)]
        assert set(batch.features().values()) == {one, two}
        assert (catalogue.pair_counts.met, catalogue.pair_counts.candidates) == (1, 1)


def test_every_feature_comes_back_as_it_was():
    whole = BibFeatures(
        format_class="book", title="čáhci", subtitle="b", part_number="2 1", part_title="c", title_key="cahci b",
        other_titles=("x", "y"), original_title="o", responsibility="r", author="a b", names=("a b", "c d"),
        birth_year="1950", year="2001", other_years=("1999",), edition="2", version=("nno", "school"), pages=9,
        front_pages=4, volumes=2, minutes=60, height=21, language="sme", languages=("sme", "nob"),
        original_language="eng", publishers=("p",),
        places=("q",), country="no", series=("s", "t"), series_number="3", host="h",
        identifiers=isbn("9788202000011") + isbn("9788202000028", "set"),
    )  # fmt: skip
    with catalogue_of(whole) as catalogue:
        assert catalogue.features([0]) == {0: whole}


def test_small_batches_are_the_same_pairs():
    records = [book(pages=n) for n in range(210, 216)]
    with catalogue_of(*records) as catalogue:
        whole = [pair for batch in catalogue.pairs() for pair in zip(batch.one, batch.two, strict=True)]
        cut = [list(zip(batch.one, batch.two, strict=True)) for batch in catalogue.pairs(size=4)]
    assert whole == sorted(whole)
    assert len(whole) == 15
    assert [len(batch) for batch in cut] == [4, 4, 4, 3]
    assert [pair for batch in cut for pair in batch] == whole


def test_no_records():
    with catalogue_of() as catalogue:
        assert list(catalogue.pairs()) == []
        assert list(catalogue.blocks()) == []
        assert list(catalogue.still_candidates([("0" * 16, "f" * 16)])) == []


def test_a_column_that_is_missing_is_named():
    columns = [name for name in COLUMNS if name not in ("host", "title")]
    with pytest.raises(ValueError, match=r"without the columns host, title$"), open_catalogue([], columns, RULES):
        pass


def test_a_block_that_is_too_large_is_divided_by_a_longer_key():
    titles = [f"fortellinger om havets hemmelige liv {n}" for n in ("en", "to", "tre", "fire")]
    records = [book(title, author="", year="", pages=None) for title in titles]
    with catalogue_of(*records, most_in_block=3) as catalogue:
        titles = next(counts for counts in catalogue.key_counts if counts.name == "title")
        assert (titles.blocks, titles.divided, titles.overflows) == (0, 1, ())


def test_a_block_that_cannot_be_divided_is_told_with_its_key_and_not_compared():
    records = [book("dikt", author="", year="", pages=None, publishers=(f"forlag {n}",)) for n in range(5)]
    with catalogue_of(*records, most_in_block=4) as catalogue:
        titles = next(counts for counts in catalogue.key_counts if counts.name == "title")
        assert [(o.name, o.size) for o in titles.overflows] == [("title", 5)]
        assert titles.overflows[0].shown.startswith("dikt/book")
        assert named_pairs(catalogue) == []
    with catalogue_of(*records, most_in_block=5) as catalogue:
        assert len(named_pairs(catalogue)) == 10


BOOKS = st.builds(
    book,
    title=st.sampled_from(["dikt", "dikt i utvalg", "havet"]),
    author=st.sampled_from(["", "berg k", "dahl o"]),
    year=st.sampled_from(["", "2001", "2002", "2003", "2009", "20uu"]),
    other_years=st.sampled_from([(), ("2001",)]),
    edition=st.sampled_from(["", "1", "2", "3", "revidert"]),
    publishers=st.sampled_from([(), ("gyldendal",), ("aschehoug",)]),
    part_number=st.sampled_from(["", "1", "2"]),
    pages=st.sampled_from([None, 100, 104, 300]),
    language=st.sampled_from(["", "nor", "nob", "nno"]),
    format_class=st.sampled_from(["book", "ebook", "serial"]),
    identifiers=st.sampled_from([(), isbn("9788202000011"), isbn("9788202000028"), isbn("9788202000011", "set")]),
)
CATALOGUES = st.lists(BOOKS, max_size=9)


@settings(max_examples=12, deadline=None)
@given(CATALOGUES, st.randoms())
def test_the_order_of_the_records_changes_nothing(records, random):
    batch = rows(records)
    shuffled = random.sample(batch, len(batch))
    options = {"most_in_block": 3}
    with (
        open_catalogue([batch], COLUMNS, RULES, **options) as one,
        open_catalogue([shuffled[:2], shuffled[2:]], COLUMNS, RULES, **options) as two,
    ):
        assert list(one.records()) == list(two.records())
        assert one.names() == two.names()
        assert list(one.blocks()) == list(two.blocks())
        assert [(b.one, b.two) for b in one.pairs()] == [(b.one, b.two) for b in two.pairs()]


@settings(max_examples=25, deadline=None)
@given(CATALOGUES)
def test_what_is_not_compared_though_the_title_is_the_same_would_be_apart(records):
    with catalogue_of(*records) as catalogue:
        found = catalogue.features(range(catalogue.description_count()))
        compared = {pair for batch in catalogue.pairs() for pair in zip(batch.one, batch.two, strict=True)}
        for a, one in found.items():
            for b, two in found.items():
                if a < b and (a, b) not in compared and one.title == two.title:
                    assert judge(one, two, RULES, catalogue.bad).decision is Decision.APART


@settings(max_examples=20, deadline=None)
@given(CATALOGUES, CATALOGUES, CATALOGUES)
def test_an_incremental_run_and_what_is_kept_are_a_full_run(gone, kept, new):
    with catalogue_of(*gone, *kept, most_in_block=3) as before:
        stored, former = named_pairs(before), [members for _, members in before.blocks()]
    with catalogue_of(*kept, *new, most_in_block=3) as now:
        full, decided = named_pairs(now), named_pairs(now, former)
        still = list(now.still_candidates(stored))
    assert sorted({*still, *decided}) == full


def test_nothing_is_decided_again_where_nothing_changed():
    records = (book(), book(pages=213), book(pages=214), book(pages=214))
    with catalogue_of(*records) as catalogue:
        former = [members for _, members in catalogue.blocks()]
        assert len(named_pairs(catalogue)) == 4
        assert named_pairs(catalogue, former) == []


def test_pairs_of_names_are_asked_for_whatever_the_size_of_their_numbers():
    with catalogue_of(*(book(pages=n) for n in range(200, 240))) as catalogue:
        known = named_pairs(catalogue)
        assert any(int(name, 16) >= 2**63 for pair in known for name in pair)
        assert list(catalogue.still_candidates(known)) == known
        assert [list(catalogue.still_candidates([pair])) for pair in known[-3:]] == [[pair] for pair in known[-3:]]


def test_only_a_row_that_may_hold_without_a_number_keeps_a_contradiction_from_being_dropped():
    row = RULES.decisions[0].model_copy(update={"decision": "review", "when": {"edition": ("different",)}})
    shared = row.model_copy(update={"when": {"edition": ("different",), "identifier": ("shared",)}})
    for table, pairs in (((), 0), ((shared,), 0), ((shared, row), 1)):
        rules = RULES.model_copy(update={"decisions": table})
        with open_catalogue([rows([book(edition="2"), book(edition="3")])], COLUMNS, rules) as catalogue:
            assert len(named_pairs(catalogue)) == pairs
