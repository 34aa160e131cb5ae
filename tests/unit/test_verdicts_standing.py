"""Which verdicts stand, how musts reach through others, and what a cannot does to them."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from migration.issues import Issue
from migration.match.verdicts.standing import State, conflicts, settle, standing, verdict_issues, verdict_rows
from migration.match.verdicts.verdict import Answer, Key, Named, Verdict, named

MUST, CANNOT = Answer.MUST, Answer.CANNOT


def verdict(answer: Answer, one: str, other: str, row: int = 2) -> Verdict:
    """On two records of *bakken*, by their legacy ids."""
    return Verdict(
        answer=answer,
        one=named("bakken", one),
        other=named("bakken", other),
        who="KN",
        decided_on="2026-11-22",
        file="a.csv",
        row=row,
    )


def records(*ids: str) -> dict[str, Key]:
    return {named("bakken", i).target_id: ("bakken", i) for i in ids}


def pair(one: str, other: str) -> tuple[Key, Key]:
    return ("bakken", one), ("bakken", other)


def test_must_and_cannot_are_pairs_of_keys_the_smaller_first() -> None:
    settled = settle([verdict(MUST, "2", "1"), verdict(CANNOT, "3", "2")], records("1", "2", "3"))
    assert (settled.must, settled.cannot) == ((pair("1", "2"),), (pair("2", "3"),))


def test_the_last_verdict_on_a_pair_stands_whichever_record_is_named_first() -> None:
    first, last = verdict(MUST, "1", "2", row=2), verdict(CANNOT, "2", "1", row=3)
    assert standing([first, last]) == (last,)
    settled = settle([first, last], records("1", "2"))
    assert (settled.must, settled.cannot) == ((), (pair("1", "2"),))
    assert [state for _, state in settled.states] == [State.REPLACED, State.APPLIED]
    assert list(verdict_issues(settled, records("1", "2"))) == [
        ("bakken", "2", Issue("verdict_replaced", "a.csv:3", "a.csv:2"))
    ]


def test_the_same_verdict_again_is_not_told() -> None:
    settled = settle([verdict(MUST, "1", "2", row=2), verdict(MUST, "2", "1", row=3)], records("1", "2"))
    assert settled.must == (pair("1", "2"),)
    assert list(verdict_issues(settled, records("1", "2"))) == []


def test_a_target_id_names_the_same_record_as_its_key() -> None:
    by_key = verdict(MUST, "1", "2", row=2)
    by_id = Verdict(
        answer=CANNOT,
        one=Named(by_key.one.target_id),
        other=Named(by_key.other.target_id),
        who="KN",
        decided_on="2026-11-23",
        file="b.csv",
        row=2,
    )
    settled = settle([by_key, by_id], records("1", "2"))
    assert (settled.must, settled.cannot) == ((), (pair("1", "2"),))
    assert [row[4:8] for row in verdict_rows(settled, records("1", "2"))] == [("bakken", "1", "bakken", "2")] * 2


def test_a_cannot_stops_the_whole_chain_that_denies_it() -> None:
    chain = [verdict(MUST, "1", "2", row=2), verdict(MUST, "2", "3", row=3)]
    other = verdict(MUST, "3", "4", row=4)
    cannot = verdict(CANNOT, "3", "1", row=5)
    settled = settle([*chain, other, cannot], records("1", "2", "3", "4"))
    assert (settled.must, settled.cannot) == ((pair("3", "4"),), (pair("1", "3"),))
    (conflict,) = settled.conflicts
    assert conflict.cannot is cannot
    assert {must.row for must in conflict.chain} == {2, 3}
    assert [state.value for _, state in settled.states] == ["conflict", "conflict", "applied", "applied"]


def test_a_conflict_is_told_with_its_chain() -> None:
    verdicts = [
        verdict(MUST, "1", "2", row=2),
        verdict(MUST, "2", "3", row=3),
        verdict(CANNOT, "1", "3", row=4),
    ]
    found = list(verdict_issues(settle(verdicts, records("1", "2", "3")), records("1", "2", "3")))
    ((source, legacy_id, issue),) = found
    assert (source, legacy_id, issue.code, issue.field) == ("bakken", "1", "verdict_conflict", "a.csv:4")
    assert set(issue.value.split(", ")) == {"bakken 1 = bakken 2 (a.csv:2)", "bakken 2 = bakken 3 (a.csv:3)"}


def test_every_chain_is_found() -> None:
    two_ways = [verdict(MUST, "1", "2"), verdict(MUST, "2", "4"), verdict(MUST, "1", "3"), verdict(MUST, "3", "4")]
    found = conflicts([*two_ways, verdict(CANNOT, "1", "4")])
    assert [len(conflict.chain) for conflict in found] == [2, 2]
    assert {must.pair for conflict in found for must in conflict.chain} == {v.pair for v in two_ways}


def test_a_record_that_is_not_there_is_told_and_leads_nowhere() -> None:
    verdicts = [verdict(MUST, "1", "9", row=2), verdict(MUST, "9", "2", row=3), verdict(CANNOT, "1", "2", row=4)]
    settled = settle(verdicts, records("1", "2"))
    assert (settled.must, settled.cannot, settled.conflicts) == ((), (pair("1", "2"),), ())
    assert [state for _, state in settled.states] == [State.UNKNOWN_RECORD, State.UNKNOWN_RECORD, State.APPLIED]
    assert list(verdict_issues(settled, records("1", "2"))) == [
        ("bakken", "9", Issue("verdict_unknown_record", "a.csv:2", "bakken 9")),
        ("bakken", "9", Issue("verdict_unknown_record", "a.csv:3", "bakken 9")),
    ]


def test_a_row_of_the_staging_table() -> None:
    settled = settle([verdict(CANNOT, "1", "2", row=7)], records("1", "2"))
    assert list(verdict_rows(settled, records("1", "2"))) == [
        (1, "a.csv", 7, "cannot", "bakken", "1", "bakken", "2", "KN", "2026-11-22", "", "applied")
    ]


IDS = "123456"
VERDICTS = st.dictionaries(st.sampled_from(list(combinations(IDS, 2))), st.sampled_from(Answer)).map(
    lambda found: [verdict(answer, *ids, row=n) for n, (ids, answer) in enumerate(found.items(), start=2)]
)


@given(VERDICTS, st.randoms(use_true_random=False))
def test_verdicts_on_different_pairs_may_come_in_any_order(verdicts: list[Verdict], random: object) -> None:
    shuffled = list(verdicts)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = settle(verdicts, records(*IDS)), settle(shuffled, records(*IDS))
    assert (one.must, one.cannot) == (other.must, other.cannot)


@given(VERDICTS)
def test_the_musts_that_are_left_deny_no_cannot(verdicts: list[Verdict]) -> None:
    settled = settle(verdicts, records(*IDS))
    home = {("bakken", i): {("bakken", i)} for i in IDS}
    for one, other in settled.must:
        whole = home[one] | home[other]
        home.update(dict.fromkeys(whole, whole))
    assert [both for both in settled.cannot if both[1] in home[both[0]]] == []
    assert len(settled.cannot) == sum(v.answer is CANNOT for v in verdicts)


@given(VERDICTS)
def test_without_a_cannot_every_must_is_applied(verdicts: list[Verdict]) -> None:
    musts = [v for v in verdicts if v.answer is MUST]
    assert len(settle(musts, records(*IDS)).must) == len(musts)
