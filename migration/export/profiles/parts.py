"""The files of one entry of a profile: one, or as many as ``at_most`` asks for (``users-0001.xml`` …)."""

from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO

from migration.export.files import DeliveredFile, describe
from migration.export.profiles.forms import writer_of
from migration.export.profiles.model import ProfileFile


class Parts:
    """Rows as they come. Its files are whole when it is closed."""

    def __init__(self, folder: Path, spec: ProfileFile) -> None:
        self._folder, self._spec = folder, spec
        self._files: list[tuple[str, Counter[str]]] = []
        self._stack = ExitStack()

    def __enter__(self) -> "Parts":
        self._open()
        return self

    def __exit__(self, *_: object) -> None:
        self._writer.end()
        self._stack.close()

    def _open(self) -> None:
        name = self._spec.name
        if self._spec.rule.at_most:
            stem, dot, suffix = name.rpartition(".")
            name = f"{stem}-{len(self._files) + 1:04d}{dot}{suffix}"
        self._stack.close()
        file: IO[bytes] = self._stack.enter_context((self._folder / name).open("wb"))
        self._files.append((name, Counter()))
        self._writer = writer_of(self._spec, file)
        self._writer.begin()

    def write(self, source: str, values: Sequence[str]) -> None:
        most = self._spec.rule.at_most
        if most and self._files[-1][1].total() >= most:
            self._writer.end()
            self._open()
        self._writer.write(values)
        self._files[-1][1][source] += 1

    def described(self) -> list[DeliveredFile]:
        return [describe(self._folder, name, counts.total(), counts) for name, counts in self._files]
