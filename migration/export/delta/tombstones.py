"""``tombstones.csv``: the rows of the base that are in the new delivery no more, by file and then by key."""

import csv
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby, islice
from pathlib import Path
from typing import TextIO

import orjson

from migration.export.csvlines import csv_writer
from migration.export.declared import columns_of
from migration.export.delta.model import Key, Row, Tombstone, tombstone_of

NAME = "tombstones.csv"
COLUMNS = columns_of("tombstones")


@dataclass(slots=True)
class Tombstones:
    """Writes them file by file. ``sources``: how many of each source."""

    file: TextIO
    sources: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        csv_writer(self.file).writerow(COLUMNS)

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
        key, library, source = tombstone_of(row)
        self.sources[row[2]] += 1
        csv_writer(self.file).writerow((self.name, _text(key), library, source))

    def forget(self) -> None:
        """Take them back: the file is passed on whole."""
        self.sources.clear()
        self.file.seek(self.start)
        self.file.truncate()


def _text(key: Key) -> str:
    return orjson.dumps([cell.decode() for cell in key]).decode()


def by_file(folder: Path) -> Callable[[str], Iterator[Tombstone]]:
    """Asks for the tombstones of one file after the other, in the order of their names. Raises ValueError where
    ``tombstones.csv`` is not what it should be."""
    groups = _groups(folder)
    waiting: list[tuple[str, Iterator[Tombstone]]] = []

    def of(name: str) -> Iterator[Tombstone]:
        if not waiting:
            waiting.extend(islice(groups, 1))
        if waiting and waiting[0][0] == name:
            yield from waiting.pop()[1]

    return of


def _groups(folder: Path) -> Iterator[tuple[str, Iterator[Tombstone]]]:
    with (folder / NAME).open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file, strict=True)
        if tuple(next(rows, ())) != COLUMNS:
            raise ValueError(f"{NAME} has other columns than {', '.join(COLUMNS)}")
        for name, own in groupby(rows, key=lambda row: row[0]):
            yield name, map(told, own)


def told(row: Sequence[str]) -> Tombstone:
    """Raises ValueError where a row has other cells than it should, or a key that is no list of texts."""
    _, text, library, source = row
    key = orjson.loads(text)
    if not isinstance(key, list) or not all(isinstance(cell, str) for cell in key):
        raise ValueError("a key is no JSON array of texts")
    return tuple(cell.encode() for cell in key), library, source
