"""The overlap page as a librarian's browser shows it: alone on a disk, on a wide screen, and on paper."""

import json
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from migration.quality.holdings import MINORITY_LANGUAGES, MinorityTitle
from migration.quality.overlap_lines import LanguageLine, LibraryLine, Overlap, Pair
from migration.quality.overlap_page import overlap_page

CHROMIUM = "/usr/bin/chromium"
COUNT = 60


def library(n):
    zeros = dict.fromkeys(MINORITY_LANGUAGES, 0)
    return LibraryLine(
        key=f"NO-{n}", name=f"Lang og oppdiktet kommune nummer {n} folkebibliotek", municipality=str(5500 + n),
        is_library=True, titles=100, unique=40, shared=60, reach=2.5, items=130,
        languages=zeros | {"sme": 1}, language_items=zeros | {"sme": 2},
    )  # fmt: skip


@pytest.fixture(scope="module")
def county():
    """Sixty libraries with long names."""
    libraries = tuple(library(n) for n in range(COUNT))
    pairs = tuple(
        Pair(a=a.key, b=b.key, common=(n + m) % 60, share=(n + m) % 60 / 100)
        for n, a in enumerate(libraries) for m, b in enumerate(libraries[n + 1 :])
    )  # fmt: skip
    line = LanguageLine(code="sme", name="nordsamisk", name_en="North Sami", titles=1, items=2, libraries=1,
                        spread=(1, 0, 0, 0))  # fmt: skip
    rare = MinorityTitle(bib_id="t", title="Giehta", languages=("sme",), items={"NO-1": 2}, records=(("n", "2"),))
    return Overlap(titles=3000, libraries=libraries, sources=(), spread=(2400, 0, 600, 0, 0, 0), pairs=pairs, rules=(),
                   languages=(line,), minority=(rare,))  # fmt: skip


@pytest.fixture(scope="module")
def page(county, tmp_path_factory):
    path: Path = tmp_path_factory.mktemp("page") / "overlap.html"
    path.write_text(overlap_page(county, {"run_id": "r1"}, {}), encoding="utf-8")
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


def test_every_plot_has_a_name_for_those_who_listen(page):
    assert page.get_by_role("img").count() == 4
    plot = page.get_by_role("img", name="Hvor mye to og to bibliotek har felles")
    assert plot.is_visible()


def test_every_library_of_sixty_has_its_own_label_on_the_heat_map(page):
    """The labels down the side: none lies on the next one, and none is cut off by the edge of the plot."""
    boxes = page.evaluate(
        """() => [...document.querySelectorAll('svg[aria-labelledby^=plot-common] text')]
             .filter(t => t.textContent.startsWith('Lang') && !t.getAttribute('transform').includes('rotate(-90'))
             .map(t => [t.getBoundingClientRect(), t.closest('svg').getBoundingClientRect()])
             .map(([t, s]) => [t.top, t.bottom, t.left - s.left])"""
    )
    assert len(boxes) == COUNT - 1
    boxes.sort()
    for (_, bottom, left), (top, _, _) in pairwise(boxes):
        assert top >= bottom - 3  # a line of text has some air of its own
        assert left >= 0


@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_itself_never_scrolls_sideways(page, width):
    page.set_viewport_size({"width": width, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_darkest_and_the_lightest_cells_can_be_told_apart_in_grey(page):
    colours = json.loads(
        page.evaluate(
            """() => JSON.stringify([...document.querySelectorAll('svg[aria-labelledby^=plot-common] path')]
                 .map(p => getComputedStyle(p).fill).filter(f => f.startsWith('rgb(')))"""
        )
    )
    greys = {sum(w * int(c) for w, c in zip((0.299, 0.587, 0.114), f[4:-1].split(","), strict=True)) for f in colours}
    steps = sorted(grey for grey in greys if grey < 255 and grey > 0)
    assert all(b - a > 15 for a, b in pairwise(steps) if b < 250)
