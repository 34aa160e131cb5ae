"""Barcodes that are unique in the county. The first item keeps its barcode; each further one gets a new, derived one.

Derived, not counted: an item's new barcode is the same in every run, whatever else comes or goes.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

RENAMED = "duplicate_renamed"
GENERATED = "generated"
IDENTITY_NUMBER = "identity_number_like"
"""The barcode was a national identity number, by chance or not, and stands masked."""
PREFIX = "GL"
"""Begins a barcode that was made for an item without one, or without one that a suffix fits."""
LONGEST = 20
"""What the receiving systems take (Koha: 20 characters); a library's own barcode may be longer, a new one not."""
NAMED = 5
"""How many of the other items an issue names."""

_LETTERS_RENAMED = 6
_LETTERS_GENERATED = 16
_LETTERS = str.maketrans("0123456789abcdef", "BCDFGHJKMNPQRSTV")
"""No digits, which might make a number that means something else; no vowels, which might make a word."""
_MASKED = re.compile(r"\*{6}[ .-]?\*{5}")


class LabelledItem(NamedTuple):
    """``item_id`` is a target id."""

    item_id: str
    source: str
    legacy_id: str
    barcode: str


class UniqueBarcode(NamedTuple):
    """``rule``: empty where the barcode was kept. ``others``: some of the ``shared`` items that have it, too."""

    item_id: str
    barcode: str
    rule: str
    source: str
    legacy_id: str
    original: str
    shared: int = 0
    others: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """The barcode and which other items have it, as ``source legacy_id``, for an issue."""
        more = f", … ({self.shared})" if self.shared > len(self.others) else ""
        return f"{self.original} = {', '.join(self.others)}{more}"


def unique_barcodes(items: Iterable[tuple[str, str, str, str]]) -> Iterator[UniqueBarcode]:
    """Barcodes for (item_id, source, legacy_id, barcode), sorted by barcode in code point order.

    Of items with one barcode the first keeps it: their order is the caller's rule. Unique for any input in one pass: a
    derived barcode is remembered, so that it is neither derived twice nor kept by an item further on that has it
    already; and none that came before can have it, since it sorts after its barcode, or begins with ``GL``, and of
    those all are remembered. A new barcode has 20 characters at most, more only where two would be equal. Raises
    ValueError where the items are not sorted.
    """
    taken: dict[str, str] = {}
    last = ""
    for barcode, group in groupby((LabelledItem(*item) for item in items), key=lambda item: item.barcode):
        if barcode < last:
            raise ValueError("the items are not sorted by barcode in code point order")
        last = barcode
        if not barcode:
            yield from _made(group, GENERATED, taken)
        elif _MASKED.search(barcode):
            yield from _made(group, IDENTITY_NUMBER, taken)
        else:
            yield from _shared(group, taken)


def _made(items: Iterable[LabelledItem], rule: str, taken: dict[str, str]) -> Iterator[UniqueBarcode]:
    for item in items:
        barcode = _derive(PREFIX, item, _LETTERS_GENERATED, taken)
        yield UniqueBarcode(item.item_id, barcode, rule, item.source, item.legacy_id, item.barcode)


def _shared(items: Iterable[LabelledItem], taken: dict[str, str]) -> Iterator[UniqueBarcode]:
    group = list(items)
    original = group[0].barcode
    owner = taken.get(original, "")
    named = [*([owner] if owner else []), *(_name(item) for item in group[: NAMED + 1])]
    if original.startswith(PREFIX):
        taken.setdefault(original, _name(group[0]))
    for n, item in enumerate(group):
        barcode, rule = (_renamed(item, taken), RENAMED) if n or owner else (original, "")
        others = tuple([name for name in named if name != _name(item)][:NAMED])
        shared = len(group) - 1 + bool(owner)
        yield UniqueBarcode(item.item_id, barcode, rule, item.source, item.legacy_id, original, shared, others)


def _name(item: LabelledItem) -> str:
    return f"{item.source} {item.legacy_id}"


def _renamed(item: LabelledItem, taken: dict[str, str]) -> str:
    prefix = f"{item.barcode}-"
    if len(prefix) + _LETTERS_RENAMED <= LONGEST:
        return _derive(prefix, item, _LETTERS_RENAMED, taken)
    return _derive(PREFIX, item, _LETTERS_GENERATED, taken)


def _derive(prefix: str, item: LabelledItem, length: int, taken: dict[str, str]) -> str:
    """The prefix and as many letters of the item's hash as it takes to be alone; remembered with its item."""
    digest = hashlib.sha256(item.item_id.encode()).hexdigest().translate(_LETTERS)
    barcode = next(b for n in range(length, len(digest) + 1) if (b := prefix + digest[:n]) not in taken)
    taken[barcode] = _name(item)
    return barcode
