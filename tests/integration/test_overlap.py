"""What the county's libraries have in common, on staging rows that can be counted by hand, and the page that tells it.

Nordvik and Storvarre are one library each; Fjordkysten is a fellesbase of two. By title:

* t1 Sult: items in Nordvik (2) and at Sørfjord; Storvarre has the record alone, and no item
* t2 Giehta, North Sami: one item, at Sørfjord
* t3 Muistelluksii, Kven (041 fiu, nob, fkv): items at Indrefjord and in Storvarre
* t4 an e-book: a record in Nordvik, no item anywhere
* t5 borrowed from elsewhere by Nordvik
* t6 an article of the fellesbase, which no item places
* t7 a film with a Finnish track, in Nordvik
"""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection
from staging_rows import put, row

from migration.pipeline.overlap import write_list
from migration.quality.overlap import overlap
from migration.quality.overlap_lines import Overlap
from migration.quality.overlap_page import overlap_lists, overlap_page
from migration.quality.overlap_plots import plots
from migration.quality.words import both
from migration.sources import Library, Source
from migration.staging.engine import open_staging

NORDVIK, STORVARRE, SORFJORD, INDREFJORD = "NO-2549900", "NO-2549500", "NO-2549800", "NO-2549700"
RUN = {"run_id": "r1", "run_type": "trial", "started_at": "2026-11-22 14:00", "tool_version": "0.1.0"}


def source(key: str, title: str, *libraries: tuple[str, str, str]) -> Source:
    units = [
        Library(unit=n, isil=isil, name=name, type="public", municipality=place)
        for n, (isil, name, place) in enumerate(libraries)
    ]
    return Source(key=key, title=title, libraries=tuple(units))


SOURCES = {
    one.key: one
    for one in (
        source("nordvik", "Nordvik", (NORDVIK, "Nordvik bibliotek", "5499")),
        source("storvarre", "Storvarre", (STORVARRE, "Storvarre bibliotek", "5495")),
        source(
            "fjordkysten",
            "Fjordkysten",
            (SORFJORD, "Sørfjord bibliotek", "5498"),
            (INDREFJORD, "Indrefjord bibliotek", "5497"),
        ),
    )
}
RECORDS = (
    ("nordvik", "1", "t1", "same_isbn", "nob", "book", "Sult", ""),
    ("storvarre", "1", "t1", "same_isbn", "nob", "book", "Sult", ""),
    ("fjordkysten", "1", "t1", "same_isbn", "nob", "book", "Sult", ""),
    ("fjordkysten", "2", "t2", "", "sme", "book", "Giehta", ""),
    ("fjordkysten", "3", "t3", "same_description", "fiu", "book", "Muistelluksii", '["fiu","nob","fkv"]'),
    ("storvarre", "3", "t3", "same_description", "fiu", "book", "Muistelluksii", ""),
    ("nordvik", "4", "t4", "", "eng", "ebook", "Walden", ""),
    ("nordvik", "5", "t5", "", "nob", "book", "Lånt", ""),
    ("fjordkysten", "6", "t6", "founder", "nob", "component", "En artikkel", ""),
    ("nordvik", "7", "t7", "", "nob", "dvd", "Kongen av Bastøy", '["nob","fin"]'),
)
ITEMS = (
    ("nordvik", "1", "1", NORDVIK, None),
    ("nordvik", "2", "1", NORDVIK, False),
    ("fjordkysten", "1", "1", SORFJORD, False),
    ("fjordkysten", "2", "2", SORFJORD, False),
    ("fjordkysten", "3", "3", INDREFJORD, False),
    ("storvarre", "3", "3", STORVARRE, False),
    ("nordvik", "5", "5", NORDVIK, True),
    ("nordvik", "7", "7", NORDVIK, False),
)


def fill(connection: Connection) -> None:
    for key, legacy_id, bib_id, rule, language, format_class, title, languages in RECORDS:
        put(connection, "core_bib", [row("core_bib", key, legacy_id, title=title)])
        said = {"language": language, "languages": languages, "format_class": format_class}
        put(connection, "core_bib_features", [row("core_bib_features", key, legacy_id, **said)])
        member = row("matched_bib_member", key, legacy_id, bib_id=bib_id, decided_by=rule)
        put(connection, "matched_bib_member", [member])
        is_merged = (key, legacy_id) in (("storvarre", "1"), ("fjordkysten", "1"), ("storvarre", "3"))
        put(connection, "ledger", [row("ledger", key, legacy_id, fate="merged" if is_merged else "loaded")])
    for key, legacy_id, bib, library, is_ill in ITEMS:
        put(
            connection,
            "core_item",
            [row("core_item", key, legacy_id, bib_legacy_id=bib, library=library, is_ill=is_ill)],
        )


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Connection]:
    with open_staging(f"sqlite:///{tmp_path / 'staging.db'}").begin() as opened:
        yield opened


