"""``manifest.json``: what a delivery is, what it was made from, and what each file must hold."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from migration.export.files import DeliveredFile

CONTRACT_VERSION = 1
NAME = "manifest.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractedFile:
    """One file of an export, as it was when it was landed."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractedSource:
    source: str
    mapping_version: str
    extracted_files: Sequence[ExtractedFile]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """docs/contract.md, section 5. ``created_at`` is ISO 8601 with its offset."""

    contract_version: int
    run_id: str
    run_type: str
    created_at: str
    tool_version: str
    mapping_version: str
    sources: Sequence[ExtractedSource]
    files: Sequence[DeliveredFile]


def write_manifest(root: Path, manifest: Manifest) -> None:
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=2)
    (root / NAME).write_text(text + "\n", encoding="utf-8", newline="")


def manifest_of(folder: Path) -> Mapping[str, Any]:
    """What a folder's manifest says; nothing where there is none that can be read."""
    try:
        found = json.loads((folder / NAME).read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def is_delta(folder: Path) -> bool:
    """Whether a folder's manifest says that it is to be applied to another delivery."""
    return "base" in manifest_of(folder)
