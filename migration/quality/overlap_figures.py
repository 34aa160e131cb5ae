"""The figures of the libraries' overlap, drawn by matplotlib without its global state; sizes in inches.

They are drawn with Bokmål words, of which ``english`` has the other half. Colours keep apart for the colour-blind and
in grey. Whose figure it is, ``overlap_plots`` says in words.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from migration.quality.overlap_lines import LANGUAGE_SPREAD, Overlap, step_name

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DARK, LIGHT, INK, RULE = "#1f6f5c", "#8fb8de", "#1b1f24", "#c9d0d8"
STEPS = ("#7a2e0e", "#d98a3d", "#8fb8de", "#1f4e8c")
"""From the title that one library alone holds to the one that many hold."""
HEAT = ("#f3f5f7", "#d5e6ee", "#9ecbd9", "#5aa5bf", "#2b7798", "#0f4464")
"""Classes of the share in common, the lightest for next to nothing."""
HEAT_LIMITS = (0.05, 0.1, 0.2, 0.3, 0.5)
MOST_NUMBERS = 20
"""Libraries up to which each cell of the heat map has its number."""
LONGEST_NAME = 36
_ENGLISH = {
    "titler": "titles",
    "bare her": "only here",
    "også i andre bibliotek": "in other libraries too",
    "bibliotek som har tittelen": "libraries that hold the title",
    "felles, av det minste bibliotekets titler": "in common, of the smaller library's titles",
    "50 % og mer": "50 % and more",
    "prosent av titlene": "per cent of the titles",
}


def draw_libraries(found: Overlap) -> "Figure":
    """A bar per library: the titles that it alone holds, and those that others hold too."""
    lines = found.libraries[::-1]
    figure, axes = _axes(7.6, 0.9 + 0.24 * len(lines))
    names = [short(line.name) for line in lines]
    places = range(len(lines))
    unique = [line.unique for line in lines]
    axes.barh(places, unique, color=DARK, label="bare her")
    axes.barh(places, [line.shared for line in lines], left=unique, color=LIGHT, label="også i andre bibliotek")
    axes.set_yticks(places, names)
    axes.set_ylim(-0.6, len(lines) - 0.4)
    axes.set_xlabel("titler")
    _finish(axes, "x")
    figure.legend(loc="outside upper left", ncols=2, frameon=False)
    return figure


def draw_spread(found: Overlap) -> "Figure":
    figure, axes = _axes(7.6, 2.6)
    bars = axes.bar([name for name, _ in found.steps], found.spread, color=DARK, width=0.7)
    axes.bar_label(bars, [grouped(count) for count in found.spread], padding=2)
    axes.set_xlabel("bibliotek som har tittelen")
    axes.set_ylabel("titler")
    axes.margins(y=0.15)
    _finish(axes, "y")
    return figure


def draw_common(found: Overlap) -> "Figure":
    """Half a square of cells: the share of the smaller library's titles that the other has, in six classes."""
    count = len(found.libraries)
    size = min(11.0, max(5.6, 3.4 + 0.17 * count))
    figure, axes = _axes(size, size * 0.92)
    place = {line.key: n for n, line in enumerate(found.libraries)}
    cells = [(place[pair.a], place[pair.b] - 1, pair.share) for pair in found.pairs]
    _draw_cells(axes, cells)
    if count <= MOST_NUMBERS:
        _draw_numbers(axes, cells)
    names = [short(line.name) for line in found.libraries]
    axes.set_xticks(range(count - 1), names[:-1], rotation=90)
    axes.set_yticks(range(count - 1), names[1:])
    axes.tick_params(length=0, labelsize=9 if count <= 35 else 7)
    axes.set(xlim=(-0.5, count - 1.5), ylim=(count - 1.5, -0.5), aspect="equal")
    axes.spines[:].set_visible(False)
    _classes(figure)
    return figure


