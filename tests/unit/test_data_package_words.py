"""How files and columns are described: in Frictionless' words, and as JSON Schemas of their rows."""

import json
from pathlib import Path

import pytest
from delivered_folders import NOTES, SHELVES, contents, shelves, write_folder
from jsonschema import Draft202012Validator, ValidationError

from migration.export import tables
from migration.export.declared import fields_of, references_of
from migration.export.files import DeliveredFile
from migration.export.packages.model import Field, Reference, Resource, Type
from migration.export.packages.rowschema import row_schema
from migration.export.packages.tableschema import described

LOANS = Resource(
    path="loans.csv",
    about="Loans",
    fields=(
        Field(name="id", type="uuid", required=True, about="Its id"),
        Field(name="card", unique=True, length=20),
        Field(name="kind", values=("a", "b")),
        Field(name="due", type="moment"),
        Field(name="lost", type="flag"),
        Field(name="times", type="integer"),
        Field(name="sum", type="amount"),
        Field(name="tags", type="list"),
    ),
    key=("id",),
    references=(Reference("card", "cards.csv", "card"), Reference("kind", "not there.csv", "kind")),
)
FILE = DeliveredFile(name="loans.csv", rows=2, bytes=10, sha256="f" * 64, counts_by_source={})
ROW = {
    "id": "1db1d6f0-6078-5112-ad86-c0f165af178c",
    "card": "N001",
    "kind": "a",
    "due": "2026-11-23T23:59:59+01:00",
    "lost": False,
    "times": 3,
    "sum": 12.5,
    "tags": ["x"],
}


def test_a_table_as_a_resource() -> None:
    found = described(LOANS, FILE, ["loans.csv", "cards.csv"])
    assert [found[name] for name in ("name", "path", "bytes", "hash", "rows", "delta")] == [
        "loans.csv",
        "loans.csv",
        10,
        "sha256:" + "f" * 64,
        2,
        "rows",
    ]
    assert found["schema"]["primaryKey"] == ["id"]
    assert found["schema"]["missingValues"] == [""]


def test_references_to_files_that_are_not_there_are_left_out() -> None:
    found = described(LOANS, FILE, ["loans.csv", "cards.csv"])
    assert found["schema"]["foreignKeys"] == [
        {"fields": ["card"], "reference": {"resource": "cards.csv", "fields": ["card"]}}
    ]


def test_columns_with_their_types_and_limits() -> None:
    columns = {field["name"]: field for field in described(LOANS, FILE, [])["schema"]["fields"]}
    assert columns["id"] == {
        "name": "id",
        "type": "string",
        "format": "uuid",
        "description": "Its id",
        "constraints": {"required": True},
    }
    assert columns["card"]["constraints"] == {"unique": True, "maxLength": 20}
    assert columns["kind"]["constraints"] == {"enum": ["a", "b"]}
    assert columns["lost"]["trueValues"] == ["true"]
    assert [columns[name]["type"] for name in ("times", "sum", "tags")] == ["integer", "number", "array"]


def test_records_have_their_key_and_no_columns() -> None:
    marc = Resource(path="bibs.mrc", about="", form="iso2709", key=("001",))
    found = described(marc, FILE, [])
    assert (found["recordKey"], found["records"], found["mediatype"]) == (["001"], 2, "application/marc")
    assert "schema" not in found


def test_a_row_with_all_cells_and_one_with_none() -> None:
    validator = Draft202012Validator(row_schema(LOANS))
    validator.validate(ROW)
    validator.validate(dict.fromkeys(ROW, None) | {"id": ROW["id"]})


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": None},
        {"card": "N" * 21},
        {"kind": "c"},
        {"due": "23.11.2026"},
        {"lost": "true"},
        {"times": 1.5},
        {"sum": "12,50"},
        {"tags": "x"},
        {"more": "x"},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_what_no_row_may_have(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Draft202012Validator(row_schema(LOANS)).validate(ROW | wrong)


def test_a_nested_row() -> None:
    name = Field(name="lastName", required=True)
    tree = {"id": Field(name="id", type="uuid"), "personal": {"lastName": name}, "tags": [Field(name="tags")]}
    validator = Draft202012Validator(row_schema(Resource(path="users.jsonl", about="", form="jsonl", tree=tree)))
    validator.validate({"personal": {"lastName": "Hætta"}, "tags": ["a", "b"]})
    for wrong in ({"personal": {}}, {"personal": {"lastName": "x"}, "tags": [1]}, {"more": 1}):
        with pytest.raises(ValidationError):
            validator.validate(wrong)


def test_a_folder_is_described_whole(tmp_path: Path) -> None:
    write_folder(tmp_path, {"shelves.csv": shelves(), "notes.csv": b"text\n", "pages/photo.jpg": b"\n"})
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    assert {r["path"]: r.get("jsonSchema") for r in package["resources"]} == {
        "shelves.csv": "schemas/shelves.schema.json",
        "notes.csv": "schemas/notes.schema.json",
        "pages/photo.jpg": None,
    }
    assert {name for name in contents(tmp_path) if name.startswith("schemas/")} == {
        "schemas/shelves.schema.json",
        "schemas/notes.schema.json",
        "schemas/manifest.schema.json",
    }


def test_the_same_files_give_the_same_package(tmp_path: Path) -> None:
    files = {"notes.csv": b"text\n", "shelves.csv": shelves()}
    one = write_folder(tmp_path / "one", files)
    other = write_folder(tmp_path / "other", dict(reversed(files.items())), (NOTES, SHELVES))
    assert contents(one)["datapackage.json"] == contents(other)["datapackage.json"]


def test_a_manifest_is_what_its_schema_says(tmp_path: Path) -> None:
    write_folder(tmp_path, {"notes.csv": b"text\n"})
    schema = json.loads((tmp_path / "schemas" / "manifest.schema.json").read_text(encoding="utf-8"))
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(manifest)
    with pytest.raises(ValidationError):
        Draft202012Validator(schema).validate(manifest | {"run_type": "full"})


TYPES: set[Type] = {"text", "uuid", "date", "moment", "flag", "integer", "amount", "list"}
DECLARED = (
    "bibs_crosswalk", "bibs_redirects", "bibs_gone", "items", "patrons", "loans", "reservations", "fees", "codes",
    "ledger", "balance", "issues", "oversize", "rejects", "rejected_bibs", "tombstones",
)  # fmt: skip


@pytest.mark.parametrize("table", DECLARED)
def test_every_column_is_declared_with_its_meaning(table: str) -> None:
    fields = fields_of(table)
    assert len({field.name for field in fields}) == len(fields)
    assert [field.name for field in fields if field.type not in TYPES or not field.about] == []


@pytest.mark.parametrize("table", DECLARED)
def test_references_lead_to_columns_that_there_are(table: str) -> None:
    for column, other, key in references_of(table):
        assert column in {field.name for field in fields_of(table)}
        assert key in {field.name for field in fields_of(other)}


def test_columns_keep_their_places() -> None:
    assert tables.ITEMS[:5] == ("item_id", "source", "legacy_id", "bib_id", "library")
    assert "blocked" in tables.FLAGS
    assert "renewals" not in tables.FLAGS
