"""A borrower's rows of BorrowerBarcodes, told apart: the library's own cards, the national card, identity numbers.

The national library card is ``N`` and nine digits (Nasjonalbiblioteket, *nasjonalt lånekort*); it has no check digit.
What is flagged as one and is not of that form is a local card: digits that are missing can't be known.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from migration.issues import Issue
from migration.privacy import birth_dates_in, identity_numbers, is_identity_number, shape
from migration.rows import RowReader
from migration.transform.context import Card
from migration.transform.values import parse_flag

_NATIONAL = re.compile(r"[Nn][ -]?([0-9]{9})")
_NINE_DIGITS = re.compile(r"[0-9]{9}")
_ABROAD = re.compile(r"[0-9]{8}[ -]?[0-9]{4}")
_BLANKS = re.compile(r"\s+")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u200b-\u200f\ufeff]")
_NOBODY: Mapping[str, tuple[str, ...]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Cards:
    """A patron's cards, sorted out. ``main`` is the first of the library's own, else the national one."""

    main: str
    others: tuple[str, ...]
    national: str
    identity_numbers: frozenset[str]
    issues: tuple[Issue, ...]


def card(row: RowReader) -> tuple[str, Card]:
    """One row of BorrowerBarcodes: the borrower's id and the card."""
    borrower, barcode = row.need("BorrowerId"), row.need("Barcode")
    national, identity = parse_flag(row.take("IsCommonBorrowerCard")), parse_flag(row.take("IsSSN"))
    return borrower, Card(barcode, national, identity)


def cards(
    rows: Iterable[Card], borrower: str = "", shared: Mapping[str, tuple[str, ...]] = _NOBODY, born: str = ""
) -> Cards:
    """Sort a borrower's barcodes. ``shared``: cards that several have, with their holders' ids (``shared_cards``);
    ``born``: the holder's birth date (ISO 8601), if it is known.

    The first national card counts; a further one stands among the others.
    """
    issues: list[Issue] = []
    numbers: set[str] = set()
    own: list[str] = []
    nationals: list[str] = []
    for row in rows:
        found = _identity_numbers(row, born, issues)
        if found is not None:
            numbers |= found
        elif number := national_number(row):
            nationals.append(number)
            issues += [Issue("national_card_completed", "Barcode")] if _NINE_DIGITS.fullmatch(row.barcode) else []
        else:
            own.append(_card_text(row))
            issues += [Issue("national_card_malformed", "Barcode", shape(row.barcode))] if row.is_national else []
    nationals = list(dict.fromkeys(nationals))
    issues += [Issue("national_cards_several", "Barcode")] if len(nationals) > 1 else []
    kept = _kept((*own, *nationals), borrower, shared, issues)
    first = nationals[0] if nationals else ""
    main = next((card for card in kept if card != first), first if first in kept else "")
    return Cards(
        main=main,
        others=tuple(card for card in kept if card not in (main, first)),
        national=first,
        identity_numbers=frozenset(numbers),
        issues=tuple(issues),
    )


def national_number(card: Card) -> str:
    """``N`` and nine digits; the N is put before nine digits that are flagged. Empty for any other card."""
    match = _NATIONAL.fullmatch(card.barcode)
    if match and int(match[1]):  # N and nothing but zeros is nobody's
        return f"N{match[1]}"
    return f"N{card.barcode}" if card.is_national and _NINE_DIGITS.fullmatch(card.barcode) else ""


def shared_cards(cards: Mapping[str, tuple[Card, ...]]) -> dict[str, tuple[str, ...]]:
    """Cards that several borrowers of one source have, with their ids: the lowest id first, which keeps the card."""
    holders: dict[str, str | set[str]] = {}
    for borrower, rows in cards.items():
        for row in rows:
            number = national_number(row) or _card_text(row)
            seen = holders.setdefault(number, borrower)
            if seen != borrower:
                holders[number] = {borrower, seen} if isinstance(seen, str) else seen | {borrower}
    several = {number: ids for number, ids in holders.items() if isinstance(ids, set)}
    return {
        number: tuple(sorted(ids, key=_id_order)) for number, ids in several.items() if not identity_numbers(number)
    }


def padded_identity_number(text: str) -> str:
    """The identity number whose leading zero a spreadsheet dropped: ten digits. Empty for anything else."""
    padded = f"0{text}"
    return padded if is_identity_number(padded) else ""


def _identity_numbers(card: Card, born: str, issues: list[Issue]) -> frozenset[str] | None:
    """The identity numbers in a row; None where it is a card. A flagged row never is one, whatever it holds."""
    found = identity_numbers(card.barcode)
    if found:
        issues += [] if card.is_identity_number else [Issue("identity_number_in_field", "Barcode")]
        return found
    if not card.is_identity_number:
        return _dropped_zero(card, born, issues)
    if padded := padded_identity_number(card.barcode):
        issues.append(Issue("identity_number_padded", "Barcode"))
        return frozenset((padded,))
    if _ABROAD.fullmatch(card.barcode):
        issues.append(Issue("identity_number_foreign", "Barcode"))
        return frozenset((re.sub(r"[ -]", "", card.barcode),))
    issues.append(Issue("identity_number_invalid", "Barcode", shape(card.barcode)))
    return frozenset()


def _dropped_zero(card: Card, born: str, issues: list[Issue]) -> frozenset[str] | None:
    """Ten digits that nobody flagged are an identity number only where they say the holder's date of birth."""
    padded = padded_identity_number(card.barcode)
    if not padded or born not in birth_dates_in(padded):
        return None
    issues.append(Issue("identity_number_in_field", "Barcode"))
    return frozenset((padded,))


def _card_text(card: Card) -> str:
    return _BLANKS.sub(" ", _CONTROL.sub("", card.barcode)).strip()


def _kept(
    own: Iterable[str], borrower: str, shared: Mapping[str, tuple[str, ...]], issues: list[Issue]
) -> tuple[str, ...]:
    """The cards that no other borrower keeps; a shared one stays with the lowest id."""
    kept = []
    for card in dict.fromkeys(own):
        holders = shared.get(card, (borrower,))
        if len(holders) > 1:
            issues.append(Issue("card_shared", "Barcode", ", ".join(h for h in holders if h != borrower)))
        if holders[0] == borrower:
            kept.append(card)
    return tuple(kept)


def _id_order(legacy_id: str) -> tuple[int, int, str]:
    is_number = legacy_id.isascii() and legacy_id.isdigit() and len(legacy_id) < 20
    return (0, int(legacy_id), "") if is_number else (1, 0, legacy_id)
