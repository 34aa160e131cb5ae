"""What FOLIO's loaders make of circulation: references that resolve, requests that the tools take, blocks and notes."""

import json
import uuid
from pathlib import Path

from small_deliveries import record, rows_of, write_delivery

from migration.export.profiles.loading import load_profile
from migration.export.profiles.verifying import verify_profile
from migration.export.profiles.writing import write_profile

SHIPPED = Path(__file__).parents[2] / "mappings" / "exports"
TITLE = str(uuid.UUID(int=1))
ITEMS = [str(uuid.UUID(int=n)) for n in (11, 12)]
ANE, BOB, OTHER_ANE = (str(uuid.UUID(int=n)) for n in (21, 22, 23))
LIBRARY, ELSEWHERE = "NO-2549901", "NO-2549902"


def exported(tmp_path: Path, find=lambda name: SHIPPED / name, **tables) -> Path:
    item = {"bib_id": TITLE, "library": LIBRARY, "branch": "Bakken", "item_type": "Bok"}
    tables["items"] = [
        item
        | {"item_id": ITEMS[0], "barcode": "0301", "not_for_loan": "false", "price": "249.00", "total_loans": "17"},
        item
        | {
            "item_id": ITEMS[1],
            "barcode": "0302",
            "not_for_loan": "true",
            "acquired_on": "2015-03-02",
            "placed_branch": "Dalen",
        },
    ]
    tables.setdefault("patrons", [
        {"patron_id": ANE, "person_id": ANE, "library": LIBRARY, "card_number": "L1", "surname": "Hætta",
         "national_card_number": "N000106188", "notes": "Ringer alltid først", "blocked": "false"},
        {"patron_id": BOB, "person_id": BOB, "library": LIBRARY, "card_number": "L2", "surname": "Nilsen",
         "blocked": "true", "block_reason": "Mistet kort", "notify_by_sms": "true"},
    ])  # fmt: skip
    delivery = write_delivery(tmp_path / "delivery", {TITLE: record(TITLE, ["245", "10", "a", "Reinen"])}, **tables)
    folder = tmp_path / "delivery.folio"
    folder.mkdir()
    write_profile(delivery, load_profile("folio", find), folder, {})
    assert verify_profile(folder).problems == ()
    return folder


def objects(folder: Path, name: str) -> list[dict]:
    return [json.loads(line) for line in (folder / name).read_text(encoding="utf-8").splitlines()]


LOAN = {
    "loan_id": str(uuid.UUID(int=31)), "patron_id": ANE, "item_id": ITEMS[0], "bib_id": TITLE, "library": ELSEWHERE,
    "branch": "Dalen", "loaned_at": "2026-11-01", "due_at": "2026-11-29T23:59:59+01:00", "is_electronic": "false",
}  # fmt: skip
REQUEST = {
    "patron_id": BOB, "bib_id": TITLE, "library": LIBRARY, "pickup_branch": "Bakken", "placed_at": "2026-11-20",
    "queue_position": "1",
}  # fmt: skip


def test_every_service_point_that_a_loan_or_a_request_names_is_listed(tmp_path):
    request = REQUEST | {"reservation_id": str(uuid.UUID(int=41)), "kind": "title"}
    folder = exported(tmp_path, loans=[LOAN], reservations=[request])
    listed = {row["id"]: row["branch"] for name in ("service_points.csv", "desks.csv") for row in rows_of(folder, name)}
    [loan] = rows_of(folder, "loans.tsv", "\t")
    [wanted] = objects(folder, "title_requests.jsonl")
    assert (listed[loan["service_point_id"]], listed[wanted["pickupServicePointId"]]) == ("Dalen", "Bakken")


def test_requests_are_apart_by_what_the_tools_take(tmp_path):
    by_item = REQUEST | {"reservation_id": str(uuid.UUID(int=41)), "kind": "item", "item_id": ITEMS[0],
                         "state": "arrived", "held_until": "2026-11-30"}  # fmt: skip
    by_title = REQUEST | {"reservation_id": str(uuid.UUID(int=42)), "kind": "title", "expires_at": "2027-04-28",
                          "suspended_until": "2027-01-15"}  # fmt: skip
    folder = exported(tmp_path, reservations=[by_item, by_title])
    [found] = rows_of(folder, "requests.tsv", "\t")
    demanded = ("item_barcode", "patron_barcode", "request_date", "request_expiration_date", "request_type")
    assert [found[name] for name in demanded] == ["0301", "L2", "2026-11-20", "2099-12-31", "Hold"]
    assert (found["state"], found["held_until"]) == ("arrived", "2026-11-30")
    [title] = objects(folder, "title_requests.jsonl")
    assert (title["requesterId"], title["instanceId"], title["requestLevel"]) == (BOB, TITLE, "Title")
    assert (title["position"], title["requestExpirationDate"]) == (1, "2027-04-28T21:59:59.000+00:00")
    assert title["patronComments"] == "Pause til 2027-01-15"


