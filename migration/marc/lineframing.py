"""Records of the NORMARC line format, found line by line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from migration.marc.frames import CAP, Frame

_BOM = b"\xef\xbb\xbf"
_BLANK = b" \t\r\n\x00\x1a"
_TAG = re.compile(rb"\*(\d\d\d)")
_END = re.compile(rb"\^[ \t]*[\r\n\x1a\x00]*")


@dataclass(slots=True)
class _Open:
    """The lines read since the last record's end. ``skipping``: the rest of a record that was too long."""

    start: int = 0
    size: int = 0
    lines: list[bytes] = field(default_factory=list)
    tags: set[bytes] = field(default_factory=set)
    skipping: bool = False


def frame_line(file: BinaryIO) -> Iterator[Frame]:
    """Records end at a line ``^``, or where the next one's 000 or 001 shows that this line is missing."""
    record = _Open()
    for offset, line in _lines(file):
        if _begins_record(line, record.tags):
            yield from _taken(record)
            record = _Open()
        _add(record, offset, line)
        if _END.fullmatch(line):
            yield from _taken(record) if len(record.lines) > 1 else ()
            record = _Open()
        elif record.size > CAP:
            yield from _taken(record, "record_too_long")
            record = _Open(skipping=True)
    whole = not record.tags.isdisjoint({b"001", b"245"})
    yield from _taken(record, "" if whole else "record_truncated")


def _lines(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Lines with their offsets; a byte order mark before the first is left out."""
    offset = 0
    for line in iter(lambda: file.readline(CAP), b""):
        text = line.removeprefix(_BOM) if offset == 0 else line
        yield offset + len(line) - len(text), text
        offset += len(line)


def _begins_record(line: bytes, tags: set[bytes]) -> bool:
    """Whether a line cannot belong to a record with these tags: a second 000 or 001, or one after a data field."""
    if not line.startswith((b"*000", b"*001")):
        return False
    return line[1:4] in tags or any(tag >= b"010" for tag in tags)


def _add(record: _Open, offset: int, line: bytes) -> None:
    """Blank lines between records belong to none."""
    found = _TAG.match(line)
    if found:
        record.tags.add(found[1])
    if record.skipping or not (record.lines or line.strip(_BLANK)):
        return
    if not record.lines:
        record.start = offset
    record.lines.append(line)
    record.size += len(line)


def _taken(record: _Open, problem: str = "") -> Iterator[Frame]:
    if record.lines:
        yield Frame(record.start, b"".join(record.lines), problem)
