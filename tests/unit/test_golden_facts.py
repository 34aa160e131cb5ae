"""What a delivered record says, and when an expected text fits it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymarc import Field, Indicators, Record, Subfield

from migration.quality.golden.fact import Fact, fact, flag, plain, shown
from migration.quality.golden.records import record_facts

FIXED = f"261122s1994    no {'|' * 17}nob  "


def record(*fields: tuple[str, str] | tuple[str, list[tuple[str, str]]]) -> Record:
    made = Record()
    for tag, content in fields:
        if isinstance(content, str):
            made.add_field(Field(tag, data=content))
        else:
            made.add_field(Field(tag, Indicators(" ", " "), [Subfield(*pair) for pair in content]))
    return made


TITLE = ("245", [("a", "Krig og fred :"), ("b", "roman."), ("n", "Bind 2,"), ("p", "Freden /"), ("c", "Lev Tolstoj")])


@pytest.mark.parametrize(
    "written",
    ["Krig og fred", "Krig og fred : roman", "Krig og fred: roman", "Krig og fred. Bind 2. Freden",
     "Krig og fred : roman. Bind 2, Freden"],
)  # fmt: skip
def test_a_title_may_be_written_with_its_rest_and_its_part_or_without(written: str) -> None:
    assert record_facts(record(TITLE))["title"].fits(written)


@pytest.mark.parametrize("written", ["Krig", "Krig og fred 2", "krig og fred", "Krig og fred Lev Tolstoj", "ingen"])
def test_another_title_does_not_fit(written: str) -> None:
    assert not record_facts(record(TITLE))["title"].fits(written)


def test_the_whole_title_is_what_is_told() -> None:
    assert record_facts(record(TITLE))["title"].told() == "Krig og fred : roman. Bind 2. Freden"


def test_the_author_is_the_main_entry_or_else_whoever_took_part() -> None:
    main, other = ("100", [("a", "Ibsen, Henrik,"), ("d", "1828-1906")]), ("700", [("a", "Archer, William")])
    assert record_facts(record(main, other))["author"].fits("Ibsen, Henrik")
    assert not record_facts(record(main, other))["author"].fits("Archer, William")
    assert record_facts(record(other))["author"].fits("Archer, William")
    assert record_facts(record(TITLE))["author"].fits("ingen")


def test_year_and_language_stand_in_008_or_in_their_fields() -> None:
    found = record_facts(record(("008", FIXED), ("041", [("a", "sme"), ("a", "nob")]), ("264", [("c", "[1993]")])))
    assert found["year"].values == ("1994", "1993")
    assert found["language"].values == ("nob", "sme", "nob")
    assert found["language"].told() == "nob"


def test_a_record_without_008_has_no_language() -> None:
    found = record_facts(record(TITLE))
    assert (found["language"].values, found["year"].values) == ((), ())


def test_an_isbn_is_compared_without_its_hyphens() -> None:
    assert record_facts(record(("020", [("a", "978-82-02-00001-1")])))["isbn"].fits("9788202000011")


def test_every_subfield_can_be_asked_for_by_its_place() -> None:
    found = record_facts(record(("650", [("a", "Rein"), ("2", "bare")]), ("650", [("a", "Vidda")]), ("001", "7")))
    assert (found["650$a"].values, found["650$2"].values, found["001"].values) == (("Rein", "Vidda"), ("bare",), ("7",))


def test_what_is_unknown_is_neither_yes_nor_no() -> None:
    assert (flag(True).values, flag(False).values, flag(None).values) == (("ja",), ("nei",), ())


def test_a_secret_is_told_by_its_shape() -> None:
    assert Fact(("N000106188",), secret=True).told() == "A999999999"


def test_a_long_value_is_cut() -> None:
    assert shown("x" * 500) == "x" * 120 + "…"


@given(st.text())
def test_a_text_fits_itself_and_its_comparison_form_is_final(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    if text.strip() and text != "ingen":
        assert fact(text).fits(text)
