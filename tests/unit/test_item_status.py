"""Status and use restriction of items in all three forms: WebAPI enumeration, NORMARC 850 codes, Norwegian text."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st
from transforming import CROSSWALKS, codes, context, row

from migration.item_statuses import STATUSES, rank
from migration.rows import RowReader
from migration.settings import SHIPPED
from migration.transform.item_status import item_status, use_restriction

WEBAPI = {
    "AvailableForLoan": "available",
    "InCourseOfAcquisition": "on_order",
    "OnLoan": "on_loan",
    "InProcess": "in_process",
    "Recalled": "recalled",
    "WaitingOnReservationShelf": "on_hold_shelf",
    "AwaitingReplacing": "in_process",
    "InTransitBetweenLibraries": "in_transit",
    "ClaimedReturnedOrNeverBorrowed": "claimed_returned",
    "Lost": "lost",
    "MissingBeingTraced": "missing",
    "AtBinding": "binding",
    "UnderRepair": "repair",
    "AwaitingTransfer": "in_transit",
    "MissingOverdue": "missing_overdue",
    "Withdrawn": "withdrawn",
    "Discarded": "discarded",
    "Other": "other",
    "Unknown": "",
    "OrderedFromAnotherLibrary": "ill",
    "DeletedInMikromarc1": "deleted",
    "Reserved": "reserved",
    "ReservedInTransitBetweenLibraries": "in_transit",
    "ToAcquisition": "on_order",
    "SuppliedReturnNotRequired": "withdrawn",
}
CODES_850_H = (
    "available", "", "on_order", "not_available", "on_loan", "on_loan", "in_process", "recalled", "on_hold_shelf",
    "in_process", "in_transit", "claimed_returned", "lost", "missing", "withdrawn", "binding", "repair", "in_transit",
    "missing_overdue", "withdrawn", "discarded", "other", "damaged", "non_circulating", "other",
)  # fmt: skip
CODES_850_F = (
    "", "not_for_loan", "in_library", "overnight", "reading_room", "no_renewal", "short_loan", "normal_loan",
    "long_loan", "term_loan", "semester_loan", "no_return", "not_for_ill", "not_for_user_ill",
)  # fmt: skip


def read(text: str) -> tuple[str, str, list[str]]:
    reader = row()
    status, restriction = item_status(context(), reader, "ItemStatus", text)
    return status, restriction, codes(reader.issues)


@pytest.mark.parametrize(("text", "status"), WEBAPI.items())
def test_the_enumeration_of_the_webapi(text: str, status: str) -> None:
    assert read(text) == (status, "", [])
    assert read(text.upper()) == (status, "", [])


@pytest.mark.parametrize(("text", "status"), [(str(n), status) for n, status in enumerate(CODES_850_H)])
def test_codes_of_850_h(text: str, status: str) -> None:
    assert read(text) == (status, "", [])
    assert read(f"0{text}") == (status, "", [])


@pytest.mark.parametrize(("text", "restriction"), [(str(n), code) for n, code in enumerate(CODES_850_F)])
def test_codes_of_850_f(text: str, restriction: str) -> None:
    reader = row(UseRestriction=text)
    assert use_restriction(context(), reader, "UseRestriction") == restriction
    assert reader.issues == []


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Tapt utlån", "lost_on_loan"),
        ("Tapt  utlån", "lost_on_loan"),
        ("tapt utlån.", "lost_on_loan"),
        ("TAPT UTLÅN", "lost_on_loan"),
        ("Tapt utla\u030an", "lost_on_loan"),
        ("Tapt", "lost"),
        ("Purrebrev sendt", "on_loan_overdue"),
        ("Savnet – vi leter", "missing"),
        ("Sakna", "missing"),
        ("Hevdet innlevert eller aldri lånt", "claimed_returned"),
        ("Ikkje tilgjengeleg", "not_available"),
        ("På veg mellom to bibliotek", "in_transit"),
        ("Kassert", "discarded"),
        ("Utlånt, kan ikke innkalles", "on_loan"),
        ("Available for loan", "available"),
        ("ON_LOAN", "on_loan"),
        ("", ""),
    ],
)
def test_norwegian_texts(text: str, status: str) -> None:
    assert read(text) == (status, "", [])


@pytest.mark.parametrize(
    ("text", "restriction"),
    [
        ("[Ikke til utlån]", "not_for_loan"),
        ("Til bruk i biblioteket", "in_library"),
        ("Dagslån", "overnight"),
        ("Til bruk på lesesal", "reading_room"),
        ("Kan ikkje fornyast", "no_renewal"),
        ("Utvidet lånetid", "long_loan"),
    ],
)
def test_a_status_text_may_be_a_restriction(text: str, restriction: str) -> None:
    assert read(text) == ("", restriction, [])


def test_status_and_restriction_in_one_text() -> None:
    assert read("Ledig [Ikke til utlån]") == ("available", "not_for_loan", [])
    assert read("Dagslån; Utlånt") == ("on_loan", "overnight", [])


def test_of_several_statuses_the_one_farthest_from_the_desk_counts() -> None:
    assert read("Utlånt; Tapt") == ("lost", "", ["status_several"])
    assert read("Kassert; Tapt") == ("discarded", "", ["status_several"])
    assert read("Utlånt; OnLoan") == ("on_loan", "", [])


def test_an_unknown_text_is_no_status_and_told_once() -> None:
    reader = row()
    assert item_status(context(), reader, "ItemStatus", "Fordampet [helt]") == ("", "")
    assert [(i.code, i.value) for i in reader.issues] == [("code_unknown", "Fordampet"), ("code_unknown", "helt")]


@pytest.mark.parametrize("text", ["Utlånt til Kari Nordmann", "Nordmann, Kari", "Reservert for Ola Hansen"])
def test_a_text_that_names_a_person_is_neither_shown_nor_a_code(text: str) -> None:
    reader = row()
    assert item_status(context(), reader, "099$q", text) == ("", "")
    assert [(i.code, i.field, i.value) for i in reader.issues] == [("status_names_person", "099$q", "")]
    assert reader.codes == []


def test_every_target_of_the_shipped_table_has_a_rank() -> None:
    known = {status for statuses in STATUSES for status in statuses}
    assert {r.target_code for r in CROSSWALKS["item_status"].rows.values()} - {""} == known
    assert [rank(s) for s in ("on_loan", "available", "other", "", "lost", "discarded")] == [0, 1, 2, 2, 3, 4]


def test_no_text_is_both_a_status_and_a_restriction() -> None:
    def texts(name: str) -> set[str]:
        path = SHIPPED / "mappings" / "crosswalks" / f"{name}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            return {r["legacy_code"].casefold() for r in csv.DictReader(file) if not r["legacy_code"].isdigit()}

    assert texts("item_status") & texts("use_restriction") == set()


@given(st.text(max_size=40))
def test_any_text_is_read(text: str) -> None:
    reader = RowReader({}, [])
    status, restriction = item_status(context(), reader, "ItemStatus", text)
    assert status in {"", *(s for statuses in STATUSES for s in statuses)}
    assert restriction in CODES_850_F
