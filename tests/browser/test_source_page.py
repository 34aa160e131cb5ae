"""A source's page as a librarian's browser shows it: by keyboard, in both languages, narrow, wide and on paper."""

import re
from datetime import date
from itertools import pairwise

import pytest
from playwright.sync_api import sync_playwright
from sample_project import copy_sample

from migration import pipeline
from migration.quality.reports import source_report
from migration.staging.engine import open_staging

CHROMIUM = "/usr/bin/chromium"
WORDS = re.compile(r"\w+")
BOKMAL = {"ikke", "og", "som", "er", "av", "til", "med", "dere", "alle", "ingen", "eksemplarer", "poster", "titler"}


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """The sample project after two runs, so that there is something to compare with."""
    directory = copy_sample(tmp_path_factory.mktemp("sample") / "project")
    for _ in range(2):
        opened = pipeline.open_project(directory, None)
        report = pipeline.run(opened)
    return report.report.parent


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@pytest.fixture(params=["fjordkysten", "nordvik", "nothing"])
def page(request, project, browser, tmp_path):
    """A page of its own; every request but that for the file itself is written down and refused."""
    path = project / f"{request.param}.html"
    if request.param == "nothing":
        path = tmp_path / "nothing.html"
        with open_staging(f"sqlite:///{tmp_path / 'staging.db'}").begin() as connection:
            html = source_report(connection, "nothing", "Tomvik", {"run_id": "r1"}, as_of=date(2026, 11, 23))
        path.write_text(html, encoding="utf-8")
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    opened.asked, opened.told = [], []
    opened.on("console", lambda message: opened.told.append(message.text))
    opened.on("pageerror", lambda error: opened.told.append(str(error)))

    def refuse(route):
        if route.request.url == path.as_uri():
            return route.continue_()
        opened.asked.append(route.request.url)
        return route.abort()

    opened.route("**/*", refuse)
    opened.goto(path.as_uri())
    yield opened
    opened.close()


def seen(page):
    """What the page itself says as it is now: without titles, values and codes, which are the library's own words."""
    return page.evaluate(
        """() => { document.querySelectorAll('details').forEach(d => { d.open = true });
        const copy = document.body.cloneNode(true); document.body.append(copy);
        copy.querySelectorAll('cite, code, del, .sub, .raw, #golden ~ ul').forEach(e => e.remove());
        const text = copy.innerText; copy.remove(); return text }"""
    )


def test_no_request_leaves_the_page(page):
    page.click("#language")
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    assert page.asked == []
    assert page.told == []


def test_the_switch_is_reached_and_used_by_keyboard(page):
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "language"
    page.keyboard.press("Enter")
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.inner_text("#mend") == "This is most useful to mend"
    page.keyboard.press("Enter")
    assert page.evaluate("document.documentElement.lang") == "nb"
    assert page.inner_text("#mend") == "Dette er nyttigst å rette"


def test_every_link_and_record_is_reached_by_keyboard(page):
    wanted = page.evaluate("document.querySelectorAll('a[href], button, summary').length")
    for _ in range(wanted):
        page.keyboard.press("Tab")
        page.evaluate("document.activeElement.dataset.met = '1'")
    missed = page.evaluate(
        "[...document.querySelectorAll('a[href], button, summary')].filter(e => !e.dataset.met && e.checkVisibility())"
        ".map(e => e.innerText)"
    )
    assert missed == []


def test_the_english_page_says_nothing_in_bokmal(page):
    page.click("#language")
    headings = page.locator("h2").all_inner_texts()
    assert "What became of the rows" in headings
    told = [line for line in seen(page).splitlines() if BOKMAL & set(WORDS.findall(line))]
    assert told == [], told[:40]


def test_headings_come_in_order(page):
    levels = page.evaluate("[...document.querySelectorAll('h1, h2, h3, h4')].map(h => Number(h.tagName[1]))")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_tables_have_a_caption_and_headings_with_a_scope(page):
    assert page.evaluate(
        """() => [...document.querySelectorAll('table')].every(t => t.caption && t.tHead
        && [...t.querySelectorAll('th')].every(h => h.scope === 'row' || h.scope === 'col'))"""
    )


def test_every_link_inside_the_page_leads_somewhere(page):
    links = page.evaluate("[...document.querySelectorAll('a[href^=\"#\"]')].map(a => a.hash.slice(1))")
    assert links
    assert page.evaluate("ids => ids.every(id => document.getElementById(id))", links)


@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_itself_never_scrolls_sideways(page, width):
    page.set_viewport_size({"width": width, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_on_paper_there_is_no_switch_and_the_chosen_language(page):
    page.click("#language")
    page.emulate_media(media="print")
    assert not page.is_visible("#language")
    assert not page.is_visible(".contents")
    assert page.inner_text("#became") == "What became of the rows"
    assert page.evaluate("getComputedStyle(document.querySelector('h2:not(.hidden)')).breakAfter") == "avoid"


def test_the_window_s_title_follows_the_language(page):
    before = page.title()
    page.click("#language")
    assert page.title() == before == f"{page.inner_text('h1')} – grenselos"
