"""Which records become one title. ``a:1`` is record 1 of library a; its description is a word, as ``sult``.

Two descriptions are one title by ``"sult = sult-1890"``; ``==`` where that is proved. All pairs have strength 95.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from migration.match.clusters.clustering import cluster
from migration.match.clusters.model import VERDICT, Clustering, Pairs, Records

Verdicts = Sequence[tuple[str, str]]


class County:
    """Clusters and refusals by the records' names, whatever their numbers were."""

    def __init__(
        self,
        records: Mapping[str, str],
        pairs: Sequence[str],
        vetoes: Mapping[str, str] | None = None,
        must: Verdicts = (),
        cannot: Verdicts = (),
        numbers: Sequence[str] = (),
    ) -> None:
        self.names = sorted(records)
        said = {*records.values(), *(word for pair in pairs for word in pair.split()[:3:2])}
        words = [*numbers, *sorted(said - set(numbers))]
        vetoed = {frozenset(both.split(" - ")): (why,) for both, why in (vetoes or {}).items()}
        self.asked: list[tuple[str, str]] = []

        def contradicts(a: int, b: int) -> tuple[str, ...]:
            self.asked.append((words[a], words[b]))
            return vetoed.get(frozenset((words[a], words[b])), ())

        self.found = cluster(
            records_of([(name[0], words.index(records[name])) for name in self.names]),
            pairs_of([p.split() for p in pairs], words),
            contradicts,
            [self.both(v) for v in must],
            [self.both(v) for v in cannot],
        )

    def both(self, names: tuple[str, str]) -> tuple[int, int]:
        return self.names.index(names[0]), self.names.index(names[1])

    @property
    def clusters(self) -> list[str]:
        return [" ".join(self.names[m] for m in c.members) for c in self.found.clusters]

    @property
    def refusals(self) -> dict[str, str]:
        return {f"{self.names[r.a]} {self.names[r.b]}": " ".join(r.reasons) for r in self.found.refusals}


def records_of(rows: Sequence[tuple[str, int]]) -> Records:
    return Records(np.array(["abcdefgh".index(s) for s, _ in rows], np.int32), np.array([d for _, d in rows], np.int32))


def pairs_of(rows: Sequence[Sequence[str]], words: Sequence[str]) -> Pairs:
    """``one = two strength rule``, the last two where they differ from 95 and 0."""
    return Pairs(
        one=np.array([words.index(row[0]) for row in rows], np.int32),
        two=np.array([words.index(row[2]) for row in rows], np.int32),
        strength=np.array([int(row[3]) if len(row) > 3 else 95 for row in rows], np.uint8),
        rule=np.array([int(row[4]) if len(row) > 4 else 0 for row in rows], np.uint16),
        proof=np.array([row[1] == "==" for row in rows], np.bool_),
    )


def test_copies_in_three_libraries():
    found = County({"c:3": "sult", "a:1": "sult", "b:2": "sult", "d:1": "pan"}, ["sult = sult"])

    assert found.clusters == ["a:1 b:2 c:3"]
    assert found.refusals == {}


def test_nothing_in_common():
    assert County({"a:1": "sult", "b:1": "pan"}, []).found == Clustering((), (), ())
    assert County({}, []).found == Clustering((), (), ())


def test_copies_that_say_too_little_are_not_one():
    assert County({"a:1": "dikt", "b:1": "dikt"}, []).clusters == []


def test_a_pair_that_no_record_has_any_more_is_nothing():
    found = County({"a:1": "sult", "b:1": "sult"}, ["sult = sult", "sult = gone", "gone = gone"], numbers=["gone"])

    assert found.clusters == ["a:1 b:1"]


def test_the_weakest_pair_is_told():
    found = County(
        {"a:1": "sult", "b:1": "sult-1890", "c:1": "sult-p170"},
        ["sult = sult-1890 99 1", "sult-1890 = sult-p170 94 3", "sult = sult-p170 93 4"],
    ).found.clusters[0]

    assert (found.strength, found.rule) == (94, 3)
    assert [tuple(join) for join in found.joins] == [(0, 1, 0), (1, 2, 1)]


