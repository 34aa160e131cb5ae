"""Cards that are an item's barcode as well: whoever scans one of them at the desk may get the other."""

from sqlalchemy import Connection, select

from migration.issues import Issue
from migration.model import Entity
from migration.pipeline.sink import Sink
from migration.staging.schema import core_item, core_patron


def note_cards_of_items(connection: Connection, sink: Sink) -> None:
    """Note each patron whose card is an item's barcode in the same source. What the sink holds is written out first."""
    sink.flush()
    items = _items_with_cards(connection, sink.source)
    if not items:
        return
    patron = core_patron.c
    owners = select(patron.legacy_id, patron.card_number).where(patron.source == sink.source)
    for legacy_id, card in connection.execute(owners.order_by(patron.legacy_id)):
        if card in items:
            sink.add_issues(Entity.PATRON, legacy_id, [Issue("card_is_item_barcode", "Barcode", items[card])])


def _items_with_cards(connection: Connection, source: str) -> dict[str, str]:
    """Legacy ids of the items whose barcode is a card, by barcode.

    IN instead of a join: SQLite joins row by row where no index helps, and makes one for the list of an IN.
    """
    item, patron = core_item.c, core_patron.c
    cards = select(patron.card_number).where(patron.source == source, patron.card_number != "")
    found = select(item.barcode, item.legacy_id).where(item.source == source, item.barcode.in_(cards))
    return {row.barcode: row.legacy_id for row in connection.execute(found.order_by(item.legacy_id.desc()))}
