"""A delivery's folder as it is packed: its manifest, and its data package where it has one."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from pydantic import BaseModel, ValidationError

from migration.export.delta.folders import ListedFile
from migration.export.manifest import NAME as MANIFEST
from migration.export.packages.writing import NAME as PACKAGE
from migration.export.trust.model import PackError


class _Listing(BaseModel):
    files: tuple[ListedFile, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """``listed``: the files of the manifest by name; ``package``: the data package, empty where there is none."""

    path: Path
    manifest: Mapping[str, Any]
    manifest_sha256: str
    listed: Mapping[str, ListedFile]
    package: Mapping[str, Any]

    @property
    def profile(self) -> str:
        return str(self.manifest.get("profile", ""))

    @property
    def is_delta(self) -> bool:
        return "base" in self.manifest

    @property
    def ends(self) -> Mapping[str, Any]:
        """Of a delta, what it must be applied to and what comes out; how many rows that has is not told."""
        if not self.is_delta:
            return {}
        ends = {name: dict(self.manifest[name]) for name in ("base", "result")}
        for end in ends.values():
            end.pop("files", None)
        return {"delta": ends}

    @property
    def whole(self) -> frozenset[str]:
        """Of a delta, the files that are in it whole."""
        return frozenset(file["name"] for file in self.manifest["files"] if file.get("whole"))


def open_delivery(path: Path) -> Opened:
    """Raises PackError where the folder has no manifest that can be read, or where a listed file is missing."""
    text = _read(path / MANIFEST)
    try:
        listing = _Listing.model_validate_json(text)
    except ValidationError as error:
        raise PackError(f"{path / MANIFEST} lists no files; copy the delivery again") from error
    listed = {file.name: file for file in listing.files}
    missing = [name for name in listed if not (path / name).is_file()]
    if missing:
        raise PackError(f"{path}: {', '.join(missing)} is missing; copy the delivery again")
    package = orjson.loads(_read(path / PACKAGE)) if PACKAGE in listed else {}
    return Opened(
        path=path,
        manifest=orjson.loads(text),
        manifest_sha256=hashlib.sha256(text).hexdigest(),
        listed=listed,
        package=package,
    )


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise PackError(f"{path} cannot be read ({error.strerror}); name the folder of a delivery") from error
