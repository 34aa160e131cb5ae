"""What a new matching changed. ``{"tA": "AB", "tC": "C"}``: the titles, and the records in each."""

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from migration.match.clusters.changes import JOINED, SOURCE_WITHDRAWN, Changes, Key, Kind, Redirect, changes
from migration.match.clusters.identity import assign


def key(letter: str) -> Key:
    return letter.lower(), "1"


def membership(titles: Mapping[str, str]) -> dict[Key, str]:
    return {key(letter): bib_id for bib_id, letters in titles.items() for letter in letters}


def between(former: Mapping[str, str], current: Mapping[str, str], *redirects: Redirect, **founders: str) -> Changes:
    founded = {bib_id: [key(letter) for letter in letters] for bib_id, letters in founders.items()}
    return changes(membership(former), membership(current), redirects, founded)


def events(found: Changes) -> list[tuple[str, str, str, str]]:
    return [
        (e.kind, e.former_bib_id, e.bib_id, "".join(source.upper() for source, _ in e.records)) for e in found.events
    ]


def test_nothing_changed():
    assert between({"tA": "AB"}, {"tA": "AB"}) == Changes((), ())


def test_a_first_run_changes_nothing():
    assert between({}, {"tA": "AB"}) == Changes((), ())


def test_two_titles_become_one():
    found = between({"tA": "AB", "tC": "CD"}, {"tA": "ABCD"})

    assert found.redirects == (("tC", "tA", JOINED),)
    assert events(found) == [("merge", "tC", "tA", "CD")]


def test_a_title_is_split():
    found = between({"tA": "ABC"}, {"tA": "A", "tB": "BC"})

    assert found.redirects == ()
    assert events(found) == [("split", "tA", "tB", "BC")]


def test_a_record_goes_from_one_title_to_another():
    assert events(between({"tA": "AB", "tC": "CD"}, {"tA": "A", "tC": "BCD"})) == [("moved", "tA", "tC", "B")]


def test_a_new_record_is_no_change_to_what_was_delivered():
    assert between({"tA": "AB"}, {"tA": "ABC", "tD": "D"}) == Changes((), ())


def test_what_is_left_when_the_founders_source_is_withdrawn():
    found = between({"tA": "AC"}, {"tC": "C"})

    assert found.redirects == (("tA", "tC", SOURCE_WITHDRAWN),)
    assert events(found) == [("moved", "tA", "tC", "C")]


def test_a_title_whose_records_are_all_gone_leads_nowhere():
    assert between({"tA": "AB"}, {"tC": "C"}, Redirect("tB", "tA", JOINED)) == Changes((), ())


def test_most_records_decide_where_an_id_leads():
    found = between({"tA": "ABC", "tD": "D", "tE": "E"}, {"tD": "AD", "tE": "BCE"})

    assert found.redirects == (("tA", "tE", JOINED),)
    assert events(found) == [("moved", "tA", "tD", "A"), ("moved", "tA", "tE", "BC")]


def test_chains_of_redirects_are_collapsed():
    found = between({"tA": "AB", "tC": "C"}, {"tC": "ABC"}, Redirect("tB", "tA", JOINED))

    assert found.redirects == (("tA", "tC", JOINED), ("tB", "tC", JOINED))


def test_an_id_that_comes_back_is_no_redirect():
    found = between({"tA": "AB"}, {"tA": "A", "tB": "B"}, Redirect("tB", "tA", JOINED))

    assert found.redirects == ()
    assert events(found) == [("split", "tA", "tB", "B")]


def test_an_old_id_follows_the_records_it_was_given_for():
    """B was joined with A by mistake, and goes to C now: who asks for the old B shall not get A."""
    old = Redirect("tB", "tA", JOINED)

    assert between({"tA": "AB", "tC": "C"}, {"tA": "A", "tC": "BC"}, old, tB="B").redirects == (("tB", "tC", JOINED),)
    assert between({"tA": "AB", "tC": "C"}, {"tA": "A", "tC": "BC"}, old).redirects == (old,)


