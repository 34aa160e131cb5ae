"""Which record of a title is its base."""

from itertools import permutations

import pytest
from merging_records import LEADER, RELATORS, RULES, TITLE, member

from migration.match.merging.survivorship import merge

EXTENT = ["300", "  ", "a", "412 s."]
SUBJECTS = [["650", " 4", "a", word] for word in ("Bønder", "Nybyggere", "Nordland")]


def base_of(*members):
    """The base, whatever the order of the records."""
    found = {merge(some, RULES, RELATORS).base.source for some in permutations(members)}
    assert len(found) == 1
    return found.pop()


@pytest.mark.parametrize(
    "field",
    [
        ["003", "NO-OsNB"],
        ["015", "  ", "a", "0512345", "2", "NBF"],
        ["035", "  ", "a", "(NO-OsNB)990000000001"],
        ["040", "  ", "a", "NO-OsNB"],
        ["042", "  ", "a", "norbibl"],
    ],
)
def test_the_national_bibliography_goes_before_a_supplier_and_fuller_records(field):
    national = member("z", [field, TITLE])
    supplier = member("b", [["035", "  ", "a", "(NO-OsBA)0123456"], TITLE, EXTENT])

    assert base_of(national, supplier, member("a", [TITLE, EXTENT, *SUBJECTS])) == "z"


def test_a_supplier_goes_before_fuller_records():
    supplier = member("z", [["035", "  ", "a", "(NO-OsBA)0123456"], TITLE])

    assert base_of(member("a", [TITLE, EXTENT, *SUBJECTS]), supplier) == "z"


def test_a_cancelled_number_of_an_agency_counts_for_nothing():
    cancelled = member("z", [["035", "  ", "z", "(NO-OsNB)1"], TITLE])

    assert base_of(cancelled, member("a", [TITLE])) == "a"


def test_completeness_counts_kinds_of_fields_not_fields():
    assert base_of(member("a", [TITLE, *SUBJECTS]), member("b", [TITLE, EXTENT, SUBJECTS[0]])) == "b"


def test_then_the_encoding_level():
    less, unknown = (LEADER[:17] + level + LEADER[18:] for level in "7x")

    assert base_of(member("a", [TITLE], unknown), member("b", [TITLE], less), member("c", [TITLE])) == "c"
    assert base_of(member("a", [TITLE], unknown), member("b", [TITLE], less)) == "b"


def test_then_the_newest():
    """005, else the day of 008; two digits of a year from 68 on are of the 20th century."""
    old, new = ["008", "991231" + "s1999    no " + " " * 22], ["008", "030115" + "s1999    no " + " " * 22]
    changed = ["005", "20040101120000.0"]

    assert base_of(member("a", [old, TITLE]), member("b", [new, TITLE])) == "b"
    assert base_of(member("a", [new, TITLE]), member("b", [changed, old, TITLE])) == "b"
    assert base_of(member("a", [["008", "||||||"], TITLE]), member("b", [old, TITLE])) == "b"


def test_equals_by_source_and_number():
    assert base_of(member("b", [TITLE]), member("a", [TITLE]), member("c", [TITLE])) == "a"


def test_a_record_made_before_the_book_was_out_is_no_base_where_there_is_another():
    early = member("a", [["003", "NO-OsNB"], TITLE, EXTENT], LEADER[:17] + "8" + LEADER[18:])

    assert base_of(early, member("b", [TITLE])) == "b"
    assert base_of(early, member("b", [EXTENT])) == "a"
