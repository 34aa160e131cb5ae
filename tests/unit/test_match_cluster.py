"""Which records become one. Two different books, volumes or editions must never."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from migration.match.cluster import Clustering, cluster
from migration.match.compare import Candidate
from migration.match.rules import load_match_rules
from migration.settings import SHIPPED

RULES = load_match_rules(SHIPPED / "mappings" / "match.yaml")
ISBN = "9788205400009"


def book(key: str, **features: object) -> Candidate:
    """A record ``source:legacy_id`` of one novel, with other features where given."""
    source, legacy_id = key.split(":")
    plain = Candidate(
        source=source,
        legacy_id=legacy_id,
        target_id=f"t-{key}",
        title_key="kristin lavransdatter",
        author_key="undset s",
        volume_key="",
        edition_key="",
        format_class="book",
        language="nob",
        year="1995",
        pages=400,
        quality=1,
    )
    return replace(plain, **features)


def of(*groups: Sequence[Candidate]) -> Clustering:
    return cluster([(f"978820540{n:04}", group) for n, group in enumerate(groups)], RULES)


def keys(found: Clustering) -> list[list[str]]:
    return [[f"{m.source}:{m.legacy_id}" for m in c.members] for c in found.clusters]


def reasons(found: Clustering) -> dict[str, tuple[str, ...]]:
    return {f"{':'.join(r.a)} {':'.join(r.b)}": r.failed for r in found.refusals}


def test_the_same_book_in_three_libraries():
    found = of([book("c:3"), book("a:1"), book("b:2", title_key="kristin lavransdater")])

    assert keys(found) == [["a:1", "b:2", "c:3"]]
    assert found.clusters[0].score == "0.98"
    assert found.clusters[0].decided_by == "isbn"
    assert found.refusals == ()


def test_nothing_in_common():
    assert of([book("a:1"), book("b:2", title_key="sult", author_key="hamsun k")]).clusters == ()
    assert of([]) == Clustering((), (), (), 0)


def test_volumes_with_the_isbn_of_the_set():
    found = of(
        [book(f"{s}:{v}", volume_key=v, pages=300 + 100 * int(v)) for s in "ab" for v in "123"]
        + [book("c:7", volume_key="", pages=None)]
    )

    assert keys(found) == [["a:1", "b:1"], ["a:2", "b:2"], ["a:3", "b:3"]]


def test_volumes_with_the_isbn_of_the_set_where_too_little_is_known():
    found = of([book(f"{s}:{v}", volume_key=v, pages=None) for s in "ab" for v in "12"])

    assert found.clusters == ()
    assert reasons(found)["a:1 b:1"] == ("pages_unsure",)


def test_volumes_that_lost_their_numbers_are_told_apart_by_pages():
    found = of([book("a:1", pages=310), book("a:2", pages=420), book("b:1", pages=310), book("b:2", pages=420)])

    assert keys(found) == [["a:1", "b:1"], ["a:2", "b:2"]]


def test_volumes_that_nothing_tells_apart_stay_apart():
    found = of([book("a:1", pages=None), book("a:2", pages=None), book("b:1", pages=310)])

    assert found.clusters == ()


def test_a_blank_agrees_with_neither_of_two_that_contradict_each_other():
    assert keys(of([book("a:1", year="1995"), book("b:1", year="")])) == [["a:1", "b:1"]]
    assert of([book("a:1", year="1995"), book("b:1", year=""), book("c:1", year="2005")]).clusters == ()


def test_editions_under_one_isbn():
    found = of([book("a:1", edition_key="1"), book("b:1", edition_key="2"), book("c:1"), book("d:1", edition_key="2")])

    assert keys(found) == [["b:1", "d:1"]]


def test_translations_under_one_isbn():
    found = of([book("a:1"), book("b:1", language="nno"), book("c:1", language="sme"), book("d:1", language="nor")])

    assert found.clusters == ()


def test_an_old_language_code_where_nothing_contradicts_it():
    assert keys(of([book("a:1", language="nor"), book("b:1"), book("c:1", language="nor")])) == [["a:1", "b:1", "c:1"]]


def test_an_ebook_with_the_isbn_of_the_book():
    found = of([book("a:1"), book("b:1"), book("c:1", format_class="ebook")])

    assert keys(found) == [["a:1", "b:1"]]
    assert reasons(found) == {"a:1 c:1": ("format",), "b:1 c:1": ("format",)}


def test_a_school_book_by_year():
    found = of([book("a:1", title_key="tema 8"), book("b:1", title_key="tema 8", year="1997")])

    assert found.clusters == ()
    assert reasons(found) == {"a:1 b:1": ("year",)}


def test_a_reprint_with_the_same_isbn_goes_to_review():
    assert reasons(of([book("a:1"), book("b:1", year="2001")])) == {"a:1 b:1": ("year",)}


def test_a_dummy_isbn():
    titles = ["sult", "pan", "victoria", "mysterier"]
    bare = [book(f"{s}:{t}", title_key=t, author_key="", year="", pages=None) for s in "ab" for t in titles]
    full = [book("c:1", title_key="sult"), book("d:1", title_key="sult")]

    assert keys(of(bare + full)) == [["c:1", "d:1"]]


def test_two_isbns_in_one_record_do_not_join_a_bound_and_a_paperback_edition():
    bound, paper, both = book("a:1"), book("c:1"), book("b:1")
    found = of([bound, both], [both, paper])

    assert keys(found) == [["a:1", "b:1"]]
    assert reasons(found) == {"b:1 c:1": ("contradiction",)}


def test_two_isbns_in_every_record():
    records = [book("a:1"), book("b:1"), book("c:1")]

    assert keys(of(records, records)) == [["a:1", "b:1", "c:1"]]
    assert of(records, records).refusals == ()


def test_a_source_is_in_a_cluster_once():
    found = of([book("a:1"), book("a:2"), book("b:1"), book("b:2")])

    assert keys(found) == [["a:1", "b:1"], ["a:2", "b:2"]]
    assert reasons(found)["a:1 a:2"] == ("same_source",)


def test_two_records_of_one_source_that_differ_are_not_worth_a_look():
    assert of([book("a:1"), book("a:2", title_key="sult", author_key="hamsun k")]).refusals == ()


def test_too_many_records_of_one_isbn_are_counted_and_left():
    records = [book(f"{n}:1") for n in range(6)]
    found = cluster([(ISBN, records)], RULES, max_group=5)

    assert found == Clustering((), (), (ISBN,), 0)
    assert len(cluster([(ISBN, records)], RULES, max_group=6).clusters[0].members) == 6


def test_near_misses_of_one_isbn_are_listed_up_to_a_limit():
    records = [book(f"{n:02}:1", year=str(1900 + 5 * n)) for n in range(8)]
    found = of(records)

    assert len(found.refusals) == 20
    assert found.unlisted == 8 * 7 // 2 - 20


features = st.fixed_dictionaries(
    {
        "title_key": st.sampled_from(["sult", "markens grode", "markens grodde", "markens grode 2"]),
        "author_key": st.sampled_from(["", "hamsun k", "hamsun"]),
        "volume_key": st.sampled_from(["", "", "1", "2"]),
        "edition_key": st.sampled_from(["", "", "1", "2"]),
        "format_class": st.sampled_from(["book", "book", "ebook"]),
        "language": st.sampled_from(["", "nob", "nno", "nor"]),
        "year": st.sampled_from(["", "1995", "1996", "1997"]),
        "pages": st.sampled_from([None, 100, 108, 116]),
    }
)
named = st.tuples(st.sampled_from("abcd"), st.integers(1, 4), features)
records_of = st.lists(named, min_size=1, max_size=12, unique_by=lambda n: n[:2]).map(
    lambda rows: [book(f"{s}:{n}", **f) for s, n, f in rows]
)


@st.composite
def counties(draw: st.DrawFn) -> list[tuple[str, list[Candidate]]]:
    """Some records, each under one to three ISBNs."""
    records = draw(records_of)
    return [(f"97882{n:08}", draw(st.permutations(records))[: draw(st.integers(1, len(records)))]) for n in range(3)]


@settings(max_examples=150)
@given(counties(), st.randoms(use_true_random=False))
def test_clusters_do_not_depend_on_the_order_of_the_input(county, random):
    shuffled = [(isbn, random.sample(group, len(group))) for isbn, group in county]
    random.shuffle(shuffled)

    assert cluster(shuffled, RULES) == cluster(county, RULES)


@settings(max_examples=150)
@given(counties())
def test_no_cluster_contradicts_itself(county):
    by_key = {(r.source, r.legacy_id): r for _, group in county for r in group}
    isbns = {key: {isbn for isbn, group in county for r in group if (r.source, r.legacy_id) == key} for key in by_key}

    for found in cluster(county, RULES).clusters:
        members = [by_key[m.source, m.legacy_id] for m in found.members]
        assert len({m.source for m in members}) == len(members) > 1
        assert len({m.volume_key for m in members}) == 1
        assert len({m.format_class for m in members}) == 1
        assert not {"nob", "nno"} <= {m.language for m in members}
        assert len({m.edition_key for m in members} - {""}) <= 1
        for a, b in combinations(found.members, 2):
            assert isbns[a.key] & isbns[b.key]


@given(counties())
def test_a_record_is_in_one_cluster(county):
    found = [m.key for c in cluster(county, RULES).clusters for m in c.members]

    assert len(found) == len(set(found))
