"""ISO 2709: a record's bytes to leader and fields, whatever its lengths say.

The lengths in leader and directory are often wrong: typed, cut at 99999, or left as they were when the text was
recoded. The terminators are right far more often, so the fields are cut at those and the directory is checked
against them; where the two disagree, ``directory`` finds which entry belongs to which field.
"""

import re
from dataclasses import dataclass, replace

from migration.marc.reading import directory
from migration.marc.reading.directory import ENTRY, LEADER

_TRAILER = b"\x1d \t\r\n\x00\x1a"
_LEAD = re.compile(rb"(?:[\r\n\x00\x1a]|\xef\xbb\xbf)+")


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
    if payload[:1] < b" " or payload[:1] == b"\xef":
        payload = _LEAD.sub(b"", payload, count=1)
    head, _, data = payload.rstrip(_TRAILER).partition(b"\x1e")
    pieces = data.removesuffix(b"\x1e").split(b"\x1e")
    fields = _by_directory(head, pieces)
    if fields is None:
        leader, fields, lost = directory.repair(head, pieces)
        parts = Parts(leader, fields, repaired=True, lost=lost)
    else:
        parts = Parts(head[:LEADER], fields)
    return parts if parts.leader[10:11] in b"2 " else _with_two_indicators(parts)


def _by_directory(head: bytes, pieces: list[bytes]) -> list[tuple[str, bytes]] | None:
    """The pieces by the directory's offsets and lengths, or None where one does not fit."""
    if len(head) != LEADER + ENTRY * len(pieces):
        return None
    offset, by_place = 0, {}
    for piece in pieces:
        by_place[b"%04d%05d" % (len(piece) + 1, offset)] = piece
        offset += len(piece) + 1
    places = [head[i + 3 : i + ENTRY] for i in range(LEADER, len(head), ENTRY)]
    try:
        found = [by_place[place] for place in places]
    except KeyError:
        return None
    if len(set(places)) != len(pieces):
        return None
    text = head.decode("latin-1")
    return [(text[i : i + 3], piece) for i, piece in zip(range(LEADER, len(text), ENTRY), found, strict=True)]


def _with_two_indicators(parts: Parts) -> Parts:
    """The fields with two indicators where leader/10 says another number and they all agree with it."""
    count = parts.leader[10:11]
    data = [body for tag, body in parts.fields if not tag.startswith("00")]
    if not count.isdigit() or any(body.find(b"\x1f") not in (int(count), -1) for body in data):
        return parts
    two = [(tag, body if tag.startswith("00") else _two(body, int(count))) for tag, body in parts.fields]
    return replace(parts, fields=two)


def _two(body: bytes, count: int) -> bytes:
    """What stands in a third indicator or later stays before the subfields unless it is blank."""
    return body[: min(count, 2)].ljust(2) + body[2:count].strip() + body[count:]
