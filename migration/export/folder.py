"""A delivery appears whole or not at all: it is written aside, flushed to disk, then renamed."""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PREFIX = "."
SUFFIX = ".partial"
DAY = 86_400


@contextmanager
def whole_folder(target: Path, mode: int = 0o755) -> Iterator[Path]:
    """Yield an empty folder beside ``target``; on success it becomes ``target``, on any error it is removed.

    What killed runs left behind is removed after a day. Only its owner may look into the folder while it is written.
    Raises FileExistsError where ``target`` is there already.
    """
    if target.exists():
        raise FileExistsError(f"{target} exists already")
    target.parent.mkdir(parents=True, exist_ok=True)
    _remove_leftovers(target.parent)
    aside = partial(target)
    aside.mkdir(mode=0o700)
    try:
        yield aside
        _sync(aside)
        os.chmod(aside, mode)
        os.rename(aside, target)
        _sync_one(target.parent)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise


def partial(target: Path) -> Path:
    """Where a folder lies while it is written."""
    return target.parent / f"{PREFIX}{target.name}{SUFFIX}"


def _sync(folder: Path) -> None:
    for path in (*folder.rglob("*"), folder):
        _sync_one(path)


def _sync_one(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove_leftovers(parent: Path) -> None:
    """A folder that nobody has written to for a day belongs to a run that was killed."""
    for path in parent.glob(f"{PREFIX}*{SUFFIX}"):
        if time.time() - path.stat().st_mtime > DAY:
            shutil.rmtree(path, ignore_errors=True)
