"""Writes a package: the parts of a delivery, people's encrypted, with a manifest that is signed."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from migration import __version__
from migration.export.manifest import NAME as MANIFEST
from migration.export.trust.archive import archive
from migration.export.trust.encryption import encrypt
from migration.export.trust.model import Divided, PackError, Part
from migration.export.trust.opened import Opened
from migration.export.trust.parts import parts_of, unaccounted
from migration.export.trust.recipients import Recipients
from migration.export.trust.signing import sign

if TYPE_CHECKING:
    import minisign

FORM = "grenselos-package"
PACKED, LEFT_OUT, HOME = "packed", "not_chosen", "at_home"


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedPart:
    """One file of a package. ``encrypted``: ``age``, ``pgp`` or nothing; ``rows``: per file of the part."""

    name: str
    part: str
    library: str
    encrypted: str
    bytes: int
    sha256: str
    rows: Mapping[str, int]


def write_package(
    delivery: Opened,
    divided: Divided,
    folder: Path,
    key: "minisign.SecretKey",
    recipients: Recipients | None,
    libraries: Collection[str] = (),
) -> list[PackedPart]:
    """Write the parts into ``folder``. ``libraries``: ISILs; without any, all and those of nobody.

    Without ``recipients`` people's data are written in clear. Raises PackError where the sum of the rows is not right.
    """
    parts = parts_of(delivery, divided)
    if wrong := unaccounted(delivery, parts, divided):
        raise PackError(f"rows of {', '.join(wrong)} are not accounted for; run grenselos verify on {delivery.path}")
    chosen = [part for part in parts if not part.is_personal or not libraries or part.library in libraries]
    packed = [_write(part, folder, recipients) for part in chosen]
    manifest = _manifest(delivery, divided, parts, packed, recipients)
    path = folder / MANIFEST
    path.write_text(json.dumps(manifest, ensure_ascii=False, indent=2) + "\n", encoding="utf-8", newline="")
    sign(path, key, f"{FORM} {delivery.path.name}")
    return packed


def _write(part: Part, folder: Path, recipients: Recipients | None) -> PackedPart:
    encrypted = recipients.kind if part.is_personal and recipients else ""
    path = folder / (part.folder + ".tar" + (f".{encrypted}" if encrypted else ""))
    if part.is_personal and recipients:
        encrypt(archive(part), path, recipients)
    else:
        with path.open("wb") as file:
            file.writelines(archive(part))
    with path.open("rb") as written:
        digest = hashlib.file_digest(written, "sha256").hexdigest()
    rows = {file.name: file.rows for file in part.files if file.is_data}
    return PackedPart(name=path.name, part=part.name, library=part.library, encrypted=encrypted,
                      bytes=path.stat().st_size, sha256=digest, rows=rows)  # fmt: skip


def _manifest(
    delivery: Opened,
    divided: Divided,
    parts: Sequence[Part],
    packed: Sequence[PackedPart],
    recipients: Recipients | None,
) -> Mapping[str, Any]:
    return {
        "form": FORM,
        "contract_version": delivery.manifest.get("contract_version"),
        "tool_version": __version__,
        "delivery": {
            "name": delivery.path.name,
            "manifest_sha256": delivery.manifest_sha256,
            **{
                key: delivery.manifest.get(key) for key in ("run_id", "run_type", "profile") if key in delivery.manifest
            },
        },
        **delivery.ends,
        "recipients": list(recipients.names) if recipients else [],
        "files": [_described(part) for part in packed],
        "folded": folded_of(packed, divided),
        "rows": accounts(parts, packed, divided),
    }


def _described(part: PackedPart) -> Mapping[str, Any]:
    return {name: getattr(part, name) for name in PackedPart.__slots__}


def folded_of(packed: Sequence[PackedPart], divided: Divided) -> Mapping[str, Mapping[str, int]]:
    """Of the parts in this package: patrons who travel in another one, by the part."""
    taken = {part.part for part in packed}
    return {part: parts for part, parts in divided.folded.items() if part in taken}


def accounts(parts: Sequence[Part], packed: Sequence[PackedPart], divided: Divided) -> Mapping[str, Mapping[str, int]]:
    """Per file of the delivery: rows in this package, of libraries that were not chosen, and that stay at home."""
    found: dict[str, dict[str, int]] = {}
    taken = {part.part for part in packed}
    for part in parts:
        for file in (file for file in part.files if file.is_data):
            counts = found.setdefault(file.name, {PACKED: 0, LEFT_OUT: 0, HOME: divided.at_home[file.name]})
            counts[PACKED if part.name in taken else LEFT_OUT] += file.rows
    for name, rows in divided.at_home.items():
        found.setdefault(name, {PACKED: 0, LEFT_OUT: 0, HOME: rows})
    return dict(sorted(found.items()))
