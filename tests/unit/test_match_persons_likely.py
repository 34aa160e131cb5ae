"""Patrons of two libraries that may be one person: for a review list, never joined."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from people import person

from migration.match.persons.certain import Person, persons
from migration.match.persons.likely import CONTACT, LARGEST_BLOCK, NUMBER, likely_persons

PHONE = {"phones": ("", "+4790000001")}
MAIL = {"email": "kari@example.no"}


def pairs(*people: Person) -> list[tuple[str, str, str]]:
    found = likely_persons(people, dict(persons(people))).pairs
    return [(a.patron_id, b.patron_id, rule) for a, b, rule in found]


@pytest.mark.parametrize(
    ("one", "two"),
    [(PHONE, {"phones": ("+4790000001", "")}), (MAIL, {"email": "KARI@example.no"}), (PHONE | MAIL, PHONE | MAIL)],
)
def test_name_birth_date_and_phone_or_email(one: dict[str, Any], two: dict[str, Any]) -> None:
    assert pairs(person("p2", **one), person("p1", **two)) == [("p1", "p2", CONTACT)]


@pytest.mark.parametrize(
    "other",
    [
        {"birth_date": "1980-05-18"},
        {"surname": "Olsen"},
        {"given_name": "Lars"},
        {"given_name": ""},
        {"phones": ("+4790000002",)},
        {"phones": ()},
        {"is_protected": True},
        {"source": "source-p1", "library": "NO-p1"},
    ],
)
def test_what_makes_a_pair_unlikely(other: dict[str, Any]) -> None:
    assert pairs(person("p1", **PHONE), person("p2", **(PHONE | other))) == []


def test_nothing_is_likely_on_empty_values() -> None:
    assert pairs(person("p1"), person("p2")) == []
    assert pairs(person("p1", birth_date="", **PHONE), person("p2", birth_date="", **PHONE)) == []


def test_a_phone_that_could_not_be_read_is_no_evidence() -> None:
    assert pairs(person("p1", phones=("ukjent",)), person("p2", phones=("ukjent",))) == []


def test_two_identity_numbers_are_two_persons() -> None:
    assert pairs(person("p1", "h1", **PHONE), person("p2", "h2", **PHONE)) == []


def test_who_is_joined_is_not_listed() -> None:
    assert pairs(person("p1", "h1", **PHONE), person("p2", "h1", **PHONE)) == []


def test_a_married_name_with_the_same_number() -> None:
    assert pairs(person("p1", "h1"), person("p2", "h1", surname="Olsen")) == [("p1", "p2", NUMBER)]


def test_the_same_number_and_name_where_one_library_has_no_birth_date() -> None:
    assert pairs(person("p1", card="N1"), person("p2", card="N1", birth_date="")) == [("p1", "p2", NUMBER)]
    assert pairs(person("p1", card="N1"), person("p2", card="N1", birth_date="", surname="Olsen")) == []


def test_guardian_and_child_are_not_even_likely() -> None:
    child = person("p2", "h1", birth_date="2015-01-02", given_name="Máret", **PHONE)
    assert pairs(person("p1", "h1", **PHONE), child) == []


def test_the_guardian_whose_number_a_child_bears_is_likely_at_the_other_library() -> None:
    child = person("p3", "h1", birth_date="2015-01-02", given_name="Máret")
    assert pairs(person("p1", "h1"), person("p2", "h1"), child) == [("p1", "p2", NUMBER)]


def test_twins_with_one_number_are_listed_for_somebody_to_mend_it() -> None:
    assert pairs(person("p1", "h1"), person("p2", "h1", given_name="Lars")) == [("p1", "p2", NUMBER)]


def test_two_libraries_of_one_database_are_two_controllers() -> None:
    assert pairs(person("p1", source="felles", **PHONE), person("p2", source="felles", **PHONE)) == [
        ("p1", "p2", CONTACT)
    ]


def test_a_group_too_large_to_be_persons_is_counted_only() -> None:
    crowd = [person(f"p{n:02}", **PHONE) for n in range(LARGEST_BLOCK + 1)]
    found = likely_persons(crowd, dict(persons(crowd)))
    assert (found.pairs, found.unlisted) == ((), 1)


people_of_two_libraries = st.lists(
    st.builds(
        person,
        patron_id=st.uuids().map(str),
        ref=st.sampled_from(["", "h1", "h2"]),
        birth_date=st.sampled_from(["", "1980-05-17", "1980-05-18"]),
        surname=st.sampled_from(["", "Hansen", "Olsen"]),
        given_name=st.sampled_from(["", "Kari", "K."]),
        phones=st.sampled_from([(), ("+4790000001",)]),
        library=st.sampled_from(["NO-1", "NO-2"]),
        source=st.just("felles"),
        is_protected=st.booleans(),
    ),
    unique_by=lambda p: p.patron_id,
)


@given(people_of_two_libraries, st.randoms(use_true_random=False))
def test_pairs_do_not_depend_on_the_order_and_never_cross_numbers(people: list[Person], random: Any) -> None:
    person_of = dict(persons(people))
    found = likely_persons(people, person_of)
    assert likely_persons(random.sample(people, len(people)), person_of) == found
    for a, b, _ in found.pairs:
        assert a.library != b.library
        assert not (a.national_id_ref and b.national_id_ref) or a.national_id_ref == b.national_id_ref
        assert not (a.birth_date and b.birth_date) or a.birth_date == b.birth_date
        assert not a.is_protected
        assert not b.is_protected
        assert person_of[a.patron_id] != person_of[b.patron_id]
