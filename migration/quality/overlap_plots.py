"""Plots of what the county's libraries have in common, as SVG for the report and as PNG for Dagster.

Text stays text in the SVG: it can be searched and read aloud. The same figures give the
same bytes.
"""

import re
from base64 import b64encode
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from html import escape, unescape
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any, Literal

from migration.quality.overlap_figures import (
    INK,
    RULE,
    draw_common,
    draw_languages,
    draw_libraries,
    draw_spread,
    english,
    grouped,
)
from migration.quality.overlap_lines import Overlap

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_STYLE: Any = {
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": 9,
    "text.color": INK,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.edgecolor": RULE,
    "axes.spines.top": False,
    "axes.spines.right": False,
}

_Draw = Callable[[Overlap], "Figure"]
_Words = tuple[tuple[str, str], tuple[str, str]]
"""Title and text of a plot, each in Bokmål and English."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """``title`` and ``text`` (what the plot shows, for whoever cannot see it); ``image``: see ``plots``."""

    name: str
    title: str
    title_en: str
    text: str
    text_en: str
    image: str


def plots(found: Overlap, form: Literal["svg", "png"] = "svg", only: Collection[str] = ()) -> list[Plot]:
    """The plots of a county that has titles; without a second library or a minority language, some are left out.

    ``only``: the names of those to draw; none: all. Their images are <svg> elements to stand in a page, or PNG files in
    base64.
    """
    import matplotlib as mpl

    made = []
    for name, draw in _drawn(found).items():
        if only and name not in only:
            continue
        (title, title_en), (text, text_en) = _WORDS[name](found)
        with mpl.rc_context({**_STYLE, "svg.hashsalt": name}):
            figure = draw(found)
            image = _svg(figure, name, english(found)) if form == "svg" else _png(figure)
        made.append(Plot(name=name, title=title, title_en=title_en, text=text, text_en=text_en, image=image))
    return made


def _drawn(found: Overlap) -> dict[str, _Draw]:
    if not found.titles:
        return {}
    common: dict[str, _Draw] = {"common": draw_common} if found.pairs else {}
    languages: dict[str, _Draw] = {"languages": draw_languages} if found.minority else {}
    return {"libraries": draw_libraries, "spread": draw_spread} | common | languages


def _svg(figure: "Figure", name: str, words: Mapping[str, str]) -> str:
    """An <svg> element to stand in a page, without what only files need.

    Its words are in both languages, as the page's are. It is named by the elements ``plot-<name>-title`` and ``-text``,
    which stand beside it: inside it, they could be in one language only.
    """
    out = StringIO()
    figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    whole = out.getvalue()
    inner = re.sub(r"\s*<(metadata|style)\b.*?</\1>", "", whole[whole.index("<svg") :], flags=re.DOTALL)
    inner = re.sub(r'<g id="[^"]*"', "<g", re.sub(r"<!--.*?-->\s*", "", inner, flags=re.DOTALL))
    box = re.search(r'viewBox="0 0 (\S+) (\S+)"', inner)
    assert box is not None
    opening = (
        f'<svg class="plot" viewBox="0 0 {box[1]} {box[2]}" style="max-width:{float(box[1]) / 72:.1f}in" role="img" '
        f'aria-labelledby="plot-{name}-title plot-{name}-text">'
    )
    return opening + _in_both(inner[inner.index(">") + 1 :].strip(), words)


def _in_both(svg: str, words: Mapping[str, str]) -> str:
    """The texts of the drawing that are words, in Bokmål and English beside each other."""
    return re.sub(r">([^<>]+)</text>", lambda found: f">{_pair(found[1], words)}</text>", svg)


def _pair(text: str, words: Mapping[str, str]) -> str:
    english = words.get(unescape(text), "")
    if not english:
        return text
    return f'<tspan class="nb" lang="nb">{text}</tspan><tspan class="en" lang="en">{escape(english)}</tspan>'


def _png(figure: "Figure") -> str:
    out = BytesIO()
    figure.savefig(out, format="png", dpi=110, metadata={"Software": None})
    return b64encode(out.getvalue()).decode()


def _libraries_words(found: Overlap) -> _Words:
    most = max(found.libraries, key=lambda line: line.unique)
    unique, titles = grouped(most.unique), grouped(most.titles)
    return (
        ("Titler som bare ett bibliotek har, og titler som flere har", "Titles in one library alone, and in several"),
        (
            f"Søyler for {len(found.libraries)} bibliotek. Flest titler som ingen andre har: {most.name}, "
            f"{unique} av {titles}. Tallene står i tabellen.",
            f"Bars for {len(found.libraries)} libraries. Most titles that no other holds: {most.name}, "
            f"{unique} of {titles}. The numbers stand in the table.",
        ),
    )


def _spread_words(found: Overlap) -> _Words:
    parts = "; ".join(f"{name}: {grouped(count)}" for name, count in found.steps)
    return (
        ("Hvor mange bibliotek som har en tittel", "How many libraries hold a title"),
        (f"Titler etter antall bibliotek. {parts}.", f"Titles by number of libraries. {parts}."),
    )


def _common_words(found: Overlap) -> _Words:
    most = max(found.pairs, key=lambda pair: pair.share)
    one, other = found.names[most.a], found.names[most.b]
    return (
        ("Hvor mye to og to bibliotek har felles", "How much each two libraries have in common"),
        (
            f"Ruter for {len(found.pairs)} par av bibliotek, mørkere jo mer de har felles. Mest: {one} og "
            f"{other}, {100 * most.share:.0f} prosent av det minste bibliotekets titler.",
            f"Cells for {len(found.pairs)} pairs of libraries, darker the more they have in common. Most: {one} and "
            f"{other}, {100 * most.share:.0f} per cent of the smaller library's titles.",
        ),
    )


def _languages_words(found: Overlap) -> _Words:
    lines = [line for line in found.languages if line.titles]
    nb = "; ".join(f"{line.name}: {grouped(line.spread[0])} av {grouped(line.titles)}" for line in lines)
    en = "; ".join(f"{line.name_en}: {grouped(line.spread[0])} of {grouped(line.titles)}" for line in lines)
    return (
        ("Hvor mange bibliotek som har titlene på hvert språk", "How many libraries hold the titles in each language"),
        (
            f"Søyler for hvert språk, delt etter hvor mange bibliotek som har tittelen. Bare i ett bibliotek: {nb}.",
            f"Bars for each language, divided by how many libraries hold the title. In one library alone: {en}.",
        ),
    )


_WORDS: Mapping[str, Callable[[Overlap], _Words]] = {
    "libraries": _libraries_words,
    "spread": _spread_words,
    "common": _common_words,
    "languages": _languages_words,
}
