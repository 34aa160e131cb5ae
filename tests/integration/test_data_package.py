"""Other people's programs read a delivery by its description: Frictionless and JSON Schema, on the sample project."""

import csv
import hashlib
import json
import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from frictionless import Package
from jsonschema import Draft202012Validator

from migration.export.verify import verify


@pytest.fixture
def delivery(sample_delivery: Path, tmp_path: Path) -> Path:
    """A copy to spoil."""
    return Path(shutil.copytree(sample_delivery, tmp_path / "delivery"))


def errors(delivery: Path) -> set[tuple[str, str]]:
    """File and kind of each error that Frictionless finds."""
    report = Package(str(delivery / "datapackage.json")).validate()
    return {(task.name, error.type) for task in report.tasks for error in task.errors} | {
        ("", error.type) for error in report.errors
    }


def altered(delivery: Path, name: str, change: Callable[[dict[str, str]], None]) -> None:
    """Change the first row of a table."""
    with (delivery / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    change(rows[0])
    with (delivery / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def test_frictionless_finds_a_delivery_valid(sample_delivery: Path) -> None:
    assert errors(sample_delivery) == set()


@pytest.mark.parametrize(
    ("name", "wrong", "kind"),
    [
        ("items.csv", {"not_for_loan": "ja"}, "type-error"),
        ("items.csv", {"acquired_on": "23.11.2026"}, "type-error"),
        ("items.csv", {"barcode_rule": "sample_delivery up"}, "constraint-error"),
        ("items.csv", {"source": ""}, "constraint-error"),
        ("loans.csv", {"patron_id": "1db1d6f0-6078-5112-ad86-c0f165af178c"}, "foreign-key"),
        ("loans.csv", {"due_at": "23.11.2026"}, "constraint-error"),
        ("patrons.csv", {"surname": "Spoilt"}, "hash-count"),
    ],
    ids=lambda value: value if isinstance(value, str) else next(iter(value)),
)
def test_frictionless_finds_what_was_spoilt(delivery: Path, name: str, wrong: dict[str, str], kind: str) -> None:
    altered(delivery, name, lambda row: row.update(wrong))
    assert (name, kind) in errors(delivery)


def plain(value: object) -> object:
    """A cell as JSON has it: dates as text, amounts as numbers."""
    return float(value) if isinstance(value, Decimal) else str(value)


def test_rows_are_what_their_schemas_say(sample_delivery: Path) -> None:
    package = Package(str(sample_delivery / "datapackage.json"))
    checked = 0
    for resource in package.resources:
        if "jsonSchema" not in resource.custom:
            continue
        schema = json.loads((sample_delivery / resource.custom["jsonSchema"]).read_text(encoding="utf-8"))
        Draft202012Validator.check_schema(schema)
        validator = Draft202012Validator(schema)
        for row in package.get_resource(resource.name).read_rows():
            validator.validate(json.loads(json.dumps(row.to_dict(), default=plain)))
            checked += 1
    assert checked > 1000


def test_the_manifest_is_what_its_schema_says(sample_delivery: Path) -> None:
    schema, manifest = (
        json.loads((sample_delivery / name).read_text(encoding="utf-8"))
        for name in ("schemas/manifest.schema.json", "manifest.json")
    )
    Draft202012Validator(schema).validate(manifest)
    listed = {file["name"] for file in manifest["files"]}
    assert {"datapackage.json", "schemas/items.schema.json", "schemas/rejects/patron.schema.json"} <= listed


def rewritten(delivery: Path, name: str, change: Callable[[dict[str, object]], None]) -> None:
    """Change a JSON file, and let the manifest list it as it is now."""
    content = json.loads((delivery / name).read_text(encoding="utf-8"))
    change(content)
    text = json.dumps(content).encode()
    (delivery / name).write_bytes(text)
    manifest = json.loads((delivery / "manifest.json").read_text(encoding="utf-8"))
    entry = next(file for file in manifest["files"] if file["name"] == name)
    entry |= {"bytes": len(text), "sha256": hashlib.sha256(text).hexdigest()}
    (delivery / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def resource_of(package: dict[str, object], path: str) -> dict[str, object]:
    resources = package["resources"]
    assert isinstance(resources, list)
    found = next(r for r in resources if r["path"] == path)
    assert isinstance(found, dict)
    return found


def without_items(package: dict[str, object]) -> None:
    resources = package["resources"]
    assert isinstance(resources, list)
    resources[:] = [r for r in resources if r["path"] != "items.csv"]


@pytest.mark.parametrize(
    ("name", "change", "says"),
    [
        ("datapackage.json", without_items, "does not describe items.csv"),
        (
            "datapackage.json",
            lambda p: resource_of(p, "items.csv").update(bytes=1),
            "of items.csv that bytes is 1,",
        ),
        ("datapackage.json", lambda p: resource_of(p, "bibs.xml").update(records=1), "of bibs.xml that rows is 1,"),
        (
            "datapackage.json",
            lambda p: resource_of(p, "fees.csv").update(schema={"fields": []}),
            "has other columns for fees.csv than the file",
        ),
        ("datapackage.json", lambda p: resource_of(p, "fees.csv").update(path="x.csv"), "describes x.csv, which"),
        ("datapackage.json", lambda p: p.pop("resources"), "is no data package"),
        ("schemas/loans.schema.json", lambda s: s.pop("properties"), "is missing, or has other columns than loans.csv"),
    ],
)
def test_verify_finds_a_description_that_is_another_deliverys(
    delivery: Path, name: str, change: Callable[[dict[str, object]], None], says: str
) -> None:
    assert verify(delivery).ok
    rewritten(delivery, name, change)
    assert says in "\n".join(verify(delivery).problems)


def test_a_delivery_from_before_there_were_packages_is_no_worse(delivery: Path) -> None:
    shutil.rmtree(delivery / "schemas")
    (delivery / "datapackage.json").unlink()
    manifest = json.loads((delivery / "manifest.json").read_text(encoding="utf-8"))
    manifest["files"] = [f for f in manifest["files"] if not f["name"].startswith(("schemas/", "datapackage"))]
    (delivery / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert verify(delivery).ok
