"""Writes ``datapackage.json`` and ``schemas/`` into a folder whose other files are done."""

import json
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from migration.export.files import DeliveredFile, describe
from migration.export.packages.model import Package, Resource
from migration.export.packages.rowschema import row_schema
from migration.export.packages.tableschema import described, resource_name

NAME = "datapackage.json"
SCHEMAS = "schemas"
MANIFEST_SCHEMA = f"{SCHEMAS}/manifest.schema.json"


def describe_package(folder: Path, package: Package, written: Sequence[DeliveredFile]) -> list[DeliveredFile]:
    """Write a package's description beside its files; returns what the manifest must list besides ``written``.

    Same files, same bytes. A file of ``written`` that no resource of the package describes stands in it by size and
    checksum; a resource whose file was not written is left out.
    """
    known = {resource.path: resource for resource in package.resources}
    schemas = {
        file.name: _write_schema(folder, known[file.name]) for file in written if _has_rows(known.get(file.name))
    }
    paths = [file.name for file in written]
    resources = []
    for file in sorted(written, key=lambda file: file.name):
        found = described(known[file.name], file, paths) if file.name in known else _plain(file)
        resources.append(found | {"jsonSchema": schemas[file.name].name} if file.name in schemas else found)
    head = {"name": package.name, "title": package.title, "description": package.about, "profile": "data-package"}
    made = [_write(folder, NAME, head | {"resources": resources}), *schemas.values(), _manifest_schema(folder)]
    return sorted(made, key=lambda file: file.name)


def schema_path(path: str) -> str:
    """``items.csv`` → ``schemas/items.schema.json``; rooms stay: ``codes/branch.csv`` → ``schemas/codes/branch…``."""
    stem, _, _ = path.rpartition(".")
    return f"{SCHEMAS}/{stem or path}.schema.json"


def _has_rows(resource: Resource | None) -> bool:
    return resource is not None and bool(resource.fields or resource.tree)


def _write_schema(folder: Path, resource: Resource) -> DeliveredFile:
    return _write(folder, schema_path(resource.path), row_schema(resource))


def _plain(file: DeliveredFile) -> dict[str, Any]:
    return {
        "name": resource_name(file.name),
        "path": file.name,
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
        "records": file.rows,
        "delta": "whole",
    }


def _manifest_schema(folder: Path) -> DeliveredFile:
    text = files("migration.export.packages").joinpath("manifest.schema.json").read_text(encoding="utf-8")
    return _write(folder, MANIFEST_SCHEMA, json.loads(text))


def _write(folder: Path, name: str, content: object) -> DeliveredFile:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8", newline="")
    return describe(folder, name, 1, {})
