"""CatalogueItems and 099 to items: present, blank, missing, odd."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from identity_numbers import synthetic
from pymarc import Field, Indicators, Record, Subfield
from transforming import EXCLUSIONS, codes, context, known, library, row, source

from migration.extract.raw import COLUMNS
from migration.ids import target_id
from migration.issues import Fate, Result
from migration.model import Item
from migration.rows import RowReader
from migration.transform.context import Known, Unit, ids_of_units, tell_apart, tell_units_apart
from migration.transform.holdings import INDEX, holding, holdings, legacy_id
from migration.transform.items import is_electronic, item


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


@pytest.mark.parametrize("shelf", ["2019:1-2", "2019: 3", "2019/3", "nr. 3 2019", "3/2019"])
def test_other_issue_numbers_are_told_only_by_the_record_of_a_serial(shelf: str) -> None:
    serial = Known(bibs={"10"}, bib_formats={"10": "serial"})
    found = item(context(), serial, "100", row(Id="100", MarcRecordId="10", Shelf=shelf)).record
    assert found is not None
    assert (found.enumeration, found.call_number) == (shelf, "")
    assert (record(Shelf=shelf).enumeration, record(Shelf=shelf).call_number) == ("", shelf)


def test_an_issue_of_its_own_column_leaves_the_shelf_mark() -> None:
    found = record(Shelf="TIDSSKRIFT", MagazineIssue="2019:3")
    assert (found.enumeration, found.call_number) == ("2019:3", "TIDSSKRIFT")
    assert record(Shelf="2019:3", MagazineIssue="2019:3").call_number == ""


def test_permit_loan_says_the_opposite_of_not_for_loan() -> None:
    assert record(PermitLoan="false").not_for_loan is True
    assert record(PermitLoan="1").not_for_loan is False
    assert record().not_for_loan is None


def test_a_restriction_says_that_an_item_is_not_lent_unless_the_source_does() -> None:
    assert record(ItemStatus="Til bruk i biblioteket").not_for_loan is True
    assert record(ItemStatus="Dagslån").not_for_loan is None
    contradicted = made(ItemStatus="Ikke til utlån", PermitLoan="1", Barcode="1")
    assert contradicted.record is not None
    assert contradicted.record.not_for_loan is False
    assert codes(contradicted.issues) == ["loan_permission_contradicted"]


def test_use_restriction_has_a_column_of_its_own_in_some_exports() -> None:
    assert record(UseRestriction="2", ItemStatus="4").use_restriction == "in_library"
    assert "code_unknown" in codes(made(UseRestriction="99").issues)


def test_reservation_and_opac_flags() -> None:
    found = record(PermitReservation="false", ShowInOpac="true")
    assert (found.not_for_reservation, found.hidden_in_opac) == (True, False)
    assert (record().not_for_reservation, record().hidden_in_opac) == (None, None)


@pytest.mark.parametrize(
    "cells",
    [{"IsILL": "true"}, {"ItemStatus": "OrderedFromAnotherLibrary"}, {"ItemStatus": "Innlånt"}],
)
def test_an_ill_item_is_delivered_as_one(cells: dict[str, str]) -> None:
    result = EXCLUSIONS.apply("nordvik", "item", made(**cells))
    assert result.record is not None
    assert result.record.is_ill is True


@pytest.mark.parametrize("status", ["Tapt", "Tapt utlån"])
def test_a_lost_item_is_delivered(status: str) -> None:
    assert EXCLUSIONS.apply("nordvik", "item", made(ItemStatus=status)).fate is Fate.LOADED


def test_the_loan_type_is_the_item_type_and_the_material_where_there_is_none() -> None:
    assert record(LoanType="Ukelån", MaterialType="DVD").item_type == "Ukelån"
    assert record(MaterialType="DVD").item_type == "DVD"
    assert record().item_type == ""


@pytest.mark.parametrize(
    "cells",
    [
        {"LoanType": "Lærebok"},
        {"LoanType": "LÆREBØKER VG1"},
        {"MaterialType": "Læremiddel"},
        {"Department": "Læremidler"},
        {"Catalogue": "Laeremidler"},
        {"LocationId": "2"},
        {"BelongToUnitId": "6480"},
    ],
)
def test_a_textbook_by_any_of_its_marks(cells: dict[str, str]) -> None:
    school = context(units={"6480": Unit("Læreverk", "6471")}, locations={"2": "Lærebøker"})
    result = item(school, known(), "100", row(Id="100", MarcRecordId="10", **cells))
    assert result.record is not None
    assert result.record.is_textbook is True


def test_a_record_of_the_catalogue_of_textbooks_makes_its_items_textbooks() -> None:
    of_school = Known(bibs={"10"}, textbook_bibs={"10"})
    found = item(context(), of_school, "100", row(Id="100", MarcRecordId="10")).record
    assert found is not None
    assert found.is_textbook is True


def test_an_ordinary_book_is_no_textbook() -> None:
    assert record(LoanType="Vanlig", BelongToUnitId="6471", LocationId="1").is_textbook is False


def test_dates_that_cannot_be_right_are_kept_and_told() -> None:
    result = made(Acquired="2031-01-01", LastSeen="1812-05-17", Barcode="1")
    assert result.record is not None
    assert (result.record.acquired_on, result.record.last_seen_on) == ("2031-01-01", "1812-05-17")
    assert [(i.code, i.field) for i in result.issues] == [
        ("item_date_in_future", "Acquired"),
        ("item_date_too_old", "LastSeen"),
    ]


@pytest.mark.parametrize("total", ["-3", "mange", "1,5"])
def test_a_total_that_is_no_count(total: str) -> None:
    result = made(TotalLoans=total, Barcode="1")
    assert result.record is not None
    assert result.record.total_loans is None
    assert codes(result.issues) == ["number_unreadable"]


def test_the_due_date_of_the_item_is_kept_for_comparison() -> None:
    assert record(DueDate="2026-12-01T22:59:00Z").due_on == "2026-12-01"
    assert record(DueDate="2026-12-01T23:30:00Z").due_on == "2026-12-02"


def test_a_note_that_names_a_borrower_stays_behind() -> None:
    result = made(Notes="Utlånt til Kari Nordmann 12.3.2020", Barcode="1")
    assert result.record is not None
    assert result.record.note == ""
    assert codes(result.issues) == ["private_note_removed"]
    assert record(Notes="Ryggen er limt").note == "Ryggen er limt"


def test_a_barcode_that_is_an_identity_number_is_masked_and_the_item_named() -> None:
    result = made(Barcode=synthetic(17, 85))
    assert result.record is not None
    assert result.record.barcode == "*" * 11
    assert [(i.code, i.value) for i in result.issues] == [("barcode_identity_number", "")]


@pytest.mark.parametrize(
    ("barcode", "code"),
    [("0" * 21, "barcode_long"), ("---", "barcode_unusual"), ("", "barcode_missing"), ("0" * 20, None)],
)
def test_odd_barcodes_are_kept_and_told(barcode: str, code: str | None) -> None:
    result = made(Barcode=barcode)
    assert result.record is not None
    assert result.record.barcode == barcode
    assert codes(result.issues) == ([code] if code else [])


def test_an_item_stands_at_its_owner_where_nothing_else_is_said() -> None:
    found = record(BelongToUnitId="6472")
    assert (found.branch, found.placed_branch) == ("Barneavdelingen", "Barneavdelingen")
    assert record(BelongToUnitId="6472", PlacedAtUnitId="6472").placed_branch == "Barneavdelingen"
    assert record(BelongToUnitId="6472", PlacedAtUnitId="0").placed_branch == "Barneavdelingen"


def test_the_placement_in_another_library_of_a_shared_database_is_told_and_no_more() -> None:
    shared = context(
        source(library(1, "NO-2549901"), library(2, "NO-2549902")),
        units={"1": Unit("Nord", ""), "2": Unit("Sør", ""), "3": Unit("Bokbuss", "2")},
        unit_ids={"bokbuss": "3"},
    )

    def placed(**cells: str) -> Result[Item]:
        return item(shared, known(), "100", row(Id="100", MarcRecordId="10", Barcode="1", BelongToUnitId="1", **cells))

    by_id, by_name, unknown = placed(PlacedAtUnitId="3"), placed(PlacedAtUnit="BOKBUSS"), placed(PlacedAtUnit="Depot")
    for result in (by_id, by_name):
        assert result.record is not None
        assert (result.record.library, result.record.branch, result.record.placed_branch) == (
            "NO-2549901", "Nord", "Bokbuss",
        )  # fmt: skip
        assert [(i.code, i.value) for i in result.issues] == [("item_placed_elsewhere", "NO-2549902")]
    assert unknown.record is not None
    assert unknown.record.placed_branch == "Depot"
    assert [(i.code, i.value) for i in unknown.issues] == [("unit_unknown", "Depot")]


def test_the_department_is_the_item_s_own_or_its_unit() -> None:
    units = {"6472": Unit("Barneavdelingen", "6471", is_department=True), "6471": Unit("Hovedbiblioteket", "")}
    house = context(units=units)

    def department(**cells: str) -> str:
        found = item(house, known(), "100", row(Id="100", MarcRecordId="10", **cells)).record
        assert found is not None
        return found.department

    assert department(BelongToUnitId="6472") == "Barneavdelingen"
    assert department(BelongToUnitId="6471") == ""
    assert department(BelongToUnitId="6471", Department="Musikk") == "Musikk"
    assert department(BelongToUnitId="6471", Department="6472") == "Barneavdelingen"


@pytest.mark.parametrize(
    ("format_class", "cells", "expected"),
    [
        ("ebook", {}, True),
        ("audiobook_file", {}, True),
        ("ebook", {"Barcode": "1"}, False),
        ("ebook", {"Shelf": "839 HAM"}, False),
        ("electronic", {}, False),
        ("dvd", {}, False),
    ],
)
def test_an_e_book_without_barcode_and_shelf_is_no_copy(
    format_class: str, cells: dict[str, str], expected: bool
) -> None:
    of_format = Known(bibs={"10"}, bib_formats={"10": format_class})
    found = item(context(), of_format, "100", row(Id="100", MarcRecordId="10", **cells)).record
    assert found is not None
    assert is_electronic(of_format, found) is expected


def test_units_by_name_but_not_by_a_name_that_two_have() -> None:
    units = {"1": Unit("Nord  bibliotek", ""), "2": Unit("Barn", "1"), "3": Unit("barn", "1")}
    assert ids_of_units(units, source(library(6471))) == {"nord bibliotek": "1", "bibliotek 6471": "6471"}


@given(st.dictionaries(st.sampled_from([c for c in COLUMNS["raw_item"] if c != "MarcRecordId"]), st.text(max_size=12)))
def test_no_row_makes_the_transform_raise(cells: dict[str, str]) -> None:
    result = item(context(), known(), "100", row(MarcRecordId="10", **cells))
    assert result.fate is Fate.LOADED


@given(st.lists(st.tuples(st.sampled_from("kibod94qx70cgh"), st.text(max_size=12)), max_size=8))
def test_no_099_makes_the_transform_raise(subfields: list[tuple[str, str]]) -> None:
    (cells,) = holdings(with_099(subfields))
    assert held(cells).fate is Fate.LOADED


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


def test_a_foreign_price_and_a_hidden_item() -> None:
    (cells,) = holdings(with_099([("k", "5001"), ("c", "100"), ("g", "SEK"), ("7", "0")]))
    result = held(cells)
    assert result.record is not None
    assert (result.record.price, result.record.currency, result.record.hidden_in_opac) == ("100.00", "SEK", True)
    assert codes(result.issues) == ["price_in_other_currency"]


def test_an_item_shown_in_the_opac_and_one_that_says_nothing() -> None:
    shown, silent = holdings(with_099([("k", "1"), ("7", "1")], [("k", "2")]))
    found = [held(cells).record for cells in (shown, silent)]
    assert [f and f.hidden_in_opac for f in found] == [False, None]


def test_the_price_in_g_where_c_is_not_used() -> None:
    (cells,) = holdings(with_099([("k", "5001"), ("g", "249,00")]))
    found = held(cells).record
    assert found is not None
    assert (found.price, found.currency) == ("249.00", "")


def test_a_second_barcode_makes_no_third_one() -> None:
    (cells,) = holdings(with_099([("k", "5001"), ("k", "5002")]))
    result = held(cells)
    assert result.record is not None
    assert result.record.barcode == "5001"
    assert [(i.code, i.field) for i in result.issues] == [("subfield_unknown", "099$k")]


def test_another_text_than_scrapped_is_told() -> None:
    (cells,) = holdings(with_099([("k", "5001"), ("q", "Tapt"), ("x", "Kassert?")]))
    result = held(cells)
    assert result.record is not None
    assert result.record.status == "lost"
    assert [(i.code, i.field) for i in result.issues] == [("subfield_unknown", "099$x")]


def test_a_status_of_099_that_names_a_borrower_is_nowhere() -> None:
    (cells,) = holdings(with_099([("k", "5001"), ("q", "Utlånt til Kari Nordmann")]))
    result = held(cells)
    assert result.record is not None
    assert (result.record.status, result.codes) == ("", ())
    assert [(i.code, i.field, i.value) for i in result.issues] == [("status_names_person", "099$q", "")]


def test_dates_of_099_with_points() -> None:
    (cells,) = holdings(with_099([("k", "5001"), ("d", "04.03.2011"), ("9", "06.05.20")]))
    found = held(cells).record
    assert found is not None
    assert (found.acquired_on, found.last_seen_on) == ("2011-03-04", "2020-05-06")


def test_an_identity_number_stands_in_no_id() -> None:
    number = synthetic(17, 85)
    assert legacy_id("10", number, 3) == "10#3"


def test_ids_of_099_items() -> None:
    assert legacy_id("10", "5001", 1) == "10:5001"
    assert legacy_id("10", "", 2) == "10#2"
