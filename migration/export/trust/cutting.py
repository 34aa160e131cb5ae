"""Cuts one file of a delivery into what each part has of it, byte for byte, without writing anything."""

import csv
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeAlias

from migration.export.delta.framing import Frames
from migration.export.delta.model import Layout, UnfitError
from migration.export.trust.model import EMPTY, Divided, PackError
from migration.export.trust.opened import Opened
from migration.export.trust.spans import Spans

Row: TypeAlias = Mapping[str, str]
Whose: TypeAlias = Callable[[Row], str | None]
"""The part that a row goes into; None where it stays at home."""
Placed: TypeAlias = tuple[bytes, str | None, str]
"""A row as it stands in its file, the part that it goes into, and its source."""


def cut_table(delivery: Opened, name: str, whose: Whose, found: Divided) -> None:
    """Divide the rows of a CSV file of ours. Raises PackError where it is not what the manifest says."""
    frames = _table(delivery, name)
    placed = ((raw, whose(row), row.get("source", "")) for raw, row in _rows(frames))
    cut(delivery, name, frames, placed, found)


def rows_of(delivery: Opened, name: str) -> Iterator[Row]:
    """Raises PackError."""
    try:
        for _, row in _rows(_table(delivery, name)):
            yield row
    except UnfitError as error:
        raise PackError(_told(delivery, name)) from error


def cut(delivery: Opened, name: str, frames: Frames, placed: Iterable[Placed], found: Divided) -> None:
    """Divide the rows of a file in any form. ``placed``: all rows of ``frames`` in their order."""
    digest, place, pieces = hashlib.sha256(), 0, dict[str, Spans]()
    try:
        for raw, part, source in placed:
            if not place:
                digest.update(frames.head)
                place = len(frames.head)
            digest.update(raw)
            if part is None:
                found.at_home[name] += 1
            else:
                piece = pieces.get(part) or pieces.setdefault(part, _begun(frames))
                piece.add(place, raw, source)
            place += len(raw)
    except UnfitError as error:
        raise PackError(_told(delivery, name)) from error
    if not place:
        digest.update(frames.head)
        place = len(frames.head)
    digest.update(frames.tail)
    if digest.hexdigest() != delivery.listed[name].sha256:
        raise PackError(_told(delivery, name))
    pieces.setdefault(EMPTY, _begun(frames))
    for piece in pieces.values():
        piece.add(place, frames.tail)
    found.pieces[name] = pieces


def _begun(frames: Frames) -> Spans:
    piece = Spans(frames.path)
    piece.add(0, frames.head)
    return piece


def _table(delivery: Opened, name: str) -> Frames:
    return Frames(delivery.path / name, Layout(path=name, form="csv", key=()))


def _rows(frames: Frames) -> Iterator[tuple[bytes, Row]]:
    names: list[str] = []
    for raw in frames:
        names = names or _cells(frames.head)
        yield raw, dict(zip(names, _cells(raw), strict=True))


def _cells(raw: bytes) -> list[str]:
    return next(csv.reader((raw.decode(),)))


def _told(delivery: Opened, name: str) -> str:
    return f"{delivery.path / name} is not the file that the manifest lists; run grenselos verify on the delivery"
