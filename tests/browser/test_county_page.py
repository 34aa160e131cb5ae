"""The county's page with sixty sources as the project lead's browser shows it: on a disk, a telephone and paper."""

from itertools import pairwise
from pathlib import Path

import pytest
from county_of_sixty import COUNT, county_reasons, county_standings, fill_county
from playwright.sync_api import sync_playwright

from migration.quality.county import county_report, read_county
from migration.quality.overlap_lines import Overlap
from migration.staging.engine import open_staging

CHROMIUM = "/usr/bin/chromium"
OVERLAP = Overlap(titles=30, libraries=(), sources=(), spread=(24, 6, 0, 0, 0, 0), pairs=(), rules=(), languages=(),
                  minority=())  # fmt: skip
CONTRAST = """() => {
  const rgb = text => text.match(/[\\d.]+/g).map(Number);
  const light = text => rgb(text).slice(0, 3).map(v => v / 255)
    .map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, n) => sum + v * [.2126, .7152, .0722][n], 0);
  const behind = e => { while (e && rgb(getComputedStyle(e).backgroundColor)[3] === 0) e = e.parentElement;
    return e ? getComputedStyle(e).backgroundColor : 'rgb(255, 255, 255)'; };
  const texts = [...document.querySelectorAll('main *')]
    .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) && !e.closest('svg'));
  return Math.min(...texts.map(e => [light(getComputedStyle(e).color), light(behind(e))].sort((a, b) => b - a))
    .map(([more, less]) => (more + .05) / (less + .05)));
}"""


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    folder: Path = tmp_path_factory.mktemp("county")
    path = folder / "index.html"
    with open_staging(f"sqlite:///{folder / 'staging.db'}").begin() as connection:
        fill_county(connection)
        county = read_county(connection, county_standings(), county_reasons(), OVERLAP)
        path.write_text(county_report(county, {"run_id": "r2"}), encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.asked = []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("console", lambda message: page.asked.append(message.text))
        page.goto(path.as_uri())
        yield page
        browser.close()


@pytest.fixture
def page(opened):
    """The page as it was when it was opened."""
    opened.set_viewport_size({"width": 1280, "height": 900})
    opened.emulate_media(media="screen")
    opened.evaluate("document.documentElement.lang = 'nb'")
    return opened


def hidden_cells(page):
    """How many cells of tables reach beyond the page."""
    script = "() => [...document.querySelectorAll('td, th')].filter(c => c.getBoundingClientRect().right > innerWidth)"
    return page.evaluate(f"({script})().length")


def test_it_asks_for_nothing_but_itself(page):
    assert page.asked == [page.url]


def test_all_sources_are_read_on_a_wide_screen_without_scrolling_sideways(page):
    assert hidden_cells(page) == 0
    assert page.locator("#ready ~ .wide tbody tr").count() == COUNT
    assert page.locator("table.matrix tbody tr").count() == COUNT - 1


def test_on_a_telephone_tables_scroll_and_the_page_does_not(page):
    page.set_viewport_size({"width": 390, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert hidden_cells(page) > 0


def test_on_a4_landscape_nothing_is_cut_off(page):
    """297 mm less two margins of 12 mm are 1,032 pixels of CSS; PDF tells its size in points of 1/72 inch."""
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 1032, "height": 704})
    assert hidden_cells(page) == 0
    assert not page.locator(".switch").is_visible()
    assert b"/MediaBox [0 0 841." in page.pdf(prefer_css_page_size=True)


def test_the_switch_changes_every_word_and_back(page):
    assert page.get_by_text("58 av 60 kilder er klare, så langt").is_visible()
    page.get_by_role("button", name="English").click()
    assert page.get_by_text("58 of 60 sources are ready, as far").is_visible()
    assert page.get_by_role("heading", level=1).inner_text() == "The whole county"
    assert not page.get_by_text("58 av 60 kilder er klare, så langt").is_visible()
    page.get_by_role("button", name="Norsk bokmål").click()
    assert page.get_by_text("58 av 60 kilder er klare, så langt").is_visible()


def test_the_plot_is_named_in_the_language_of_the_page(page):
    assert page.get_by_role("img", name="Hvor mange bibliotek som har en tittel").is_visible()
    page.evaluate("document.documentElement.lang = 'en'")
    assert page.get_by_role("img", name="How many libraries hold a title").is_visible()


def test_headings_are_in_order_and_tables_have_captions_and_scopes(page):
    levels = page.evaluate("[...document.querySelectorAll('h1, h2, h3, h4')].map(h => Number(h.tagName[1]))")
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert page.evaluate("[...document.querySelectorAll('table')].every(table => table.caption)")
    assert page.evaluate("[...document.querySelectorAll('th')].every(th => ['row', 'col'].includes(th.scope))")


def test_every_text_stands_out_from_what_is_behind_it(page):
    """WCAG 2.1, 1.4.3: 4.5 to 1."""
    assert page.evaluate(CONTRAST) >= 4.5


def test_a_shade_never_stands_alone(page):
    """Every coloured cell has its count and its share in digits."""
    shaded = "td.h1, td.h2, td.h3, td.h4, td.h5"
    texts = page.locator("table.matrix").locator(shaded).all_inner_texts()
    assert texts
    assert all(any(c.isdigit() for c in text) and "%" in text for text in texts)
