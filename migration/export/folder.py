"""A delivery appears whole or not at all: it is written aside, flushed to disk, then renamed."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PREFIX = "."
SUFFIX = ".partial"


class BeingWrittenError(Exception):
    """Another command writes this folder at this moment."""


@contextmanager
def whole_folder(target: Path, mode: int = 0o755) -> Iterator[Path]:
    """Yield an empty folder beside ``target``; on success it becomes ``target``, on any error it is removed.

    What killed runs left behind is removed: nobody holds it any more. Only its owner may look into the folder while it
    is written. Raises FileExistsError where ``target`` is there already, and BeingWrittenError.
    """
    if target.exists():
        raise FileExistsError(f"{target} exists already")
    target.parent.mkdir(parents=True, exist_ok=True)
    _remove_leftovers(target.parent)
    aside = partial(target)
    try:
        aside.mkdir(mode=0o700)
    except FileExistsError as error:
        raise BeingWrittenError(f"{target} is being written by another command; wait until it is done") from error
    with _held(aside):
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


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Hold a folder as long as this process lives, and no longer: the system lets go of it for a killed one, too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)


def _remove_leftovers(parent: Path) -> None:
    """Remove folders of runs that were killed."""
    for path in parent.glob(f"{PREFIX}*{SUFFIX}"):
        with suppress(OSError), _held(path):
            shutil.rmtree(path, ignore_errors=True)
