"""Barcodes that look like another library's: how each library's labels look is learned from the items themselves.

A library buys its labels in series, so most begin alike and are of one length: ``0301…`` with 14 digits, ``LV`` with
five. What most of one library's labels look like, and hardly any of another's, tells whose a stray one is.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

BEGINNING = 4
"""How many characters of a barcode are looked at."""
MIN_DIGITS = 7
"""Shorter numbers begin alike by chance."""
MIN_ITEMS = 5
DOMINANT = 0.6
STRAY = 0.02
FEW = 3
"""So many in a library are few, however small it is, if they are no more than a quarter of it."""


class Pattern(NamedTuple):
    """``beginning``: the letters that a barcode begins with, in capitals, else its first four digits."""

    beginning: str
    length: int


class Stray(NamedTuple):
    """The barcodes of ``library`` that look like those of ``other``."""

    library: str
    pattern: Pattern
    other: str


def pattern(beginning: str, length: int) -> Pattern | None:
    """The pattern of a barcode by its first four characters and its length; None where that tells nothing."""
    folded = beginning.upper()
    letters = folded[: next((n for n, c in enumerate(folded) if not c.isalpha()), len(folded))]
    if letters:
        return Pattern(letters, length) if len(letters) < length else None
    return Pattern(folded, length) if folded.isdigit() and length >= MIN_DIGITS else None


def strays(counts: Iterable[tuple[str, str, int, int]]) -> list[Stray]:
    """Which patterns of which library are another's, from (library, first four characters, length, items).

    Told only where one library alone has the pattern on most of its items, and this one on hardly any.
    """
    totals: Counter[str] = Counter()
    uses: dict[Pattern, Counter[str]] = {}
    for library, beginning, length, items in counts:
        totals[library] += items
        found = pattern(beginning, length)
        if found:
            uses.setdefault(found, Counter())[library] += items
    result = []
    for found, by_library in uses.items():
        owners = [lib for lib, items in by_library.items() if _is_dominant(items, totals[lib])]
        if len(owners) == 1:
            result += [
                Stray(lib, found, owners[0])
                for lib, items in by_library.items()
                if lib != owners[0] and _is_stray(items, totals[lib])
            ]
    return sorted(result)


def _is_dominant(items: int, total: int) -> bool:
    return items >= MIN_ITEMS and items >= DOMINANT * total


def _is_stray(items: int, total: int) -> bool:
    return items <= STRAY * total or (items <= FEW and items * 4 <= total)


def by_library(found: Iterable[Stray]) -> Mapping[str, Mapping[Pattern, str]]:
    """The other library by pattern, for each library that has strays."""
    result: dict[str, dict[Pattern, str]] = {}
    for stray in found:
        result.setdefault(stray.library, {})[stray.pattern] = stray.other
    return result
