"""A delivery appears whole or not at all: it is written aside, flushed to disk, then renamed."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PREFIX = "."
SUFFIX = ".partial"


@contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """Yield an empty folder beside ``target``; on success it becomes ``target``, on any error it is removed.

    What a killed run left behind is removed first. Raises FileExistsError where ``target`` is there already.
    """
    if target.exists():
        raise FileExistsError(f"{target} exists already")
    aside = target.parent / f"{PREFIX}{target.name}{SUFFIX}"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    try:
        yield aside
        _sync(aside)
        os.rename(aside, target)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise


def _sync(folder: Path) -> None:
    for path in (*folder.rglob("*"), folder):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
