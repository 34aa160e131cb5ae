"""Identifiers that prove nothing, found from the records that bear them."""

from feature_rows import book, catalogue_of, isbn
from hypothesis import given
from hypothesis import strategies as st

from migration.features import Identifier
from migration.match.blocking.bad import more_titles

NUMBER = isbn("9788202000011")


def bad_of(*records):
    with catalogue_of(*records) as catalogue:
        return catalogue.bad


def test_the_number_of_several_volumes():
    assert bad_of(book(part_number="1", identifiers=NUMBER), book(part_number="2", identifiers=NUMBER)) == {*NUMBER}


def test_a_volume_number_that_is_lacking_contradicts_nothing():
    assert bad_of(book(part_number="1", identifiers=NUMBER), book(identifiers=NUMBER)) == set()


def test_the_number_of_two_formats():
    assert bad_of(book(identifiers=NUMBER), book(format_class="ebook", identifiers=NUMBER)) == {*NUMBER}


def test_the_number_of_another_form_is_not_its_own():
    other = book(format_class="ebook", identifiers=isbn("9788202000011", "other_form"))
    assert bad_of(book(identifiers=NUMBER), other) == set()


def test_three_quite_different_titles():
    titles = ("kokebok for alle", "fuglene i norge", "en mann som heter ove")
    assert bad_of(*(book(title, identifiers=NUMBER) for title in titles)) == {*NUMBER}
    assert bad_of(*(book(title, identifiers=NUMBER) for title in titles[:2])) == set()


def test_many_titles_of_which_each_is_somewhat_like_another():
    titles = [f"{what} og {how} i lokalhistorien" for what in ("fiske", "jakt", "torv") for how in ("kirke", "veier")]
    assert bad_of(*(book(title, identifiers=NUMBER) for title in titles)) == {*NUMBER}
    assert bad_of(*(book(title, identifiers=NUMBER) for title in titles[:5])) == set()


def test_slips_subtitles_and_transliterations_are_no_other_titles():
    forms = ("havets hemmelige liv", "havest hemmelige liv", "jhavets hemmelige liv en biografi")
    russian = book("жизнь моря", other_titles=("havets hemmelige liv",), identifiers=NUMBER)
    assert bad_of(russian, *(book(title, identifiers=NUMBER) for title in forms)) == set()


def test_dummies():
    for number in ("9780000000002", "9789999999991", "9781111111113", "9781234567897"):
        assert bad_of(book(identifiers=isbn(number))) == {*isbn(number)}
    assert bad_of(book(identifiers=(Identifier("issn", "00000000"),))) == {Identifier("issn", "00000000")}
    assert bad_of(book(identifiers=isbn("9788200000006"))) == set()


def test_a_number_that_turns_bad_gives_its_records_another_name():
    """So that what was decided of them while it proved something is decided anew."""
    first = book(part_number="1", identifiers=NUMBER)
    bystander = book("fjellet", identifiers=isbn("9788202000028"))
    with (
        catalogue_of(first, bystander) as before,
        catalogue_of(first, bystander, book(part_number="2", identifiers=NUMBER)) as now,
    ):
        assert len({*before.names()} & {*now.names()}) == 1
        kept = now.names().index(next(iter({*before.names()} & {*now.names()})))
        assert now.features([kept]) == {kept: bystander}


@given(st.lists(st.sampled_from(["kokebok", "fuglene i norge", "havet", ""]), max_size=5))
def test_equal_and_unknown_titles_are_no_others(titles):
    assert not more_titles([(title,) for title in titles], len({*titles} - {""}), str.__eq__)
