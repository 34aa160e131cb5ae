"""A file cut into what stands before its rows, its rows byte for byte, and what stands after them."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

from migration.export.delta.model import Layout, UnfitError

BLOCK = 1 << 20
_LENGTH = 5
_END_OF_RECORD = b"\x1d"


@dataclass(slots=True)
class Frames:
    """``head`` is known when the first row is, ``tail`` when there are no more. Raises UnfitError on the way."""

    path: Path
    layout: Layout
    head: bytes = b""
    tail: bytes = b""

    def __iter__(self) -> Iterator[bytes]:
        with self.path.open("rb") as file:
            yield from _FORMS[self.layout.form](self, file)


def can_be_framed(form: str) -> bool:
    return form in _FORMS


def _table(frames: Frames, file: BinaryIO) -> Iterator[bytes]:
    rows = _quoted_lines(file)
    frames.head = next(rows, b"")
    return rows


def _quoted_lines(file: BinaryIO) -> Iterator[bytes]:
    """Rows of RFC 4180: quotes inside of quotes are doubled, so that a row ends where their number is even."""
    for line in file:
        if line.count(b'"') % 2:
            line += b"".join(_rest_of_row(file))
        yield _ended(line)


def _rest_of_row(file: BinaryIO) -> Iterator[bytes]:
    for line in file:
        yield line
        if line.count(b'"') % 2:
            return
    raise UnfitError("a quote is not closed")


def _lines(frames: Frames, file: BinaryIO) -> Iterator[bytes]:
    return map(_ended, file)


def _ended(line: bytes) -> bytes:
    if not line.endswith(b"\n"):
        raise UnfitError("the last row has no line end")
    return line


def _elements(frames: Frames, file: BinaryIO) -> Iterator[bytes]:
    """Rows end with the line of their end tag; the first begins where its start tag does."""
    start, end = re.compile(rb"<%s[\s>]" % _name(frames.layout)), b"</%s>\n" % _name(frames.layout)
    text, begun = b"", False
    while block := file.read(BLOCK):
        text += block
        if not begun:
            if not (first := start.search(text)):
                continue
            frames.head, text, begun = text[: first.start()], text[first.start() :], True
        *rows, text = text.split(end)
        yield from (row + end for row in rows)
    if not begun:
        frames.head, text = without_rows(text)
    frames.tail = text


def without_rows(text: bytes) -> tuple[bytes, bytes]:
    """Head and tail of a document that has no rows: what follows them is the end tag of the whole."""
    place = text.rfind(b"</")
    if place < 0:
        raise UnfitError("the document has no end tag")
    return text[:place], text[place:]


def _name(layout: Layout) -> bytes:
    return b"record" if layout.form == "marcxml" else layout.element.encode()


def _records(frames: Frames, file: BinaryIO) -> Iterator[bytes]:
    """ISO 2709 by the lengths that the records tell."""
    while length := file.read(_LENGTH):
        if len(length) < _LENGTH or not length.isdigit() or int(length) <= _LENGTH:
            raise UnfitError("a record does not begin with its length")
        row = length + file.read(int(length) - _LENGTH)
        if len(row) != int(length) or not row.endswith(_END_OF_RECORD):
            raise UnfitError("a record does not end where it says")
        yield row


_FORMS: Mapping[str, Callable[[Frames, BinaryIO], Iterator[bytes]]] = MappingProxyType(
    {
        "csv": _table,
        "tsv": _table,
        "jsonl": _lines,
        "xml": _elements,
        "marcxml": _elements,
        "iso2709": _records,
    }
)
