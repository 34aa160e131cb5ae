"""A folder of which a delta is made, or to which it is applied: its manifest, its data package, its files."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from migration.export.delta.framing import can_be_framed
from migration.export.delta.model import DeltaError, Layout
from migration.export.manifest import NAME as MANIFEST
from migration.export.packages.writing import NAME as PACKAGE
from migration.export.profiles.layout import OWNERS

_ALGORITHM = "sha256"
Count = Annotated[int, Field(ge=0)]


class ListedFile(BaseModel):
    """One file of a manifest. ``whole``, ``changes``: of a delta's file, see ``describing.DeltaFile``."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    name: str
    rows: Count
    bytes: Count
    sha256: str
    counts_by_source: dict[str, Count] = {}
    whole: bool = True
    changes: dict[str, dict[str, Count]] = {}

    @field_validator("name")
    @classmethod
    def _inside(cls, name: str) -> str:
        if name.startswith("/") or ".." in name.split("/"):
            raise ValueError("leads out of the folder")
        return name


class _Listing(BaseModel):
    run_id: str
    run_type: str
    files: tuple[ListedFile, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """``manifest``: as it stands in the file; ``listed``: its files; ``resources``: those of its data package."""

    path: Path
    manifest: Mapping[str, Any]
    manifest_sha256: str
    listed: Mapping[str, ListedFile]
    package: Mapping[str, Any]
    resources: Mapping[str, Mapping[str, Any]]

    @property
    def is_delta(self) -> bool:
        return "base" in self.manifest

    def layout(self, name: str) -> Layout | None:
        """How a file's rows are found; None where it has none with keys, or is passed on whole."""
        try:
            return self._layout(name, self.resources.get(name, {}))
        except (AttributeError, LookupError, TypeError) as error:
            raise DeltaError(
                f"{self.path / PACKAGE} does not say how {name} is written; copy the delivery again"
            ) from error

    def _layout(self, name: str, resource: Mapping[str, Any]) -> Layout | None:
        schema = resource.get("schema", {})
        key, form = schema.get("primaryKey", resource.get("recordKey", ())), str(resource.get("form"))
        encoding = str(resource.get("encoding", "utf-8"))
        if not key or resource.get("delta") != "rows" or not can_be_framed(form) or "\n".encode(encoding) != b"\n":
            return None
        return Layout(
            path=name,
            form=form,
            key=tuple(key),
            columns=tuple(field["name"] for field in schema.get("fields", ())),
            delimiter=resource.get("dialect", {}).get("delimiter", ","),
            encoding=encoding,
            element=resource.get("recordElement", ""),
            **self._owners(name),
        )

    def _owners(self, name: str) -> dict[str, str]:
        """The columns of library and source. In a profile's file one of that name may be anything of the receiver's;
        its manifest says which hold what ours do."""
        said = self.manifest.get("layout")
        own = said.get(name) if isinstance(said, dict) else None
        if not isinstance(own, dict):
            return {}
        return {column: str(own.get(column, "")) for column in OWNERS}


def open_folder(path: Path) -> Folder:
    """Raises DeltaError where the folder has no manifest or no data package that can be read."""
    text = _read(path / MANIFEST)
    manifest, listing = _parsed(path / MANIFEST, text), _listing(path / MANIFEST, text)
    package = _parsed(path / PACKAGE, _read(path / PACKAGE))
    try:
        resources = {str(resource["path"]): resource for resource in package["resources"]}
    except (KeyError, TypeError) as error:
        raise DeltaError(f"{path / PACKAGE} is no data package") from error
    return Folder(
        path=path,
        manifest=manifest,
        manifest_sha256=hashlib.sha256(text).hexdigest(),
        listed={file.name: file for file in listing.files},
        package=package,
        resources=resources,
    )


def damage(folder: Folder) -> list[str]:
    """Files that are not what the manifest says, a line each."""
    return damaged(folder.path, folder.listed.values())


def damaged(root: Path, listed: Iterable[ListedFile]) -> list[str]:
    """As ``damage``, of a folder of which nothing but its list of files is read."""
    return [problem for file in listed if (problem := _damage(root, file))]


def _damage(root: Path, file: ListedFile) -> str:
    path = root / file.name
    if not path.is_file():
        return f"{path} is missing; copy the delivery again"
    with path.open("rb") as content:
        found = hashlib.file_digest(content, _ALGORITHM).hexdigest()
    return "" if found == file.sha256 else f"{path} is not the file that the manifest lists; copy the delivery again"


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise DeltaError(
            f"{path} cannot be read ({error.strerror}); name the folder of a delivery that has it"
        ) from error


def _parsed(path: Path, text: bytes) -> Mapping[str, Any]:
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise DeltaError(f"{path} is not JSON; copy the delivery again") from error
    if not isinstance(found, dict):
        raise DeltaError(f"{path} is not what it should be; copy the delivery again")
    return found


def _listing(path: Path, text: bytes) -> _Listing:
    try:
        return _Listing.model_validate_json(text)
    except ValidationError as error:
        raise DeltaError(f"{path} lists no files; copy the delivery again") from error
