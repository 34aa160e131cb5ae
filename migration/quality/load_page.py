"""The page that tells each library what the vendor's system took of its delivery, and what it lacks there."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Protocol

from migration.quality.pages import environment

OUTCOMES = {
    "failed": ("feilet hos dem", "failed there"),
    "skipped": ("utelatt hos dem", "skipped there"),
    "missing": ("ikke nevnt hos dem", "not mentioned there"),
}
WHY_UNKNOWN = {
    "no_id": ("uten id", "without an id"),
    "several": ("id-en passer på flere", "the id fits several"),
    "zeros_lost": (
        "nuller foran er trolig falt bort i et regneark",
        "leading zeros were probably lost in a spreadsheet",
    ),
    "not_delivered": ("er ikke i leveransen", "not in the delivery"),
}


class Line(Protocol):
    """Rows of one entity of a library: delivered by us, and what became of them there."""

    @property
    def source(self) -> str: ...
    @property
    def delivered(self) -> int: ...
    @property
    def not_loaded(self) -> int: ...


def load_page(
    lines: Sequence[Line], found: object, titles: Mapping[str, str], libraries: Mapping[str, str], file: str
) -> str:
    """HTML in both languages. ``found``: the whole comparison; ``titles`` by source key, ``libraries`` by ISIL."""
    sources = [(key, list(own)) for key, own in groupby(lines, key=lambda line: line.source)]
    return (
        environment()
        .get_template("load_report.html.j2")
        .render(
            run={},
            found=found,
            sources=sources,
            lacking=[key for key, own in sources if any(line.not_loaded for line in own)],
            titles=titles,
            libraries=libraries,
            file=file,
            outcomes=OUTCOMES,
            why_unknown=WHY_UNKNOWN,
        )
    )