def test_a_redirect_stays_where_it_leads_while_its_founders_stay():
    """Most of tD's records went to tA, though its founders D and E went two ways."""
    parted = between({"tA": "A", "tD": "BCDE", "tE": "F"}, {"tA": "ABCE", "tE": "DF"}, tD="DE")
    again = between({"tA": "ABCE", "tE": "DF"}, {"tA": "ABCE", "tE": "DF"}, *parted.redirects, tD="DE")

    assert parted.redirects == again.redirects == (("tD", "tA", JOINED),)


def test_titles_that_stayed_as_they_were_may_be_left_out():
    old = Redirect("tY", "tX", JOINED)

    assert between({"tA": "A", "tB": "B"}, {"tA": "AB"}, old).redirects == (("tB", "tA", JOINED), old)


class Run:
    """Matching after matching of some letters, with ids by the rules of ``identity``."""

    def __init__(self) -> None:
        self.founders: dict[Key, frozenset[str]] = {}
        self.former: dict[Key, str] = {}
        self.current: dict[Key, str] = {}
        self.found = Changes((), ())

    def match(self, components: list[str]) -> None:
        parts = [[(*key(letter), f"t{letter}") for letter in sorted(c)] for c in components]
        found = assign(parts, self.founders, self.current)
        for bib_id, source, legacy_id in found.founders:
            self.founders[source, legacy_id] = self.founders.get((source, legacy_id), frozenset()) | {bib_id}
        current = {m[:2]: bib_id for bib_id, part in zip(found.ids, parts, strict=True) for m in part}
        self.found = changes(self.current, current, self.found.redirects, self._founded())
        self.former, self.current = self.current, current

    def _founded(self) -> dict[str, list[Key]]:
        founded = {f"t{letter}": [key(letter)] for letter in LETTERS}
        for record, ids in self.founders.items():
            for bib_id in ids:
                founded.setdefault(bib_id, []).append(record)
        return founded


LETTERS = "ABCDEF"
colours = st.lists(st.integers(0, 4), min_size=len(LETTERS), max_size=len(LETTERS))
"""Which component each letter is in; 4: its source is not there."""


def components(colouring: list[int]) -> list[str]:
    parts = ["".join(x for x, c in zip(LETTERS, colouring, strict=True) if c == colour) for colour in range(4)]
    return [part for part in parts if part]


@given(st.lists(colours, min_size=1, max_size=5))
def test_every_id_that_was_delivered_is_alive_or_leads_to_one_or_its_records_are_gone(colourings):
    run = Run()
    for colouring in colourings:
        run.match(components(colouring))
        alive = set(run.current.values())
        leads = {r.old_bib_id: r.bib_id for r in run.found.redirects}
        assert set(leads.values()) <= alive
        assert not set(leads) & alive
        for bib_id in set(run.former.values()):
            was_there = {record for record, title in run.former.items() if title == bib_id}
            assert bib_id in alive or bib_id in leads or not was_there & run.current.keys()


@given(st.lists(colours, min_size=1, max_size=5))
def test_a_matching_that_changes_nothing_leaves_every_redirect(colourings):
    run = Run()
    for colouring in colourings:
        run.match(components(colouring))
    redirects = run.found.redirects
    run.match(components(colourings[-1]))
    assert (run.found.redirects, run.found.events) == (redirects, ())


@given(colours, colours)
def test_every_record_that_changed_its_title_is_told_of_once(before, after):
    run = Run()
    run.match(components(before))
    run.match(components(after))
    moved = {r for r, bib_id in run.former.items() if run.current.get(r, bib_id) != bib_id}
    told = [record for event in run.found.events for record in event.records]

    assert sorted(told) == sorted(moved)
    for event in run.found.events:
        assert {run.former[r] for r in event.records} == {event.former_bib_id}
        assert {run.current[r] for r in event.records} == {event.bib_id}
        assert event.kind in set(Kind)
