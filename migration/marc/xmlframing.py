"""Records of MARCXML, MarcXchange and Turbomarc, alone or in the envelopes of SRU and OAI-PMH, found on the bytes.

A file is not parsed as a whole: one unclosed element would cost every record after it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from migration.marc.frames import BLOCK, CAP, Frame

_TOKEN = re.compile(
    rb"<!--(?:(?s:.*?)(?P<c>-->)|)"
    rb"|<!\[CDATA\[(?:(?s:.*?)(?P<d>\]\]>)|)"
    rb"|<(?P<slash>/?)(?:[\w.-]+:)?(?:record|r)(?:\s[^>]*?)?(?P<empty>/?)>"
)
_MARC_ELEMENT = re.compile(rb"<(?:[\w.-]+:)?(?:leader|controlfield|datafield|l|c\d\d\d|d[0-9A-Za-z]{3})[\s>/]")


@dataclass(slots=True)
class _Scan:
    """What has been read and not yet handed on. ``base``: bytes of the file before it; ``begin``: an open record."""

    buffer: bytes = b""
    base: int = 0
    position: int = 0
    begin: int = -1
    frames: list[Frame] = field(default_factory=list)


def frame_xml(file: BinaryIO) -> Iterator[Frame]:
    """Record elements that hold MARC fields themselves; a record element around another one is an envelope."""
    scan = _Scan()
    while block := file.read(BLOCK):
        scan.buffer += block
        _read_tokens(scan)
        _let_go(scan)
        yield from scan.frames
        scan.frames.clear()
    _close(scan, len(scan.buffer), "record_truncated")
    yield from scan.frames


def _read_tokens(scan: _Scan) -> None:
    for token in _TOKEN.finditer(scan.buffer, scan.position):
        if token[0].startswith(b"<!"):
            if not (token["c"] or token["d"]) and len(scan.buffer) - token.start() < CAP:
                scan.position = token.start()  # its end is in a later block
                return
        elif token["slash"]:
            _close(scan, token.end(), "")
        elif not token["empty"]:
            _close(scan, token.start(), "record_truncated")
            scan.begin = token.start()
        scan.position = token.end()
    tail = scan.buffer.rfind(b"<", scan.position)
    scan.position = tail if tail >= 0 and b">" not in scan.buffer[tail:] else len(scan.buffer)


def _close(scan: _Scan, end: int, problem: str) -> None:
    """Hand on the open record if it holds MARC fields; what does not is an envelope, or a deleted OAI record."""
    if scan.begin >= 0:
        payload = scan.buffer[scan.begin : end]
        if _MARC_ELEMENT.search(payload):
            scan.frames.append(Frame(scan.base + scan.begin, payload, problem))
    scan.begin = -1


def _let_go(scan: _Scan) -> None:
    """Forget what has been handed on, and a record that is too long to be one."""
    if scan.begin >= 0 and len(scan.buffer) - scan.begin > CAP:
        _close(scan, len(scan.buffer), "record_too_long")
        scan.position = len(scan.buffer)
    keep = min(scan.position, scan.begin) if scan.begin >= 0 else scan.position
    scan.buffer = scan.buffer[keep:]
    scan.base += keep
    scan.position -= keep
    scan.begin -= keep if scan.begin >= 0 else 0
