"""Sends the files of a folder, one by one: each under a passing name, checked at the other end, then renamed."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from migration.export.sending.model import PARTIAL, SEALS, Delivered, Outgoing, Remote, SendError, Step

_BLOCK = 1 << 18


def plan(files: Sequence[Outgoing], folder: Path, remote: Remote) -> list[Delivered]:
    """What ``transfer`` would do, and how many bytes it would send; nothing is written.

    Where any file is to come, the manifest and its signature are, too: see ``unseal``.
    """
    planned = [_planned(file, folder, remote) for file in files]
    if all(file.step == "there" for file in planned):
        return planned
    return [
        replace(one, step="replaced", sent=one.bytes) if one.name in SEALS and one.step == "there" else one
        for one in planned
    ]


def strangers(files: Sequence[Outgoing], remote: Remote) -> list[str]:
    """What lies at the other end and is none of the files: of an earlier package, perhaps. It stays."""
    ours = {name for file in files for name in (file.name.partition("/")[0], file.name + PARTIAL)}
    return [name for name in remote.names() if name not in {*ours, *SEALS}]


def unseal(remote: Remote) -> None:
    """Take away what says of the files at the other end that they are whole, the manifest first: until the last one has
    come, no earlier manifest is to stand over files that it does not fit."""
    for name in SEALS:
        if remote.size(name) is not None:
            remote.remove(name)


def transfer(planned: Delivered, folder: Path, remote: Remote) -> None:
    """Send one file of a folder. Raises SendError; what has been sent by then stays, and is gone on from."""
    if planned.step == "there":
        return
    partial = planned.name + PARTIAL
    if remote.size(partial) != planned.bytes or planned.sent:
        begun = planned.bytes - planned.sent
        remote.write(partial, _blocks(folder / planned.name, begun), begun)
    _require_same(planned, partial, remote)
    remote.rename(partial, planned.name)


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


def _require_same(file: Delivered, name: str, remote: Remote) -> None:
    size = remote.size(name)
    if size != file.bytes:
        raise SendError(f"{remote.where}/{name}: {size} bytes are there of {file.bytes}; send again")
    if remote.digest(name) != file.sha256:
        remote.remove(name)
        raise SendError(
            f"{remote.where}/{name}: came as something else than the manifest says (sha256), and was removed; run "
            "grenselos verify on the package, and send again"
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
