"""Patrons that are certainly one person, and those that are not, however much they have in common."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from people import person

from migration.match.persons.certain import (
    CARD,
    IDENTITY,
    MOST_ROWS,
    Person,
    ambiguous_numbers,
    persons,
    registered_twice,
)


def groups(*patrons: Person) -> dict[str, str]:
    return dict(persons(patrons))


def together(*patrons: Person) -> set[frozenset[str]]:
    """The groups of several."""
    found = groups(*patrons)
    sets = {frozenset(p for p in found if found[p] == person_id) for person_id in found.values()}
    return {group for group in sets if len(group) > 1}


ALL = {frozenset({"p1", "p2"})}


def test_the_same_identity_number_birth_date_and_name() -> None:
    found = groups(person("p2", "h1"), person("p1", "h1"), person("p3", "h2"))
    assert found == {"p2": "p1", "p1": "p1", "p3": "p3"}


def test_the_same_national_card() -> None:
    assert together(person("p1", card="N0012"), person("p2", card="N0012")) == ALL


def test_a_card_and_a_number_join_three() -> None:
    found = groups(person("p1", "h1"), person("p2", "h1", "N1"), person("p3", card="N1"))
    assert found == dict.fromkeys(("p1", "p2", "p3"), "p1")


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ({"surname": "BERG-HANSEN", "given_name": "KARI"}, {"surname": "Hansen", "given_name": "Kari Anne"}),
        ({"given_name": "K."}, {}),
        ({"surname": "Kari Hansen", "given_name": ""}, {}),
        ({"surname": "Hætta", "given_name": "Máret"}, {"surname": "Haetta", "given_name": "Maret"}),
    ],
)
def test_names_that_are_written_otherwise(one: dict[str, Any], two: dict[str, Any]) -> None:
    assert together(person("p1", "h1", **one), person("p2", "h1", **two)) == ALL


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ({"ref": ""}, {"ref": ""}),
        ({"ref": "", "card": "N1"}, {"ref": "", "card": "N2"}),
        ({"birth_date": ""}, {"birth_date": ""}),
        ({"birth_date": ""}, {}),
        ({"birth_date": "1980-05-17"}, {"birth_date": "1980-05-18"}),
        ({"surname": "Hansen"}, {"surname": "Olsen"}),
        ({"surname": "", "given_name": ""}, {"surname": "", "given_name": ""}),
        ({"ref": "h1", "card": "N1"}, {"ref": "h2", "card": "N1"}),
    ],
)
def test_what_leaves_two_apart(one: dict[str, Any], two: dict[str, Any]) -> None:
    assert together(person("p1", **({"ref": "h1"} | one)), person("p2", **({"ref": "h1"} | two))) == set()


HOME = {"phones": ("+4778000001",), "email": "hjem@example.no"}


def test_twins_are_two() -> None:
    """Same birth date, surname, phone and e-mail; other given names and numbers."""
    assert together(person("p1", "h1", "N1", **HOME), person("p2", "h2", "N2", given_name="Lars", **HOME)) == set()


def test_twins_of_whom_one_bears_the_other_s_number() -> None:
    kari, lars = person("p1", "h1"), person("p2", "h1", given_name="Lars")
    assert together(kari, lars) == set()
    assert together(kari, lars, person("p3", "h1")) == {frozenset({"p1", "p3"})}


def test_namesakes_born_on_the_same_day_are_two() -> None:
    assert together(person("p1", "h1", **HOME), person("p2", "h2", **HOME), person("p3", **HOME)) == set()


def test_father_and_son_of_the_same_name_with_the_father_s_card() -> None:
    father, son = person("p1", card="N1"), person("p2", card="N1", birth_date="2010-01-02")
    assert together(father, son) == set()


def test_guardian_and_child_with_the_guardian_s_number_phone_and_email() -> None:
    child = person("p2", "h1", birth_date="2015-01-02", given_name="Máret", **HOME)
    assert together(person("p1", "h1", **HOME), child) == set()


def test_a_child_without_birth_date_is_not_its_guardian() -> None:
    child = person("p3", "h1", birth_date="", given_name="Máret", **HOME)
    assert together(person("p1", "h1"), person("p2", "h1"), child) == ALL


def test_an_identity_number_with_two_birth_dates_identifies_nobody() -> None:
    assert together(person("p1", "h1"), person("p2", "h1"), person("p3", "h1", birth_date="2011-01-02")) == set()


def test_a_child_with_the_guardian_s_card_does_not_spoil_the_guardian_s_identity_number() -> None:
    child = person("p3", "h3", "N1", birth_date="2011-01-02", given_name="Máret")
    assert together(person("p1", "h1", "N1"), person("p2", "h1"), child) == ALL


def test_a_married_name_is_not_certain() -> None:
    assert together(person("p1", "h1", surname="Hansen"), person("p2", "h1", surname="Olsen")) == set()


def test_another_surname_does_not_part_the_others() -> None:
    found = groups(person("p1", "h1"), person("p2", "h1", surname="Olsen"), person("p3", "h1"))
    assert found == {"p1": "p1", "p2": "p2", "p3": "p1"}


def test_a_group_that_contradicts_itself_is_not_joined() -> None:
    found = together(
        person("p1", "h1", surname="Hansen"),
        person("p2", "h1", surname="Hansen Olsen"),
        person("p3", "h1", surname="Olsen"),
    )
    assert found == set()


def test_an_initial_that_fits_two_joins_neither() -> None:
    rows = [person(f"p{n}", "h1", given_name=name) for n, name in enumerate(("Ole", "O.", "Odd"))]
    assert together(*rows) == set()


def test_a_number_that_everybody_has_identifies_nobody() -> None:
    assert together(*(person(f"p{n:03}", card="N1") for n in range(MOST_ROWS + 1))) == set()


def test_the_numbers_that_two_birth_dates_share_are_told() -> None:
    child = person("p2", "h1", "N2", birth_date="2015-01-02")
    found = [
        (p.patron_id, kind) for p, kind in ambiguous_numbers([person("p1", "h1", "N1"), child, person("p3", "h3")])
    ]
    assert found == [("p1", IDENTITY), ("p2", IDENTITY)]
    shared = [person("p1", card="N1"), person("p2", card="N1", birth_date="2015-01-02")]
    assert {kind for _, kind in ambiguous_numbers(shared)} == {CARD}


def test_a_birth_date_that_is_missing_contradicts_nothing() -> None:
    assert list(ambiguous_numbers([person("p1", "h1"), person("p2", "h1", birth_date="")])) == []


def test_one_library_s_own_duplicates_are_joined_and_told() -> None:
    here = {"source": "nordvik", "library": "NO-1"}
    rows = [person("p1", "h1", **here), person("p2", "h1", **here), person("p3", "h1"), person("p4", "h4", **here)]
    person_of = dict(persons(rows))
    assert set(person_of.values()) == {"p1", "p4"}
    told = {p.patron_id: [other.legacy_id for other in others] for p, others in registered_twice(rows, person_of)}
    assert told == {"p1": ["old-p2"], "p2": ["old-p1"]}


def test_two_libraries_of_one_database_are_two() -> None:
    rows = [person("p1", "h1", source="felles"), person("p2", "h1", source="felles")]
    assert list(registered_twice(rows, dict(persons(rows)))) == []


patrons = st.lists(
    st.builds(
        person,
        patron_id=st.uuids().map(str),
        ref=st.sampled_from(["", "h1", "h2"]),
        card=st.sampled_from(["", "N1", "N2"]),
        birth_date=st.sampled_from(["", "1980-05-17", "1980-05-18"]),
        surname=st.sampled_from(["", "Hansen", "Hansen Olsen", "Olsen"]),
        given_name=st.sampled_from(["", "Kari", "K.", "Kari Anne", "Knut"]),
    ),
    unique_by=lambda p: p.patron_id,
)


@given(patrons, st.randoms(use_true_random=False))
def test_every_patron_has_one_person_whatever_the_order(people: list[Person], random: Any) -> None:
    found = dict(persons(people))

    assert sorted(found) == sorted(p.patron_id for p in people)
    assert dict(persons(random.sample(people, len(people)))) == found


@given(patrons)
def test_a_person_has_one_birth_date_and_one_identity_number(people: list[Person]) -> None:
    found = dict(persons(people))

    for person_id in set(found.values()):
        group = [p for p in people if found[p.patron_id] == person_id]
        assert person_id == min(p.patron_id for p in group)
        if len(group) > 1:
            assert len({p.birth_date for p in group}) == 1
            assert "" not in {p.birth_date for p in group}
            assert len({p.national_id_ref for p in group} - {""}) <= 1
            assert all(p.national_id_ref or p.national_card_number for p in group)


@pytest.mark.parametrize("given_name", ["K.", "", "A."])
def test_with_a_card_alone_an_initial_may_be_the_twin_s(given_name: str) -> None:
    found = groups(person("p1", card="N1"), person("p2", card="N1", given_name=given_name))
    assert found == {"p1": "p1", "p2": "p2"}


@pytest.mark.parametrize(("given_name", "joined"), [("Ole", True), ("Ole Martin", False), ("O.", False), ("", False)])
def test_children_who_bear_a_parent_s_number_must_have_the_very_same_name(given_name: str, joined: bool) -> None:
    one = person("p1", "h1", given_name="Ole", number_is_doubtful=True)
    other = person("p2", "h1", given_name=given_name, number_is_doubtful=True)
    assert groups(one, other)["p2"] == ("p1" if joined else "p2")