def test_an_item_that_is_never_lent_has_a_loan_type_of_its_own(tmp_path):
    folder = exported(tmp_path)
    types = {row["id"]: row["not_for_loan"] for row in rows_of(folder, "loan_types.csv")}
    items = {one["barcode"]: one for one in objects(folder, "items.jsonl")}
    assert [types[items[barcode]["permanentLoanTypeId"]] for barcode in ("0301", "0302")] == ["false", "true"]
    assert items["0301"]["administrativeNotes"] == ["Pris: 249.00", "Utlån før FOLIO: 17"]
    assert items["0302"]["administrativeNotes"] == ["Anskaffet: 2015-03-02"]


def test_an_item_is_where_it_stands_not_where_it_belongs(tmp_path):
    folder = exported(tmp_path)
    branches = {row["id"]: row["branch"] for row in rows_of(folder, "locations.csv")}
    holdings = {one["id"]: branches[one["permanentLocationId"]] for one in objects(folder, "holdings.jsonl")}
    places = {one["barcode"]: holdings[one["holdingsRecordId"]] for one in objects(folder, "items.jsonl")}
    assert places == {"0301": "Bakken", "0302": "Dalen"}


def test_two_of_our_places_that_are_one_location_of_theirs_are_listed_once(tmp_path):
    before = exported(tmp_path / "before")
    ids = {row["id"] for row in rows_of(before, "locations.csv")}
    theirs = str(uuid.UUID(int=99))
    table = tmp_path / "locations.csv"
    table.write_text("ours,theirs,note\n" + "".join(f"{one},{theirs},\n" for one in sorted(ids)), encoding="utf-8")
    folder = exported(tmp_path / "after", lambda name: table if name == "folio/locations.csv" else SHIPPED / name)
    assert len(ids) == 2
    assert [row["id"] for row in rows_of(folder, "locations.csv")] == [theirs]
    assert {one["permanentLocationId"] for one in objects(folder, "holdings.jsonl")} == {theirs}


def test_users_keep_their_national_card_notes_and_blocks(tmp_path):
    folder = exported(tmp_path)
    ane, bob = objects(folder, "users.jsonl")
    assert (ane["id"], ane["barcode"], ane["username"]) == (ANE, "L1", "N000106188")
    assert (bob["username"], bob["personal"]["preferredContactTypeId"]) == (BOB, "text")
    [note] = objects(folder, "user_notes.jsonl")
    assert (note["content"], note["links"]) == ("Ringer alltid først", [{"id": ANE, "type": "user"}])
    [block] = objects(folder, "manual_blocks.jsonl")
    assert (block["userId"], block["desc"], block["borrowing"]) == (BOB, "Mistet kort", True)


def test_a_card_that_two_have_finds_neither(tmp_path):
    """Two libraries gave out the same number; each of its holders must have a new card."""
    ane = {"patron_id": ANE, "person_id": ANE, "library": LIBRARY, "card_number": "L1", "surname": "Hætta"}
    bob = {"patron_id": BOB, "person_id": BOB, "library": ELSEWHERE, "card_number": "L1", "surname": "Nilsen",
           "national_card_number": "N000106188"}  # fmt: skip
    folder = exported(tmp_path, patrons=[ane, bob])
    assert [(row["id"], row["before"]) for row in rows_of(folder, "renamed.csv")] == [(ANE, "L1"), (BOB, "L1")]
    users = [(one["barcode"], one["username"]) for one in objects(folder, "users.jsonl")]
    assert users == [(f"{LIBRARY}-L1", ANE), (f"{ELSEWHERE}-L1", "N000106188")]


def test_who_has_no_card_is_not_lost_and_may_borrow_on_the_last_day(tmp_path):
    ane = {"patron_id": ANE, "person_id": ANE, "library": LIBRARY, "surname": "Hætta", "expires_on": "2026-12-31"}
    folder = exported(tmp_path, patrons=[ane], loans=[LOAN])
    [user] = objects(folder, "users.jsonl")
    assert (user["barcode"], user["expirationDate"]) == (ANE, "2026-12-31T21:59:59.000+00:00")
    assert [row["patron_barcode"] for row in rows_of(folder, "loans.tsv", "\t")] == [ANE]
    assert rows_of(folder, "left_out.csv") == []


def test_a_person_with_one_card_at_two_libraries_is_one_user_with_that_card(tmp_path):
    ane = {"person_id": ANE, "card_number": "N000106188", "national_card_number": "N000106188", "surname": "Hætta"}
    patrons = [
        ane | {"patron_id": ANE, "library": LIBRARY, "last_active_on": "2024-01-01", "notes": "Bakken"},
        ane | {"patron_id": OTHER_ANE, "library": ELSEWHERE, "last_active_on": "2026-01-01"},
    ]
    folder = exported(tmp_path, patrons=patrons, loans=[LOAN])
    [user] = objects(folder, "users.jsonl")
    assert (user["id"], user["barcode"], user["username"]) == (OTHER_ANE, "N000106188", "N000106188")
    assert [row["patron_barcode"] for row in rows_of(folder, "loans.tsv", "\t")] == ["N000106188"]
    assert [note["links"][0]["id"] for note in objects(folder, "user_notes.jsonl")] == [OTHER_ANE]
