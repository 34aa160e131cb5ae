"""Patrons that are certainly one person, and those that only may be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migration.match.persons import Person, persons, same_surname


def person(
    patron_id: str, ref: str = "h1", card: str = "", born: str = "1980-05-17", surname: str = "Hansen"
) -> Person:
    return Person(patron_id, f"source-{patron_id}", ref, card, born, surname)


def groups(*patrons: Person) -> dict[str, str]:
    return dict(persons(patrons))


def test_the_same_identity_number_birth_date_and_surname():
    assert groups(person("p2"), person("p1"), person("p3", ref="h2")) == {"p2": "p1", "p1": "p1", "p3": "p3"}


def test_the_same_national_card():
    assert groups(person("p1", "", "N0012"), person("p2", "", "N0012")) == {"p1": "p1", "p2": "p1"}


def test_a_card_and_a_number_join_three():
    assert groups(person("p1", "h1"), person("p2", "h1", "N1"), person("p3", "", "N1")) == dict.fromkeys(
        ("p1", "p2", "p3"), "p1"
    )


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ({"ref": ""}, {"ref": ""}),
        ({"ref": "", "card": "N1"}, {"ref": "", "card": "N2"}),
        ({"born": ""}, {"born": ""}),
        ({"born": ""}, {}),
        ({"born": "1980-05-17"}, {"born": "1980-05-18"}),
        ({"surname": "Hansen"}, {"surname": "Olsen"}),
        ({"surname": ""}, {"surname": ""}),
        ({"ref": "h1", "card": "N1"}, {"ref": "h2", "card": "N1"}),
    ],
)
def test_what_leaves_two_apart(one, two):
    assert groups(person("p1", **one), person("p2", **two)) == {"p1": "p1", "p2": "p2"}


def test_a_number_with_two_birth_dates_identifies_nobody():
    found = groups(person("p1"), person("p2"), person("p3", born="2011-01-02"))

    assert found == {"p1": "p1", "p2": "p2", "p3": "p3"}


def test_a_group_that_contradicts_itself_is_not_joined():
    found = groups(person("p1", surname="Hansen"), person("p2", surname="Hansen Olsen"), person("p3", surname="Olsen"))

    assert found == {"p1": "p1", "p2": "p2", "p3": "p3"}


def test_another_surname_does_not_part_the_others():
    found = groups(person("p1"), person("p2", surname="Olsen"), person("p3"))

    assert found == {"p1": "p1", "p2": "p2", "p3": "p1"}


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("Hansen", "HANSEN", True),
        ("Sára", "Sara", True),
        ("Hætta", "Haetta", True),
        ("Berg-Hansen", "Hansen", True),
        ("Berg Hansen", "Berg-Hansen", True),
        ("Hansen", "Hanssen", False),
        ("Berg-Hansen", "Berg-Olsen", False),
        ("Иванов", "Иванов", True),
        ("", "", False),
    ],
)
def test_surnames(one, two, same):
    assert same_surname(one, two) is same_surname(two, one) is same


patrons = st.lists(
    st.builds(
        Person,
        patron_id=st.uuids().map(str),
        source=st.sampled_from("ab"),
        national_id_ref=st.sampled_from(["", "h1", "h2"]),
        national_card_number=st.sampled_from(["", "N1", "N2"]),
        birth_date=st.sampled_from(["", "1980-05-17", "1980-05-18"]),
        surname=st.sampled_from(["", "Hansen", "Hansen Olsen", "Olsen"]),
    ),
    unique_by=lambda p: p.patron_id,
)


@given(patrons, st.randoms(use_true_random=False))
def test_every_patron_has_one_person_whatever_the_order(people, random):
    found = dict(persons(people))

    assert sorted(found) == sorted(p.patron_id for p in people)
    assert dict(persons(random.sample(people, len(people)))) == found


@given(patrons)
def test_a_person_has_one_birth_date_and_one_identity_number(people):
    found = dict(persons(people))

    for person_id in set(found.values()):
        group = [p for p in people if found[p.patron_id] == person_id]
        assert person_id == min(p.patron_id for p in group)
        if len(group) > 1:
            assert len({p.birth_date for p in group}) == 1
            assert len({p.national_id_ref for p in group} - {""}) <= 1
