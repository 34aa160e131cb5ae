"""Ids of the county's records from run to run. ``A`` stands for (a, 1, tA), and so on."""

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from migration.match.clusters.identity import Identities, Member, assign


def member(letter: str) -> Member:
    return letter.lower(), "1", f"t{letter}"


def give(components: list[str], before: "Run | None" = None) -> "Run":
    return Run(components, before)


class Run:
    """One run over components such as ``["AB", "C"]``, and what is remembered of it as the pipeline does it."""

    def __init__(self, components: list[str], before: "Run | None" = None) -> None:
        parts = [[member(letter) for letter in c] for c in components]
        self.founders: dict[tuple[str, str], frozenset[str]] = dict(before.founders) if before else {}
        current: Mapping[tuple[str, str], str] = before.current if before else {}
        passed = [p for p in parts if len(p) > 1 or p[0][:2] in self.founders]
        found: Identities = assign(passed, self.founders, current)
        ids = dict(zip(map(tuple, passed), found.ids, strict=True))
        self.ids = {c: ids.get(tuple(p), p[0][2]) for c, p in zip(components, parts, strict=True)}
        self.current = {m[:2]: self.ids[c] for c, p in zip(components, parts, strict=True) for m in p}
        for id_, source, legacy_id in found.founders:
            key = (source, legacy_id)
            self.founders[key] = self.founders.get(key, frozenset()) | {id_}


def test_a_new_cluster_has_the_target_id_of_its_first_member():
    assert give(["BA", "C"]).ids == {"BA": "tA", "C": "tC"}


def test_all_members_of_a_new_cluster_are_founders():
    assert assign([[member("B"), member("A")]], {}, {}).founders == (("tA", "a", "1"), ("tA", "b", "1"))


def test_a_record_that_stands_alone_need_not_be_remembered():
    assert assign([[member("A")]], {}, {}) == Identities(("tA",), ())


def test_the_id_stays_when_the_first_member_leaves():
    assert give(["BC"], give(["ABC"])).ids == {"BC": "tA"}


def test_the_id_stays_when_a_smaller_member_joins():
    assert give(["ABC"], give(["BC"])).ids == {"ABC": "tB"}


def test_a_delivered_record_keeps_its_id_when_another_joins_it():
    assert give(["AB"], give(["B"])).ids == {"AB": "tB"}


def test_who_joined_later_founded_nothing():
    before = give(["ABC"], give(["AB"]))

    assert before.ids == {"ABC": "tA"}
    assert give(["AB", "C"], before).ids == {"AB": "tA", "C": "tC"}
    assert give(["CD"], before).ids == {"CD": "tC"}


def test_a_split_the_part_with_most_founders_keeps_the_id():
    found = give(["A", "BC"], give(["ABC"]))

    assert found.ids["BC"] == "tA"
    assert found.ids["A"] not in {"tA", "tB", "tC"}


def test_a_split_into_equal_parts_the_smallest_member_keeps_it():
    assert give(["A", "B"], give(["AB"])).ids == {"A": "tA", "B": "tB"}


def test_a_part_keeps_the_id_that_it_was_given():
    after_split = give(["A", "BC"], give(["ABC"]))

    assert give(["A", "BC"], after_split).ids == after_split.ids
    assert give(["B"], give(["A", "B"], give(["AB"]))).ids == {"B": "tB"}


def test_a_join_the_id_with_most_founders_stays():
    assert give(["ABCDE"], give(["AB", "CDE"])).ids == {"ABCDE": "tC"}
    assert give(["ABCD"], give(["AB", "CD"])).ids == {"ABCD": "tA"}


def test_a_join_undone_gives_both_ids_back():
    assert give(["AB", "CDE"], give(["ABCDE"], give(["AB", "CDE"]))).ids == {"AB": "tA", "CDE": "tC"}


@st.composite
def partitions(draw: st.DrawFn) -> list[str]:
    """Some of seven records, in components."""
    present = [letter for letter in "ABCDEFG" if draw(st.booleans())]
    homes = {letter: draw(st.integers(0, 3)) for letter in present}
    return ["".join(x for x in present if homes[x] == n) for n in range(4) if n in homes.values()]


histories = st.lists(partitions(), min_size=1, max_size=5)


@given(histories)
def test_no_id_is_given_twice_and_nothing_moves_without_a_cause(history):
    run = None
    for components in history:
        run = give(components, run)
        assert len(set(run.ids.values())) == len(components)
        assert give(components, run).ids == run.ids


@given(histories, st.randoms(use_true_random=False))
def test_ids_do_not_depend_on_the_order(history, random):
    one = two = None
    for components in history:
        shuffled = ["".join(random.sample(c, len(c))) for c in random.sample(components, len(components))]
        one, two = give(components, one), give(shuffled, two)
        assert one.current == two.current


@given(partitions(), partitions())
def test_a_cluster_of_which_all_founders_stay_together_keeps_its_id(before, after):
    first = give(before)
    second = give(after, first)

    for old, id_ in first.ids.items():
        homes = {new for new in after if set(old) & set(new)}
        if len(homes) == 1 and not any(set(other) & set(*homes) for other in before if other != old):
            assert second.ids[homes.pop()] == id_
