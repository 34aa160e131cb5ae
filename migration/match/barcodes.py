"""Barcodes that are unique in the county. The first item keeps its barcode; each further one gets a new, derived one.

Derived, not counted: an item's new barcode is the same in every run, whatever else comes or goes.
"""

import hashlib
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

RENAMED = "duplicate_renamed"
GENERATED = "generated"
PREFIX = "GL"
"""Begins a barcode that was made for an item without one."""

_DIGITS_RENAMED = 6
_DIGITS_GENERATED = 16


class LabelledItem(NamedTuple):
    """``item_id`` is a target id."""

    item_id: str
    source: str
    legacy_id: str
    barcode: str


class UniqueBarcode(NamedTuple):
    """``rule``: empty where the barcode was kept. ``shared``: another item has it too (true of the first as well)."""

    item_id: str
    barcode: str
    rule: str
    source: str
    legacy_id: str
    shared: bool
    original: str


def unique_barcodes(items: Iterable[tuple[str, str, str, str]]) -> Iterator[UniqueBarcode]:
    """Barcodes for (item_id, source, legacy_id, barcode), sorted by (barcode, source, legacy_id) in code point order.

    Unique for any input in one pass: a derived barcode is remembered, so that it is neither derived twice nor kept by
    an item further on that has it already; and since it sorts after its barcode, none that came before can have it.
    An item without a barcode gets 18 characters, more only where two would be equal. Raises ValueError where the
    items are not sorted.
    """
    derived: set[str] = set()
    last = ""
    for barcode, group in groupby((LabelledItem(*item) for item in items), key=lambda item: item.barcode):
        if barcode < last:
            raise ValueError("the items are not sorted by barcode in code point order")
        last = barcode
        rename = _shared if barcode else _missing
        yield from rename(group, derived)


def _missing(items: Iterable[LabelledItem], derived: set[str]) -> Iterator[UniqueBarcode]:
    for item in items:
        barcode = _derive(PREFIX, item.item_id, _DIGITS_GENERATED, derived)
        yield UniqueBarcode(item.item_id, barcode, GENERATED, item.source, item.legacy_id, False, "")


def _shared(items: Iterable[LabelledItem], derived: set[str]) -> Iterator[UniqueBarcode]:
    group = list(items)
    shared = len(group) > 1 or group[0].barcode in derived
    for n, item in enumerate(group):
        barcode, rule = item.barcode, ""
        if n or barcode in derived:
            barcode, rule = _derive(f"{barcode}-", item.item_id, _DIGITS_RENAMED, derived), RENAMED
        yield UniqueBarcode(item.item_id, barcode, rule, item.source, item.legacy_id, shared, item.barcode)


def _derive(prefix: str, item_id: str, digits: int, derived: set[str]) -> str:
    """The prefix and as many hex digits of the item's hash as it takes to be alone; remembered."""
    digest = hashlib.sha256(item_id.encode()).hexdigest().upper()
    barcode = next(b for n in range(digits, len(digest) + 1) if (b := prefix + digest[:n]) not in derived)
    derived.add(barcode)
    return barcode
