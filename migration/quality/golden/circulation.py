"""What came out of a source's copies, borrowers, loans, reservations and debts, by the fields of their entries."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

import orjson
from sqlalchemy import Connection, column, select, table

from migration.ids import target_id
from migration.model import Entity
from migration.quality.golden.fact import Fact, fact, flag
from migration.quality.golden.queries import FEE, ITEM, LOAN, PATRON, RESERVATION, Row, rows_by, source_rows
from migration.quality.golden.values import two_decimals

MATCHED_ITEM = table("matched_item", column("item_id"), column("barcode"))
Facts = Mapping[str, Fact]


def items_found(connection: Connection, source: str, ids: Sequence[str]) -> dict[str, Facts]:
    targets = {target_id(source, Entity.ITEM, key): key for key in ids}
    loans = {targets[row["item_id"]]: row for row in source_rows(connection, source, LOAN, LOAN.c.item_id, targets)}
    patrons = _patrons_of(connection, source, loans.values())
    barcodes = _delivered_barcodes(connection, targets)
    return {
        row["legacy_id"]: _item(row, barcodes, loans.get(row["legacy_id"]), patrons)
        for row in source_rows(connection, source, ITEM, ITEM.c.legacy_id, ids)
    }


def _delivered_barcodes(connection: Connection, item_ids: Collection[str]) -> dict[str, str]:
    found = rows_by(connection, select(MATCHED_ITEM), MATCHED_ITEM.c.item_id, item_ids)
    return {row["item_id"]: row["barcode"] for row in found}


def _item(row: Row, barcodes: Mapping[str, str], loan: Row | None, patrons: Mapping[str, Row]) -> Facts:
    patron = patrons.get(loan["patron_id"]) if loan else None
    return {
        "barcode": fact(barcodes.get(row["target_id"], row["barcode"])),
        "record": fact(row["bib_legacy_id"]),
        "library": fact(row["library"]),
        "branch": fact(row["branch"]),
        "location": fact(row["location"]),
        "shelf_mark": fact(row["call_number"]),
        "type": fact(row["item_type"]),
        "status": fact(row["status"]),
        "price": _amount(row["price"]),
        "on_loan": flag(loan is not None),
        "on_loan_to_card": _card_fact(patron),
        "on_loan_to_patron": _patron_fact(patron),
        "due": _day(loan["due_at"] if loan else ""),
    }


def patrons_found(connection: Connection, source: str, ids: Sequence[str]) -> dict[str, Facts]:
    targets = [target_id(source, Entity.PATRON, key) for key in ids]
    loans = Counter(row["patron_id"] for row in source_rows(connection, source, LOAN, LOAN.c.patron_id, targets))
    waiting = Counter(
        row["patron_id"] for row in source_rows(connection, source, RESERVATION, RESERVATION.c.patron_id, targets)
    )
    debts: dict[str, Decimal] = defaultdict(Decimal)
    for row in source_rows(connection, source, FEE, FEE.c.patron_id, targets):
        debts[row["patron_id"]] += Decimal(row["outstanding"] or 0)
    return {
        row["legacy_id"]: {
            "card": _card_fact(row),
            "library": fact(row["library"]),
            "category": fact(row["category"]),
            "expires": _day(row["expires_on"]),
            "blocked": flag(row["blocked"]),
            "loans": fact(loans[row["target_id"]]),
            "reservations": fact(waiting[row["target_id"]]),
            "owes": fact(two_decimals(debts[row["target_id"]])),
        }
        for row in source_rows(connection, source, PATRON, PATRON.c.legacy_id, ids)
    }


def loans_found(connection: Connection, source: str, ids: Sequence[str]) -> dict[str, Facts]:
    rows = list(source_rows(connection, source, LOAN, LOAN.c.legacy_id, ids))
    patrons, items = _patrons_of(connection, source, rows), _items_of(connection, source, rows)
    return {
        row["legacy_id"]: {
            **_whose(row, patrons, items),
            "record": fact(row["bib_legacy_id"]),
            "library": fact(row["library"]),
            "lent": _day(row["loaned_at"]),
            "due": _day(row["due_at"]),
            "renewals": fact(row["renewals"]),
            "status": fact(row["status"]),
        }
        for row in rows
    }


def reservations_found(connection: Connection, source: str, ids: Sequence[str]) -> dict[str, Facts]:
    rows = list(source_rows(connection, source, RESERVATION, RESERVATION.c.legacy_id, ids))
    patrons, items = _patrons_of(connection, source, rows), _items_of(connection, source, rows)
    return {
        row["legacy_id"]: {
            **_whose(row, patrons, items),
            "record": fact(row["bib_legacy_id"]),
            "pickup": fact(row["pickup_branch"]),
            "place_in_queue": fact(row["queue_position"]),
            "expires": _day(row["expires_at"]),
            "status": fact(row["state"]),
        }
        for row in rows
    }


def fees_found(connection: Connection, source: str, ids: Sequence[str]) -> dict[str, Facts]:
    rows = list(source_rows(connection, source, FEE, FEE.c.legacy_id, ids))
    patrons, items = _patrons_of(connection, source, rows), _items_of(connection, source, rows)
    return {
        row["legacy_id"]: {
            **_whose(row, patrons, items),
            "type": fact(row["type"]),
            "amount": _amount(row["amount"]),
            "outstanding": _amount(row["outstanding"]),
            "status": fact(row["state"]),
        }
        for row in rows
    }


def _patrons_of(connection: Connection, source: str, rows: Collection[Row]) -> dict[str, Row]:
    targets = {row["patron_id"] for row in rows} - {""}
    return {row["target_id"]: row for row in source_rows(connection, source, PATRON, PATRON.c.target_id, targets)}


def _items_of(connection: Connection, source: str, rows: Collection[Row]) -> dict[str, Row]:
    targets = {row["item_id"] for row in rows} - {""}
    return {row["target_id"]: row for row in source_rows(connection, source, ITEM, ITEM.c.target_id, targets)}


def _whose(row: Row, patrons: Mapping[str, Row], items: Mapping[str, Row]) -> Facts:
    """Borrower and copy. A copy of 099 is known by its barcode as well."""
    patron, item = patrons.get(row["patron_id"]), items.get(row["item_id"])
    return {
        "patron": _patron_fact(patron),
        "card": _card_fact(patron),
        "item": fact(item["legacy_id"], item["barcode"]) if item else fact(),
    }


def _patron_fact(row: Row | None) -> Fact:
    return fact(row["legacy_id"]) if row else fact()


def _card_fact(row: Row | None) -> Fact:
    return fact(*(cards_of(row) if row else ()), secret=True)


def cards_of(row: Row) -> list[str]:
    others = orjson.loads(row["other_cards"]) if row["other_cards"] else []
    return [card for card in (row["card_number"], row["national_card_number"], *others) if card]


def _amount(text: str) -> Fact:
    return fact(two_decimals(Decimal(text))) if text else fact()


def _day(text: str) -> Fact:
    return fact(text[:10])
