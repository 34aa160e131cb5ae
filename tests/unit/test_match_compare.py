"""Which two records are one book. The base case: the same novel, described alike in two libraries."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migration.match.compare import Candidate, agree, compare, same_author
from migration.match.rules import load_match_rules
from migration.match.titles import is_shortened, likeness, same_title
from migration.settings import SHIPPED

RULES = load_match_rules(SHIPPED / "mappings" / "match.yaml")
ROOTS = Candidate(
    source="nordvik",
    legacy_id="1",
    target_id="t-nordvik-1",
    title_key="markens grode",
    author_key="hamsun k",
    volume_key="",
    edition_key="",
    format_class="book",
    language="nob",
    year="2009",
    pages=312,
    quality=5,
)


def failed(a: dict[str, object], b: dict[str, object]) -> tuple[str, ...]:
    one = replace(ROOTS, **a)
    two = replace(ROOTS, source="sorvik", legacy_id="9", **b)
    assert compare(one, two, RULES) == compare(two, one, RULES)
    return compare(one, two, RULES).failed


def test_the_same_book_in_two_libraries_is_one():
    found = compare(ROOTS, replace(ROOTS, source="sorvik"), RULES)

    assert found.ok
    assert found.score == 1.0
    assert found.failed == ()


def test_two_records_of_one_source_are_never_one():
    assert compare(ROOTS, replace(ROOTS, legacy_id="2"), RULES).failed == ("same_source",)


def test_all_that_contradicts_is_named():
    assert failed({"language": "nob", "year": "2009"}, {"language": "nno", "year": "2015"}) == ("language", "year")


@pytest.mark.parametrize(
    ("field", "one", "two", "code"),
    [
        ("volume_key", "1", "1", ""),
        ("volume_key", "1", "2", "volume"),
        ("volume_key", "", "2", "volume"),
        ("format_class", "book", "ebook", "format"),
        ("format_class", "book", "largeprint", "format"),
        ("format_class", "audiobook_cd", "audiobook_cd", ""),
        ("format_class", "component", "component", "format"),
        ("format_class", "serial", "serial", "format"),
        ("language", "nob", "", ""),
        ("language", "nob", "nno", "language"),
        ("language", "nor", "nob", ""),
        ("language", "nno", "nor", ""),
        ("language", "sme", "smi", ""),
        ("language", "sme", "smj", "language"),
        ("language", "fiu", "fkv", ""),
        ("language", "fin", "fkv", "language"),
        ("year", "2009", "2010", ""),
        ("year", "2009", "2011", "year"),
        ("year", "2009", "", ""),
        ("year", "200?", "2009", "year"),
        ("edition_key", "2", "2", ""),
        ("edition_key", "1", "2", "edition"),
        ("edition_key", "rev", "2", "edition"),
        ("edition_key", "", "2", ""),
        ("pages", 312, 322, ""),
        ("pages", 312, 323, "pages"),
        ("pages", 312, None, ""),
        ("author_key", "hamsun k", "", "author_missing"),
        ("author_key", "hamsun k", "hamsun", ""),
        ("author_key", "hamsun k", "hamsun m", "author"),
        ("author_key", "hamsun k", "undset s", "author"),
        ("author_key", "", "", ""),
        ("title_key", "markens grode", "markenes grode", ""),
        ("title_key", "markens grode", "sult", "title"),
        ("title_key", "markens grode", "", "title"),
        ("title_key", "", "", "title"),
    ],
)
def test_what_contradicts(field, one, two, code):
    assert failed({field: one}, {field: two}) == ((code,) if code else ())


def test_a_one_sided_edition_needs_the_same_year():
    assert failed({"edition_key": "2", "year": "2009"}, {"edition_key": "", "year": "2010"}) == ("edition",)
    assert failed({"edition_key": "2", "year": ""}, {"edition_key": "", "year": ""}) == ("edition",)


def test_another_year_needs_the_same_pages():
    assert failed({"year": "2009", "pages": 312}, {"year": "2010", "pages": 314}) == ()
    assert failed({"year": "2009", "pages": 312}, {"year": "2010", "pages": 315}) == ("year",)
    assert failed({"year": "2009", "pages": 312}, {"year": "2010", "pages": None}) == ("year",)
    assert failed({"year": "2009", "pages": 312}, {"year": "2009", "pages": None}) == ()


def test_title_and_isbn_alone_are_too_little():
    bare = {"author_key": "", "year": "", "pages": None}

    assert failed(bare, bare) == ("too_little_known",)
    assert failed({**bare, "pages": 96}, {**bare, "pages": 96}) == ()


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("salto 3a elevbok", "salto 3b elevbok"),
        ("lesebok i", "lesebok ii"),
        ("kontekst oppgaver a", "kontekst oppgaver b"),
        ("norges historie 1905 1940", "norges historie 1940 1970"),
        ("matematikk for grunnskolen niende trinn", "matematikk for grunnskolen tiende trinn"),
        ("matematikk for den videregaende skolen grunnbok", "matematikk for den videregaende skolen elevbok"),
        ("davvisamegiella vuosttas oassi", "davvisamegiella nubbi oassi"),
        ("война и мир том первый", "война и мир том второй"),
    ],
)
def test_titles_that_differ_in_what_tells_them_apart(one, two):
    assert failed({"title_key": one}, {"title_key": two}) == ("title_number",)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("barnetv gjennom femti ar en historie", "barne tv gjennom femti ar en historie"),
        ("kvinner og menn i norsk historie", "kvinner menn i norsk historie"),
        ("den store boken om norske fjell og fjorder", "den store boken om norske fjell og fjordr"),
    ],
)
def test_titles_that_differ_by_a_slip(one, two):
    assert same_title(one, two, RULES)
    assert likeness(one, two) < 1


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("norges fugler i skog og mark", "norges fisker i skog og mark"),
        ("en reise gjennom nord norge med bil og telt", "en reise gjennom sor norge med bil og telt"),
        ("hest", "fest"),
    ],
)
def test_titles_that_differ_by_a_word(one, two):
    assert not same_title(one, two, RULES)


def test_a_missing_subtitle_needs_author_year_and_pages():
    short, long = {"title_key": "markens grode"}, {"title_key": "markens grode en nybyggers saga"}

    assert failed(short, long) == ()
    assert failed({**short, "pages": None}, long) == ("title",)
    assert failed({**short, "pages": 316}, long) == ("title",)
    assert failed({**short, "year": "2010"}, long) == ("title",)
    assert failed({**short, "author_key": "hamsun"}, long) == ("title",)


def test_a_part_is_not_a_subtitle():
    assert not is_shortened("tetriks", "tetriks arbeidsbok", RULES)
    assert not is_shortened("kristin lavransdatter", "kristin lavransdatter 2", RULES)
    assert is_shortened("kristin lavransdatter", "kristin lavransdatter roman", RULES)


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("dostojevskij f", "dostojevski f", True),
        ("norges geografiske oppmaling", "norges geografiske oppmaling", True),
        ("hansen h", "olsen h", False),
        ("hansen", "jensen", False),
    ],
)
def test_authors(one, two, same):
    assert same_author(one, two) is same


texts = st.text(alphabet="ab1 iøд", max_size=8)
candidates = st.builds(
    Candidate,
    source=st.just("a"),
    legacy_id=st.just("1"),
    target_id=st.just("t"),
    title_key=texts,
    author_key=texts,
    volume_key=texts,
    edition_key=texts,
    format_class=st.sampled_from(["book", "ebook"]),
    language=st.sampled_from(["", "nob", "nno", "nor"]),
    year=st.sampled_from(["", "1999", "2000", "2002", "19?9", "²"]),
    pages=st.none() | st.integers(0, 30),
    quality=st.just(0),
)


@given(candidates, candidates)
def test_comparison_is_symmetric_and_its_score_is_a_share(a, b):
    found = agree(a, b, RULES)

    assert found == agree(b, a, RULES)
    assert 0 <= found.score <= 1
    assert found.ok is (not found.failed)
    assert (found.score == 1) is (a.title_key == b.title_key)
