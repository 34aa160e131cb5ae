"""The files of a delivery and their columns (docs/contract.md, section 5), as the contract words them."""

from dataclasses import dataclass, field

ENTITIES = ("bib", "item", "patron", "loan", "reservation", "fee")
FATES = ("loaded", "merged", "rejected", "excluded")
RUN_TYPES = ("trial", "delta", "cutover")


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityFile:
    """One entity's file. ``forms``: column to form (``values.FORMS``); ``references``: column to entity."""

    entity: str
    columns: tuple[str, ...]
    forms: dict[str, str]
    references: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.entity}s.csv"

    @property
    def id_column(self) -> str:
        return f"{self.entity}_id"


def columns(text: str) -> tuple[str, ...]:
    return tuple(text.replace("\n", " ").replace(",", " ").split())


ITEMS = EntityFile(
    entity="item",
    columns=columns("""
        item_id, source, legacy_id, bib_id, library, branch, location, barcode, original_barcode, barcode_rule,
        call_number, item_type, status, not_for_loan, copy_number, enumeration, price, acquired_on, last_seen_on,
        total_loans, note
    """),
    forms={"not_for_loan": "flag", "acquired_on": "date", "last_seen_on": "date", "total_loans": "number"},
    references={"bib_id": "bib"},
)
PATRONS = EntityFile(
    entity="patron",
    columns=columns("""
        patron_id, source, legacy_id, person_id, library, card_number, other_cards, national_card_number,
        national_id_ref, surname, given_name, birth_date, gender, address, postal_code, city, country, email, phone,
        mobile, language, category, class, expires_on, blocked, keep_history, notes, last_active_on
    """),
    forms={
        "other_cards": "list",
        "birth_date": "date",
        "expires_on": "date",
        "blocked": "flag",
        "keep_history": "flag",
        "last_active_on": "date",
    },
)
LOANS = EntityFile(
    entity="loan",
    columns=columns("""
        loan_id, source, legacy_id, patron_id, item_id, bib_id, library, loaned_at, due_at, renewals, status, is_ill,
        is_electronic
    """),
    forms={
        "loaned_at": "moment",
        "due_at": "moment",
        "renewals": "number",
        "is_ill": "flag",
        "is_electronic": "flag",
    },
    references={"patron_id": "patron", "item_id": "item", "bib_id": "bib"},
)
RESERVATIONS = EntityFile(
    entity="reservation",
    columns=columns("""
        reservation_id, source, legacy_id, patron_id, bib_id, item_id, library, pickup_branch, placed_at, expires_at,
        held_until, suspended_from, suspended_until, queue_position, state
    """),
    forms={
        "placed_at": "moment",
        "expires_at": "moment",
        "held_until": "moment",
        "suspended_from": "moment",
        "suspended_until": "moment",
        "queue_position": "number",
    },
    references={"patron_id": "patron", "item_id": "item", "bib_id": "bib"},
)
FEES = EntityFile(
    entity="fee",
    columns=columns("""
        fee_id, source, legacy_id, patron_id, item_id, library, type, amount, outstanding, state, charged_on
    """),
    forms={"amount": "amount", "outstanding": "amount", "charged_on": "date"},
    references={"patron_id": "patron", "item_id": "item"},
)

ENTITY_FILES = (PATRONS, ITEMS, LOANS, RESERVATIONS, FEES)
"""In an order in which every reference points back."""

CROSSWALK = columns("source, legacy_id, target_id, fate, reason, cluster_size, score, decided_by")
REDIRECTS = columns("old_bib_id, bib_id, reason")
GONE = columns("bib_id, source")
CODES = columns("source, legacy_code, target_code, status, uses")
LEDGER = columns("source, entity, legacy_id, fate, reason, target_id")
BALANCE = columns("source, entity, source_rows, loaded, merged, rejected, excluded")
ISSUES = columns("code, severity, source, entity, legacy_id, field, value, message")
REJECTS = columns("reason, message")
OVERSIZE = columns("target_id, bytes")

MANDATORY = (
    "bibs.xml",
    "bibs.mrc",
    "bibs_crosswalk.csv",
    *(file.name for file in ENTITY_FILES),
    "ledger.csv",
    "balance.csv",
    "issues.csv",
)
"""Files that stand in every delivery; oversize.csv, codes/ and rejects/ only where there is something to say."""
