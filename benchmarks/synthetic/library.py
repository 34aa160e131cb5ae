"""One source while it is being put together: its rows, and what is expected of them."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from synthetic.delimited import Row
from synthetic.expectations import Expected
from synthetic.people import Person

EXPORTED = date(2026, 11, 1)
"""The day on which all the exports were taken."""

ENTITIES = {
    "CatalogueItems": "item",
    "Borrowers": "patron",
    "BorrowerLoans": "loan",
    "BorrowerReservations": "reservation",
    "BorrowerDebts": "fee",
}


@dataclass(slots=True, kw_only=True)
class Library:
    """``tables``: entity set to rows. ``day`` writes dates as this library's system does."""

    source: str
    expected: Expected
    random: Random
    tables: dict[str, list[Row]] = field(default_factory=dict)

    def row(self, table: str, **cells: str) -> Row:
        """Append a row and return it, so that a planted one can be changed."""
        self.tables.setdefault(table, []).append(cells)
        return cells

    def fate(self, entity: str, legacy_id: str, fate: str, why: str, reason: str = "") -> None:
        self.expected.fate(self.source, entity, legacy_id, fate, why, reason)

    def count_tables(self) -> None:
        """Every row of an entity file is a source row, whatever becomes of it."""
        for table, entity in ENTITIES.items():
            if table in self.tables:
                self.expected.count(self.source, entity, len(self.tables[table]))

    def borrower(self, number: int, person: Person, unit: int, group: int, **cells: str) -> Row:
        """A borrower without faults, in ISO dates; ``cells`` overrides."""
        usual = {
            "Id": str(number),
            "Name": person.name,
            "MainEmail": person.email,
            "Mobile": person.phone,
            "MainAddrLine1": person.street,
            "MainZip": "9990",
            "MainPlace": "Båtsfjord",
            "BorrowerGroupId": str(group),
            "HomeUnitId": str(unit),
            "PreferredLanguage": "nob",
            "Expires": "2028-12-31",
            "Defaulted": "false",
            "StoreBorrowerHistory": self.random.choice(("true", "false")),
            "BirthDate": person.born.isoformat(),
            "Gender": person.gender,
            "LastActive": self.before(400).isoformat(),
        }
        return self.row("Borrowers", **{**usual, **cells})

    def before(self, days: int) -> date:
        """A day within the last ``days`` days before the export, at least one day before."""
        return EXPORTED - timedelta(days=self.random.randint(1, days))
