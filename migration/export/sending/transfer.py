"""Sends the files of a folder, one by one: each under a passing name, checked at the other end, then renamed."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from migration.export.sending.model import PARTIAL, Delivered, Outgoing, Remote, SendError, Step

_BLOCK = 1 << 18


def plan(files: Sequence[Outgoing], folder: Path, remote: Remote) -> list[Delivered]:
    """What ``transfer`` would do, and how many bytes it would send; nothing is written."""
    return [_planned(file, folder, remote) for file in files]


def transfer(file: Outgoing, folder: Path, remote: Remote) -> Delivered:
    """Send one file of a folder. Raises SendError; what has been sent by then stays, and is gone on from."""
    planned = _planned(file, folder, remote)
    if planned.step != "there":
        partial = file.name + PARTIAL
        for room in reversed(PurePosixPath(file.name).parents[:-1]):
            remote.make_room(str(room))
        if remote.size(partial) != file.bytes or planned.sent:
            remote.write(partial, _blocks(folder / file.name, file.bytes - planned.sent), file.bytes - planned.sent)
        _require_same(file, partial, remote)
        remote.rename(partial, file.name)
    return planned


def _planned(file: Outgoing, folder: Path, remote: Remote) -> Delivered:
    size = remote.size(file.name)
    if size == file.bytes and remote.digest(file.name) == file.sha256:
        return _delivered(file, "there", 0)
    begun = _begun(file, folder, remote)
    step: Step = "replaced" if size is not None else "resumed" if begun else "sent"
    return _delivered(file, step, file.bytes - begun)


def _begun(file: Outgoing, folder: Path, remote: Remote) -> int:
    """Bytes of the file that are at the other end under its passing name; 0 where something else is."""
    size = remote.size(file.name + PARTIAL) or 0
    if not 0 < size <= file.bytes:
        return 0
    return size if remote.digest(file.name + PARTIAL) == _prefix_digest(folder / file.name, size) else 0


def _delivered(file: Outgoing, step: Step, sent: int) -> Delivered:
    return Delivered(file.name, file.bytes, file.sha256, step, sent)


def _require_same(file: Outgoing, name: str, remote: Remote) -> None:
    size = remote.size(name)
    if size != file.bytes:
        raise SendError(f"{remote.where}/{name}: {size} bytes are there of {file.bytes}; send again")
    if remote.digest(name) != file.sha256:
        raise SendError(
            f"{remote.where}/{name}: is not what the manifest says (sha256); run grenselos verify on the package, "
            "and send again"
        )


def _prefix_digest(path: Path, size: int) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while size and (block := file.read(min(_BLOCK, size))):
            digest.update(block)
            size -= len(block)
    return digest.hexdigest()


def _blocks(path: Path, offset: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(offset)
        while block := file.read(_BLOCK):
            yield block
