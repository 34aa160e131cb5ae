"""The forms of a profile's files: tables, JSON lines, XML, and records with fields for their items."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from small_deliveries import exported, reasons, record, rows_of, write_delivery, write_yaml

from migration.export.profiles.reading import read_rows
from migration.export.profiles.verifying import verify_profile
from migration.marc.writing import MARCXML_HEAD, MARCXML_TAIL

ANE = {"patron_id": "p1", "library": "NO-1", "surname": "Hætta", "email": "ane@example.no"}
BOB = {"patron_id": "p2", "library": "NO-2", "surname": "Šoŋka", "other_cards": '["5", "6"]', "blocked": "true"}


def made(tmp_path: Path, files: str, **tables: object) -> Path:
    delivery = write_delivery(tmp_path / "d", **tables)  # type: ignore[arg-type]
    folder, _ = exported(delivery, write_yaml(tmp_path / "y", f"title: V\nfiles:\n{files}"))
    assert verify_profile(folder).problems == ()
    return folder


def test_a_table_of_a_vendor_with_an_encoding_of_its_own(tmp_path: Path) -> None:
    files = """
      people.txt:
        form: csv
        delimiter: "|"
        encoding: cp1252
        newline: crlf
        rows: patrons
        columns: {ID: {from: patron_id}, NAME: {from: surname}}
    """
    folder = made(tmp_path, files, patrons=[ANE, BOB])
    assert (folder / "people.txt").read_bytes() == b"ID|NAME\r\np1|H\xe6tta\r\n"
    assert reasons(folder) == [("people.txt", "p2", "letter", "NAME")]


def test_cells_with_delimiters_and_line_breaks_are_quoted(tmp_path: Path) -> None:
    files = "  f.tsv: {form: tsv, rows: patrons, columns: {a: {from: surname}, b: {from: notes}}}"
    folder = made(tmp_path, files, patrons=[ANE | {"surname": "a\tb", "notes": 'say "no"\nor not'}])
    assert (folder / "f.tsv").read_text(encoding="utf-8") == 'a\tb\n"a\tb"\t"say ""no""\nor not"\n'


def test_json_has_no_empty_members_and_no_level_of_constants_alone(tmp_path: Path) -> None:
    files = """
      users.jsonl:
        form: jsonl
        rows: patrons
        columns:
          id: {from: patron_id}
          blocked: {from: blocked, type: flag}
          personal:
            name: {from: surname}
            email: {from: email}
            addresses: [{type: {value: home}, city: {from: city}}]
          cards: {from: other_cards, type: list}
          notes: {from: other_cards, type: list, each: {text: "card {}"}}
          contacts: [{kind: {value: email}, text: {from: email}}, {kind: {value: sms}, text: {from: mobile}}]
    """
    folder = made(tmp_path, files, patrons=[ANE, BOB])
    assert [json.loads(line) for line in (folder / "users.jsonl").read_bytes().splitlines()] == [
        {
            "id": "p1",
            "personal": {"name": "Hætta", "email": "ane@example.no"},
            "contacts": [{"kind": "email", "text": "ane@example.no"}],
        },
        {
            "id": "p2",
            "blocked": True,
            "personal": {"name": "Šoŋka"},
            "cards": ["5", "6"],
            "notes": [{"text": "card 5"}, {"text": "card 6"}],
        },
    ]


XML = """
      users.xml:
        form: xml
        root: users
        element: user
        at_most: 1
        rows: patrons
        columns:
          id: {from: patron_id, required: true, unique: true}
          name: {from: surname}
          mail: [{"@preferred": {value: "true"}, "#": {from: email}}]
