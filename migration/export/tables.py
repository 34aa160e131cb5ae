"""The columns of a delivery's tables (docs/contract.md, section 5). Columns after the contract's own are additions."""

from migration.export.declared import columns_of, flags

BIBS_CROSSWALK = columns_of("bibs_crosswalk")
REDIRECTS = columns_of("bibs_redirects")
GONE = columns_of("bibs_gone")
ITEMS = columns_of("items")
PATRONS = columns_of("patrons")
LOANS = columns_of("loans")
RESERVATIONS = columns_of("reservations")
FEES = columns_of("fees")
CODES = columns_of("codes")
LEDGER = columns_of("ledger")
BALANCE = columns_of("balance")
ISSUES = columns_of("issues")
OVERSIZE = columns_of("oversize")
REJECTS = columns_of("rejects")
"""What follows the source's own columns in ``rejects/<entity>.csv``."""
REJECTED_BIBS = columns_of("rejected_bibs")
"""``rejects/bib.csv``: where each record lies in ``rejects/bib.mrc``, and where it lay in its file."""

FLAGS = flags()
"""Columns that hold ``true``, ``false`` or, for unknown, nothing."""
