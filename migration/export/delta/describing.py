"""What a delta says of itself: its manifest, its data package."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from migration import __version__
from migration.export.declared import fields_of
from migration.export.delta.folders import Folder
from migration.export.delta.tombstones import NAME as TOMBSTONES
from migration.export.files import DeliveredFile, describe
from migration.export.manifest import NAME as MANIFEST
from migration.export.packages.model import Resource
from migration.export.packages.rowschema import row_schema
from migration.export.packages.tableschema import described
from migration.export.packages.writing import NAME as PACKAGE
from migration.export.packages.writing import SCHEMAS, schema_path

DELTA = "delta"
RESULT = "result"
"""The folder with the manifest and the data package of the delivery that comes out."""
_TOMBSTONES = Resource(
    path=TOMBSTONES, about="Rows of the base that are there no more", fields=fields_of("tombstones"), whole=True
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeltaFile(DeliveredFile):
    """``whole``: passed on as it is. Else ``changes``: rows by library and by what became of them."""

    whole: bool
    changes: Mapping[str, Mapping[str, int]]


def write_schema(folder: Path) -> DeltaFile:
    """Of the tombstones; those of the other files are the new delivery's."""
    _write(folder / schema_path(TOMBSTONES), row_schema(_TOMBSTONES))
    return DeltaFile(**asdict(describe(folder, schema_path(TOMBSTONES), 1, {})), whole=True, changes={})


def write_package(after: Folder, folder: Path, files: Sequence[DeltaFile]) -> DeltaFile:
    """The new delivery's package, with what the delta's own files are. What they refer to may not have changed, so that
    a delta has no foreign keys."""
    own = {file.name: file for file in files if not file.name.startswith((f"{SCHEMAS}/", f"{RESULT}/"))}
    resources = [_resource(after.resources.get(name), file) for name, file in sorted(own.items())]
    _write(folder / PACKAGE, {**after.package, "resources": resources})
    return DeltaFile(**asdict(describe(folder, PACKAGE, 1, {})), whole=True, changes={})


def _resource(former: Mapping[str, Any] | None, file: DeltaFile) -> dict[str, Any]:
    if former is None:
        return {**described(_TOMBSTONES, file, ()), "jsonSchema": schema_path(TOMBSTONES)}
    schema = {key: value for key, value in former.get("schema", {}).items() if key != "foreignKeys"}
    counted = "rows" if "rows" in former else "records"
    form = "whole" if file.whole else "rows"
    facts = {"bytes": file.bytes, "hash": f"sha256:{file.sha256}", counted: file.rows, "delta": form}
    return {**former, **facts, "schema": schema} if schema else {**former, **facts}


def write_manifest(before: Folder, after: Folder, folder: Path, files: Sequence[DeltaFile]) -> None:
    """The new delivery's, but for the files; what it is applied to, and what comes out."""
    result = [file.model_dump(include={"name", "rows", "bytes", "sha256"}) for file in after.listed.values()]
    own = {
        "run_type": DELTA,
        "tool_version": __version__,
        "base": _named(before),
        "result": {**_named(after), "files": result},
        "removed_files": sorted(before.listed.keys() - after.listed.keys()),
        "files": [asdict(file) for file in files],
    }
    _write(folder / MANIFEST, {**after.manifest, **own})


def _named(folder: Folder) -> dict[str, Any]:
    manifest = folder.manifest
    return {
        "run_id": manifest["run_id"],
        "run_type": manifest["run_type"],
        "manifest_sha256": folder.manifest_sha256,
    }


def _write(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8", newline="")
