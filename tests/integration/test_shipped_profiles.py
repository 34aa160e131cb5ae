"""The shipped profiles on a delivery written by hand: what each receiver's own rules and readers make of the files."""

import csv
import json
import uuid
from pathlib import Path

import pytest
import xmlschema
from oai_server import served
from pymarc import parse_xml_to_array
from sickle import Sickle
from small_deliveries import record, write_delivery

from migration.export.profiles.loading import load_profile
from migration.export.profiles.verifying import verify_profile
from migration.export.profiles.writing import write_profile

SHIPPED = Path(__file__).parents[2] / "mappings" / "exports"
NAMES = sorted(path.stem for path in SHIPPED.glob("*.yaml"))
ONE, OTHER = (str(uuid.UUID(int=n)) for n in (1, 2))
ITEMS = [str(uuid.UUID(int=n)) for n in (11, 12, 13)]
HIDDEN = str(uuid.UUID(int=14))
PATRONS = [str(uuid.UUID(int=n)) for n in (21, 22)]
NAME = "{http://www.loc.gov/MARC21/slim}"


@pytest.fixture(scope="module")
def delivery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two titles, of which one has two items; two patrons, one of them with next to nothing known of her."""
    title = ["245", "10", "a", "Čáppa sátni"]
    records = {
        ONE: record(ONE, ["003", "NO-2549901"], ["035", "  ", "a", "(NO-OsBA)0112233"], title),
        OTHER: record(
            OTHER,
            ["003", "NO-2549902"],
            ["015", "  ", "a", "9912345", "2", "nbf"],
            ["015", "  ", "a", "0445566", "2", "bibbi"],
            ["035", "  ", "a", "(NO-OsBA)0445566"],
            ["245", "10", "a", "Reinen"],
            ["852", "  ", "a", "NO-2549902"],
        ),
    }
    item = {"library": "NO-2549901", "branch": "Bakken", "location": "Barn", "item_type": "Bok", "call_number": "SKJ"}
    return write_delivery(
        tmp_path_factory.mktemp("shipped") / "20261122-120000-trial",
        records,
        items=[
            item | {"item_id": ITEMS[0], "bib_id": ONE, "barcode": "0301", "status": "on_loan"},
            item | {"item_id": ITEMS[1], "bib_id": ONE, "barcode": "0302", "status": "available", "note": "vannskadd"},
            item | {"item_id": HIDDEN, "bib_id": ONE, "barcode": "0304", "hidden_in_opac": "true"},
            item | {"item_id": ITEMS[2], "bib_id": OTHER, "barcode": "0303", "status": "", "library": "NO-2549902"},
        ],
        patrons=[
            {"patron_id": PATRONS[0], "person_id": PATRONS[0], "library": "NO-2549901", "card_number": "L1",
             "surname": "Hætta", "given_name": "Máret", "birth_date": "1990-02-01", "gender": "female",
             "address": "Ájluokta 1", "postal_code": "9520", "city": "Guovdageaidnu", "country": "NO",
             "email": "maret@example.no", "mobile": "+4740000000", "language": "sme", "category": "Voksen",
             "expires_on": "2028-12-31", "blocked": "false", "keep_history": "true", "notes": "A & <B>",
             "national_card_number": "N000106188", "other_cards": '["B7","B8"]', "notify_by_sms": "false"},
            {"patron_id": PATRONS[1], "person_id": PATRONS[1], "library": "NO-2549902", "card_number": "0800",
             "surname": "Nilsen", "blocked": "true", "block_reason": "Purret to ganger", "address_protected": "true"},
        ],
        loans=[
            {"loan_id": str(uuid.UUID(int=31)), "patron_id": PATRONS[0], "item_id": ITEMS[0], "bib_id": ONE,
             "library": "NO-2549901", "branch": "Bakken", "loaned_at": "2026-11-01", "is_electronic": "false",
             "due_at": "2026-11-29T23:59:59+01:00", "renewals": "1", "status": "on_loan"},
        ],
        reservations=[
            {"reservation_id": str(uuid.UUID(int=41)), "patron_id": PATRONS[1], "bib_id": ONE, "kind": "title",
             "library": "NO-2549902", "pickup_branch": "Dalen", "placed_at": "2026-11-20", "queue_position": "1",
             "state": "waiting"},
        ],
        fees=[
            {"fee_id": str(uuid.UUID(int=51)), "patron_id": PATRONS[1], "library": "NO-2549902", "type": "overdue",
             "amount": "35.00", "outstanding": "35.00", "state": "unpaid", "charged_on": "2026-08-30"},
        ],
        bibs_redirects=[{"old_bib_id": str(uuid.UUID(int=9)), "bib_id": ONE, "reason": "joined"}],
        bibs_gone=[{"bib_id": str(uuid.UUID(int=8))}],
    )  # fmt: skip


@pytest.fixture(scope="module")
def folders(delivery: Path) -> dict[str, Path]:
    made = {}
    for name in NAMES:
        made[name] = delivery.parent / f"{delivery.name}.{name}"
        made[name].mkdir()
        write_profile(delivery, load_profile(name, lambda file: SHIPPED / file), made[name], {})
    return made


def rows(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def lines(path: Path) -> dict[str, dict]:
    return {
        found.get("id") or found["externalSystemId"]: found for found in map(json.loads, path.open(encoding="utf-8"))
    }


@pytest.mark.parametrize("name", [name for name in NAMES if name != "generic"])
def test_each_is_consistent_and_leaves_nothing_out(folders: dict[str, Path], name: str) -> None:
    assert verify_profile(folders[name]).problems == ()
    assert rows(folders[name] / "left_out.csv") == []


def test_almas_users_fit_the_schema_and_keep_every_letter(folders: dict[str, Path]) -> None:
    schema = xmlschema.XMLSchema(SHIPPED / "alma" / "users.xsd")
    path = folders["alma"] / "users-0001.xml"
    schema.validate(path)
    full, bare = schema.to_dict(path)["user"]
    assert (full["first_name"], full["last_name"], full["preferred_language"]) == ("Máret", "Hætta", "se")
    assert full["birth_date"] == "1990-02-01Z"
    assert full["contact_info"]["addresses"]["address"][0]["city"] == "Guovdageaidnu"
    assert full["user_notes"]["user_note"][0]["note_text"] == "A & <B>"
    assert full["contact_info"]["addresses"]["address"][0]["country"] == "NOR"
    assert "contact_info" not in bare
    assert bare["user_identifiers"]["user_identifier"][0]["value"] == "0800"


def test_alma_knows_who_is_blocked_and_why_and_each_card(folders: dict[str, Path]) -> None:
    schema = xmlschema.XMLSchema(SHIPPED / "alma" / "users.xsd")
    full, bare = schema.to_dict(folders["alma"] / "users-0001.xml")["user"]
    assert "user_blocks" not in full
    [block] = bare["user_blocks"]["user_block"]
    assert (block["block_type"], block["block_status"], block["block_note"]) == (
        "GENERAL",
        "ACTIVE",
        "Purret to ganger",
    )
    cards = [(one["id_type"], one["value"]) for one in full["user_identifiers"]["user_identifier"]]
    assert cards == [("BARCODE", "L1"), ("NATIONAL_CARD", "N000106188")]
    assert [note["note_text"] for note in full["user_notes"]["user_note"]] == ["A & <B>", "Andre kort: B7; B8"]
    assert [note["note_text"] for note in bare["user_notes"]["user_note"]] == ["Adressen er beskyttet"]
    assert [one["@preferred_sms"] for one in full["contact_info"]["phones"]["phone"]] == [False]


def test_almas_form_counts_the_records_of_each_file(folders: dict[str, Path]) -> None:
    told = {row["file"]: row["records"] for row in rows(folders["alma"] / "delivered_files.csv")}
    assert (told["bibs.xml"], told["users-0001.xml"], told["loans.csv"]) == ("2", "2", "1")


def test_folios_objects_refer_to_each_other_and_have_what_folio_requires(folders: dict[str, Path]) -> None:
    folio = folders["folio"]
    instances, holdings, items = (lines(folio / f"{name}.jsonl") for name in ("instances", "holdings", "items"))
    assert all({"source", "title", "instanceTypeId"} <= found.keys() for found in instances.values())
    assert [found["instanceId"] in instances for found in holdings.values()] == [True, True]
    assert {items[n]["holdingsRecordId"] for n in ITEMS[:2]} != {items[ITEMS[2]]["holdingsRecordId"]}
    assert all(found["holdingsRecordId"] in holdings for found in items.values())
    assert [items[n]["status"]["name"] for n in ITEMS] == ["Available"] * 3
    locations = {row["id"]: row["library"] for row in rows(folio / "locations.csv")}
    assert {locations[found["permanentLocationId"]] for found in holdings.values()} == {"NO-2549901", "NO-2549902"}
    types = {row["id"] for row in rows(folio / "material_types.csv")}
    assert {found["materialTypeId"] for found in items.values()} == types
    users = lines(folio / "users.jsonl")
    assert [users[n]["active"] for n in PATRONS] == [True, False]
    assert users[PATRONS[0]]["personal"]["addresses"][0]["primaryAddress"] is True
    assert "addresses" not in users[PATRONS[1]]["personal"]
    [loan] = rows(folio / "loans.tsv", "\t")
    assert (loan["item_barcode"], loan["patron_barcode"], loan["renewal_count"]) == ("0301", "L1", "1")
    copies = {r["001"].data: r["999"]["i"] for r in parse_xml_to_array(str(folio / "bibs.xml"))}
    assert copies == {ONE: ONE, OTHER: OTHER}


def test_a_harvester_gets_the_records_with_holdings_and_what_is_no_more(folders: dict[str, Path]) -> None:
    with served(folders["biblioteksok"] / "oai") as address:
        found = list(Sickle(address).ListRecords(metadataPrefix="marcxchange"))
    assert [(one.header.identifier.rpartition(":")[2], one.deleted) for one in found] == [
        (ONE, False), (OTHER, False), (str(uuid.UUID(int=8)), True), (str(uuid.UUID(int=9)), True),
    ]  # fmt: skip
    first, second = parse_xml_to_array(str(folders["biblioteksok"] / "bibs.xml"))
    assert [(f["a"], f["2"]) for f in first.get_fields("015")] == [("0112233", "bibbi")]
    assert [(f["a"], f["2"]) for f in second.get_fields("015")] == [("9912345", "nbf"), ("0445566", "bibbi")]
    assert [(f["a"], f["b"], f["h"]) for f in first.get_fields("859")] == [
        ("NO-2549901", "Bakken", "4"), ("NO-2549901", "Bakken", "0"),
    ]  # fmt: skip
    assert [(f["a"], f["h"]) for f in second.get_fields("859")] == [("NO-2549902", "1")]
    assert [f["a"] for f in second.get_fields("852")] == ["NO-2549902"]


def test_852_is_as_marc_21_has_it_and_the_status_stands_in_859_alone(folders: dict[str, Path]) -> None:
    first, _ = parse_xml_to_array(str(folders["biblioteksok"] / "bibs.xml"))
    shelf = {"a": "NO-2549901", "b": "Bakken", "c": "Barn", "h": "SKJ"}
    assert [field.subfields_as_dict() for field in first.get_fields("852")] == [
        {code: [value] for code, value in shelf.items()}
    ] * 2


def words(path: str, ours: str = "ours", theirs: str = "theirs") -> dict[str, str]:
    return {row[ours]: row[theirs] for row in rows(SHIPPED.parent / path) if row[ours] and row[theirs]}


def test_a_status_comes_back_to_the_national_library_as_it_came_from_there() -> None:
    """The crosswalk reads the codes of NORMARC 850 $h; each of ours must be told by a code that is read as the same."""
    read = words("crosswalks/item_status.csv", "legacy_code", "target_code")
    told = words("exports/biblioteksok/status.csv")
    coarser = {"on_loan_overdue": "on_loan", "lost_on_loan": "lost", "deleted": "discarded", "ill": "other"}
    coarser |= {"reserved": "on_hold_shelf", "internal_use": "non_circulating"}
    assert {ours: read[code] for ours, code in told.items()} == {ours: coarser.get(ours, ours) for ours in told}


@pytest.mark.parametrize("profile", ["folio/statuses.csv", "biblioteksok/status.csv"])
def test_no_status_of_ours_is_unknown_to_a_receiver(profile: str) -> None:
    ours = set(words("crosswalks/item_status.csv", "legacy_code", "target_code").values())
    assert ours - words(f"exports/{profile}").keys() == set()


def test_what_the_library_hides_stays_at_home(folders: dict[str, Path]) -> None:
    first, _ = parse_xml_to_array(str(folders["biblioteksok"] / "bibs.xml"))
    assert len(first.get_fields("859")) == 2
    assert len(parse_xml_to_array(str(folders["koha"] / "bibs.xml"))[0].get_fields("952")) == 3
