"""``datapackage.json`` and ``schemas/``: they are there, and say of each file what the file and the manifest say.

A delivery whose manifest lists no ``datapackage.json`` was made before there was one, or by somebody else: nothing to
check.
"""

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

from migration.export.verification.state import Delivery, Listed

NAME = "datapackage.json"
SCHEMAS = "schemas/"
MANIFEST_SCHEMA = "schemas/manifest.schema.json"


def check_package(delivery: Delivery, undescribed: tuple[str, ...] = (SCHEMAS,)) -> None:
    """Needs the manifest to be read (``check_manifest``). ``undescribed``: rooms whose files are not described."""
    if NAME not in delivery.listed:
        return
    resources = _resources(delivery)
    if resources is None:
        return
    data = {name for name in delivery.listed if name != NAME and not name.startswith(undescribed)}
    for name in sorted(data - resources.keys()):
        delivery.problems.note("package", NAME, f"does not describe {name}")
    for name in sorted(resources.keys() - data):
        delivery.problems.note("package", NAME, f"describes {name}, which the manifest does not list")
    for name in sorted(data & resources.keys()):
        _check_facts(delivery, name, resources[name], delivery.listed[name])
        _check_columns(delivery, name, resources[name])
    if MANIFEST_SCHEMA not in delivery.listed:
        delivery.problems.note("package", MANIFEST_SCHEMA, "is missing")


def _resources(delivery: Delivery) -> Mapping[str, Mapping[str, Any]] | None:
    found = _json(delivery, NAME)
    resources = found.get("resources") if isinstance(found, dict) else None
    if not isinstance(resources, list) or not all(isinstance(r, dict) and "path" in r for r in resources):
        delivery.problems.note("package", NAME, "is no data package: resources must be a list of files with their path")
        return None
    return {str(resource["path"]): resource for resource in resources}


def _check_facts(delivery: Delivery, name: str, resource: Mapping[str, Any], listed: Listed) -> None:
    rows = resource.get("rows", resource.get("records"))
    said = {"bytes": resource.get("bytes"), "hash": resource.get("hash"), "rows": rows}
    facts = {"bytes": listed.bytes, "hash": f"sha256:{listed.sha256}", "rows": listed.rows}
    for what in (what for what in facts if said[what] != facts[what]):
        problem = f"says of {name} that {what} is {said[what]}, but the manifest says {facts[what]}"
        delivery.problems.note("package", NAME, problem)


def _check_columns(delivery: Delivery, name: str, resource: Mapping[str, Any]) -> None:
    schema = resource.get("schema")
    if not isinstance(schema, dict) or not delivery.has(name):
        return
    try:
        header = _header(delivery.path / name, resource)
        told = [field.get("name") for field in schema.get("fields", ())]
    except (AttributeError, LookupError, TypeError, ValueError, csv.Error):
        delivery.problems.note("package", NAME, f"describes {name} so that its columns cannot be read")
        return
    if told != header:
        delivery.problems.note("package", NAME, f"has other columns for {name} than the file")
    path = str(resource.get("jsonSchema"))
    rows = _json(delivery, path) if path in delivery.listed else None
    if not isinstance(rows, dict) or list(rows.get("properties", ())) != header:
        delivery.problems.note("package", path, f"is missing, or has other columns than {name}")


def _header(path: Path, resource: Mapping[str, Any]) -> list[str]:
    dialect = resource.get("dialect", {})
    with path.open(encoding=resource.get("encoding", "utf-8"), errors="replace", newline="") as file:
        return next(csv.reader(file, delimiter=dialect.get("delimiter", ",")), [])


def _json(delivery: Delivery, name: str) -> object:
    try:
        return orjson.loads((delivery.path / name).read_bytes())
    except (OSError, orjson.JSONDecodeError):
        return None
