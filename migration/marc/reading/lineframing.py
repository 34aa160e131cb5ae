"""Records of the NORMARC line format, whose lines end as in DOS, Unix or old Mac files."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from migration.marc.reading.frames import BLOCK, CAP, Frame

_MARGIN = rb"(?:\xef\xbb\xbf|[\t\x0c\x00\x1a])*"
"""What may stand before a line's first sign: a byte order mark, a form feed, the end of a DOS file."""

_EVENT = _MARGIN + rb"(?:(?P<end>\^[ \t\x0c\x00\x1a]*(?=[\r\n]|\Z))|\*(?P<head>00[01]))"
"""A line that ends a record, or one that begins it."""

_AFTER_LF = re.compile(rb"\n" + _EVENT)
_AFTER_ANY = re.compile(rb"[\r\n]" + _EVENT)
_DATA_FIELD = re.compile(rb"[\r\n]" + _MARGIN + rb"\*(?:0[1-9]|[1-9A-Z])")
_OUTSIDE = re.compile(rb"(?:[ \t\r\n\x0c\x00\x1a]|\xef\xbb\xbf)*")
_JUNK = re.compile(rb"(?:[ \t\r\n\x0c\x00\x1a\^]|\xef\xbb\xbf|\*\*[^\r\n]*+)*+")
_KNOWN = re.compile(rb"[\r\n]" + _MARGIN + rb"\*(?:001|245)")


@dataclass(slots=True)
class _Scan:
    """What has been read and not yet handed on, after the line end before it (the first line is given one).

    ``base``: bytes of the file before the buffer;
    ``position``: where to look for the next event; ``heads``: the tags (000, 001) that the open record has;
    ``skipping``: the rest of a record that was too long; ``ended``: some record had its end line.
    """

    buffer: bytes = b"\n"
    base: int = -1
    position: int = 0
    heads: set[bytes] = field(default_factory=set)
    skipping: bool = False
    ended: bool = False
    frames: list[Frame] = field(default_factory=list)


def frame_line(file: BinaryIO) -> Iterator[Frame]:
    """Records end at a line ``^``, or where the next one's 000 or 001 shows that this line is missing."""
    scan = _Scan()
    while block := file.read(BLOCK):
        scan.buffer += block
        _read_events(scan, _whole_lines(scan.buffer))
        if len(scan.buffer) > CAP:
            _take(scan, 1, len(scan.buffer), "record_too_long")
            _forget(scan, len(scan.buffer) - 1)
            scan.position, scan.skipping = 0, True
        yield from scan.frames
        scan.frames.clear()
    _read_events(scan, len(scan.buffer))
    _take(scan, 1, len(scan.buffer), _problem_of_last(scan))
    yield from scan.frames


def _whole_lines(buffer: bytes) -> int:
    """Where the last line that is known to be whole ends: a CR at the very end may be half of a CRLF."""
    return max(buffer.rfind(b"\n"), buffer.rfind(b"\r", 0, len(buffer) - 1)) + 1


def _read_events(scan: _Scan, limit: int) -> None:
    """Records up to ``limit`` are taken; the open one is kept from the line end before it."""
    start = 1
    for event in _events(scan.buffer).finditer(scan.buffer, scan.position, limit):
        if event["end"]:
            end = _after_line(scan.buffer, event.end())
            _take(scan, start, end)
            start, scan.ended = end, True
        elif _begins_record(scan, event["head"], start - 1, event.start()):
            _take(scan, start, event.start("head") - 1)
            start = event.start("head") - 1
            scan.heads = {event["head"]}
        else:
            scan.heads.add(event["head"])
    scan.position = max(limit - start, 0)
    _forget(scan, start - 1)


def _events(buffer: bytes) -> re.Pattern[bytes]:
    """Three times as fast where no CR ends a line by itself."""
    return _AFTER_LF if buffer.count(b"\r") == buffer.count(b"\r\n") else _AFTER_ANY


def _forget(scan: _Scan, count: int) -> None:
    scan.base += count
    scan.buffer = scan.buffer[count:]


def _begins_record(scan: _Scan, tag: bytes, start: int, here: int) -> bool:
    """Whether a line cannot belong to the open record: a second 000 or 001, or one after a data field."""
    return scan.skipping or tag in scan.heads or bool(_DATA_FIELD.search(scan.buffer, start, here))


def _after_line(buffer: bytes, end: int) -> int:
    return end + (2 if buffer.startswith(b"\r\n", end) else 1 if end < len(buffer) else 0)


def _take(scan: _Scan, start: int, end: int, problem: str = "") -> None:
    """Hand on a record; blank lines, junk and a lone end line are none."""
    outside = _OUTSIDE.match(scan.buffer, start, end)
    begin = outside.end() if outside else start
    if not scan.skipping and not _JUNK.fullmatch(scan.buffer, begin, end):
        scan.frames.append(Frame(scan.base + begin, scan.buffer[begin:end], problem))
    scan.heads, scan.skipping = set(), False


def _problem_of_last(scan: _Scan) -> str:
    """A last record may lack its end line, but not its number and title, nor break off where others were ended."""
    if not _KNOWN.search(scan.buffer) or (scan.ended and not scan.buffer.endswith((b"\r", b"\n", b"\x1a", b"\x00"))):
        return "record_truncated"
    return ""
