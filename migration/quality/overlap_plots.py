"""Plots of what the county's libraries have in common, as SVG for the report and as PNG for Dagster.

Text stays text in the SVG: it can be searched and read aloud. The same figures give the
same bytes.
"""

import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any, Literal

from migration.quality.overlap_figures import (
    INK,
    RULE,
    draw_common,
    draw_languages,
    draw_libraries,
    draw_spread,
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """``title`` and ``text`` (what the plot shows, for whoever cannot see it) in Bokmål; ``image``: see ``plots``."""

    name: str
    title: str
    text: str
    image: str


def plots(found: Overlap, form: Literal["svg", "png"] = "svg") -> list[Plot]:
    """The plots of a county that has titles; without a second library or a minority language, some are left out.

    Their images are <svg> elements to stand in a page, or PNG files in base64.
    """
    import matplotlib as mpl

    made = []
    for name, draw in _drawn(found).items():
        title, text = _WORDS[name](found)
        with mpl.rc_context({**_STYLE, "svg.hashsalt": name}):
            figure = draw(found)
            image = _svg(figure, name, title, text) if form == "svg" else _png(figure)
        made.append(Plot(name=name, title=title, text=text, image=image))
    return made


def _drawn(found: Overlap) -> dict[str, _Draw]:
    if not found.titles:
        return {}
    common: dict[str, _Draw] = {"common": draw_common} if found.pairs else {}
    languages: dict[str, _Draw] = {"languages": draw_languages} if found.minority else {}
    return {"libraries": draw_libraries, "spread": draw_spread} | common | languages


def _svg(figure: "Figure", name: str, title: str, text: str) -> str:
    """An <svg> element to stand in a page: with title and description, and without what only files need."""
    out = StringIO()
    figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    whole = out.getvalue()
    inner = re.sub(r"\s*<(metadata|style)\b.*?</\1>", "", whole[whole.index("<svg") :], flags=re.DOTALL)
    inner = re.sub(r'<g id="[^"]*"', "<g", re.sub(r"<!--.*?-->\s*", "", inner, flags=re.DOTALL))
    box = re.search(r'viewBox="0 0 (\S+) (\S+)"', inner)
    assert box is not None
    ids = f"plot-{name}-title", f"plot-{name}-text"
    opening = (
        f'<svg class="plot" viewBox="0 0 {box[1]} {box[2]}" style="max-width:{float(box[1]) / 72:.1f}in" role="img" '
        f'aria-labelledby="{ids[0]} {ids[1]}"><title id="{ids[0]}">{escape(title)}</title>'
        f'<desc id="{ids[1]}">{escape(text)}</desc>'
    )
    return opening + inner[inner.index(">") + 1 :].strip()


def _png(figure: "Figure") -> str:
    out = BytesIO()
    figure.savefig(out, format="png", dpi=110, metadata={"Software": None})
    return b64encode(out.getvalue()).decode()


def _libraries_words(found: Overlap) -> tuple[str, str]:
    most = max(found.libraries, key=lambda line: line.unique)
    return (
        "Titler som bare ett bibliotek har, og titler som flere har",
        f"Søyler for {len(found.libraries)} bibliotek. Flest titler som ingen andre har: {most.name}, "
        f"{grouped(most.unique)} av {grouped(most.titles)}. Tallene står i tabellen.",
    )


def _spread_words(found: Overlap) -> tuple[str, str]:
    parts = [f"{name}: {grouped(count)}" for name, count in found.steps]
    return "Hvor mange bibliotek som har en tittel", f"Titler etter antall bibliotek. {'; '.join(parts)}."


def _common_words(found: Overlap) -> tuple[str, str]:
    most = max(found.pairs, key=lambda pair: pair.share)
    names = found.names
    return (
        "Hvor mye to og to bibliotek har felles",
        f"Ruter for {len(found.pairs)} par av bibliotek, mørkere jo mer de har felles. Mest: {names[most.a]} og "
        f"{names[most.b]}, {100 * most.share:.0f} prosent av det minste bibliotekets titler.",
    )


def _languages_words(found: Overlap) -> tuple[str, str]:
    parts = [
        f"{line.name}: {grouped(line.spread[0])} av {grouped(line.titles)}" for line in found.languages if line.titles
    ]
    return (
        "Hvor mange bibliotek som har titlene på hvert språk",
        "Søyler for hvert språk, delt etter hvor mange bibliotek som har tittelen. "
        f"Bare i ett bibliotek: {'; '.join(parts)}.",
    )


_WORDS: Mapping[str, Callable[[Overlap], tuple[str, str]]] = {
    "libraries": _libraries_words,
    "spread": _spread_words,
    "common": _common_words,
    "languages": _languages_words,
}
