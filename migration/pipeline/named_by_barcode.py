"""Loans, reservations and fees that name their item by its barcode, though the source's items have ids."""

from sqlalchemy import Connection, select

from migration.pipeline.sink import Sink
from migration.pipeline.small_tables import Rows
from migration.staging.read import cursor
from migration.staging.schema import core_item
from migration.transform.context import Known

NAMING = ("raw_loan", "raw_reservation", "raw_fee")


def learn_barcodes(connection: Connection, sink: Sink, rows: Rows, known: Known) -> None:
    """Look up what stands in ``ItemId`` and is no item's id: in one pass, and only where there is such a thing.

    What the sink holds is written out first.
    """
    wanted = _strangers(rows, known)
    if not wanted:
        return
    sink.flush()
    item = core_item.c
    query = select(item.barcode, item.legacy_id).where(item.source == sink.source, item.barcode != "")
    for barcode, legacy_id in cursor(connection, query.order_by(item.legacy_id)):
        if barcode in wanted:
            known.named_by_barcode.setdefault(barcode, []).append(legacy_id)


def _strangers(rows: Rows, known: Known) -> set[str]:
    named = {row.reader().take("ItemId") for table in NAMING for row in rows(table) if not row.problem}
    return {key for key in named if key and not known.is_item(key)}