def _draw_cells(axes: "Axes", cells: Sequence[tuple[int, int, float]]) -> None:
    """One path per class, not one per cell: sixty libraries have 1,770."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    for number, colour in enumerate(HEAT):
        squares = [_square(x, y) for x, y, share in cells if _class(share) == number]
        if squares:
            path = Path.make_compound_path(*(Path(square, closed=True) for square in squares))
            axes.add_patch(PathPatch(path, facecolor=colour, edgecolor="white", linewidth=0.6))


def _square(x: int, y: int) -> list[tuple[float, float]]:
    corners = ((-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5), (-0.5, -0.5))
    return [(x + dx, y + dy) for dx, dy in corners]


def _draw_numbers(axes: "Axes", cells: Sequence[tuple[int, int, float]]) -> None:
    for x, y, share in cells:
        colour = "white" if _class(share) >= len(HEAT) - 2 else INK
        axes.text(x, y, f"{100 * share:.0f}", ha="center", va="center", fontsize=8, color=colour)


def _classes(figure: "Figure") -> None:
    """What the colours of the heat map mean, above it."""
    from matplotlib.patches import Patch

    patches = [Patch(facecolor=c, edgecolor=RULE, label=label) for c, label in zip(HEAT, heat_labels(), strict=True)]
    title = "felles, av det minste bibliotekets titler"
    figure.legend(handles=patches, loc="outside upper left", ncols=3, frameon=False, title=title, alignment="left")


def heat_labels() -> list[str]:
    """The classes of the heat map in words: ``under 5 %``, ``5–10 %``, …"""
    limits = [f"{100 * limit:.0f}" for limit in HEAT_LIMITS]
    between = [f"{low}–{high} %" for low, high in pairwise(limits)]
    return [f"under {limits[0]} %", *between, f"{limits[-1]} % og mer"]


def _class(share: float) -> int:
    return sum(share >= limit for limit in HEAT_LIMITS)


def draw_languages(found: Overlap) -> "Figure":
    """A bar per language: how many libraries hold its titles, in per cent: the counts differ much."""
    lines = [line for line in found.languages if line.titles][::-1]
    figure, axes = _axes(7.6, 1.2 + 0.3 * len(lines))
    left = [0.0] * len(lines)
    for n, step in enumerate(LANGUAGE_SPREAD):
        widths = [100 * line.spread[n] / line.titles for line in lines]
        axes.barh(range(len(lines)), widths, left=left, color=STEPS[n], label=step_name(step))
        left = [a + b for a, b in zip(left, widths, strict=True)]
    names = [_language(line.name, line.titles) for line in lines]
    axes.set_yticks(range(len(lines)), names)
    axes.set_xlim(0, 100)
    axes.set_xlabel("prosent av titlene")
    _finish(axes, "x")
    figure.legend(
        loc="outside upper left", ncols=4, frameon=False, title="bibliotek som har tittelen", alignment="left"
    )
    return figure


def english(found: Overlap) -> dict[str, str]:
    """The figures' words in English, by those in Bokmål; what is the same in both is left out."""
    languages = {_language(line.name, line.titles): _language(line.name_en, line.titles) for line in found.languages}
    return _ENGLISH | {nb: en for nb, en in languages.items() if nb != en}


def _language(name: str, titles: int) -> str:
    return f"{name} ({grouped(titles)})"


def _axes(width: float, height: float) -> "tuple[Figure, Axes]":
    """A figure of its own, in inches: nothing is left in a global state."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    return figure, figure.add_subplot()


def _finish(axes: "Axes", values: str) -> None:
    """Thin lines behind the bars along the axis of values, whole numbers as Norwegians write them."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axis = axes.xaxis if values == "x" else axes.yaxis
    axis.set_major_locator(MaxNLocator(6, integer=True))
    axis.set_major_formatter(FuncFormatter(lambda value, _: grouped(round(value))))
    axes.grid(axis="x" if values == "x" else "y", color=RULE, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(length=0)


def short(name: str) -> str:
    """A name that fits beside an axis: the Norwegian one of a double name, cut where it is still too long."""
    first = name.split(" – ")[0]
    return first if len(first) <= LONGEST_NAME else first[: LONGEST_NAME - 1].rstrip() + "…"


def grouped(value: int) -> str:
    """A whole number with spaces that do not break, as in the report's tables."""
    return f"{value:,}".replace(",", "\u00a0")
