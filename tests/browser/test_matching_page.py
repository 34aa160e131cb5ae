"""The page on a matching as a librarian's browser shows it: alone on a disk, on a telephone and on a wide screen."""

from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from migration.quality.matching_lines import (
    OPINIONS,
    ChangeLine,
    Changes,
    DifferenceLine,
    OpinionCount,
    RecordLine,
    SecondOpinion,
)
from migration.quality.matching_page import matching_page

CHROMIUM = "/usr/bin/chromium"
LONG = "Beretning om en reise langs kysten av Finnmark og over vidda med rein og pulk i årene 1820 til 1822"


def record(n):
    return RecordLine(
        source="fjordkysten", legacy_id=f"0000123456789{n}", title=LONG, bib_id=f"b{n:015x}",
        statement="Hætta, Ánte Aslaksen, 2. reviderte og sterkt utvidede utgave, Davvi Girji, 2011, 312 s",
    )  # fmt: skip


def difference(decision, n):
    return DifferenceLine(
        decision=decision, rule="number", probability=0.9991, one=record(n), other=record(n + 1), en="",
        agreeing=("title", "author", "extent"), differing=("edition", "identifiers"),
        nb=f"Holdt fra hverandre: {LONG}, 312 mot 314 sider, samme forlag.",
    )  # fmt: skip


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    lines = tuple(
        ChangeLine(record=record(n), kind=("merge", "split", "moved")[n % 3], former_bib_id=f"a{n:015x}", rule="number")
        for n in range(30)
    )
    changes = Changes(
        records={"kept": 123456, "merge": 10, "split": 10, "moved": 10, "new": 4000, "gone": 3},
        titles={"merge": 10, "split": 10, "moved": 10}, lines=lines,
    )  # fmt: skip
    counts = OpinionCount(decision="apart", rule="", pairs=dict.fromkeys(OPINIONS, 12345))
    opinion = SecondOpinion(
        counts=(counts,), differences=tuple(difference(d, n) for d in ("apart", "review", "auto") for n in range(9))
    )
    path: Path = tmp_path_factory.mktemp("page") / "matching.html"
    names = {"number": "samme ISBN eller nummer; forfatteren står bare i den ene, eller er en annen"}
    path.write_text(matching_page(changes, opinion, {"run_id": "r1"}, names), encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        opened = browser.new_page(viewport={"width": 1280, "height": 900})
        opened.asked = []
        opened.on("request", lambda request: opened.asked.append(request.url))
        opened.on("console", lambda message: opened.asked.append(message.text))
        opened.goto(path.as_uri())
        yield opened
        browser.close()


def test_it_asks_for_nothing_but_itself(page):
    assert page.asked == [page.url]


@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_itself_never_scrolls_sideways(page, width):
    page.set_viewport_size({"width": width, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [390, 1280])
def test_two_records_and_what_is_said_of_them_are_read_without_scrolling(page, width):
    page.set_viewport_size({"width": width, "height": 900})
    hidden = page.evaluate(
        """() => [...document.querySelectorAll('table.stack td')]
             .filter(cell => cell.getBoundingClientRect().right > innerWidth).length"""
    )
    assert hidden == 0


def test_each_table_has_a_caption_and_each_section_a_heading(page):
    assert page.evaluate("() => [...document.querySelectorAll('table')].every(table => table.caption)")
    assert page.get_by_role("heading", level=2).count() == 2
    assert page.get_by_role("heading", level=3).count() == 3
