"""A folder of this machine (a mounted share, a disk) as the other end."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from migration.export.sending.model import SendError, folders_of


class FolderRemote:
    """See ``model.Remote``."""

    identity = ""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.where = str(path)

    def make_folder(self, names: Iterable[str]) -> None:
        """Only the last part of the path and ours in it: a share that is not mounted is an error, no new tree."""
        for path in (self._path.parent, self._path, *(self._path / name for name in folders_of(names))):
            with _told(path):
                path.mkdir(mode=0o700, exist_ok=True)

    def names(self) -> list[str]:
        with _told(self._path):
            return sorted(path.name for path in self._path.iterdir()) if self._path.exists() else []

    def size(self, name: str) -> int | None:
        path = self._path / name
        with _told(path):
            return path.stat().st_size if path.exists() else None

    def digest(self, name: str) -> str:
        with _told(self._path / name), (self._path / name).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def write(self, name: str, blocks: Iterable[bytes], offset: int) -> None:
        with _told(self._path / name), (self._path / name).open("r+b" if offset else "wb") as file:
            file.seek(offset)
            file.writelines(blocks)
            file.flush()
            os.fsync(file.fileno())

    def rename(self, name: str, to: str) -> None:
        with _told(self._path / to):
            os.replace(self._path / name, self._path / to)

    def remove(self, name: str) -> None:
        with _told(self._path / name):
            (self._path / name).unlink()

    def close(self) -> None:
        pass


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise SendError(
            f"{path}: {error.strerror or type(error).__name__}; see to space and rights there, and send again"
        ) from error
