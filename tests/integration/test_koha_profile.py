"""What Koha makes of rows that are not plain: items that are not to be lent, holds that are paused or ready."""

import uuid
from pathlib import Path

import pytest
from pymarc import parse_xml_to_array
from small_deliveries import record, rows_of, write_delivery

from migration.export.profiles.loading import load_profile
from migration.export.profiles.writing import write_profile

SHIPPED = Path(__file__).parents[2] / "mappings" / "exports"
TITLE, ITEM, PATRON, OTHER = (str(uuid.UUID(int=n)) for n in (1, 11, 21, 22))


def exported(tmp_path: Path, **tables) -> Path:
    item = {"item_id": ITEM, "bib_id": TITLE, "library": "NO-2549901", "barcode": "0301"}
    patron = {
        "patron_id": PATRON,
        "person_id": PATRON,
        "library": "NO-2549901",
        "card_number": "L1",
        "surname": "Hætta",
    }
    tables = {name: [dict(row) for row in rows] for name, rows in tables.items()}
    tables["items"] = [item | row for row in tables.get("items", [{}])]
    tables["patrons"] = [patron | row for row in tables.get("patrons", [{}])]
    delivery = write_delivery(tmp_path / "delivery", {TITLE: record(TITLE, ["245", "10", "a", "Reinen"])}, **tables)
    folder = tmp_path / "delivery.koha"
    folder.mkdir()
    write_profile(delivery, load_profile("koha", lambda name: SHIPPED / name), folder, {})
    return folder


@pytest.mark.parametrize(
    ("status", "never_lent", "expected"),
    [
        ("available", "false", "0"), ("", "", None), ("available", "true", "1"), ("on_loan", "false", "0"),
        ("on_order", "false", "-1"), ("in_process", "false", "-2"), ("binding", "false", "-2"),
        ("repair", "false", "-2"), ("not_available", "false", "-2"), ("other", "", "-2"), ("ill", "", "-2"),
        ("non_circulating", "false", "1"), ("internal_use", "", "2"),
    ],
)  # fmt: skip
def test_an_item_that_is_not_here_is_not_for_loan(tmp_path, status, never_lent, expected):
    folder = exported(tmp_path, items=[{"status": status, "not_for_loan": never_lent}])
    [found] = parse_xml_to_array(str(folder / "bibs.xml"))
    assert found["952"].get("7") == expected


def test_a_price_is_what_a_lost_item_costs_and_a_department_a_collection(tmp_path):
    folder = exported(tmp_path, items=[{"price": "249.00", "department": "Barn"}])
    [found] = parse_xml_to_array(str(folder / "bibs.xml"))
    assert [found["952"][code] for code in "gv8"] == ["249.00", "249.00", "Barn"]


RESERVATION = {
    "reservation_id": str(uuid.UUID(int=41)), "patron_id": PATRON, "bib_id": TITLE, "library": "NO-2549901",
    "placed_at": "2026-10-28T18:22:10+01:00", "queue_position": "2", "kind": "title", "expires_at": "2027-04-28",
}  # fmt: skip


def hold(tmp_path, **cells):
    [found] = rows_of(exported(tmp_path, reservations=[RESERVATION | cells]), "reserves.csv")
    return found


def test_a_hold_that_is_ready_expires_when_the_shelf_is_cleared(tmp_path):
    found = hold(tmp_path, kind="item", item_id=ITEM, state="arrived", held_until="2026-11-30")
    assert [found[name] for name in ("found", "priority", "expirationdate", "patron_expiration_date")] == [
        "W", "0", "2026-11-30", "2027-04-28",
    ]  # fmt: skip


def test_a_hold_in_the_queue_expires_when_the_patron_says(tmp_path):
    found = hold(tmp_path, state="waiting")
    assert [found[name] for name in ("found", "priority", "expirationdate", "patron_expiration_date")] == [
        "", "2", "2027-04-28", "2027-04-28",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("state", "suspend", "note"),
    [("suspended", "1", ""), ("waiting", "0", "Pause fra 2026-12-01"), ("", "0", "Pause fra 2026-12-01")],
)  # fmt: skip
def test_a_pause_is_there_and_one_that_begins_later_is_noted(tmp_path, state, suspend, note):
    found = hold(tmp_path, state=state, suspended_from="2026-12-01", suspended_until="2027-01-15")
    assert [found[name] for name in ("suspend", "suspend_until", "reservenotes")] == [suspend, "2027-01-15", note]


def test_patrons_get_no_messages_that_they_declined_and_a_withheld_address_is_explained(tmp_path):
    [found] = rows_of(
        exported(tmp_path, patrons=[{"mobile": "+4740612345", "notify_by_sms": "false", "address_protected": "true"}]),
        "patrons.csv",
    )
    assert [found[name] for name in ("mobile", "smsalertnumber", "contactnote")] == [
        "+4740612345", "", "Adressen er beskyttet",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("card", "national", "others", "expected"),
    [
        ("L1", "N000106188", '["B7","B8"]', ("L1", "N000106188", "CARD:B7,CARD:B8")),
        ("L1", "", "[]", ("L1", "", "")),
        ("N000106188", "N000106188", "[]", ("N000106188", "", "")),
    ],
)
def test_the_national_card_is_kept_beside_the_librarys_own(tmp_path, card, national, others, expected):
    named = {"card_number": card, "national_card_number": national, "other_cards": others}
    [found] = rows_of(exported(tmp_path, patrons=[named]), "patrons.csv")
    assert (found["cardnumber"], found["userid"], found["patron_attributes"]) == expected


def test_two_with_one_national_card_at_one_library_are_both_there_and_neither_is_the_other(tmp_path):
    one = {"national_card_number": "N000106188"}
    other = one | {"patron_id": OTHER, "person_id": OTHER, "card_number": "L2"}
    folder = exported(tmp_path, patrons=[one, other])
    found = [(row["cardnumber"], row["userid"]) for row in rows_of(folder, "patrons.csv")]
    assert found == [("L1", f"{PATRON}-N000106188"), ("L2", f"{OTHER}-N000106188")]
    assert rows_of(folder, "left_out.csv") == []


def test_who_has_no_card_is_not_lost(tmp_path):
    [found] = rows_of(exported(tmp_path, patrons=[{"card_number": ""}]), "patrons.csv")
    assert found["cardnumber"] == "00000000000000000000000000000015"


def test_a_card_keeps_its_hyphens(tmp_path):
    [found] = rows_of(exported(tmp_path, patrons=[{"card_number": "L-10-01"}]), "patrons.csv")
    assert found["cardnumber"] == "L-10-01"


def test_a_debt_has_the_interface_that_koha_demands(tmp_path):
    fee = {"fee_id": str(uuid.UUID(int=51)), "patron_id": PATRON, "library": "NO-2549901", "type": "overdue",
           "amount": "35.00", "outstanding": "35.00", "charged_on": "2026-08-30"}  # fmt: skip
    [found] = rows_of(exported(tmp_path, fees=[fee]), "accountlines.csv")
    assert (found["debit_type_code"], found["interface"], found["amountoutstanding"]) == (
        "OVERDUE",
        "intranet",
        "35.00",
    )
