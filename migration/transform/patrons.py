"""Borrowers and their cards to patrons. National identity numbers become keyed hashes wherever they lie."""

import re
from dataclasses import dataclass, replace

from migration.ids import target_id
from migration.issues import Issue, Result
from migration.model import Entity, Patron
from migration.patron_kinds import Told
from migration.privacy import birth_dates_in, identity_numbers, is_identity_number, keyed_hash, shape
from migration.rows import RowReader
from migration.transform.addresses import Address, main_address, temporary_address
from migration.transform.birth_dates import BirthDate, Evidence, birth_date
from migration.transform.cards import Cards, cards, padded_identity_number
from migration.transform.contacts import email, phones
from migration.transform.context import Context, code, label_of, library_of
from migration.transform.fields import day, flag, lines, text
from migration.transform.guardians import guardian_of_columns, guardian_of_notes
from migration.transform.names import Name, person_name, whole_name
from migration.transform.protection import is_protected_line, says_protected, without_protection

_CLASS_GROUP = re.compile(r"[A-ZÆØÅ]{1,6}[0-9]?_((?=[0-9A-ZÆØÅ]*[0-9])[0-9A-ZÆØÅa-zæøå]{1,6})")
"""``SB_1A``: the unit's code and the class, as classes were named when Mikromarc 2's groups were taken over."""
_BLOCKED = re.compile(r"(?:sperret|sperra|blokkert|utestengt|svartelistet)(?!\w).*", re.IGNORECASE)
_ADDRESS_COLUMNS = (
    "MainAddrLine1", "MainAddrLine2", "MainZip", "MainPlace", "TempAddrLine1", "TempAddrLine2", "TempPlace", "Class",
    "LocalKey", "MainPhone", "Mobile",
)  # fmt: skip
"""Where a word alone (*Fortrolig*, *Kode 6*) is enough."""
NO_PERSONS = ("institution", "ill_library", "system")
UNLIMITED = "2099"
"""The year from which on an expiry date means that there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """What the notes come to when all that has a field of its own is taken out."""

    text: str
    guardian: str
    block_reason: str


def patron(context: Context, legacy_id: str, row: RowReader) -> Result[Patron]:
    """One row of Borrowers with its rows of BorrowerBarcodes."""
    row.need("Name")
    said = birth_date(row.take("BirthDate"), context.as_of, Evidence()).iso
    sorted_cards = cards(context.cards.get(legacy_id, ()), legacy_id, context.shared_cards, said)
    group = row.take("BorrowerGroupId")
    label = label_of(context, "patron_category", group)
    told = _told(context, legacy_id, row, label)
    numbers, in_key = _numbers(context, row, sorted_cards)
    born = _born(context, row, numbers, told)
    name = _name(context, row, told)
    is_protected = _is_protected(row, label)
    address = Address() if is_protected else main_address(context, row)
    numbers_called, mail = phones(row), email(row)
    blocked = flag(row, "Defaulted")
    remarks = [*(() if is_protected else numbers_called.remarks), *(f"E-post: {other}" for other in mail.others)]
    remarks += ["Registrert som død i navnefeltet"] if "name_says_deceased" in name.issues else []
    notes = _notes(row, is_person=told.kind not in NO_PERSONS, blocked=blocked, remarks=remarks)
    if is_protected and notes.text:
        row.note("protected_note_withheld", "Notes")
        notes = replace(notes, text="")
    record = Patron(
        legacy_id=legacy_id,
        target_id=target_id(context.source.key, Entity.PATRON, legacy_id),
        library=library_of(context, row, "HomeUnitId", row.take("HomeUnitId")),
        kind=told.kind or "person",
        card_number=sorted_cards.main,
        other_cards=sorted_cards.others,
        national_card_number=sorted_cards.national,
        national_id_ref=_reference(context, row, numbers),
        surname=name.surname,
        given_name=name.given,
        birth_date=born.iso,
        gender=code(context, row, "gender", row.take("Gender")),
        address=address.lines,
        postal_code=address.postal_code,
        city=address.city,
        country=address.country,
        address_protected=is_protected,
        temporary_address="" if is_protected else temporary_address(context, row),
        email=mail.address,
        phone="" if is_protected else numbers_called.phone,
        mobile=numbers_called.mobile,
        language=code(context, row, "language", row.take("PreferredLanguage")),
        category=code(context, row, "patron_category", group, label),
        class_=_class(row, label),
        is_parked=told.is_parked or name.is_deleted,
        expires_on=_expires(context, row),
        blocked=blocked,
        block_reason=notes.block_reason,
        keep_history=flag(row, "StoreBorrowerHistory"),
        notify_by_email=flag(row, "LettersByEmail"),
        notify_by_sms=flag(row, "LettersBySMS"),
        refuses_reminders=flag(row, "RefuseReminderMessages"),
        receipt_format=text(row, "ReceiptMessageFormat").casefold(),
        guardian=notes.guardian,
        notes=notes.text,
        last_active_on=_last_active(context, row),
        local_key="" if in_key else text(row, "LocalKey"),
    )
    issues = (*row.issues, *sorted_cards.issues, *_record_issues(record))
    return Result(record=record, issues=issues, codes=tuple(row.codes))


def _told(context: Context, legacy_id: str, row: RowReader, label: str) -> Told:
    """What the borrower is by the written rules. A system user who was born is a person."""
    name, is_born = row.take("Name"), bool(row.take("BirthDate"))
    group = label.removesuffix(f" ({row.take('BorrowerGroupId')})")
    barcodes = [card.barcode for card in context.cards.get(legacy_id, ())]
    sounding = "" if is_born or "," in name else name
    told = context.patron_kinds.told(context.source.key, group, row.take("Class"), barcodes, sounding)
    if (
        sounding
        and told.kind in NO_PERSONS
        and not context.patron_kinds.told(context.source.key, group, row.take("Class"), barcodes, "").kind
    ):
        row.note("patron_kind_by_name", "Name")
    if told.kind == "system" and is_born:
        row.note("system_user_has_birth_date", "BirthDate")
        return Told("person", told.is_parked, told.age)
    return told


def _numbers(context: Context, row: RowReader, sorted_cards: Cards) -> tuple[frozenset[str], bool]:
    """The borrower's own identity numbers, and whether LocalKey is one. Those in notes may be somebody else's."""
    key = row.take("LocalKey")
    in_key = identity_numbers(key) or _padded_key(context, row, key)
    if in_key:
        row.note("identity_number_in_field", "LocalKey")
    return sorted_cards.identity_numbers | in_key | identity_numbers(row.take("Name")), bool(in_key)


def _padded_key(context: Context, row: RowReader, key: str) -> frozenset[str]:
    """A pupil's number of ten digits is an identity number only where it says the borrower's date of birth."""
    padded = padded_identity_number(key)
    dates = birth_dates_in(padded) if padded else frozenset()
    born = birth_date(row.take("BirthDate"), context.as_of, Evidence(dates=dates)).iso if dates else ""
    return frozenset((padded,)) if born in dates else frozenset()


def _born(context: Context, row: RowReader, numbers: frozenset[str], told: Told) -> BirthDate:
    dates = frozenset(d for number in numbers if is_identity_number(number) for d in birth_dates_in(number))
    found = birth_date(row.take("BirthDate"), context.as_of, Evidence(dates=dates, age=told.age))
    for issue in found.issues:
        row.note(issue, "BirthDate", shape(row.take("BirthDate")) if issue == "date_unreadable" else "")
    return found


def _name(context: Context, row: RowReader, told: Told) -> Name:
    whole = text(row, "Name")
    is_whole = told.kind in NO_PERSONS or (
        "," not in whole and context.patron_kinds.sounds_like_none(context.source.key, whole)
    )
    found = whole_name(whole) if is_whole else person_name(without_protection(whole) or whole)
    for issue in found.issues:
        row.note(issue, "Name")
    if is_whole and told.kind not in NO_PERSONS:
        row.note("name_without_comma", "Name")
    return found


def _is_protected(row: RowReader, group: str) -> bool:
    """Whether any field says that the address is protected. What it was is not even looked at then."""
    is_protected = (
        is_protected_line(group)
        or any(is_protected_line(row.take(column)) for column in _ADDRESS_COLUMNS)
        or any(says_protected(row.take(column)) for column in ("Name", "BlockReason"))
        or any(map(is_protected_line, row.take("Notes").splitlines()))
    )
    if is_protected:
        row.note("address_protected")
    return is_protected


def _notes(row: RowReader, *, is_person: bool, blocked: bool | None, remarks: list[str]) -> Notes:
    """Notes line by line, without the guardian, the reason of a block and the words that protect an address."""
    notes = [note for line in lines(row, "Notes") if (note := without_protection(line))]
    notes, guardian = guardian_of_notes(notes) if is_person else (notes, "")
    if guardian:
        row.note("guardian_from_notes", "Notes")
    reasons = [line for line in notes if blocked and _BLOCKED.fullmatch(line)]
    rest = [line for line in notes if line not in reasons]
    said = [without_protection(text(row, "BlockReason")), *reasons]
    return Notes(
        text=" ".join((*rest, *remarks)),
        guardian="; ".join(filter(None, (guardian_of_columns(row), guardian))),
        block_reason="; ".join(filter(None, said)),
    )


def _class(row: RowReader, group: str) -> str:
    """The class, without the unit's code before it; that of a group that is a class where the column says nothing."""
    own = text(row, "Class")
    match = _CLASS_GROUP.fullmatch(own or group)
    if match and not own:
        row.note("class_from_group", "BorrowerGroupId")
    return match[1] if match else own


def _last_active(context: Context, row: RowReader) -> str:
    active = day(context, row, "LastActive")
    if active[:10] > context.as_of.isoformat():
        row.note("item_date_in_future", "LastActive", active[:10])
    return active


def _expires(context: Context, row: RowReader) -> str:
    expires = day(context, row, "Expires", future=True)
    if expires < UNLIMITED:
        return expires
    row.note("expiry_unlimited", "Expires")
    return ""


def _reference(context: Context, row: RowReader, numbers: frozenset[str]) -> str:
    """The keyed hash. Different numbers contradict each other: none is believed."""
    if len(numbers) > 1:
        row.note("identity_numbers_differ", "LocalKey")
    return keyed_hash(context.hash_key, min(numbers)) if len(numbers) == 1 else ""


def _record_issues(record: Patron) -> list[Issue]:
    """What only the whole patron shows."""
    issues = [] if record.card_number else [Issue("card_missing")]
    if record.notify_by_email and "@" not in record.email:
        issues.append(Issue("notice_without_email", "LettersByEmail"))
    if record.notify_by_sms and not record.mobile:
        issues.append(Issue("notice_without_mobile", "LettersBySMS"))
    return issues
