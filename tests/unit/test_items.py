"""CatalogueItems and 099 to items: present, blank, missing, odd."""

import pytest
from pymarc import Field, Indicators, Record, Subfield
from transforming import EXCLUSIONS, codes, context, known, library, row, source

from migration.ids import target_id
from migration.issues import Fate, Result
from migration.model import Item
from migration.rows import RowReader
from migration.transform.context import Known, Unit, tell_apart, tell_units_apart
from migration.transform.holdings import INDEX, holding, holdings, legacy_id
from migration.transform.items import item


def made(**cells: str) -> Result[Item]:
    return item(context(), known(), "100", row(Id="100", MarcRecordId="10", **cells))


def record(**cells: str) -> Item:
    result = made(**cells)
    assert result.record is not None
    return result.record


def test_ids_and_the_record() -> None:
    found = record(Barcode="10010001")
    assert found.target_id == target_id("nordvik", "item", "100")
    assert found.bib_legacy_id == "10"
    assert found.barcode == "10010001"


@pytest.mark.parametrize(
    ("status", "target"),
    [("AvailableForLoan", "available"), ("availableforloan", "available"), ("Tapt utlån", "lost_on_loan"), ("", "")],
)
def test_a_known_status(status: str, target: str) -> None:
    assert record(ItemStatus=status, Barcode="1").status == target


def test_an_unknown_status_is_left_empty_and_reported() -> None:
    result = made(ItemStatus="Fordampet", Barcode="1")
    assert result.record is not None
    assert result.record.status == ""
    assert codes(result.issues) == ["code_unknown"]


@pytest.mark.parametrize("status", ["Discarded", "Withdrawn", "DeletedInMikromarc1"])
def test_an_item_that_is_gone_is_excluded_by_rule(status: str) -> None:
    assert EXCLUSIONS.apply("nordvik", "item", made(ItemStatus=status)).fate is Fate.EXCLUDED


def test_an_issue_number_on_the_shelf_is_the_enumeration() -> None:
    assert (record(Shelf="2024:7").enumeration, record(Shelf="2024:7").call_number) == ("2024:7", "")
    assert (record(Shelf="839.82 HAM").enumeration, record(Shelf="839.82 HAM").call_number) == ("", "839.82 HAM")


def test_permit_loan_says_the_opposite_of_not_for_loan() -> None:
    assert record(PermitLoan="false").not_for_loan is True
    assert record(PermitLoan="1").not_for_loan is False
    assert record().not_for_loan is None


def test_a_location_goes_by_its_name_and_an_unknown_one_is_reported() -> None:
    assert record(LocationId="1").location == "Voksen"
    assert "location_unknown" in codes(made(LocationId="9").issues)


def test_price_dates_and_totals() -> None:
    found = record(Price="349,00", Acquired="01.02.19", LastSeen="2026-01-02", TotalLoans="12")
    assert (found.price, found.acquired_on, found.last_seen_on, found.total_loans) == (
        "349.00", "2019-02-01", "2026-01-02", 12,
    )  # fmt: skip


def test_the_library_of_a_department_is_its_unit_s() -> None:
    assert record(BelongToUnitId="6472").library == "NO-2549900"
    assert record(BelongToUnitId="6472").branch == "Barneavdelingen"


def test_departments_of_one_name_are_told_apart() -> None:
    units = {"1": Unit("A", ""), "2": Unit("B", ""), "3": Unit("Barn", "1"), "4": Unit("Barn", "2"),
             "5": Unit("Kjeller", "2"),
             "6": Unit("Barn", "2")}  # fmt: skip
    names = {key: unit.name for key, unit in tell_units_apart(units).items()}
    assert names == {"1": "A", "2": "B", "3": "A – Barn", "4": "B – Barn (4)", "5": "Kjeller", "6": "B – Barn (6)"}


def test_locations_of_one_name_are_told_apart() -> None:
    assert tell_apart({"1": "Voksen", "2": "Barn", "3": "Barn"}) == {"1": "Voksen", "2": "Barn (2)", "3": "Barn (3)"}


def test_an_unknown_unit_of_a_shared_database_leaves_the_library_empty() -> None:
    shared = context(source(library(1, "NO-2549901"), library(2, "NO-2549902")))
    result = item(shared, known(), "100", row(Id="100", MarcRecordId="10", BelongToUnitId="9"))
    assert result.record is not None
    assert result.record.library == ""
    assert "unit_unknown" in codes(result.issues)


def test_units_that_name_each_other_as_parent_end() -> None:
    circle = context(source(library(1), library(2)), units={"8": Unit("a", "9"), "9": Unit("b", "8")})
    result = item(circle, known(), "100", row(Id="100", MarcRecordId="10", BelongToUnitId="8"))
    assert "unit_unknown" in codes(result.issues)


@pytest.mark.parametrize(
    ("fate", "expected", "reason"),
    [
        (None, Fate.REJECTED, "bib_missing"),
        (Fate.REJECTED, Fate.REJECTED, "bib_rejected"),
        (Fate.EXCLUDED, Fate.EXCLUDED, "bib_excluded"),
    ],
)
def test_an_item_follows_its_record(fate: Fate | None, expected: Fate, reason: str) -> None:
    fates = {} if fate is None else {"10": fate}
    result = item(context(), Known(bib_fates=fates), "100", row(Id="100", MarcRecordId="10"))
    assert (result.fate, result.reason) == (expected, reason)


def with_099(*fields: list[tuple[str, str]]) -> Record:
    made = Record()
    for subfields in fields:
        made.add_field(Field("099", Indicators(" ", " "), [Subfield(*s) for s in subfields]))
    return made


def held(cells: list[str], item_id: str = "10:5001") -> Result[Item]:
    return holding(context(), known(), item_id, "10", RowReader(INDEX, cells))


def test_a_099_is_an_item() -> None:
    (cells,) = holdings(
        with_099([("b", "Ex. 1"), ("i", "1"), ("k", "5001"), ("o", "r 839"), ("d", "2011-03-04"), ("9", "2020-05-06"),
                  ("4", "33"), ("0", "0")])
    )  # fmt: skip
    found = held(cells).record
    assert found is not None
    assert (found.barcode, found.copy_number, found.call_number, found.note) == ("5001", "1", "r 839", "")
    assert (found.acquired_on, found.last_seen_on, found.total_loans) == ("2011-03-04", "2020-05-06", 33)
    assert found.not_for_loan is True


def test_scrapped_outweighs_the_status_text() -> None:
    (cells,) = holdings(with_099([("k", "5001"), ("q", "Tapt"), ("x", "SCRAPPED")]))
    found = EXCLUSIONS.apply("nordvik", "item", held(cells))
    assert (found.fate, found.reason) == (Fate.EXCLUDED, "item_discarded")


def test_an_unknown_subfield_of_099_is_reported() -> None:
    (cells,) = holdings(with_099([("k", "5001"), ("h", "Barn")]))
    assert "subfield_unknown" in codes(held(cells).issues)


def test_a_foreign_price_and_a_hidden_item_are_reported() -> None:
    (cells,) = holdings(with_099([("k", "5001"), ("c", "100"), ("g", "SEK"), ("7", "0")]))
    assert {"price_in_other_currency", "item_hidden_in_opac"} <= set(codes(held(cells).issues))


def test_ids_of_099_items() -> None:
    assert legacy_id("10", "5001", 1) == "10:5001"
    assert legacy_id("10", "", 2) == "10#2"