def test_a_record_that_says_little_does_not_draw_together_what_contradicts():
    found = County(
        {"a:1": "sult-1890", "b:1": "sult", "c:1": "sult-1950"},
        ["sult-1890 = sult 97", "sult = sult-1950 96"],
        {"sult-1890 - sult-1950": "year"},
    )

    assert found.clusters == ["a:1 b:1"]
    assert found.refusals == {"b:1 c:1": "year"}
    assert found.found.refusals[0].between == (0, 2)


def test_the_strongest_pair_comes_first():
    found = County(
        {"a:1": "sult-1890", "b:1": "sult", "c:1": "sult-1950"},
        ["sult-1890 = sult 96", "sult = sult-1950 97"],
        {"sult-1890 - sult-1950": "year"},
    )

    assert found.clusters == ["b:1 c:1"]


def test_a_proof_comes_before_a_strong_pair():
    found = County(
        {"a:1": "sult-1890", "b:1": "sult", "c:1": "sult-1950"},
        ["sult-1890 = sult 99", "sult == sult-1950 90"],
        {"sult-1890 - sult-1950": "year"},
    )

    assert found.clusters == ["b:1 c:1"]


def test_a_refusal_is_told_once_for_two_clusters():
    old, new = [f"old{n}" for n in "123"], [f"new{n}" for n in "123"]
    found = County(
        {f"{s}:1": d for s, d in zip("abcdef", old + new, strict=True)},
        [f"{w}1 = {w}{n} 99" for w in ("old", "new") for n in "23"] + [f"{o} = {n}" for o in old for n in new[1:]],
        {f"{o} - new1": "edition" for o in old},
    )

    assert found.clusters == ["a:1 b:1 c:1", "d:1 e:1 f:1"]
    assert found.refusals == {"a:1 e:1": "edition"}


def test_contradiction_is_asked_once_and_never_of_a_pair():
    found = County(
        {f"{s}:{n}": f"{s}{n}" for s in "abcd" for n in "12"},
        [f"{s}{n} = {t}{n}" for s in "abc" for t in "bcd" if s < t for n in "12"] + ["a1 = d2", "b1 = d2"],
    )

    assert len(found.asked) == len({frozenset(both) for both in found.asked})


# One source, several records


def test_two_records_of_a_library_that_come_into_question_for_another_are_left():
    """Two volumes that lost their numbers."""
    found = County({"a:1": "p310", "a:2": "p314", "b:1": "p312"}, ["p310 = p312", "p312 = p314"])

    assert found.clusters == []
    assert found.refusals == {
        "a:1 b:1": "same_source_ambiguous",
        "a:2 b:1": "same_source_ambiguous",
        "a:1 a:2": "same_source",
    }


def test_twins_that_contradict_each_other_are_not_asked_about():
    found = County(
        {"a:1": "p310", "a:2": "p318", "b:1": "p314"}, ["p310 = p314", "p314 = p318"], {"p310 - p318": "pages"}
    )

    assert found.clusters == []
    assert "a:1 a:2" not in found.refusals


def test_copies_within_a_library():
    found = County({"a:1": "sult", "a:2": "sult", "b:1": "sult", "c:1": "sult"}, ["sult = sult"])

    assert found.clusters == ["b:1 c:1"]
    assert found.refusals == {
        "a:1 a:2": "same_source",
        "a:1 b:1": "same_source_ambiguous",
        "a:2 b:1": "same_source_ambiguous",
    }


def test_a_proof_joins_one_of_a_librarys_copies():
    found = County({"a:1": "sult", "a:2": "sult", "b:1": "sult"}, ["sult == sult"])

    assert found.clusters == ["a:1 b:1"]
    assert found.refusals == {"a:1 a:2": "same_source"}


def test_a_proof_tells_which_of_two_it_is():
    found = County({"a:1": "p310", "a:2": "p314", "b:1": "p312", "c:1": "p316"}, ["p310 = p312", "p312 == p314"])

    assert found.clusters == ["a:2 b:1"]


def test_records_of_one_library_that_are_in_question_for_different_titles_are_not_ambiguous():
    found = County({"a:1": "sult", "a:2": "pan", "b:1": "sult", "b:2": "pan"}, ["sult = sult", "pan = pan"])

    assert found.clusters == ["a:1 b:1", "a:2 b:2"]