"""


def test_xml_has_attributes_and_as_many_rows_in_a_file_as_are_allowed(tmp_path: Path) -> None:
    folder = made(tmp_path, XML, patrons=[ANE | {"surname": "Hætta & <sønner>"}, BOB])
    first, second = (ET.parse(folder / f"users-000{n}.xml").getroot() for n in (1, 2))
    assert (first.tag, [user.findtext("name") for user in first]) == ("users", ["Hætta & <sønner>"])
    assert [(mail.get("preferred"), mail.text) for mail in first.iter("mail")] == [("true", "ane@example.no")]
    assert [(user.findtext("id"), user.find("mail")) for user in second] == [("p2", None)]


def test_a_letter_that_xml_has_no_way_to_write_leaves_the_row_out(tmp_path: Path) -> None:
    folder = made(tmp_path, XML, patrons=[ANE | {"surname": "H\x1btta"}, BOB])
    assert reasons(folder) == [("users.xml", "p1", "letter", "name")]


def test_a_list_can_hide_a_letter_that_xml_lacks(tmp_path: Path) -> None:
    """JSON writes a control letter as an escape."""
    files = XML.replace("name: {from: surname}", "card: {from: other_cards, type: list}")
    folder = made(tmp_path, files, patrons=[ANE | {"other_cards": '["5", "\\u001b"]'}, BOB | {"other_cards": '["7"]'}])
    assert reasons(folder) == [("users.xml", "p1", "letter", "card")]


@pytest.mark.parametrize(
    "form", ["csv", "csv, delimiter: '|', newline: crlf", "tsv", "jsonl", "xml, root: r, element: e"]
)
def test_every_line_break_and_blank_comes_through(tmp_path: Path, form: str) -> None:
    odd = ' a\rb\r\nc\nd\te,"f"|g\x85\u2028 '
    files = (
        f"  a.x: {{form: {form}, rows: patrons, key: [id], columns: {{id: {{from: patron_id}}, n: {{from: surname}}}}}}"
    )
    folder = made(tmp_path, files, patrons=[ANE | {"surname": odd}])
    layout = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["layout"]["a.x"]
    assert [list(row["n"]) for row in read_rows(folder / "a.x", layout)] == [[odd]]


RECORDS = """
      bibs.xml:
        form: marcxml
        rows: bibs
        drop: ["900", "952"]
        copy: [{tag: "035", starts: (X), to: "015", subfields: {"2": x}}]
        add:
          - {tag: "942", subfields: {c: {of_items: item_type, otherwise: BK}, "2": {value: ddc}}}
        items:
          tag: "952"
          also: {tag: "949", indicators: "8 ", subfields: {h: {from: call_number}, t: {from: item_type}}}
          where: {is_ill: "false"}
          subfields: {a: {from: library, required: true}, p: {from: barcode, required: true, max: 4, unique: true}}
      lent.csv: {form: csv, rows: loans, columns: {barcode: {written: bibs.xml/952$p, required: true}}}
