"""What loans, reservations and fees refer to: each must find its patron, item and record among the loaded rows of its
own source.
"""

from typing import Any

from migration.ids import target_id
from migration.issues import Fate, Result, excluded, rejected
from migration.model import Entity
from migration.rows import RowReader
from migration.transform.context import Context, ItemRef, Known


def find_item(known: Known, row: RowReader) -> tuple[str, ItemRef | None, Result[Any] | None]:
    """Legacy id of the item that ``ItemId`` names (in a 099 source: its barcode), or why it cannot be told.

    All empty: no item is named. Two items with one barcode are told apart by ``MarcRecordId``; where that fails,
    nothing is guessed.
    """
    key = named_item(row)
    if not key:
        return "", None, None
    ids = _items_named(known, key)
    if len(ids) > 1:
        ids = _of_record(known, ids, row.take("MarcRecordId"))
        if len(ids) != 1:
            return "", None, rejected("item_ambiguous", "ItemId", key, issues=row.issues)
    ref = known.items.get(ids[0])
    if ref:
        if not known.is_item(key):
            row.note("item_by_barcode", "ItemId", key)
        return ids[0], ref, None
    reason = "item_not_loaded" if ids[0] in known.item_fates else "item_missing"
    return "", None, rejected(reason, "ItemId", key, issues=row.issues)


def named_item(row: RowReader) -> str:
    """What stands in ``ItemId``; 0 names no item."""
    key = row.take("ItemId")
    return "" if key == "0" else key


def _items_named(known: Known, key: str) -> list[str]:
    """The items that a key may mean: by 099's barcode, by id, or last by the barcode of an item that has an id."""
    if key in known.barcodes:
        return known.barcodes[key]
    return [key] if known.is_item(key) else known.named_by_barcode.get(key) or [key]


def _of_record(known: Known, ids: list[str], bib: str) -> list[str]:
    loaded = [i for i in ids if i in known.items]
    return loaded if len(loaded) == 1 else [i for i in loaded if known.items[i].bib_legacy_id == bib]


def item_target(context: Context, item: str) -> str:
    return target_id(context.source.key, Entity.ITEM, item) if item else ""


def note_other_record(row: RowReader, ref: ItemRef | None) -> None:
    bib = row.take("MarcRecordId")
    if ref and bib and bib != ref.bib_legacy_id:
        row.note("record_of_item_differs", "MarcRecordId", bib)


def patron_refusal(known: Known, patron: str) -> Result[Any] | None:
    if patron in known.patrons:
        return None
    fate = known.patron_fates.get(patron)
    if fate is Fate.EXCLUDED:
        return excluded("patron_excluded", "BorrowerId", patron)
    return rejected("patron_not_loaded" if fate else "patron_missing", "BorrowerId", patron)


def bib_refusal(known: Known, bib: str) -> Result[Any] | None:
    if bib in known.bibs:
        return None
    if not bib:
        return rejected("nothing_named", "MarcRecordId")
    fate = known.bib_fates.get(bib)
    reason = "bib_missing" if fate is None else "bib_excluded" if fate is Fate.EXCLUDED else "bib_rejected"
    return rejected(reason, "MarcRecordId", bib)
