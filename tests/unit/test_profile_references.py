"""What the verifier of a profile's folder sees of keys and of references from one file to another."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from small_deliveries import change_manifest, exported, record, rewritten, write_delivery, write_yaml

from migration.export.profiles.verifying import verify_profile

REFERENCE = Path(__file__).parents[2] / "mappings" / "exports" / "folio" / "reference.csv"
PROFILE = """
title: V
maps: {kinds: {file: kinds.csv, unlisted: keep}}
files:
  bibs.xml:
    form: marcxml
    rows: bibs
    items: {tag: "952", subfields: {p: {from: barcode, unique: true}}}
  people.csv:
    form: csv
    rows: patrons
    key: [card]
    columns: {card: {from: card_number, required: true, unique: true}, name: {from: surname}}
  users.xml:
    form: xml
    root: users
    element: user
    at_most: 1
    rows: patrons
    key: [id]
    columns: {id: {from: patron_id, required: true, unique: true}, name: {from: surname}}
  notes.jsonl:
    form: jsonl
    rows: patrons
    key: [id]
    columns: {id: {from: patron_id}, links: [{id: {written: users.xml/id, required: true}}]}
  kinds.csv:
    form: csv
    rows: items
    one_per: [item_type]
    key: [id]
    columns: {id: {from: item_type, map: kinds}, ours: {from: item_type}}
  loans.csv:
    form: csv
    rows: loans
    columns:
      card: {written: people.csv/card, required: true}
      barcode: {written: bibs.xml/952$p}
      label: {written: bibs.xml/952$p, wrap: "no. {}"}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two titles with three items, two patrons and a loan of each; two of our kinds are one of theirs."""
    records = {name: record(name, ["245", "10", "a", "T"]) for name in ("b1", "b2")}
    items = [
        {"item_id": f"i{n}", "bib_id": f"b{min(n, 2)}", "barcode": code, "item_type": f"k{n}"}
        for n, code in ((1, "A&1"), (2, "B2"), (3, ""))
    ]
    patrons = [{"patron_id": f"p{n}", "card_number": f"c{n}", "surname": f"N{n}"} for n in (1, 2)]
    loans = [{"loan_id": f"l{n}", "item_id": f"i{n}", "patron_id": f"p{n}"} for n in (1, 2)]
    loans.append({"loan_id": "l3", "item_id": "", "patron_id": "p1"})
    delivery = write_delivery(tmp_path / "d", records, items=items, patrons=patrons, loans=loans)
    made, _ = exported(delivery, write_yaml(tmp_path / "y", PROFILE, kinds="k1,X k2,Y k3,X"))
    assert (made / "kinds.csv").read_text(encoding="utf-8") == "id,ours\nX,k1\nX,k3\nY,k2\n"
    loaned = (made / "loans.csv").read_text(encoding="utf-8")
    assert loaned == "card,barcode,label\nc1,A&1,no. A&1\nc2,B2,no. B2\nc1,,\n"
    assert verify_profile(made).problems == ()
    return made


def layout(folder: Path) -> dict[str, dict[str, Any]]:
    found = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["layout"]
    assert isinstance(found, dict)
    return found


def test_the_manifest_says_what_leads_where_and_what_is_sorted(folder: Path) -> None:
    found = layout(folder)
    assert found["loans.csv"]["columns"] == {
        "card": {"required": True, "written": "people.csv/card"},
        "barcode": {"written": "bibs.xml/952$p"},
        "label": {},
    }
    assert {name: one.get("order") for name, one in found.items()} == {
        "bibs.xml": None,
        "people.csv": "unique",
        "users-0001.xml": "unique",
        "users-0002.xml": "unique",
        "notes.jsonl": "unique",
        "kinds.csv": "sorted",
        "loans.csv": None,
    }


@pytest.mark.parametrize(
    ("name", "before", "after", "problem"),
    [
        ("loans.csv", "c1,A", "c9,A", "loans.csv: row 1: card leads nowhere: people.csv/card has no such value"),
        ("loans.csv", "c2,B2", "c2,B3", "loans.csv: row 2: barcode leads nowhere: bibs.xml/952$p has no such value"),
        ("people.csv", "c2,", "c3,", "loans.csv: row 2: card leads nowhere: people.csv/card has no such value"),
        ("bibs.xml", ">B2<", ">B3<", "loans.csv: row 2: barcode leads nowhere: bibs.xml/952$p has no such value"),
        ("notes.jsonl", '[{"id":"p2"}]', '[{"id":"p9"}]', "notes.jsonl: row 2: links.0.id leads nowhere: users.xml/id"),
        ("notes.jsonl", '{"id":"p2",', '{"id":"p1",', "notes.jsonl: row 2: has the key of the row before"),
        ("notes.jsonl", '{"id":"p2",', '{"id":"p0",', "notes.jsonl: row 2: stands after one with a greater key"),
        ("people.csv", "c1,N1\nc2,N2\n", "c2,N2\nc1,N1\n", "people.csv: row 2: stands after one with a greater key"),
        ("users-0002.xml", "<id>p2", "<id>p1", "users-0002.xml: row 1: id is in an earlier row, too"),
        ("users-0002.xml", "<id>p2", "<id>p0", "users-0002.xml: row 1: stands after one with a greater key"),
        ("kinds.csv", "Y,", "A,", "kinds.csv: row 3: stands after one with a greater key"),
    ],
)
def test_damage_that_the_manifest_agrees_with_is_seen(
    folder: Path, name: str, before: str, after: str, problem: str
) -> None:
    rewritten(folder, name, before, after)
    found = verify_profile(folder).problems
    assert any(problem in line for line in found), found
    assert all("grenselos export" in line for line in found)


def test_a_reference_to_what_no_file_before_has_is_told(folder: Path) -> None:
    def change(manifest: dict[str, Any]) -> None:
        manifest["layout"]["people.csv"]["columns"]["name"] = {"written": "loans.csv/card"}

    change_manifest(folder, change)
    (found,) = verify_profile(folder).problems
    assert "layout of people.csv: name is written as loans.csv/card, which no file before it has" in found


def test_demands_of_another_shape_are_told(folder: Path) -> None:
    change_manifest(folder, lambda manifest: manifest["layout"]["people.csv"]["columns"]["name"].update(max="many"))
    assert any("layout.people.csv.columns.name.max" in line for line in verify_profile(folder).problems)


def test_what_is_made_of_records_has_their_ids_as_key(tmp_path: Path) -> None:
    records = {name: record(name, ["245", "10", "a", name]) for name in ("b1", "b2")}
    text = "title: V\nfiles:\n  made.jsonl: {form: jsonl, rows: bibs, make: folio_instance}\n"
    profile = write_yaml(tmp_path / "y", text)
    shutil.copyfile(REFERENCE, profile / "vendor" / "reference.csv")
    made, _ = exported(write_delivery(tmp_path / "d", records), profile)
    assert (layout(made)["made.jsonl"]["key"], layout(made)["made.jsonl"]["order"]) == (["id"], "unique")
    assert verify_profile(made).problems == ()
    rewritten(made, "made.jsonl", '"id":"b2"', '"id":"b0"')
    (found,) = verify_profile(made).problems
    assert "made.jsonl: row 2: stands after one with a greater key" in found


LISTED = """
title: V
maps: {places: {file: places.csv, unlisted: keep}}
files:
  places.csv:
    form: csv
    rows: items
    one_per: [library, branch]
    where: {%s}
    key: [id]
    fold: {on: id}
    columns:
      id: {id_of: [library, branch], of: place, map: places, required: true, unique: true}
      branch: {from: branch}
  copies.csv:
    form: csv
    rows: items
    key: [barcode]
    columns:
      barcode: {from: barcode}
      place: {id_of: [library, branch], of: place, map: places}
      other: {id_of: [branch], of: place, map: places}
      label: {id_of: [library, branch], of: place, map: places, wrap: "at {}"}
  loans.csv:
    form: csv
    rows: loans
    columns: {place: {id_of: [library, branch], of: place, map: places}}
