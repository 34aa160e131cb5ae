"""What the verifier of a profile's folder sees: damage that the manifest has been made to agree with, too."""

import hashlib
import json
from pathlib import Path

import pytest
from small_deliveries import change_manifest, exported, record, rewritten, write_delivery, write_yaml

from migration.export.profiles.verifying import is_made, verify_profile

PROFILE = """
title: V
files:
  bibs.xml:
    form: marcxml
    rows: bibs
    items: {tag: "952", subfields: {p: {from: barcode, required: true, max: 4, unique: true}}}
  people.csv:
    form: csv
    rows: patrons
    key: [card]
    columns: {card: {from: card_number, required: true, unique: true, max: 5}, name: {from: surname}}
  lines.jsonl: {form: jsonl, rows: patrons, columns: {id: {from: patron_id, required: true}}}
  users.xml:
    form: xml
    root: people
    element: person
    rows: patrons
    columns: {id: {from: patron_id, required: true}, name: {from: surname}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    records = {"b1": record("b1", ["245", "10", "a", "T"]), "b2": record("b2", ["245", "10", "a", "U"])}
    items = [{"item_id": f"i{n}", "bib_id": "b1", "barcode": str(n)} for n in (1, 2)]
    patrons = [{"patron_id": f"p{n}", "card_number": f"c{n}" if n else "", "surname": "N"} for n in (0, 1, 2)]
    delivery = write_delivery(tmp_path / "d", records, items=items, patrons=patrons)
    made, _ = exported(delivery, write_yaml(tmp_path / "y", PROFILE))
    manifest = json.loads((made / "manifest.json").read_text(encoding="utf-8"))
    digest = hashlib.sha256((delivery / "manifest.json").read_bytes()).hexdigest()
    manifest["delivery"] = {"name": delivery.name, "manifest_sha256": digest}
    (made / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert verify_profile(made).problems == ()
    return made


@pytest.mark.parametrize(
    ("name", "before", "after", "rows", "problem"),
    [
        ("people.csv", "c2,N\n", "", -1, "people.csv: has 1 rows, but the account says 2"),
        ("people.csv", "c2,N\n", "c2,N\nc3,N\n", 1, "people.csv: has 3 rows, but the account says 2"),
        ("people.csv", "c2,N\n", "c1,N\n", 0, "people.csv: row 2: has the key of the row before"),
        ("people.csv", "c2,N\n", "c23456,N\n", 0, "people.csv: row 2: card is longer than 5 characters"),
        ("people.csv", "c2,N\n", ",N\n", 0, "people.csv: row 2: card is empty"),
        ("people.csv", "card,name", "name,card", 0, "people.csv:1: has other columns than its manifest says"),
        ("people.csv", "c2,N\n", "c2\n", 0, "people.csv:2: is no csv from here on"),
        ("lines.jsonl", '{"id":"p1"}', "{}", 0, "lines.jsonl: row 2: id is empty"),
        ("lines.jsonl", '{"id":"p1"}', '{"id"', 0, "lines.jsonl:2: is no jsonl from here on"),
        ("users.xml", "<id>p1</id>", "", 0, "users.xml: row 2: id is empty"),
        ("users.xml", "</people>", "", 0, "is no xml from here on"),
        ("users.xml", 'encoding="UTF-8"', 'encoding="TF-8"', 0, "is no xml from here on (unknown encoding: TF-8)"),
        ("bibs.xml", '<subfield code="p">2</subfield>', "", 0, "bibs.xml: row 1: 952$p is empty"),
        ("bibs.xml", 'code="p">2<', 'code="p">1<', 0, "bibs.xml: row 1: 952$p is in an earlier row, too"),
        ("bibs.xml", '<datafield tag="952"', '<datafield tag="953"', 0, "has 1 items, but the account says 2"),
        ("bibs.xml", '"001">b1<', '"001">b3<', 0, "bibs.xml:2: record b2 stands after b3"),
        ("left_out.csv", "people.csv,s,,p0,", "users.xml,s,,p0,", 0, "has 0 rows of people.csv (left out), not 1"),
        ("left_out.csv", ",required,", ",same,", 0, "has 1 rows of people.csv (same), not 0"),
    ],
)
def test_damage_that_the_manifest_agrees_with_is_seen(
    folder: Path, name: str, before: str, after: str, rows: int, problem: str
) -> None:
    rewritten(folder, name, before, after, rows)
    found = verify_profile(folder).problems
    assert any(problem in line for line in found), found
    assert not any("differs" in line or "bytes" in line for line in found)
    assert all("grenselos export" in line for line in found)


def test_a_changed_byte_is_seen(folder: Path) -> None:
    path = folder / "people.csv"
    path.write_bytes(path.read_bytes().replace(b"c2,N", b"c2,M"))
    assert any(
        "people.csv: is not the file that the manifest describes" in line for line in verify_profile(folder).problems
    )


def test_an_account_that_does_not_add_up_is_seen(folder: Path) -> None:
    change_manifest(folder, lambda manifest: manifest["accounts"][2].update(of=4))
    found = verify_profile(folder).problems
    assert any("of the delivery's 4 patrons 3 are accounted for" in line for line in found)
    assert any("people.csv accounts for 4 patrons, the delivery has 3" in line for line in found)


def test_another_delivery_beside_it_is_seen(folder: Path) -> None:
    (folder.parent / "d" / "manifest.json").write_text("{}", encoding="utf-8")
    assert any("was made from another d than lies beside it" in line for line in verify_profile(folder).problems)


def test_without_the_delivery_beside_it_the_folder_speaks_for_itself(folder: Path, tmp_path: Path) -> None:
    alone = folder.rename(tmp_path / "y" / "sent")
    assert verify_profile(alone).problems == ()


def test_a_delivery_is_not_taken_for_what_a_profile_made(folder: Path) -> None:
    assert (is_made(folder), is_made(folder.parent / "d"), is_made(folder / "schemas")) == (True, False, False)


@pytest.mark.parametrize("entry", range(5))
def test_no_account_may_be_taken_out(folder: Path, entry: int) -> None:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    taken = manifest["accounts"].pop(entry)
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    kind = "items" if taken["table"] == "items" else "rows"
    told = "\n".join(verify_profile(folder).problems)
    assert f"has no account of the {kind} of {taken['file']}" in told


def test_a_list_of_what_was_left_out_with_other_columns_is_told(folder: Path) -> None:
    rewritten(folder, "left_out.csv", "file,", "fil,")
    assert any("left_out.csv:1: has no column file" in line for line in verify_profile(folder).problems)
