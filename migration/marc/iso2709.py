"""ISO 2709: a record's bytes to leader and fields, whatever its lengths say.

The lengths in leader and directory are often wrong: typed, cut at 99999, or left as they were when the text was
recoded. The terminators are right far more often, so the fields are cut at those and the directory is checked
against them.
"""

import re
from dataclasses import dataclass

LEADER = 24
ENTRY = 12
_TAG_OF_ENTRY = re.compile(rb"[0-9A-Za-z]{3}")


@dataclass(frozen=True, slots=True)
class Parts:
    """A record before its charset is known. ``fields``: tag and data; the data of 010-999 is ``ii`` 0x1F code value ….

    ``repaired``: the directory did not fit the data. ``lost``: tags of directory entries that no data was found for.
    """

    leader: bytes
    fields: list[tuple[str, bytes]]
    repaired: bool = False
    lost: tuple[str, ...] = ()


def split(payload: bytes) -> Parts:
    """Leader and fields of one framed record, in the directory's order; no fields where none can be had."""
    head, _, data = payload.rstrip(b"\x1d").partition(b"\x1e")
    pieces = data.removesuffix(b"\x1e").split(b"\x1e")
    if (len(head) - LEADER) // ENTRY == len(pieces):
        fields = _by_directory(head, pieces)
        if fields is not None:
            return Parts(head[:LEADER], fields)
    return _repair(head, data, pieces)


def _by_directory(head: bytes, pieces: list[bytes]) -> list[tuple[str, bytes]] | None:
    """The pieces by the directory's offsets and lengths, or None where one does not fit."""
    offset, by_place = 0, {}
    for piece in pieces:
        by_place[b"%04d%05d" % (len(piece) + 1, offset)] = piece
        offset += len(piece) + 1
    directory = head[LEADER:].decode("latin-1")
    places = [head[i + 3 : i + ENTRY] for i in range(LEADER, len(head), ENTRY)]
    try:
        found = [by_place[place] for place in places]
    except KeyError:
        return None
    if len(set(places)) != len(pieces):
        return None
    return [(directory[i : i + 3], piece) for i, piece in zip(range(0, len(directory), ENTRY), found, strict=True)]


def _repair(head: bytes, data: bytes, pieces: list[bytes]) -> Parts:
    """Tags and pieces one by one where they are equally many; else only the fields whose place can be believed."""
    start = len(head) - ENTRY * len(pieces)
    entries = [head[i : i + ENTRY] for i in range(max(start, 0), len(head), ENTRY)]
    if abs(start - LEADER) < ENTRY and all(_TAG_OF_ENTRY.match(entry) for entry in entries):
        tags = [entry[:3].decode() for entry in entries]
        return Parts(_leader(head[:start]), list(zip(tags, pieces, strict=True)), repaired=True)
    return _believable(head, data)


def _leader(head: bytes) -> bytes:
    """Blanks before a leader are separators; what a short one lacks is taken to be its length."""
    return head[-LEADER:].rjust(LEADER)


def _believable(head: bytes, data: bytes) -> Parts:
    """Fields of entries that begin after a terminator and end at one."""
    fields, lost = [], []
    for i in range(LEADER, len(head) - ENTRY + 1, ENTRY):
        tag = head[i : i + 3].decode("ascii", "replace")
        piece = _piece(data, head[i + 3 : i + 7], head[i + 7 : i + ENTRY])
        if piece is None:
            lost.append(tag)
        else:
            fields.append((tag, piece))
    return Parts(head[:LEADER].ljust(LEADER), fields, repaired=True, lost=tuple(lost))


def _piece(data: bytes, length: bytes, offset: bytes) -> bytes | None:
    if not (length.isdigit() and offset.isdigit()):
        return None
    begin = int(offset)
    end = begin + int(length) - 1
    after_terminator = begin == 0 or data[begin - 1 : begin] == b"\x1e"
    return data[begin:end] if after_terminator and end >= begin and data[end : end + 1] == b"\x1e" else None