@pytest.fixture
def connection(empty: Connection) -> Connection:
    fill(empty)
    return empty


@pytest.fixture
def found(connection: Connection) -> Overlap:
    return overlap(connection, SOURCES)


def test_a_library_holds_what_it_has_items_of_and_what_nobody_has_items_of_is_held_where_it_stands(
    found: Overlap,
) -> None:
    held = {line.key: (line.titles, line.unique, line.shared, line.items) for line in found.libraries}
    assert held == {
        NORDVIK: (3, 2, 1, 3),  # t1, t4, t7; not t5, which is another library's
        STORVARRE: (1, 0, 1, 1),  # t3; not t1, of which it has no item
        SORFJORD: (2, 1, 1, 2),  # t1, t2
        INDREFJORD: (1, 0, 1, 1),  # t3
        "fjordkysten": (1, 1, 0, 0),  # t6
    }
    assert found.titles == 6


def test_the_libraries_stand_by_municipality_and_a_database_that_names_none_is_no_library(found: Overlap) -> None:
    assert [line.key for line in found.libraries] == [STORVARRE, INDREFJORD, SORFJORD, "fjordkysten", NORDVIK]
    assert [line.key for line in found.libraries if not line.is_library] == ["fjordkysten"]
    assert found.names[INDREFJORD] == "Indrefjord bibliotek"


def test_how_many_libraries_hold_a_title(found: Overlap) -> None:
    assert found.steps[:3] == [("1", 4), ("2", 2), ("3–5", 0)]
    reach = {line.key: line.reach for line in found.libraries}
    assert reach[SORFJORD] == 1.5  # t1 in two libraries, t2 in one
    assert reach["fjordkysten"] == 1


def test_two_and_two_libraries(found: Overlap) -> None:
    common = {frozenset((pair.a, pair.b)): (pair.common, pair.share) for pair in found.pairs}
    assert len(common) == 10
    assert common[frozenset((NORDVIK, SORFJORD))] == (1, 0.5)
    assert common[frozenset((STORVARRE, INDREFJORD))] == (1, 1)
    assert common[frozenset((NORDVIK, STORVARRE))] == (0, 0)


def test_what_each_rule_and_each_source_merged(found: Overlap) -> None:
    rules = [(line.rule, line.format_class, line.titles, line.records) for line in found.rules]
    assert rules == [("same_isbn", "book", 1, 3), ("same_description", "book", 1, 2)]
    sources = {line.source: (line.records, line.merged) for line in found.sources}
    assert sources == {"fjordkysten": (4, 1), "nordvik": (4, 0), "storvarre": (2, 2)}


def test_minority_languages(found: Overlap) -> None:
    lines = {line.code: (line.titles, line.items, line.libraries, line.spread) for line in found.languages}
    assert lines["sme"] == (1, 1, 1, (1, 0, 0, 0))
    assert lines["fkv"] == (1, 2, 2, (0, 1, 0, 0))
    assert lines["fiu"] == lines["fin"] == (0, 0, 0, (0, 0, 0, 0))  # Kven is named; a track makes no Finnish film
    library = {line.key: line for line in found.libraries}[SORFJORD]
    assert (library.languages["sme"], library.language_items["sme"], library.languages["fkv"]) == (1, 1, 0)


def test_the_last_copy_in_the_county_is_named_by_key_and_title(found: Overlap) -> None:
    (rare,) = found.rare
    assert (rare.title, rare.records, dict(rare.items)) == ("Giehta", (("fjordkysten", "2"),), {SORFJORD: 1})


def test_postgresql_counts_the_same(found: Overlap, postgres_database: str) -> None:
    engine = open_staging(postgres_database)
    with engine.begin() as connection:
        fill(connection)
        assert overlap(connection, SOURCES) == found
    engine.dispose()


def test_a_sami_track_counts_on_film_too(connection: Connection) -> None:
    film = {"language": "eng", "languages": '["eng","sme"]', "format_class": "dvd"}
    put(connection, "core_bib", [row("core_bib", "nordvik", "8", title="Jikŋon")])
    put(connection, "core_bib_features", [row("core_bib_features", "nordvik", "8", **film)])
    put(connection, "matched_bib_member", [row("matched_bib_member", "nordvik", "8", bib_id="t8")])
    assert [title.title for title in overlap(connection, SOURCES).rare] == ["Giehta", "Jikŋon"]


def test_a_library_that_the_configuration_no_longer_knows_stands_under_its_isil(connection: Connection) -> None:
    put(connection, "core_item", [row("core_item", "nordvik", "9", bib_legacy_id="1", library="NO-1")])
    assert overlap(connection, SOURCES).names["NO-1"] == "NO-1"


