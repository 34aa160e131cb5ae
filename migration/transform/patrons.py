"""Borrowers and their cards to patrons. National identity numbers become keyed hashes wherever they lie."""

import re
from dataclasses import dataclass

from migration.ids import target_id
from migration.issues import Issue, Result
from migration.model import Entity, Patron
from migration.privacy import identity_numbers, keyed_hash, shape
from migration.rows import RowReader
from migration.transform.context import Card, Context, code, label_of, library_of
from migration.transform.fields import day, flag, text
from migration.transform.values import parse_flag

_NATIONAL_CARD = re.compile(r"[Nn] ?(\d{9})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cards:
    """A patron's cards, sorted out. ``main`` is the first that is neither national nor an identity number."""

    main: str
    others: tuple[str, ...]
    national: str
    identity_numbers: frozenset[str]
    issues: tuple[Issue, ...]


def patron(context: Context, legacy_id: str, row: RowReader) -> Result[Patron]:
    """One row of Borrowers with its rows of BorrowerBarcodes."""
    surname, given_name = name(row)
    sorted_cards = cards(context.cards.get(legacy_id, ()))
    in_key = identity_numbers(row.take("LocalKey"))
    if in_key:
        row.note("identity_number_in_field", "LocalKey")
    birth_date = day(context, row, "BirthDate")
    if birth_date > context.as_of.isoformat():
        row.note("birth_date_in_future", "BirthDate")
    unit = row.take("HomeUnitId")
    group = row.take("BorrowerGroupId")
    record = Patron(
        legacy_id=legacy_id,
        target_id=target_id(context.source.key, Entity.PATRON, legacy_id),
        library=library_of(context, row, "HomeUnitId", unit),
        kind="person",
        card_number=sorted_cards.main or sorted_cards.national,
        other_cards=sorted_cards.others,
        national_card_number=sorted_cards.national,
        national_id_ref=_reference(context, row, sorted_cards.identity_numbers | in_key),
        surname=surname,
        given_name=given_name,
        birth_date=birth_date,
        gender=code(context, row, "gender", row.take("Gender")),
        address=_address(row),
        postal_code=_postal_code(row),
        city=text(row, "MainPlace"),
        country="",
        address_protected=False,
        temporary_address="",
        email=_email(row),
        phone=text(row, "MainPhone"),
        mobile=text(row, "Mobile"),
        language=code(context, row, "language", row.take("PreferredLanguage")),
        category=code(context, row, "patron_category", group, label_of(context, "patron_category", group)),
        class_=text(row, "Class"),
        is_parked=False,
        expires_on=day(context, row, "Expires", future=True),
        blocked=flag(row, "Defaulted"),
        block_reason="",
        keep_history=flag(row, "StoreBorrowerHistory"),
        notify_by_email=None,
        notify_by_sms=None,
        refuses_reminders=None,
        receipt_format="",
        guardian="",
        notes=text(row, "Notes"),
        last_active_on=day(context, row, "LastActive"),
        local_key="" if in_key else text(row, "LocalKey"),
    )
    issues = (*row.issues, *sorted_cards.issues, *_card_issues(record))
    return Result(record=record, issues=issues, codes=tuple(row.codes))


def name(row: RowReader) -> tuple[str, str]:
    """Surname and given name of ``Etternavn, Fornavn``. Without a comma all of it is the surname, and is reported."""
    row.need("Name")
    whole = text(row, "Name")
    surname, comma, given = (part.strip() for part in whole.partition(","))
    if not comma:
        row.note("name_without_comma", "Name", shape(whole))
    return surname, given


def cards(rows: tuple[Card, ...]) -> Cards:
    """Sort a borrower's barcodes: identity numbers (flagged or recognised), the national card, the library's own."""
    issues: list[Issue] = []
    numbers: set[str] = set()
    national, own = "", []
    for card in rows:
        found = identity_numbers(card.barcode)
        match = _NATIONAL_CARD.fullmatch(card.barcode)
        if card.is_identity_number or found:
            numbers |= found
            issues += _identity_issues(card, found)
        elif match and not national:
            national = f"N{match[1]}"
        else:
            own.append(card.barcode)
            if card.is_national and not match:
                issues.append(Issue("national_card_malformed", "Barcode", shape(card.barcode)))
    distinct = tuple(dict.fromkeys(own))
    return Cards(
        main=distinct[0] if distinct else "",
        others=distinct[1:],
        national=national,
        identity_numbers=frozenset(numbers),
        issues=tuple(issues),
    )


def card(row: RowReader) -> tuple[str, Card]:
    """One row of BorrowerBarcodes: the borrower's id and the card."""
    borrower, barcode = row.need("BorrowerId"), row.need("Barcode")
    national, identity = parse_flag(row.take("IsCommonBorrowerCard")), parse_flag(row.take("IsSSN"))
    return borrower, Card(barcode, national, identity)


def _identity_issues(card: Card, numbers: frozenset[str]) -> list[Issue]:
    if not numbers:
        return [Issue("identity_number_invalid", "Barcode", shape(card.barcode))]
    return [] if card.is_identity_number else [Issue("identity_number_in_field", "Barcode")]


def _reference(context: Context, row: RowReader, numbers: frozenset[str]) -> str:
    """The keyed hash. Different numbers contradict each other: none is believed."""
    if len(numbers) > 1:
        row.note("identity_numbers_differ", "LocalKey")
    return keyed_hash(context.hash_key, min(numbers)) if len(numbers) == 1 else ""


def _card_issues(record: Patron) -> list[Issue]:
    return [] if record.card_number else [Issue("card_missing")]


def _address(row: RowReader) -> str:
    lines = (text(row, "MainAddrLine1"), text(row, "MainAddrLine2"))
    return ", ".join(line for line in lines if line)


def _postal_code(row: RowReader) -> str:
    """Four digits; a leading zero that a spreadsheet dropped is put back, since no Norwegian code has three."""
    value = text(row, "MainZip")
    if re.fullmatch(r"\d{3}", value):
        row.note("postal_code_padded", "MainZip")
        return f"0{value}"
    if value and not re.fullmatch(r"\d{4}", value):
        row.note("postal_code_unusual", "MainZip", shape(value))
    return value


def _email(row: RowReader) -> str:
    value = text(row, "MainEmail")
    if value and not re.fullmatch(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;.]+", value):
        row.note("email_unusual", "MainEmail", shape(value))
    return value
