"""Pages that were fetched, kept on disk until they are landed: an interrupted run goes on from the last whole page.

They hold personal data: the folder is open to its owner alone (700, files 600) and goes when the rows are landed, or
when a run finds it older than a day.
"""

import hashlib
import os
import shutil
import time
from contextlib import suppress
from pathlib import Path

DAY = 24 * 60 * 60
_BEGUN = "begun"


class Spool:
    """The pages of one source. ``mark`` tells what they were asked with: other settings, other pages."""

    def __init__(self, folder: Path, mark: str) -> None:
        self._folder = folder
        self.reused = 0
        """Pages that an earlier run had fetched."""
        self._own: set[Path] = set()
        if not _is_fresh(folder, mark):
            discard(folder)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for directory in (folder, folder.parent, folder.parent.parent):
            directory.chmod(0o700)
        if not (folder / _BEGUN).exists():
            _write(folder / _BEGUN, _digest(mark))

    def get(self, name: str, query: str) -> str | None:
        """The page's text; None where it has not been fetched."""
        path = self._path(name, query)
        try:
            text = path.read_bytes().decode()
        except FileNotFoundError:
            return None
        if path not in self._own:
            self._own.add(path)
            self.reused += 1
        return text

    def put(self, name: str, query: str, text: str) -> None:
        path = self._path(name, query)
        _write(path, text)
        self._own.add(path)

    def forget(self, name: str) -> None:
        """Ask for this set anew in the next run."""
        for path in self._folder.glob(f"{name}-*"):
            path.unlink(missing_ok=True)

    def _path(self, name: str, query: str) -> Path:
        return self._folder / f"{name}-{_digest(query)}"


def discard(folder: Path) -> None:
    """Remove the pages, and the folders above them that hold nothing else."""
    shutil.rmtree(folder, ignore_errors=True)
    with suppress(OSError):
        folder.parent.rmdir()
        folder.parent.parent.rmdir()


def _is_fresh(folder: Path, mark: str) -> bool:
    begun = folder / _BEGUN
    try:
        return begun.read_text() == _digest(mark) and time.time() - begun.stat().st_mtime < DAY
    except OSError:
        return False


def _write(path: Path, text: str) -> None:
    """Whole or not at all."""
    half = path.with_suffix(".half")
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    half.replace(path)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
