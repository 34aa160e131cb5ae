"""``tombstones.csv``: the rows of the base that are in the new delivery no more, by file and then by key."""

import csv
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby, islice
from pathlib import Path
from typing import TextIO

import orjson

from migration.export.declared import columns_of
from migration.export.delta.model import NOBODY, Key, Row

NAME = "tombstones.csv"
COLUMNS = columns_of("tombstones")


@dataclass(slots=True)
class Tombstones:
    """Writes them file by file. ``sources``: how many of each source."""

    file: TextIO
    sources: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        csv.writer(self.file, lineterminator="\n").writerow(COLUMNS)

    @contextmanager
    def of_file(self, name: str) -> "Iterator[FileTombstones]":
        """Those of one file; counted when all are written."""
        own = FileTombstones(self.file, name, self.file.tell())
        yield own
        self.sources.update(own.sources)


@dataclass(slots=True)
class FileTombstones:
    """Tombstones of rows of the file ``name``; ``start``: where they begin."""

    file: TextIO
    name: str
    start: int
    sources: Counter[str] = field(default_factory=Counter)

    def add(self, row: Row) -> None:
        key, library, source, _ = row
        self.sources[source] += 1
        cells = (self.name, _text(key), library.replace(NOBODY, ""), source.replace(NOBODY, ""))
        csv.writer(self.file, lineterminator="\n").writerow(cells)

    def forget(self) -> None:
        """Take them back: the file is passed on whole."""
        self.sources.clear()
        self.file.seek(self.start)
        self.file.truncate()


def _text(key: Key) -> str:
    return orjson.dumps([cell.decode() for cell in key]).decode()


def keys_by_file(folder: Path) -> Callable[[str], Iterator[Key]]:
    """Asks for the keys of one file after the other, in the order of their names. Raises ValueError where the file is
    not what it should be."""
    groups = _groups(folder)
    waiting: list[tuple[str, Iterator[Key]]] = []

    def of(name: str) -> Iterator[Key]:
        if not waiting:
            waiting.extend(islice(groups, 1))
        if waiting and waiting[0][0] == name:
            yield from waiting.pop()[1]

    return of


def _groups(folder: Path) -> Iterator[tuple[str, Iterator[Key]]]:
    with (folder / NAME).open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file, strict=True)
        if tuple(next(rows, ())) != COLUMNS:
            raise ValueError(f"{NAME} has other columns than {', '.join(COLUMNS)}")
        for name, own in groupby(rows, key=lambda row: row[0]):
            yield name, (tuple(cell.encode() for cell in orjson.loads(row[1])) for row in own)
