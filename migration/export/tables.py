"""The columns of a delivery's tables (docs/contract.md, section 5). Columns after the contract's own are additions."""

BIBS_CROSSWALK = ("source", "legacy_id", "target_id", "fate", "reason", "cluster_size", "score", "decided_by")
REDIRECTS = ("old_bib_id", "bib_id", "reason", "source")
ITEMS = (
    "item_id", "source", "legacy_id", "bib_id", "library", "branch", "location", "barcode", "original_barcode",
    "barcode_rule", "call_number", "item_type", "status", "not_for_loan", "copy_number", "enumeration", "price",
    "acquired_on", "last_seen_on", "total_loans", "note", "is_ill", "placed_branch", "department", "is_textbook",
    "use_restriction", "not_for_reservation", "hidden_in_opac", "currency", "due_on",
)  # fmt: skip
PATRONS = (
    "patron_id", "source", "legacy_id", "person_id", "library", "card_number", "other_cards", "national_card_number",
    "national_id_ref", "surname", "given_name", "birth_date", "gender", "address", "postal_code", "city", "country",
    "email", "phone", "mobile", "language", "category", "class", "expires_on", "blocked", "keep_history", "notes",
    "last_active_on", "local_key", "kind", "is_parked", "address_protected", "temporary_address", "block_reason",
    "notify_by_email", "notify_by_sms", "refuses_reminders", "receipt_format", "guardian",
)  # fmt: skip
LOANS = (
    "loan_id", "source", "legacy_id", "patron_id", "item_id", "bib_id", "library", "loaned_at", "due_at", "renewals",
    "status", "is_ill", "is_electronic", "note", "branch", "is_textbook",
)  # fmt: skip
RESERVATIONS = (
    "reservation_id", "source", "legacy_id", "patron_id", "bib_id", "item_id", "library", "pickup_branch", "placed_at",
    "expires_at", "held_until", "suspended_from", "suspended_until", "queue_position", "state", "scope",
    "kind", "group_id", "group_order",
)  # fmt: skip
FEES = (
    "fee_id", "source", "legacy_id", "patron_id", "item_id", "library", "type", "amount", "outstanding", "state",
    "charged_on", "outstanding_rule", "bib_id",
)  # fmt: skip
CODES = ("source", "legacy_code", "target_code", "status", "uses", "label")
LEDGER = ("source", "entity", "legacy_id", "fate", "reason", "target_id", "correction")
BALANCE = ("source", "entity", "source_rows", "loaded", "merged", "rejected", "excluded")
ISSUES = ("code", "severity", "source", "entity", "legacy_id", "field", "value", "message", "message_en")
OVERSIZE = ("target_id", "bytes", "source")
REJECTS = ("reason", "message", "message_en", "source", "legacy_id", "file", "row")
"""What follows the source's own columns in ``rejects/<entity>.csv``."""
REJECTED_BIBS = (
    "legacy_id", "reason", "message", "message_en", "source", "file", "file_offset", "offset", "bytes",
)  # fmt: skip
"""``rejects/bib.csv``: where each record lies in ``rejects/bib.mrc``, and where it lay in its file."""

FLAGS = frozenset(
    {
        "not_for_loan", "not_for_reservation", "hidden_in_opac", "is_ill", "is_textbook", "is_electronic", "is_parked",
        "address_protected", "blocked", "keep_history", "notify_by_email", "notify_by_sms", "refuses_reminders",
    }
)  # fmt: skip
"""Columns that hold ``true``, ``false`` or, for unknown, nothing."""
