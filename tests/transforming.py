"""A source, its code tables and a row reader, as the transforms get them."""

from datetime import date
from typing import Any

from migration.crosswalks import Crosswalk, load_crosswalks
from migration.exclusions import load_exclusions
from migration.patron_kinds import load_patron_kinds
from migration.postal_codes import load_postal_codes
from migration.rows import RowReader, column_index
from migration.settings import SHIPPED
from migration.sources import Library, Source
from migration.textbooks import load_textbooks
from migration.transform.context import Card, Context, ItemRef, Known, Unit

TODAY = date(2026, 11, 22)
CROSSWALKS: dict[str, Crosswalk] = load_crosswalks((SHIPPED / "mappings" / "crosswalks").glob("*.csv"), [])
EXCLUSIONS = load_exclusions(SHIPPED / "mappings" / "exclusions.csv", set())

PATRON_KINDS = load_patron_kinds(SHIPPED / "mappings" / "patron_kinds.csv", [])
POSTAL_CODES = load_postal_codes(SHIPPED / "mappings" / "postal_codes.csv", SHIPPED / "mappings" / "place_names.csv")

TEXTBOOKS = load_textbooks(SHIPPED / "mappings" / "textbooks.csv", [])


def library(unit: int, isil: str = "NO-2549900") -> Library:
    return Library(unit=unit, isil=isil, name=f"Bibliotek {unit}", type="public", municipality="5499")


def source(*libraries: Library) -> Source:
    return Source(key="nordvik", title="Nordvik", libraries=libraries or (library(6471),))


def context(of: Source | None = None, **changes: Any) -> Context:
    given: dict[str, Any] = {
        "source": of or source(),
        "crosswalks": CROSSWALKS,
        "hash_key": b"test",
        "as_of": TODAY,
        "units": {"6472": Unit("Barneavdelingen", "6471")},
        "locations": {"1": "Voksen"},
        "groups": {"3": "Barn"},
        "cards": {"7": (Card("1000007", None, None),)},
        "patron_kinds": PATRON_KINDS,
        "postal_codes": POSTAL_CODES,
        "textbooks": TEXTBOOKS,
    }
    return Context(**(given | changes))


def known() -> Known:
    return Known(
        bibs={"10"},
        items={"100": ItemRef("10", "NO-2549900", False)},
        patrons={"7": "NO-2549900"},
    )


def row(**cells: str) -> RowReader:
    return RowReader(column_index(list(cells)), list(cells.values()))


def codes(issues: Any) -> list[str]:
    return [issue.code for issue in issues]
