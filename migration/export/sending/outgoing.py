"""The files of a folder that is sent, and whether they may travel."""

import hashlib
from pathlib import Path

from pydantic import BaseModel, ValidationError

from migration.export.manifest import NAME as MANIFEST
from migration.export.sending.model import Outgoing, SendError
from migration.export.trust.model import CATALOGUE
from migration.export.trust.signing import SUFFIX


class _File(BaseModel):
    name: str
    bytes: int
    sha256: str
    part: str = ""
    encrypted: str = ""


class _Manifest(BaseModel):
    form: str = ""
    files: tuple[_File, ...]


def outgoing(folder: Path, plain: bool) -> list[Outgoing]:
    """All files, the manifest last: who finds it there finds the others whole.

    Raises SendError where the folder has no manifest or is not what that says, where a package is not signed, and where
    people's data are in clear and ``plain`` is not said.
    """
    path = folder / MANIFEST
    try:
        manifest = _Manifest.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise SendError(
            f"{folder} has no manifest that can be read; name a folder that grenselos pack wrote"
        ) from error
    in_clear = [file.name for file in manifest.files if file.part != CATALOGUE and not file.encrypted]
    if in_clear and not plain:
        what = ", ".join(in_clear[:3]) + (" …" if len(in_clear) > 3 else "")
        why = (
            "has patrons' data in clear"
            if manifest.form
            else "is no package, so that it may have patrons' data in clear"
        )
        raise SendError(f"{folder} {why} ({what}); make one with grenselos pack, or say --plain")
    if manifest.form and not path.with_name(MANIFEST + SUFFIX).is_file():
        raise SendError(f"{folder} is not signed ({MANIFEST}{SUFFIX} is missing); make it anew with grenselos pack")
    found = [Outgoing(file.name, file.bytes, file.sha256) for file in manifest.files]
    if changed := [file.name for file in found if _size(folder / file.name) != file.bytes]:
        raise SendError(
            f"{folder}: {', '.join(changed[:3])} is not what the manifest says; see with grenselos verify what became "
            "of it, and send nothing before"
        )
    return [*found, *(_itself(p) for p in (path.with_name(MANIFEST + SUFFIX), path) if p.is_file())]


def _size(path: Path) -> int | None:
    return path.stat().st_size if path.is_file() else None


def _itself(path: Path) -> Outgoing:
    content = path.read_bytes()
    return Outgoing(path.name, len(content), hashlib.sha256(content).hexdigest())
