"""``manifest.json``: its shape, and the files that it lists with their bytes and checksums."""

import hashlib
import re
from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictInt, ValidationError, field_validator

from migration.export.verification.layout import MANDATORY, RUN_TYPES
from migration.export.verification.state import Delivery, Listed

NAME = "manifest.json"
CONTRACT_VERSION = "1"
Text = Annotated[str, Field(min_length=1)]
Count = Annotated[StrictInt, Field(ge=0)]
Sha256 = Annotated[str, Field(pattern=re.compile(r"^[0-9a-f]{64}$"))]


class _Part(BaseModel):
    """More keys may follow."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class ExtractedFile(_Part):
    name: Text
    bytes: Count
    sha256: Sha256


class ManifestSource(_Part):
    source: Text
    extracted_files: tuple[ExtractedFile, ...]


class ManifestFile(_Part):
    name: Text
    rows: Count
    bytes: Count
    sha256: Sha256
    counts_by_source: dict[str, Count]


class Manifest(_Part):
    contract_version: StrictInt | str
    run_id: Text
    run_type: str
    created_at: str
    tool_version: Text
    mapping_version: Text
    sources: tuple[ManifestSource, ...]
    files: tuple[ManifestFile, ...]

    @field_validator("contract_version")
    @classmethod
    def _known_version(cls, value: int | str) -> int | str:
        if str(value) != CONTRACT_VERSION:
            raise ValueError(f"this program checks contract version {CONTRACT_VERSION}")
        return value

    @field_validator("run_type")
    @classmethod
    def _known_type(cls, value: str) -> str:
        if value not in RUN_TYPES:
            raise ValueError(f"must be one of {', '.join(RUN_TYPES)}")
        return value

    @field_validator("created_at")
    @classmethod
    def _time(cls, value: str) -> str:
        datetime.fromisoformat(value)
        return value


def check_manifest(delivery: Delivery, mandatory: Collection[str] = MANDATORY) -> None:
    """Read the manifest and hold it against the files on disk. Fills ``listed``. ``mandatory``: files that must be."""
    manifest = _read(delivery)
    if manifest is None:
        return
    for file in manifest.files:
        if file.name in delivery.listed:
            delivery.problems.note("manifest", NAME, f"lists {file.name} twice")
        delivery.listed[file.name] = Listed(
            rows=file.rows, bytes=file.bytes, sha256=file.sha256, counts_by_source=file.counts_by_source
        )
        _check_counts(delivery, file, {source.source for source in manifest.sources})
    _check_files(delivery, mandatory)


def _read(delivery: Delivery) -> Manifest | None:
    try:
        return Manifest.model_validate_json((delivery.path / NAME).read_bytes())
    except OSError as error:
        delivery.problems.note("missing_file", NAME, f"cannot be read ({error.strerror})")
    except ValidationError as error:
        for problem in error.errors(include_url=False, include_input=False):
            where = ".".join(map(str, problem["loc"])) or "the file"
            delivery.problems.note("manifest", NAME, f"{where}: {problem['msg']}")
    return None


def _check_counts(delivery: Delivery, file: ManifestFile, sources: set[str]) -> None:
    """``*`` stands for the whole county. A file that does not go by source may have no counts."""
    counted = sum(file.counts_by_source.values())
    if file.counts_by_source and counted != file.rows:
        what = f"{file.name} has {file.rows} rows, but its counts_by_source give {counted}"
        delivery.problems.note("source_counts", NAME, what)
    for source in sorted(file.counts_by_source.keys() - sources - {"*"}):
        delivery.problems.note("source_counts", NAME, f"{file.name} counts {source!r}, which is not among the sources")


def _check_files(delivery: Delivery, mandatory: Collection[str]) -> None:
    present, listed = set(_files(delivery.path)), delivery.listed.keys()
    for name in sorted(present - listed):
        delivery.problems.note("unlisted_file", name, "is not listed in the manifest")
    for name in sorted({*listed, *mandatory} - present):
        delivery.problems.note("missing_file", name, "is missing")
    for name in sorted((present & set(mandatory)) - listed):
        delivery.problems.note("manifest", NAME, f"does not list {name}")
    for name in sorted(present & listed):
        _check_bytes(delivery, name, delivery.listed[name])


def _files(root: Path) -> Iterator[str]:
    for path in root.rglob("*"):
        name = path.relative_to(root).as_posix()
        if path.is_file() and name != NAME:
            yield name


def _check_bytes(delivery: Delivery, name: str, listed: Listed) -> None:
    path = delivery.path / name
    size = path.stat().st_size
    if size != listed.bytes:
        delivery.problems.note("size", name, f"has {size} bytes, but the manifest says {listed.bytes}")
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != listed.sha256:
        delivery.problems.note("checksum", name, "is not the file that the manifest describes (SHA-256 differs)")
