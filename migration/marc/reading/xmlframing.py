"""Records of MARCXML, MarcXchange and Turbomarc, alone or in the envelopes of SRU and OAI-PMH, found on the bytes.

A file is not parsed as a whole: one unclosed element would cost every record after it. Records that an envelope holds
as text (SRU's recordPacking ``string``: ``&lt;record&gt;…``, or CDATA) are found as well.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import BinaryIO

from migration.marc.reading.frames import BLOCK, CAP, Frame
from migration.marc.reading.utf16 import byte_order, in_pairs, shadow

HEAD = 512
_TOKEN_TEXT = (
    rb"<!--(?:(?:[^<-]++|<(?!!--)|-(?!->))*+(?P<comment>-->)|)"
    rb"|<!\[CDATA\[(?:(?:[^<\]]++|<(?!!\[CDATA\[)|\](?!\]>))*+(?P<cdata>\]\]>)|)"
    rb"|<(?P<slash>/?)(?:r(?:ecord)?|[\w.-]+:r(?:ecord)?)(?:\s[^<>]*)?(?:>|(?=<))"
)
_ESCAPED_TEXT = rb">\s*(?:&lt;\?xml[^<>]{0,300}?\?&gt;\s*)?(?P<escaped>&lt;(?:[\w.-]+:)?(?:collection|record|r)[\s&>/])"
_TOKEN = re.compile(_TOKEN_TEXT)
_ESCAPED = re.compile(_ESCAPED_TEXT)
_TOKEN_OR_ESCAPED = re.compile(_TOKEN_TEXT + b"|" + _ESCAPED_TEXT + b"[^<]*")
_ESCAPED_RECORD = re.compile(
    rb"(?s)&lt;(?:[\w.-]+:)?(?:record|r)(?=[\s&>/])(?:.*?&lt;/(?:[\w.-]+:)?(?:record|r)\s*(?P<whole>&gt;|>)|.*)"
)
_RECORD_INSIDE = re.compile(rb"<(?:[\w.-]+:)?(?:record|r)[\s>]")
_MARC_ELEMENT = re.compile(
    rb"(?:<|&lt;)(?:[\w.-]+:)?(?:leader|controlfield|datafield|l|c\d\d\d|d[0-9A-Za-z]{3})(?:[\s>/]|&gt;)"
)
_OUTSIDE_ELEMENT = re.compile(rb"<(?:[\w.-]+:)?(?:leader|controlfield|datafield|c\d\d\d|d\d\d\d)[\s>]")


@dataclass(slots=True)
class _Scan:
    """What has been read and not yet handed on. ``base``: bytes of the file before it.

    ``position``: where to look for the next token; ``begin``: an open record, or -1; ``headless``: its start tag is
    missing; ``outside``: where the last token outside a record ended; ``last``: no more is to be read.
    """

    buffer: bytes = b""
    base: int = 0
    position: int = 0
    begin: int = -1
    headless: bool = False
    outside: int = 0
    last: bool = False
    frames: list[Frame] = field(default_factory=list)


def frame_xml(file: BinaryIO) -> Iterator[Frame]:
    """Record elements that hold MARC fields themselves; a record element around another one is an envelope."""
    head = file.read(HEAD)
    blocks = chain([head], iter(lambda: file.read(BLOCK), b""))
    order = byte_order(head)
    return _utf16_frames(blocks, order) if order else _frames(blocks)


@dataclass(slots=True)
class _Kept:
    """The UTF-16 bytes whose shadow is being read. ``base``: bytes before them; ``used``: those handed on."""

    raw: bytes = b""
    base: int = 0
    used: int = 0

    def shadows(self, blocks: Iterator[bytes], order: str) -> Iterator[bytes]:
        """A shadow for each block, which is kept; what is longer ago than any record can be is forgotten."""
        for block in in_pairs(blocks):
            gone = max(self.used - self.base, len(self.raw) - 2 * (CAP + 2 * BLOCK), 0)
            self.raw = self.raw[gone:] + block
            self.base += gone
            yield shadow(block, order)


def _utf16_frames(blocks: Iterator[bytes], order: str) -> Iterator[Frame]:
    """The frames of the shadow, with the file's own bytes."""
    kept = _Kept()
    for found in _frames(kept.shadows(blocks, order)):
        begin = 2 * found.offset
        kept.used = begin + 2 * len(found.payload)
        yield Frame(begin, kept.raw[begin - kept.base : kept.used - kept.base], found.problem)