def test_a_library_is_in_a_cluster_once():
    found = County({"a:1": "w", "b:1": "x", "c:1": "y", "a:2": "z"}, ["w = x 99", "x = y 98", "y = z 97"])

    assert found.clusters == ["a:1 b:1 c:1"]
    assert found.refusals == {"a:2 c:1": "same_source"}
    assert found.found.refusals[0].between == (1, 0)


# Verdicts


def test_a_must_joins_whatever_contradicts():
    found = County({"a:1": "sult", "b:1": "hunger"}, [], {"sult - hunger": "language"}, must=[("a:1", "b:1")])

    assert found.clusters == ["a:1 b:1"]
    assert (found.found.clusters[0].strength, found.found.clusters[0].rule) == (100, VERDICT)


def test_a_must_joins_copies_of_one_library():
    found = County({"a:1": "sult", "a:2": "sult", "b:1": "sult"}, ["sult = sult"], must=[("a:1", "a:2")])

    assert found.clusters == ["a:1 a:2 b:1"]
    assert found.refusals == {}


def test_a_must_that_overrules_a_veto_does_not_split_the_title():
    """b's year is wrong, says a librarian: the others of a's title stay with a, and b comes to them."""
    records = {"a:1": "1995", "c:1": "1995", "d:1": "1995", "b:1": "1959"}
    found = County(records, ["1995 = 1995"], {"1995 - 1959": "year"}, must=[("a:1", "b:1")])

    assert found.clusters == ["a:1 b:1 c:1 d:1"]


def test_a_must_overrules_no_more_than_it_must():
    records = {"a:1": "1995", "b:1": "1959", "c:1": "sme", "d:1": "1995"}
    vetoes = {"1995 - 1959": "year", "sme - 1959": "language"}
    found = County(records, ["1995 = 1995 99", "1995 = sme"], vetoes, must=[("a:1", "b:1")])

    assert found.clusters == ["a:1 b:1 d:1"]
    assert found.refusals == {"a:1 c:1": "language"}


def test_a_cannot_parts_copies():
    found = County({"a:1": "sult", "b:1": "sult", "c:1": "sult"}, ["sult = sult"], cannot=[("b:1", "a:1")])

    assert found.clusters == ["a:1 c:1"]
    assert found.refusals == {"a:1 b:1": "verdict"}


def test_a_cannot_wins_over_a_must_through_others():
    names = {"a:1": "x", "b:1": "y", "c:1": "z"}
    found = County(names, [], must=[("a:1", "b:1"), ("b:1", "c:1")], cannot=[("a:1", "c:1")])

    assert found.clusters == ["a:1 b:1"]
    assert [(c.must, c.cannot) for c in found.found.conflicts] == [((1, 2), (0, 2))]


def test_a_must_and_a_cannot_on_the_same_two():
    found = County({"a:1": "x", "b:1": "x"}, ["x = x"], must=[("a:1", "b:1")], cannot=[("b:1", "a:1")])

    assert found.clusters == []
    assert len(found.found.conflicts) == 1


# For any county

WORDS = "pqrstu"


@st.composite
def counties(draw: st.DrawFn) -> dict[str, object]:
    names = draw(st.lists(st.sampled_from([f"{s}:{n}" for s in "abcd" for n in "123"]), min_size=2, unique=True))
    records = {name: draw(st.sampled_from(WORDS)) for name in names}
    both = st.sampled_from([(p, q) for p in WORDS for q in WORDS if p <= q])
    pairs = draw(st.lists(both, unique=True, max_size=14))
    apart = [b for b in draw(st.lists(both, unique=True, max_size=6)) if b not in pairs and b[0] != b[1]]
    verdict = st.tuples(st.sampled_from(names), st.sampled_from(names)).filter(lambda v: v[0] != v[1])
    return {
        "records": records,
        "pairs": [
            f"{p} {draw(st.sampled_from(['=', '==']))} {q} {draw(st.integers(94, 96))} {draw(st.integers(0, 1))}"
            for p, q in pairs
        ],
        "vetoes": {f"{p} - {q}": "year" for p, q in apart},
        "must": draw(st.lists(verdict, max_size=2)),
        "cannot": draw(st.lists(verdict, max_size=2)),
    }


