"""A part as a tar archive that is made while it is read: same part, same bytes. Nothing of it lies on disk in clear."""

import tarfile
from collections.abc import Iterator

from migration.export.trust.model import Part, PartFile

_BLOCK = tarfile.BLOCKSIZE


def archive(part: Part) -> Iterator[bytes]:
    """The archive in pieces. Its files lie in a folder of the archive's name, so that parts unpack side by side."""
    length = 0
    for file in part.files:
        for piece in _member(f"{part.folder}/{file.name}", file):
            length += len(piece)
            yield piece
    yield bytes(2 * _BLOCK + -(length + 2 * _BLOCK) % tarfile.RECORDSIZE)


def _member(path: str, file: PartFile) -> Iterator[bytes]:
    yield _head(path, file.size)
    yield from file.content()
    yield bytes(-file.size % _BLOCK)


def _head(path: str, size: int) -> bytes:
    """Readable by its owner alone; whose it is and when it was made says nothing, since bytes must not depend on it."""
    info = tarfile.TarInfo(path)
    info.size, info.mode, info.mtime = size, 0o600, 0
    return info.tobuf(tarfile.PAX_FORMAT, "utf-8", "strict")
