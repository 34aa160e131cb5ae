"""The files of a folder that is sent, and whether they may travel."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ValidationError

from migration.export.manifest import NAME as MANIFEST
from migration.export.sending.model import SEALS, Outgoing, SendError
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

    Raises SendError where the folder has no manifest, where a package is not signed, where people's data are in clear
    and ``plain`` is not said, and where a file is not what the manifest says: nobody is to get that.
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
    _require_whole(folder, found)
    return [*found, *(_itself(folder / name) for name in reversed(SEALS) if (folder / name).is_file())]


def _require_whole(folder: Path, files: Sequence[Outgoing]) -> None:
    wrong = [file.name for file in files if not _is_whole(folder / file.name, file)]
    if wrong:
        raise SendError(
            f"{folder}: {', '.join(wrong)} {'is' if len(wrong) == 1 else 'are'} not what the manifest says; nothing "
            "was sent. Make the package anew"
        )


def _is_whole(path: Path, file: Outgoing) -> bool:
    try:
        with path.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest() == file.sha256
    except OSError:
        return False


def _itself(path: Path) -> Outgoing:
    content = path.read_bytes()
    return Outgoing(path.name, len(content), hashlib.sha256(content).hexdigest())