"""


def listed(folder: Path, where: str = "") -> Path:
    """Two copies in two places."""
    items = [{"item_id": f"i{n}", "bib_id": "b", "barcode": f"A{n}", "library": "NO-1", "branch": f"L{n}"}
             for n in (1, 2)]  # fmt: skip
    delivery = write_delivery(folder / "d", {"b": record("b", ["245", "10", "a", "T"])}, items=items)
    profile = write_yaml(folder / "y", LISTED % where, places="")
    return exported(delivery, profile)[0]


def test_a_computed_id_leads_to_the_file_that_lists_all_of_its_kind(tmp_path: Path) -> None:
    folder = listed(tmp_path)
    columns = {name: one["columns"] for name, one in layout(folder).items()}
    assert columns["copies.csv"] == {"barcode": {}, "place": {"written": "places.csv/id"}, "other": {}, "label": {}}
    assert columns["loans.csv"] == {"place": {}}  # loans have places that no item has
    assert verify_profile(folder).problems == ()
    [*_, last] = (folder / "places.csv").read_text(encoding="utf-8").splitlines()
    rewritten(folder, "places.csv", last.partition(",")[0], "f" * 36)
    found = verify_profile(folder).problems
    assert any("place leads nowhere: places.csv/id has no such value" in line for line in found), found


def test_a_file_that_lists_some_is_not_led_to(tmp_path: Path) -> None:
    folder = listed(tmp_path, where="branch: [L1]")
    assert layout(folder)["copies.csv"]["columns"]["place"] == {}
    assert verify_profile(folder).problems == ()
