"""The neutral statuses of items: what the crosswalk ``item_status`` makes of Mikromarc's, in words of our own.

By how near the copy is at hand: that decides which of two copies keeps a barcode that both have, and which of two
statuses that one copy has counts. A project may have further target codes; they count as known to nobody.
"""

STATUSES: tuple[tuple[str, ...], ...] = (
    ("on_loan", "on_loan_overdue", "recalled"),
    ("available", "on_hold_shelf", "reserved", "in_transit", "in_process", "internal_use", "non_circulating"),
    ("repair", "binding", "damaged", "not_available", "on_order", "ill", "other"),
    ("claimed_returned", "missing", "missing_overdue", "lost_on_loan", "lost"),
    ("withdrawn", "discarded", "deleted"),
)
"""With a borrower; in the house; neither; nobody knows where; gone."""

UNKNOWN_RANK = 2
LOST_RANK = 3
NEEDS_LOAN = frozenset({*STATUSES[0], "lost_on_loan"})
"""Statuses that an item has because of a loan, and so has in vain where the loan is gone."""

_RANKS = {status: rank for rank, statuses in enumerate(STATUSES) for status in statuses}


def rank(status: str) -> int:
    """How far from the desk a copy of this status is: 0 on loan, 1 in the house, … 4 gone."""
    return _RANKS.get(status, UNKNOWN_RANK)
