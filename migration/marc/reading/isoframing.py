"""Records of ISO 2709, found by their terminators (0x1D), whatever their leaders say."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

from migration.marc.reading.frames import BLOCK, CAP, Frame

LEADER_LENGTH = 24
ENTRY_LENGTH = 12
_BLANK = b" \t\r\n\x00\x1a"
_SEPARATORS = re.compile(rb"(?:[ \t\r\n\x00\x1a]|\xef\xbb\xbf)*")
_LEADER = re.compile(rb"[\d ]{5}[ -~]{5}[ 2]{2}([\d ]{5})[ -~]{7}")
"""A leader: its base address."""
_ENTRY = re.compile(rb"[0-9A-Za-z]{3}\d{9}")
_HEAD = re.compile(rb"%b(?:%b)++\x1e" % (_LEADER.pattern, _ENTRY.pattern))
"""A leader and its directory."""

_DIRECTORY_END = re.compile(rb"\x1e(?<=\d{9}\x1e)")


def frame_iso2709(file: BinaryIO) -> Iterator[Frame]:
    """Records end at 0x1D. One that lost its terminator ends where the next one's leader and directory begin."""
    for start, piece, problem in _joined(_pieces(file)):
        if problem:
            yield Frame(start, piece, problem)
        else:
            yield from _records(start, piece)


_Piece = tuple[int, bytes, str]
"""Bytes up to a terminator: their offset in the file, themselves, and the problem of a piece that never ends."""


def _pieces(file: BinaryIO) -> Iterator[_Piece]:
    start, rest, skipping = 0, b"", False
    while block := file.read(BLOCK):
        *whole, rest = (rest + block).split(b"\x1d")
        for piece in whole:
            if not skipping:
                yield start, piece + b"\x1d", ""
            start, skipping = start + len(piece) + 1, False
        cut = _last_head(rest, len(block)) if len(rest) > BLOCK else 0
        if cut:
            if not skipping:
                yield start, rest[:cut], ""
            start, rest, skipping = start + cut, rest[cut:], False
        elif len(rest) > CAP:
            if not skipping:
                yield start, rest, "record_too_long"
            start, rest, skipping = start + len(rest), b"", True
    if not skipping:
        yield start, rest, ""


def _last_head(rest: bytes, fresh: int) -> int:
    """Where the last record of a file without terminators begins; 0 if there is none in the ``fresh`` last bytes."""
    return max(_heads(rest, max(0, len(rest) - fresh - LEADER_LENGTH * ENTRY_LENGTH)), default=0)


def _joined(pieces: Iterator[_Piece]) -> Iterator[_Piece]:
    """Pieces that a 0x1D inside a field had parted are one again: the first lacks fields, the next has no directory."""
    held: _Piece = (0, b"", "")
    for piece in pieces:
        if _lacks_fields(held[1]) and _goes_on(piece[1]) and len(held[1]) + len(piece[1]) < CAP and not held[2]:
            held = (held[0], held[1] + piece[1], piece[2])
        else:
            yield held
            held = piece
    yield held


def _lacks_fields(record: bytes) -> bool:
    """Whether it has fewer field terminators than its directory has entries, and one for itself."""
    directory_end = record.find(b"\x1e")
    return record.count(b"\x1e") <= (directory_end - LEADER_LENGTH) // ENTRY_LENGTH


def _goes_on(piece: bytes) -> bool:
    """Whether it is text without a directory, which ends in digits."""
    end = piece.find(b"\x1e")
    begins = end > LEADER_LENGTH and piece[end - 9 : end].isdigit()
    return not begins and piece.endswith(b"\x1d") and bool(piece.strip(b"\x1d" + _BLANK))


def _records(start: int, piece: bytes) -> Iterator[Frame]:
    """The record of a piece; more than one where a record's end is missing and the next one follows."""
    begin = _after_separators(piece)
    if not piece[begin:].strip(b"\x1d" + _BLANK):
        return
    for head in _heads(piece, begin):
        if head == begin + 1 and piece[begin:head].isdigit():
            continue  # a record's length of six digits
        yield _unended(start + begin, piece[begin:head])
        begin = head
    if piece.endswith(b"\x1d"):
        yield Frame(start + begin, piece[begin:])
    else:
        yield _unended(start + begin, piece[begin:])


def _unended(offset: int, payload: bytes) -> Frame:
    """A record without its terminator is whole if each entry of its directory has a field that is ended."""
    record = payload.rstrip(_BLANK)
    whole = record.endswith(b"\x1e") and record.find(b"\x1e") > LEADER_LENGTH and not _lacks_fields(record)
    return Frame(offset, payload, "" if whole else "record_truncated")


def _heads(piece: bytes, begin: int) -> Iterator[int]:
    """Where other records than the one at ``begin`` begin."""
    own = _HEAD.match(piece, begin)
    after = own.end() if own else begin + 1
    for end in _DIRECTORY_END.finditer(piece, after):
        after = max(after, piece.rfind(b"\x1e", after, end.start()) + 1)
        yield from islice(_heads_before(piece, after, end.start()), 1)


def _heads_before(piece: bytes, after: int, end: int) -> Iterator[int]:
    """Where a leader may begin whose directory ends at ``end``. They are sought backwards, entry by entry."""
    first = end
    while first - ENTRY_LENGTH - LEADER_LENGTH >= after and _ENTRY.match(piece, first - ENTRY_LENGTH):
        first -= ENTRY_LENGTH
    for directory in range(first, end, ENTRY_LENGTH):
        leader = _LEADER.match(piece, directory - LEADER_LENGTH)
        if leader and _begins_record(piece, leader, end):
            yield leader.start()


def _begins_record(piece: bytes, leader: re.Match[bytes], end: int) -> bool:
    """Whether it is a record's head and no digits of a directory or a field: its base address fits, or a field or line
    ended, and it says what type of record it is."""
    fitting = b"%05d" % (end + 1 - leader.start())
    if leader[1] == fitting:
        return True
    return piece[leader.start() - 1 : leader.start()] in (b"\x1e", b"\n") and leader[0][5:8].strip().isalpha()


def _after_separators(piece: bytes) -> int:
    """Where a record begins. Blanks before anything but a digit belong to it: a leader may lack its length."""
    found = _SEPARATORS.match(piece)
    end = found.end() if found else 0
    if piece[end : end + 1].isdigit():
        return end
    return len(piece[:end].rstrip(b" "))