"""


def item(n: int, bib_id: str, barcode: str, **cells: str) -> dict[str, str]:
    return {"item_id": f"i{n}", "bib_id": bib_id, "barcode": barcode, "library": "NO-1", "is_ill": "false"} | cells


def test_records_have_a_field_for_each_item_and_keep_the_rest(tmp_path: Path) -> None:
    records = {
        "b1": record("b1", ["035", "  ", "a", "(X)9"], ["245", "10", "a", "Ånd"], ["900", "  ", "a", "old"]),
        "b2": record("b2", ["245", "10", "a", "Uten"]),
    }
    items = [
        item(1, "b1", "1", item_type="DVD", call_number="SKJ"),
        item(2, "b1", "2"),
        item(3, "b1", "12345"),
        item(4, "b2", "4", is_ill="true"),
    ]
    loans = [{"loan_id": f"l{n}", "item_id": f"i{n}"} for n in (2, 3, 4)]
    folder = made(tmp_path, RECORDS, records=records, items=items, loans=loans)
    copies = [
        ["952", "  ", "a", "NO-1", "p", "1"],
        ["949", "8 ", "h", "SKJ", "t", "DVD"],
        ["952", "  ", "a", "NO-1", "p", "2"],
    ]
    added = [["015", "  ", "a", "9", "2", "x"], ["942", "  ", "c", "DVD", "2", "ddc"], *copies]
    first = record("b1", ["035", "  ", "a", "(X)9"], ["245", "10", "a", "Ånd"], *added)
    second = record("b2", ["245", "10", "a", "Uten"], ["942", "  ", "c", "BK", "2", "ddc"])
    assert (folder / "bibs.xml").read_text(encoding="utf-8") == MARCXML_HEAD + first + second + MARCXML_TAIL
    assert [row["barcode"] for row in rows_of(folder, "lent.csv")] == ["2"]
    assert reasons(folder) == [
        ("bibs.xml", "i3", "too_long", "952$p"),
        ("lent.csv", "l3", "not_written", "barcode"),
        ("lent.csv", "l4", "not_written", "barcode"),
    ]


def test_an_items_field_is_written_as_any_field_is(tmp_path: Path) -> None:
    """By SQL, letter for letter as the writer of records does it."""
    files = """
      bibs.xml:
        form: marcxml
        rows: bibs
        items: {tag: "952", indicators: "1 ", subfields: {a: {from: note}, "&": {from: barcode}, z: {from: location}}}
    """
    note = "Ŋ & <b> \"x\" 'y' &amp; \u2028 end"
    folder = made(tmp_path, files, records={"b1": record("b1")}, items=[item(1, "b1", "1", note=note)])
    expected = record("b1", ["952", "1 ", "a", note, "&", "1"])
    assert (folder / "bibs.xml").read_text(encoding="utf-8") == MARCXML_HEAD + expected + MARCXML_TAIL


def test_an_item_with_a_letter_that_xml_lacks_or_with_nothing_is_left_out(tmp_path: Path) -> None:
    files = """
      bibs.xml: {form: marcxml, rows: bibs, items: {tag: "952", subfields: {a: {from: note}}}}
    """
    items = [item(1, "b1", "1", note="a\x07"), item(2, "b1", "2"), item(3, "b1", "3", note="two\nlines")]
    folder = made(tmp_path, files, records={"b1": record("b1")}, items=items)
    assert reasons(folder) == [("bibs.xml", "i1", "letter", "952$a"), ("bibs.xml", "i2", "required", "952")]


def test_a_record_too_long_for_iso_2709_is_left_out_and_told(tmp_path: Path) -> None:
    records = {"b1": record("b1", *(["500", "  ", "a", "x" * 9000] for _ in range(12))), "b2": record("b2")}
    folder = made(tmp_path, "  bibs.mrc: {form: iso2709, rows: bibs}", records=records)
    assert (folder / "bibs.mrc").read_bytes().count(b"\x1d") == 1
    assert reasons(folder) == [("bibs.mrc", "b1", "too_long", "record")]


@pytest.mark.parametrize("form", ["marcxml", "iso2709"])
def test_records_that_nothing_is_done_to_say_the_same(tmp_path: Path, form: str) -> None:
    """The record has every sort of letter that must be written otherwise in XML."""
    text = record("b1", ["245", "10", "a", 'Šoŋka & <co> "ja"', "9", "x"])
    folder = made(tmp_path, f"  bibs.out: {{form: {form}, rows: bibs}}", records={"b1": text})
    found = (folder / "bibs.out").read_bytes()
    if form == "marcxml":
        assert found.decode() == MARCXML_HEAD + text + MARCXML_TAIL
    else:
        assert found.endswith('b1\x1e10\x1faŠoŋka & <co> "ja"\x1f9x\x1e\x1d'.encode())


def test_one_row_for_each_shelf_of_the_items(tmp_path: Path) -> None:
    files = """
      shelves.csv:
        form: csv
        rows: items
        one_per: [library, location]
        key: [id]
        columns: {id: {id_of: [library, location], of: shelf, required: true}, where: {from: location}}
    """
    items = [item(1, "b1", "1", location="A"), item(2, "b1", "2", location="A"), item(3, "b1", "3", location="B")]
    folder = made(tmp_path, files, items=items)
    assert sorted(row["where"] for row in rows_of(folder, "shelves.csv")) == ["A", "B"]
    ids = [row["id"] for row in rows_of(folder, "shelves.csv")]
    assert ids == sorted(ids)