def _frames(blocks: Iterator[bytes]) -> Iterator[Frame]:
    scan = _Scan()
    for block in blocks:
        scan.buffer += block
        _read_tokens(scan)
        _let_go(scan)
        yield from scan.frames
        scan.frames.clear()
    scan.last = True
    _read_tokens(scan)
    _look_outside(scan, len(scan.buffer))
    _close(scan, len(scan.buffer), "record_truncated")
    yield from scan.frames


def _read_tokens(scan: _Scan) -> None:
    buffer = scan.buffer
    tokens = _TOKEN_OR_ESCAPED if b"&lt;" in buffer and _ESCAPED.search(buffer) else _TOKEN
    while token := tokens.search(buffer, scan.position):
        if scan.begin < 0:
            _look_outside(scan, token.start())
        after = _read_token(scan, token)
        if after < 0:
            scan.position = token.start()  # its end is in a later block
            return
        scan.position = after
        if scan.begin < 0:
            scan.outside = after
    tail = buffer.rfind(b"<", scan.position)
    unfinished = tail >= 0 and (len(buffer) - tail < HEAD or b">" not in buffer[tail:])
    scan.position = tail if unfinished else len(buffer)


def _read_token(scan: _Scan, token: re.Match[bytes]) -> int:
    """Where to read on; -1 where the token's end has not been read."""
    text = token[0]
    if text.startswith(b"<!"):
        return _after_quoted(scan, token)
    if text.startswith(b">"):
        if token.end() == len(scan.buffer) and not scan.last:
            return -1
        _take_escaped(scan, token)
    elif token["slash"]:
        _close(scan, token.end(), "" if text.endswith(b">") else "record_truncated")
    elif not text.endswith(b"/>"):
        _close(scan, token.start(), "record_truncated")
        scan.begin = token.start()
    return token.end()


def _after_quoted(scan: _Scan, token: re.Match[bytes]) -> int:
    """Comments and CDATA are passed over, but not what opens without an end, nor CDATA that packs whole records."""
    opening = b"<!--" if token[0].startswith(b"<!--") else b"<![CDATA["
    inside = token.start() + len(opening)
    if token["comment"] or token["cdata"]:
        return inside if token["cdata"] and _RECORD_INSIDE.search(token[0]) else token.end()
    unclosed = scan.last or scan.buffer.find(opening, inside) >= 0 or len(scan.buffer) - inside > CAP
    return inside if unclosed else -1


def _take_escaped(scan: _Scan, token: re.Match[bytes]) -> None:
    """Records that stand as text in an element; an open record that has fields is no envelope, and keeps its text."""
    if scan.begin >= 0 and _MARC_ELEMENT.search(scan.buffer, scan.begin, token.start("escaped")):
        return
    scan.begin = -1
    for found in _ESCAPED_RECORD.finditer(scan.buffer, token.start("escaped"), token.end()):
        if _MARC_ELEMENT.search(found[0]):
            problem = "" if found["whole"] else "record_truncated"
            scan.frames.append(Frame(scan.base + found.start(), found[0], problem))


def _look_outside(scan: _Scan, end: int) -> None:
    """MARC fields outside any record are one whose start tag is missing."""
    found = _OUTSIDE_ELEMENT.search(scan.buffer, scan.outside, end) if scan.begin < 0 else None
    if found:
        scan.begin, scan.headless = found.start(), True


def _close(scan: _Scan, end: int, problem: str) -> None:
    """Hand on the open record if it holds MARC fields; what does not is an envelope, or a deleted OAI record."""
    if scan.begin >= 0:
        payload = scan.buffer[scan.begin : end]
        if _MARC_ELEMENT.search(payload):
            problem = "record_truncated" if scan.headless and not problem else problem
            scan.frames.append(Frame(scan.base + scan.begin, payload, problem))
    scan.begin, scan.headless = -1, False


def _let_go(scan: _Scan) -> None:
    """Forget what has been handed on, and a record that is too long to be one."""
    _look_outside(scan, scan.position)
    waiting = scan.begin if scan.begin >= 0 else scan.position
    if len(scan.buffer) - waiting > CAP:
        scan.begin = waiting
        _close(scan, len(scan.buffer), "record_too_long")
        scan.position = len(scan.buffer)
    keep = min(scan.position, scan.begin) if scan.begin >= 0 else scan.position
    scan.buffer = scan.buffer[keep:]
    scan.base += keep
    scan.position -= keep
    scan.begin -= keep if scan.begin >= 0 else 0
    scan.outside = max(scan.position if scan.begin < 0 else 0, 0)
