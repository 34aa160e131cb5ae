"""The common model: what every source becomes before matching and delivery.

Field names are the delivery's (docs/contract.md, section 5). Dates are ISO 8601 text, amounts decimal text in major
units, an unknown value is the empty string or None. ``*_legacy_id`` refers inside the source, ``*_id`` is a target id.
"""

from dataclasses import dataclass
from enum import StrEnum

from migration.features import BibFeatures


class Entity(StrEnum):
    """The entities whose rows have fates (docs/contract.md, section 4)."""

    BIB = "bib"
    ITEM = "item"
    PATRON = "patron"
    LOAN = "loan"
    RESERVATION = "reservation"
    FEE = "fee"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bib:
    """A bibliographic record in MARC 21, and the features by which it is matched.

    ``marc`` is the record as JSON text (``migration.marc.stored``); ``format_evidence``: what spoke for ``marc_format``
    of the source's record. ``title``: 245 $a : $b for people; ``format_class`` to ``year`` as in the features.
    """

    legacy_id: str
    target_id: str
    marc: str
    marc_format: str
    format_evidence: str
    charset: str
    title: str
    format_class: str
    language: str
    year: str
    features: BibFeatures


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A copy. ``library`` is an ISIL; ``barcode`` the source's own, which need not be unique.

    ``library`` and ``branch`` are the owner (*eier*), ``placed_branch`` where the item stands for good (*fast
    plassering*; the owner's branch where the source tells no other). ``use_restriction``: the neutral code of NORMARC
    850 $f; ``due_on``: the day that the source's item row names, to be held against the loan's.
    """

    legacy_id: str
    target_id: str
    bib_legacy_id: str
    library: str
    branch: str
    placed_branch: str
    department: str
    location: str
    barcode: str
    call_number: str
    item_type: str
    is_textbook: bool
    status: str
    use_restriction: str
    not_for_loan: bool | None
    not_for_reservation: bool | None
    hidden_in_opac: bool | None
    is_ill: bool
    copy_number: str
    enumeration: str
    price: str
    currency: str
    acquired_on: str
    last_seen_on: str
    due_on: str
    total_loans: int | None
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Patron:
    """A borrower. ``national_id_ref`` is a keyed hash; the number itself is nowhere.

    ``kind``: person, institution, ill_library, system or temporary. ``guardian``: who answers for a child, as text.
    ``address_protected``: the address was withheld on purpose. ``is_parked``: in a group of leavers (*Sluttet*).
    """

    legacy_id: str
    target_id: str
    library: str
    kind: str
    card_number: str
    other_cards: tuple[str, ...]
    national_card_number: str
    national_id_ref: str
    surname: str
    given_name: str
    birth_date: str
    gender: str
    address: str
    postal_code: str
    city: str
    country: str
    address_protected: bool
    temporary_address: str
    email: str
    phone: str
    mobile: str
    language: str
    category: str
    class_: str
    is_parked: bool
    expires_on: str
    blocked: bool | None
    block_reason: str
    keep_history: bool | None
    notify_by_email: bool | None
    notify_by_sms: bool | None
    refuses_reminders: bool | None
    receipt_format: str
    guardian: str
    notes: str
    last_active_on: str
    local_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Loan:
    """A current loan. An electronic loan has a record and no item. ``branch``: where it was lent (*utført ved*)."""

    legacy_id: str
    target_id: str
    patron_id: str
    item_id: str
    bib_legacy_id: str
    library: str
    branch: str
    loaned_at: str
    due_at: str
    renewals: int | None
    status: str
    is_ill: bool
    is_electronic: bool
    is_textbook: bool
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation:
    """A reservation of a title, or of one item when ``item_id`` is set.

    ``kind``: title, item, serial or parallel. Serial and parallel ones share a ``group_id`` (a patron's own, stable)
    and have their place in ``group_order``. ``queue_position`` counts from 1 per title and scope (or per item).
    """

    legacy_id: str
    target_id: str
    patron_id: str
    bib_legacy_id: str
    item_id: str
    library: str
    pickup_branch: str
    placed_at: str
    expires_at: str
    held_until: str
    suspended_from: str
    suspended_until: str
    queue_position: int | None
    state: str
    scope: str
    kind: str
    group_id: str
    group_order: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fee:
    """One charge. ``amount`` is the original debt, ``outstanding`` what remains.

    ``outstanding_rule``: how that is known; ``remainder`` where the source says so itself.
    """

    legacy_id: str
    target_id: str
    patron_id: str
    item_id: str
    bib_legacy_id: str
    library: str
    type: str
    amount: str
    outstanding: str
    outstanding_rule: str
    state: str
    charged_on: str


MODELS: dict[Entity, type] = {
    Entity.BIB: Bib,
    Entity.ITEM: Item,
    Entity.PATRON: Patron,
    Entity.LOAN: Loan,
    Entity.RESERVATION: Reservation,
    Entity.FEE: Fee,
}
"""The dataclass of each entity."""
