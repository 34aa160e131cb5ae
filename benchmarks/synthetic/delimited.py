"""Entity files in the variants that the contract allows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

Row = dict[str, str]


@dataclass(slots=True, kw_only=True)
class Dialect:
    """How one library's system writes its files. ``quote_all``: every cell in quotes, else only where needed."""

    delimiter: str = ";"
    extension: str = "csv"
    charset: str = "utf-8"
    newline: str = "\n"
    quote_all: bool = False

    def cell(self, value: str) -> str:
        """One cell; quoted where it holds a delimiter, a quote or a line break."""
        if self.quote_all or any(c in value for c in (self.delimiter, '"', "\n", "\r")):
            return '"' + value.replace('"', '""') + '"'
        return value


def write_entity(folder: Path, name: str, columns: Sequence[str], rows: Sequence[Row], dialect: Dialect) -> None:
    """Write one entity file. A row's ``*`` cell holds surplus cells, parted by ``|``: a row with too many columns."""
    lines = [dialect.delimiter.join(dialect.cell(c) for c in columns)]
    for row in rows:
        unknown = set(row) - set(columns) - {"*"}
        assert not unknown, (name, unknown)
        cells = [row.get(c, "") for c in columns] + (row["*"].split("|") if "*" in row else [])
        lines.append(dialect.delimiter.join(dialect.cell(c) for c in cells))
    text = dialect.newline.join([*lines, ""])
    (folder / f"{name}.{dialect.extension}").write_bytes(text.encode(dialect.charset))


def iso(day: date) -> str:
    return day.isoformat()


def dotted(day: date) -> str:
    return f"{day:%d.%m.%Y}"


def short(day: date) -> str:
    return f"{day:%d.%m.%y}"


def days_after(day: date, days: int) -> date:
    return day + timedelta(days=days)


COLUMNS: dict[str, tuple[str, ...]] = {
    "CatalogueItems": (
        "Id", "MarcRecordId", "Barcode", "BelongToUnitId", "LocationId", "Shelf", "ItemStatus", "PermitLoan", "IsILL",
        "LoanType", "Price", "Acquired", "LastSeen", "TotalLoans", "DueDate", "Notes",
    ),
    "CatalogueItemLocations": ("Id", "Name"),
    "LibraryUnits": ("Id", "Name", "ParentUnitId", "IsDepartment"),
    "BorrowerGroups": ("Id", "Name"),
    "Borrowers": (
        "Id", "Name", "MainEmail", "MainPhone", "Mobile", "MainAddrLine1", "MainAddrLine2", "MainZip", "MainPlace",
        "BorrowerGroupId", "HomeUnitId", "PreferredLanguage", "Expires", "Defaulted", "StoreBorrowerHistory",
        "BirthDate", "Gender", "Class", "LocalKey", "LastActive", "Notes",
    ),
    "BorrowerBarcodes": ("BorrowerId", "Barcode", "IsCommonBorrowerCard", "IsSSN"),
    "BorrowerLoans": (
        "Id", "BorrowerId", "MarcRecordId", "ItemId", "LoanTime", "DueTime", "RenewalCount", "ServiceCode", "Notes",
    ),
    "BorrowerReservations": (
        "Id", "BorrowerId", "MarcRecordId", "ItemId", "DeliverAtLocalUnitId", "ServiceCode", "ResTime",
        "ResValidUntil", "ResHeldUntil", "ResPausedFrom", "ResPausedTo", "NumberInQueue", "Scope",
    ),
    "BorrowerDebts": (
        "Id", "BorrowerId", "AccountCodeId", "AccountCodeName", "Amount", "Remainder", "State", "DebtDate", "ItemId",
        "MarcRecordId", "LocalUnitId",
    ),
}  # fmt: skip
