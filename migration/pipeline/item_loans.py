"""Items whose status says that somebody has them, with no loan that came along."""

from sqlalchemy import Connection, select

from migration.issues import Issue
from migration.item_statuses import NEEDS_LOAN
from migration.model import Entity
from migration.pipeline.sink import Sink
from migration.staging.read import cursor
from migration.staging.schema import core_item, core_loan, raw_loan


def note_items_without_loan(connection: Connection, sink: Sink) -> None:
    """Note each item on loan to nobody. Where the source delivered no loans at all, that is told once, as a file.

    Comes after the loans; what the sink holds is written out first.
    """
    sink.flush()
    item, loan = core_item.c, core_loan.c
    if connection.execute(select(raw_loan.c.source).where(raw_loan.c.source == sink.source).limit(1)).first() is None:
        return
    lent = select(loan.item_id).where(loan.source == sink.source, loan.item_id != "")
    query = (
        select(item.legacy_id, item.status)
        .where(item.source == sink.source, item.status.in_(sorted(NEEDS_LOAN)), item.target_id.not_in(lent))
        .order_by(item.legacy_id)
    )
    for legacy_id, status in cursor(connection, query):
        sink.add_issues(Entity.ITEM, legacy_id, [Issue("item_on_loan_without_loan", "ItemStatus", status)])
