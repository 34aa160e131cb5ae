"""What every reader yields: one table per delivered file, its rows as bytes. No interpretation."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from migration.issues import Issue

TABLE_OF_FILE = {
    "CatalogueItems": "raw_item",
    "CatalogueItemLocations": "raw_location",
    "LibraryUnits": "raw_unit",
    "BorrowerGroups": "raw_patron_group",
    "Borrowers": "raw_patron",
    "BorrowerBarcodes": "raw_patron_barcode",
    "BorrowerLoans": "raw_loan",
    "BorrowerReservations": "raw_reservation",
    "BorrowerDebts": "raw_fee",
}
"""Mikromarc's entity sets (docs/contract.md, section 3) and the staging tables that hold their rows."""

COLUMNS: dict[str, tuple[str, ...]] = {
    "raw_item": (
        "Id", "MarcRecordId", "Barcode", "BelongToUnitId", "LocationId", "Shelf", "ItemStatus", "PermitLoan", "IsILL",
        "LoanType", "Price", "Acquired", "LastSeen", "TotalLoans", "DueDate", "Notes", "PlacedAtUnitId", "PlacedAtUnit",
        "Department", "PermitReservation", "MagazineIssue", "ReservationQueueLength", "Catalogue", "MaterialType",
        "UseRestriction", "Currency", "CopyNumber", "ShowInOpac",
    ),
    "raw_location": ("Id", "Name"),
    "raw_unit": ("Id", "Name", "ParentUnitId", "IsDepartment"),
    "raw_patron_group": ("Id", "Name"),
    "raw_patron": (
        "Id", "Name", "MainEmail", "MainPhone", "Mobile", "MainAddrLine1", "MainAddrLine2", "MainZip", "MainPlace",
        "BorrowerGroupId", "HomeUnitId", "PreferredLanguage", "Expires", "Defaulted", "StoreBorrowerHistory",
        "BirthDate", "Gender", "Class", "LocalKey", "LastActive", "Notes", "MainCountry", "TempAddrLine1",
        "TempAddrLine2", "TempZip", "TempPlace", "TempCountry", "LettersByEmail", "LettersBySMS",
        "RefuseReminderMessages", "ReceiptMessageFormat", "BlockReason", "Guardian", "GuardianName", "ParentName",
        "GuardianPhone", "GuardianEmail", "GuardianId",
    ),
    "raw_patron_barcode": ("BorrowerId", "Barcode", "IsCommonBorrowerCard", "IsSSN"),
    "raw_loan": (
        "Id", "BorrowerId", "MarcRecordId", "ItemId", "LoanTime", "DueTime", "RenewalCount", "ServiceCode", "Notes",
        "LoanUnitId", "LocalUnitId", "ServiceUnitId", "ExternalSystemName", "Reminders",
        "MarcRecordTitle",
    ),
    "raw_reservation": (
        "Id", "BorrowerId", "MarcRecordId", "ItemId", "DeliverAtLocalUnitId", "ServiceCode", "ResTime",
        "ResValidUntil", "ResHeldUntil", "ResPausedFrom", "ResPausedTo", "NumberInQueue", "Scope", "Kind",
        "GroupId", "OrderInGroup", "DeliverAtUnitId", "ResActiveToday", "MarcRecordTitle",
    ),
    "raw_fee": (
        "Id", "BorrowerId", "AccountCodeId", "AccountCodeName", "Amount", "Remainder", "State", "DebtDate", "ItemId",
        "MarcRecordId", "LocalUnitId", "DeptDate", "MarcRecordTitle",
    ),
}  # fmt: skip
"""The columns that the contract knows, per staging table."""

NOT_MOVED: dict[str, tuple[str, ...]] = {
    "raw_item": ("ReservationQueueLength",),
    "raw_loan": ("MarcRecordTitle",),
    "raw_reservation": ("MarcRecordTitle", "ResActiveToday"),
    "raw_fee": ("MarcRecordTitle",),
}
"""Columns that the delivery has no place for (a queue is counted from the reservations, a pause from its dates; a title
is the record's): reported once per file."""

MANDATORY: dict[str, tuple[str, ...]] = {
    "raw_item": ("Id", "MarcRecordId"),
    "raw_location": ("Id", "Name"),
    "raw_unit": ("Id", "Name"),
    "raw_patron_group": ("Id", "Name"),
    "raw_patron": ("Id", "Name"),
    "raw_patron_barcode": ("BorrowerId", "Barcode"),
    "raw_loan": ("Id", "BorrowerId", "ItemId"),
    "raw_reservation": ("Id", "BorrowerId", "MarcRecordId"),
    "raw_fee": ("Id", "BorrowerId", "Amount"),
}
"""Columns without which a file cannot be used at all: the source's run stops."""


class InputError(Exception):
    """An export cannot be used: the source's run stops and leaves everything as it was.

    ``problems``: one line each, saying what, where (file, row) and what to do.
    """

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class RawRow:
    """One delivered row or record. ``line``: where it begins in its file, from 1 (records: byte offset).

    ``problem``: an issue code where not even the row's bounds could be told; empty otherwise.
    """

    line: int
    payload: bytes
    problem: str = ""


@dataclass(slots=True, kw_only=True)
class RawTable:
    """One delivered file (or one table of a database) and its rows.

    ``format``: ``csv`` (payload: the line as delivered), ``json`` (payload: JSON array of texts or nulls, in the order
    of ``columns``), or for records ``iso2709``, ``line``, ``xml``. ``charset``: what the file itself declares, else
    empty. ``bytes`` and ``sha256`` are of the delivered file (of the payloads where there is none) and are known at the
    latest when ``rows`` is used up. ``issues``: what people must know about how it was read.
    """

    name: str
    table: str
    format: str
    rows: Iterator[RawRow]
    charset: str = ""
    delimiter: str = ""
    columns: tuple[str, ...] = field(default=())
    bytes: int = 0
    sha256: str = ""
    issues: list[Issue] = field(default_factory=list)
