"""Grades of two records, feature by feature: what a cataloguer would say of each."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migration.features import BibFeatures, Identifier
from migration.match.comparing import numbers, statements
from migration.match.comparing.grades import GRADES
from migration.match.comparing.identifiers import grade_identifier
from migration.match.comparing.people import grade_author, same_name
from migration.match.comparing.titles import title_grader
from migration.match.rules import load_match_rules
from migration.terms import terms

RULES = load_match_rules(Path(__file__).parents[2] / "mappings" / "match.yaml")
grade_title = title_grader(RULES)


def title(a: str, b: str) -> str:
    """Titles as ``main : subtitle``."""
    (main_a, _, rest_a), (main_b, _, rest_b) = (text.partition(" : ") for text in (a, b))
    return grade_title(BibFeatures(title=main_a, subtitle=rest_a), BibFeatures(title=main_b, subtitle=rest_b))[0]


@pytest.mark.parametrize(
    ("a", "b", "grade"),
    [
        ("sult", "sult", "equal"),
        ("čáhci", "cahci", "alike"),
        ("hålogaland", "halogaland", "alike"),
        ("nord norsk", "nordnorsk", "alike"),
        ("hat och hopp", "hat hopp", "alike"),
        ("fiskerens datter", "fiskerens dattre", "alike"),
        ("fiskerens datter", "fiskerens dotter", "alike"),
        ("fiskerens datter", "fiskerens døtre", "different"),
        ("fiskerens datter i vågen", "fiskerens datter i vågan", "alike"),
        ("sult : roman", "sult", "shortened"),
        ("varg veum : bitre blomster", "varg veum", "stub"),
        ("matematikk : 8 b", "matematikk", "numbers"),
        ("reisen til verdens ende : roman", "reisen til verdens ende", "cut"),
        ("reisen til verdens ende : sett fra båten", "reisen til verdens ende", "shortened"),
        ("folk på helgeland gjennom hundre år : sett med øynene til dem", "folk på helgeland gjennom hundre år", "cut"),
        ("små bøker om dyr og planter : torsken", "små bøker om dyr og planter", "shortened"),
        ("norsk for alle : tekster 3", "norsk for alle", "numbers"),
        ("fiskets historie 1900 1950", "fiskets historie i nord", "different"),
        ("fiskets lange historie 1900 1950", "fiskets lange historie", "shortened"),
        ("krigen i nord 1940 45", "krigen i nord 1940 1945", "alike"),
        ("krigen i nord 1940 44", "krigen i nord 1940 1945", "numbers"),
        ("fjorden og folket i lyngen", "fjorden og folket", "stub"),
        ("norsk for alle : tekstbok", "norsk for alle : arbeidsbok", "numbers"),
        ("ringenes herre 1", "ringenes herre 2", "numbers"),
        ("ringenes herre", "ringenes herre 2", "numbers"),
        ("henrik ii", "henrik iv", "numbers"),
        ("biologi a", "biologi b", "numbers"),
        ("geografi : femte utgave", "geografi : sjette utgave", "numbers"),
        ("tiril og oliver : spøkelser", "tiril og oliver : skatten", "similar"),
        ("dikt", "dikt", "generic"),
        ("dikt : 1990-2000", "dikt", "stub"),
        ("sult", "pan", "different"),
        ("", "pan", "unknown"),
        ("", "", "unknown"),
    ],
)
def test_titles(a: str, b: str, grade: str) -> None:
    assert title(a, b) == title(b, a) == grade


def test_marks_that_differ_are_never_wholly_alike() -> None:
    """``saa`` and ``sää`` may be two words: equal after folding is 0.97, not 1."""
    found = grade_title(BibFeatures(title="guollebivdu čázis"), BibFeatures(title="guollebivdu cazis"))
    assert found == ("alike", 0.97)


def test_to_is_two_in_norwegian_and_nothing_in_english() -> None:
    """``to`` tells *Del to* from *Del*, but not *A guide to Troms* from *A guide, Troms*."""
    a, b = "a short guide to troms and finnmark", "a short guide troms and finnmark"
    assert title(a, b) == "numbers"
    assert grade_title(BibFeatures(title=a, language="eng"), BibFeatures(title=b, language="eng"))[0] == "alike"


BOAT = BibFeatures(title="båten")
IBSEN = BibFeatures(title="peer gynt", names=("ibsen henrik",))
RING = BibFeatures(title="ringenes herre")


@pytest.mark.parametrize(
    ("a", "b", "grade"),
    [
        (replace(BOAT, subtitle="med 40 bilder"), replace(BOAT, responsibility="per lie med 40 bilder"), "alike"),
        (replace(BOAT, subtitle="utdrag ved per lie"), replace(BOAT, responsibility="utdrag ved per lie"), "alike"),
        (replace(BOAT, subtitle="av per lie"), replace(BOAT, names=("lie per",)), "alike"),
        (IBSEN, replace(IBSEN, title="ibsens peer gynt"), "alike"),
        (replace(IBSEN, title="dikt"), replace(IBSEN, title="ibsens dikt"), "generic"),
        (replace(RING, part_title="ringens brorskap"), replace(RING, subtitle="ringens brorskap"), "alike"),
        (replace(RING, title="ringenes herre 2"), replace(RING, responsibility="per lie 2 utgave"), "numbers"),
    ],
)
def test_what_stands_beside_one_title_is_no_difference(a: BibFeatures, b: BibFeatures, grade: str) -> None:
    assert grade_title(a, b)[0] == grade_title(b, a)[0] == grade


def test_a_title_in_cyrillic_is_its_transliteration() -> None:
    cyrillic = BibFeatures(title="братья", title_key="братья", other_titles=("bratia", "bratja"))
    latin = BibFeatures(title="bratja", title_key="bratja")
    assert grade_title(cyrillic, latin)[0] == grade_title(latin, cyrillic)[0] == "alike"


words = st.lists(st.sampled_from(["sult", "bind", "2", "ii", "a", "å", "norsk", "roman", "čáhci", "og"]), max_size=5)


@given(words, words, words, words)
def test_titles_are_compared_both_ways_alike(a: list[str], b: list[str], c: list[str], d: list[str]) -> None:
    one = BibFeatures(title=" ".join(a), subtitle=" ".join(b))
    two = BibFeatures(title=" ".join(c), subtitle=" ".join(d))
    assert grade_title(one, two) == grade_title(two, one)


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("hamsun knut", "hamsun knut", True),
        ("hamsun knut", "hamsun k", True),
        ("hamsun knut", "hamsun", True),
        ("hamsun knut", "hamsun marie", False),
        ("dostojevskij fjodor", "dostojevski fedor", True),
        ("hansen ole", "hanssen ole", True),
        ("hansen ole", "hansen odd", False),
        ("vik anne", "viken anne", False),
    ],
)
def test_names(a: str, b: str, same: bool) -> None:
    assert same_name(a, b) is same_name(b, a) is same


def _short(names: tuple[str, ...]) -> str:
    """Surname and initial of the first, as ``author`` has them."""
    surname, _, given = next(iter(names), "").partition(" ")
    return f"{surname} {given[:1]}".strip()


@pytest.mark.parametrize(
    ("a", "b", "grade"),
    [
        (("hamsun knut",), ("hamsun knut",), "equal"),
        (("hamsun knut",), ("hamsun k",), "equal"),
        (("hamsun knut",), ("hamsun",), "compatible"),
        (("olsen kari", "lie jonas"), ("lie jonas",), "compatible"),
        (("kock paul de",), ("de kock paul",), "compatible"),
        (("lie jonas",), ("lie bernt",), "namesake"),
        (("lie jonas", "vik kari"), ("lie bernt", "vik kari"), "different"),
        (("lie bernt", "lie jonas"), ("lie jonas",), "compatible"),
        (("lie jonas",), ("kielland a",), "different"),
        (("lie jonas",), (), "missing"),
        ((), (), "none"),
    ],
)
def test_authors(a: tuple[str, ...], b: tuple[str, ...], grade: str) -> None:
    one, two = (BibFeatures(author=_short(names), names=names) for names in (a, b))
    assert grade_author(one, two) == grade_author(two, one) == grade


def test_a_word_before_a_name_on_the_title_page_is_no_given_name() -> None:
    """``av A. Berg`` does not say that A. is for Av."""
    full = BibFeatures(author="berg a", names=("berg anne",))
    assert grade_author(full, BibFeatures(author="berg a", names=("berg a",), responsibility="av a berg")) == "equal"


def test_the_year_of_birth_says_that_two_forms_of_a_name_are_one_person() -> None:
    one = BibFeatures(author="moe j", names=("moe jorgen engebretsen",), birth_year="1813")
    two = BibFeatures(author="moe j", names=("moe j e",), birth_year="1813", responsibility="av johan moe")
    assert grade_author(one, two) == "equal"
    assert grade_author(replace(one, birth_year=""), two) == "namesake"


def test_bodies_have_no_surnames() -> None:
    one, two = (BibFeatures(author=name, names=(name,)) for name in ("tromsø kommune skolekontoret", "tromsø museum"))
    assert grade_author(one, two) == "different"


def test_an_author_who_is_only_named_in_the_statement_of_responsibility_is_named() -> None:
    silent = BibFeatures(responsibility="knut hamsun illustrert av kari vik")
    assert grade_author(BibFeatures(author="hamsun k", names=("hamsun knut",)), silent) == "compatible"


@pytest.mark.parametrize(
    ("a", "b", "grade"),
    [
        (("2001", ()), ("2001", ()), "equal"),
        (("2003", ("2001",)), ("2001", ()), "other"),
        (("2001", ()), ("2002", ()), "near"),
        (("2002", ("2001",)), ("2001", ()), "both"),
        (("2001", ()), ("2003", ()), "different"),
        (("", ()), ("2003", ()), "unknown"),
    ],
)
def test_years(a: tuple[str, tuple[str, ...]], b: tuple[str, tuple[str, ...]], grade: str) -> None:
    one, two = (BibFeatures(year=year, other_years=others) for year, others in (a, b))
    assert numbers.grade_year(one, two) == numbers.grade_year(two, one) == grade


@pytest.mark.parametrize(
    ("a", "b", "grade"),
    [
        ({"pages": 312}, {"pages": 312}, "equal"),
        ({"pages": 32}, {"pages": 32}, "few"),
        ({"pages": 312}, {"pages": 314}, "close"),
        ({"pages": 312}, {"pages": 320}, "near"),
        ({"pages": 312}, {"pages": 350}, "different"),
        ({"pages": 312}, {}, "unknown"),
        ({"volumes": 3}, {"volumes": 3}, "close"),
        ({"volumes": 3}, {"volumes": 2}, "different"),
        ({"volumes": 1}, {"volumes": 1}, "unknown"),
        ({"minutes": 95}, {"minutes": 95}, "equal"),
    ],
)
def test_extents(a: dict[str, int], b: dict[str, int], grade: str) -> None:
    one, two = BibFeatures(**a), BibFeatures(**b)
    assert numbers.grade_extent(one, two, RULES) == numbers.grade_extent(two, one, RULES) == grade


@pytest.mark.parametrize(
    ("a", "b", "grade"),
    [("nob", "nob", "equal"), ("nor", "nob", "general"), ("nob", "nno", "different"), ("smi", "sme", "family"),
     ("sme", "smj", "different"), ("fiu", "fkv", "family"), ("", "nob", "unknown")],
)  # fmt: skip
def test_languages(a: str, b: str, grade: str) -> None:
    assert statements.grade_language(BibFeatures(language=a), BibFeatures(language=b), RULES) == grade


@pytest.mark.parametrize(
    ("a", "b", "grade"),
    [
        (("", ""), ("", ""), "none"),
        (("2", ""), ("2", ""), "equal"),
        (("1", ""), ("2", ""), "different"),
        (("2", ""), ("", ""), "one_sided"),
        (("", "vinteren"), ("", "våren"), "different"),
        (("2", "våren"), ("2", ""), "one_sided"),
        (("", "new hampshire"), ("", "new york"), "different"),
    ],
)
def test_parts(a: tuple[str, str], b: tuple[str, str], grade: str) -> None:
    one, two = (BibFeatures(part_number=number, part_title=title) for number, title in (a, b))
    assert statements.grade_part(one, two) == statements.grade_part(two, one) == grade


def test_the_number_of_a_volume_is_that_in_the_series() -> None:
    volume, in_series = BibFeatures(part_number="3"), BibFeatures(series_number="3")
    assert statements.grade_part(volume, in_series) == statements.grade_part(in_series, volume) == "none"
    assert statements.grade_part(volume, BibFeatures(series_number="4")) == "one_sided"


def test_the_title_of_a_part_may_be_the_other_s_subtitle() -> None:
    part = BibFeatures(title="ringenes herre", part_title="ringens brorskap")
    other = BibFeatures(title="ringenes herre", subtitle="to tårn")
    assert statements.grade_part(part, replace(other, subtitle="ringens brorskap")) == "none"
    assert statements.grade_part(part, other) == "one_sided"


@pytest.mark.parametrize(
    ("a", "b", "grade"),
    [("2", "2", "equal"), ("", "", "none"), ("1", "", "none"), ("2", "", "one_sided"), ("2", "3", "different"),
     ("1", "2", "different")],
)  # fmt: skip
def test_editions(a: str, b: str, grade: str) -> None:
    """A first edition is seldom said, so it is the same as none."""
    assert statements.grade_edition(BibFeatures(edition=a), BibFeatures(edition=b)) == grade


def test_publishers() -> None:
    grades = [
        statements.grade_publisher(BibFeatures(publishers=a), BibFeatures(publishers=b))
        for a, b in (
            (("gyldendal",), ("oktober", "gyldendal")),
            (("gyldendal",), ("gyldendal norsk",)),
            (("cappelen",), ("aschehoug",)),
            ((), ("x",)),
        )
    ]
    assert grades == ["equal", "alike", "different", "unknown"]


@pytest.mark.parametrize(
    ("a", "b", "grade"),
    [
        ("ntnu", "norges teknisk naturvitenskapelige universitet", "alike"),
        ("gpo", "us govt print off", "alike"),
        ("nks", "ssb", "different"),
        ("no", "norges offentlige", "different"),
        ("cappelen", "c a p p e l e n", "different"),
    ],
)
def test_publishers_by_their_initials(a: str, b: str, grade: str) -> None:
    one, two = BibFeatures(publishers=(a,)), BibFeatures(publishers=(b,))
    assert statements.grade_publisher(one, two) == statements.grade_publisher(two, one) == grade


@pytest.mark.parametrize(
    ("a", "b", "grade"),
    [
        ((("isfolket",), "3"), (("isfolket",), "3"), "equal"),
        ((("isfolket",), "3"), (("isfolket",), ""), "equal"),
        ((("isfolket",), "3"), (("isfolket",), "4"), "number"),
        ((("isfolket", "kiosk"), "3"), (("isfolket",), "4"), "different"),
        ((("isfolket",), "3"), (("margit",), "3"), "different"),
        (((), ""), (("margit",), "3"), "unknown"),
    ],
)
def test_series(a: tuple[tuple[str, ...], str], b: tuple[tuple[str, ...], str], grade: str) -> None:
    one, two = (BibFeatures(series=series, series_number=number) for series, number in (a, b))
    assert statements.grade_series(one, two) == statements.grade_series(two, one) == grade


ISBN, OTHER = Identifier("isbn", "9788202000011"), Identifier("isbn", "9788202000028")


def test_identifiers() -> None:
    one, two, both = (
        BibFeatures(identifiers=(ISBN,)),
        BibFeatures(identifiers=(OTHER,)),
        BibFeatures(identifiers=(ISBN, OTHER)),
    )
    assert grade_identifier(one, one, ()) == ("shared", (ISBN,))
    assert grade_identifier(one, both, ()) == ("shared", (ISBN,))
    assert grade_identifier(one, two, ()) == ("disjoint", ())
    assert grade_identifier(one, BibFeatures(), ()) == ("unknown", ())


def test_a_bad_identifier_proves_nothing_neither_way() -> None:
    one, two = BibFeatures(identifiers=(ISBN,)), BibFeatures(identifiers=(OTHER,))
    assert grade_identifier(one, one, {ISBN}) == ("unproved", (ISBN,))
    assert grade_identifier(one, two, {ISBN}) == ("unknown", ())


def test_the_number_of_a_set_is_not_the_volume_s() -> None:
    volume = BibFeatures(identifiers=(Identifier("isbn", ISBN.value, "set"),))
    assert grade_identifier(volume, BibFeatures(identifiers=(ISBN,)), ())[0] == "unproved"


def test_a_publisher_s_number_alone_is_less_than_an_isbn() -> None:
    one = BibFeatures(identifiers=(Identifier("publisher_number", "kkv 123"),))
    assert grade_identifier(one, one, ())[0] == "publisher_number"


def test_formats() -> None:
    def grade(a: str, b: str) -> str:
        return statements.grade_format(BibFeatures(format_class=a), BibFeatures(format_class=b), RULES)

    assert [grade("book", "book"), grade("book", "ebook")] == ["equal", "different"]
    assert [grade("serial", "serial"), grade("component", "component")] == ["serial", "component"]
    assert grade("other", "other") == "different"


def test_every_feature_and_grade_has_words_in_both_languages() -> None:
    assert set(terms("feature")) == set(GRADES)
    assert set(terms("grade")) == {grade for grades in GRADES.values() for grade in grades}
    assert all(term.nb and term.en for term in (*terms("feature").values(), *terms("grade").values()))