def names_of(found: County) -> list[set[str]]:
    return [set(c.split()) for c in found.clusters]


@settings(max_examples=200)
@given(counties(), st.randoms(use_true_random=False))
def test_the_same_in_any_order(county, random):
    numbers = random.sample(WORDS, len(WORDS))
    turned = [" ".join([q, sign, p, *rest]) for p, sign, q, *rest in (pair.split() for pair in county["pairs"])]
    mixed = random.sample(turned, len(turned))
    one, two = County(**county), County(**{**county, "pairs": mixed}, numbers=numbers)

    assert two.clusters == one.clusters
    assert two.refusals == one.refusals


@settings(max_examples=200)
@given(counties())
def test_no_cluster_holds_what_is_forbidden(county):
    records, must = county["records"], [set(v) for v in county["must"]]
    found = County(**{**county, "must": []})
    for members in names_of(found):
        assert len({m[0] for m in members}) == len(members) > 1
        for both in county["vetoes"]:
            assert not set(both.split(" - ")) <= {records[m] for m in members}
    for members in names_of(County(**county)):
        assert not any(set(v) <= members for v in county["cannot"])
        assert len({m[0] for m in members}) == len(members) or any(v & members for v in must)


@given(counties())
def test_a_must_that_conflicts_with_nothing_is_kept(county):
    found = County(**county)
    refused = {frozenset(found.names[r] for r in conflict.must) for conflict in found.found.conflicts}
    for verdict in county["must"]:
        joined = any(set(verdict) <= members for members in names_of(found))
        assert joined is (frozenset(verdict) not in refused)
    assert not refused or county["cannot"]


@given(counties())
def test_each_refusal_stands_between_two_clusters_and_each_only_once(county):
    found = County(**county)
    home = {name: n for n, members in enumerate(names_of(found)) for name in members}
    between = [frozenset(home.get(n, n) for n in refusal.split()) for refusal in found.refusals]

    assert all(len(both) == 2 for both in between)
    assert len(set(between)) == len(found.found.refusals)


@given(counties())
def test_the_joins_of_a_cluster_are_a_tree_over_its_members(county):
    for found in County(**county).found.clusters:
        home = {member: {member} for member in found.members}
        for join in found.joins:
            assert home[join.a] is not home[join.b]
            home[join.a] |= home[join.b]
            home.update(dict.fromkeys(home[join.b], home[join.a]))
        assert len(found.joins) == len(found.members) - 1
        assert home[found.members[0]] == set(found.members)


@given(counties(), st.data())
def test_a_cannot_parts_two_members_and_leaves_the_other_components(county, data):
    county = {**county, "must": []}
    before = County(**county)
    if not before.clusters:
        return
    members = sorted(data.draw(st.sampled_from(names_of(before))))
    component = connected_with(members[0], county)
    after = County(**{**county, "cannot": [*county["cannot"], (members[0], members[1])]})

    assert not any(set(members[:2]) <= found for found in names_of(after))
    assert [c for c in names_of(after) if not c & component] == [c for c in names_of(before) if not c & component]
    assert County(**county).clusters == before.clusters


def connected_with(name: str, county: dict[str, object]) -> set[str]:
    """The names of the records that pairs connect with one."""
    words = {county["records"][name]}
    for _ in WORDS:
        words |= {w for pair in county["pairs"] if words & set(pair.split()[:3:2]) for w in pair.split()[:3:2]}
    return {n for n, word in county["records"].items() if word in words}


@given(counties())
def test_a_component_alone_gives_the_same(county):
    county = {**county, "must": [], "cannot": []}
    name = min(county["records"])
    component = connected_with(name, county)
    alone = County(**{**county, "records": {n: d for n, d in county["records"].items() if n in component}},
                   numbers=WORDS)  # fmt: skip
    whole = County(**county, numbers=WORDS)

    assert alone.clusters == [c for c in whole.clusters if c.split()[0] in component]
    assert alone.refusals == {r: why for r, why in whole.refusals.items() if r.split()[0] in component}