def test_a_county_without_titles_has_a_page_that_says_so(empty: Connection) -> None:
    found = overlap(empty, SOURCES)
    assert found.titles == 0
    assert plots(found) == []
    assert "Titlene er ikke slått sammen ennå." in overlap_page(found, RUN, {})


def test_the_page_tells_the_figures(found: Overlap) -> None:
    words = told(overlap_page(found, RUN, {"same_isbn": "samme ISBN"}), other="en")
    assert "Fylket har 6 titler i 4 bibliotek. 4 av dem (66,7 %) finnes bare i ett." in words
    assert "Sørfjord bibliotek 5498 2 1 50,0 % 1 1,5 2" in words
    assert "samme ISBN bok 3 1" in words
    assert "nordsamisk Giehta Sørfjord bibliotek 1 fjordkysten 2" in words


def test_the_page_tells_the_figures_in_english_too(found: Overlap) -> None:
    words = told(overlap_page(found, RUN, {"same_isbn": both("samme ISBN", "the same ISBN")}), other="nb")
    assert "The county has 6 titles in 4 libraries. 4 of them (66,7 %) are in one alone." in words
    assert "the same ISBN book 3 1" in words
    assert "North Sami Giehta Sørfjord bibliotek 1 fjordkysten 2" in words
    assert "libraries that hold the title" in words
    left = set(re.findall(r"\w+", re.sub(r"\w+\.csv", "", words)))
    assert left & {"ikke", "og", "som", "er", "av", "til", "bare", "eller", "titler", "språk"} == set()


def told(html: str, other: str) -> str:
    """The page's words without those of the other language."""
    own = re.sub(rf'<(span|tspan) class="{other}".*?</\1>', "", html.split("<main")[1].split("<script")[0])
    return " ".join(re.sub(r"<[^>]+>", " ", own).replace("\u00a0", " ").split())


def test_the_page_fetches_nothing_and_escapes_titles(connection: Connection) -> None:
    put(connection, "core_bib", [row("core_bib", "nordvik", "8", title="<script>a</script>")])
    put(connection, "core_bib_features", [row("core_bib_features", "nordvik", "8", language="sma")])
    put(connection, "matched_bib_member", [row("matched_bib_member", "nordvik", "8", bib_id="t8")])
    html = overlap_page(overlap(connection, SOURCES), RUN, {})
    assert html.count("<script") == 1  # the page's own, which switches the language
    assert "&lt;script&gt;" in html
    assert not re.search(r"https?:|url\(['\"]?[^#'\"]|@import| src=", html)


def test_each_plot_says_in_words_what_it_shows(found: Overlap) -> None:
    drawn = {plot.name: plot for plot in plots(found)}
    assert list(drawn) == ["libraries", "spread", "common", "languages"]
    assert [plot.name for plot in plots(found, only=["spread"])] == ["spread"]
    assert "Storvarre bibliotek og Indrefjord bibliotek, 100 prosent" in drawn["common"].text
    assert "nordsamisk: 1 av 1; kvensk: 0 av 1." in drawn["languages"].text
    for plot in drawn.values():
        assert f'aria-labelledby="plot-{plot.name}-title plot-{plot.name}-text"' in plot.image
        assert plot.image.startswith('<svg class="plot"')
    ids = re.findall(r'id="([^"]+)"', "".join(plot.image for plot in drawn.values()))
    assert len(ids) == len(set(ids))


def test_the_names_can_be_searched_in_the_plots(found: Overlap) -> None:
    plot = {plot.name: plot.image for plot in plots(found)}["libraries"]
    assert ">Sørfjord bibliotek</text>" in plot


def test_the_same_figures_give_the_same_plots(found: Overlap) -> None:
    assert plots(found) == plots(found)
    assert plots(found, "png") == plots(found, "png")


def test_the_lists_for_spreadsheets(found: Overlap, tmp_path: Path) -> None:
    for name, (header, rows) in overlap_lists(found).items():
        write_list(tmp_path / name, header, rows)
    rare = (tmp_path / "siste_eksemplar.csv").read_bytes()
    assert rare.startswith("\ufeffspråk;tittel;".encode())
    with (tmp_path / "siste_eksemplar.csv").open(encoding="utf-8-sig", newline="") as file:
        _, line = csv.reader(file, delimiter=";")
    assert line == ["sme", "Giehta", "1", "1", "Sørfjord bibliotek", "fjordkysten 2", "t2"]
    pairs = (tmp_path / "felles_titler.csv").read_text(encoding="utf-8-sig").splitlines()
    assert f"{SORFJORD};Sørfjord bibliotek;{NORDVIK};Nordvik bibliotek;1;50,00" in pairs
    assert len(pairs) == 11
