"""Directory entries and the fields of an ISO 2709 record, brought together by order, length, place and kind."""

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

TERMINATOR = b"\x1e"
_UNLIKE = 6
"""What it costs to take a control field for a data field."""
_LOST = 8
"""What it costs to leave an entry or a piece alone."""
_MOST = 5000
"""Pairs of entry and piece that are weighed against one another, in a record with more only those near in order."""
_NEAR = 4
"""Fields that may be missing before others come to light. Where not even so many fit in, places alone decide."""


class Entry(NamedTuple):
    """A directory entry. ``length``, with terminator, and ``offset`` are -1 where they are no numbers."""

    tag: str
    length: int
    offset: int


class Piece(NamedTuple):
    """What stands between two field terminators, and where it begins in the data."""

    offset: int
    data: bytes


class _Step(NamedTuple):
    """What one or two entries, or none, have of one or more pieces, or none. ``data``: that of each entry."""

    cost: int
    entries: int = 0
    pieces: int = 0
    data: tuple[bytes, ...] = ()


class _Way(NamedTuple):
    """``order``: entries as their fields are taken to stand; ``taken``: those whose piece is known."""

    order: list[int]
    taken: dict[int, int]


class _Found(NamedTuple):
    """``matched``: data by the number of its entry; ``strays``: pieces that no entry is for."""

    cost: int
    matched: dict[int, bytes]
    strays: list[bytes]


_Pair = Callable[[Sequence[Entry], Sequence[Piece]], list[_Step]]


def align(entries: Sequence[Entry], pieces: Sequence[Piece]) -> tuple[dict[int, bytes], list[bytes]]:
    """The data of each entry that has any, by the entry's number, and the pieces that no entry is for.

    The fields are taken to stand in the directory's order, or in that of the offsets, or where the entries say, the
    others filling the gaps: whichever agrees best.
    """
    if _agree(entries, pieces):
        return {i: piece.data for i, piece in enumerate(pieces)}, []
    written = list(range(len(entries)))
    by_offset = sorted(written, key=lambda i: entries[i].offset)
    exact = _exact(entries, pieces)
    known = [_Way(order, exact) for order in (written, by_offset)]
    ways = known + [_Way(order, {}) for order in (written, by_offset)]
    for pair, tried in ((_one_by_one, ways), (_cheapest, known)):
        found = min((_in_order(entries, pieces, way, pair) for way in tried), key=lambda found: found.cost)
        if found.cost <= len(entries) == len(found.matched) and not found.strays:
            return found.matched, found.strays
    found = min((_in_order(entries, pieces, way, _cheapest) for way in ways), key=lambda found: found.cost)
    return found.matched, found.strays


def _agree(entries: Sequence[Entry], pieces: Sequence[Piece]) -> bool:
    """Whether entries in the order of their fields are as many as the pieces and of their kinds: a recoded text."""
    if len(entries) != len(pieces) or any(a.offset >= b.offset for a, b in pairwise(entries)):
        return False
    return all(_cost(entry, piece) < _UNLIKE for entry, piece in zip(entries, pieces, strict=True))


def _cost(entry: Entry, piece: Piece) -> int:
    unlike = entry.tag.startswith("00") is (b"\x1f" in piece.data[:4])
    return _UNLIKE * unlike + (entry.length != len(piece.data) + 1) + (entry.offset != piece.offset)


def _exact(entries: Sequence[Entry], pieces: Sequence[Piece]) -> dict[int, int]:
    """Entries whose place is right, counted from the first field or from the end of the last one, and their pieces."""
    places = {(len(piece.data) + 1, piece.offset): j for j, piece in enumerate(pieces)}
    size = pieces[-1].offset + len(pieces[-1].data) + 1
    moved = size - max((entry.offset + entry.length for entry in entries), default=0)
    written = Counter((entry.length, entry.offset) for entry in entries)
    found: dict[int, int] = {}
    for shift in (0, moved):
        used = set(found.values())
        for i, entry in enumerate(entries):
            j = places.get((entry.length, entry.offset + shift), -1)
            unsure = j < 0 or j in used or i in found or written[entry.length, entry.offset] > 1
            if not unsure and _cost(entry, pieces[j]) < _UNLIKE:
                found[i] = j
    return found


def _in_order(entries: Sequence[Entry], pieces: Sequence[Piece], way: _Way, pair: _Pair) -> _Found:
    """Cost, matches and strays if the entries that are not taken have their fields in the way's order."""
    used = set(way.taken.values())
    rest = [i for i in way.order if i not in way.taken]
    left = [piece for j, piece in enumerate(pieces) if j not in used]
    matched = {i: pieces[j].data for i, j in way.taken.items()}
    strays: list[bytes] = []
    steps, at = pair([entries[i] for i in rest], left), 0
    for step in steps:
        if step.entries:
            matched.update(zip(rest[at : at + step.entries], step.data, strict=False))
        else:
            strays += step.data
        at += step.entries
    return _Found(sum(step.cost for step in steps), matched, strays)


def _one_by_one(entries: Sequence[Entry], pieces: Sequence[Piece]) -> list[_Step]:
    """The first entry has the first piece, and so on."""
    pairs = [_Step(_cost(entry, piece), 1, 1, (piece.data,)) for entry, piece in zip(entries, pieces, strict=False)]
    alone = [_Step(_LOST, 1, 0)] * (len(entries) - len(pieces))
    return pairs + alone + [_Step(_LOST, 0, 1, (piece.data,)) for piece in pieces[len(entries) :]]


def _cheapest(entries: Sequence[Entry], pieces: Sequence[Piece]) -> list[_Step]:
    """The best alignment that keeps both orders (dynamic programming)."""
    near = _near(len(entries), len(pieces))
    if near < _NEAR and len(entries) * len(pieces) > _MOST:
        return _one_by_one(entries, pieces)
    fewer, more = sorted((0, len(pieces) - len(entries)))
    best: dict[tuple[int, int], tuple[int, _Step]] = {(0, 0): (0, _Step(0))}
    for i in range(len(entries) + 1):
        for j in range(max(0, i + fewer - near), min(len(pieces), i + more + near) + 1):
            for step in _steps(entries[i : i + 2], pieces[j : j + 3]):
                there = (i + step.entries, j + step.pieces)
                cost = best[i, j][0] + step.cost
                if there not in best or cost < best[there][0]:
                    best[there] = cost, step
    return _way_back({there: step for there, (_, step) in best.items()}, len(entries), len(pieces))


def _near(entries: int, pieces: int) -> int:
    """How far from the order of both an entry's piece is sought: anywhere, if they are few."""
    if entries * pieces <= _MOST:
        return max(entries, pieces)
    return (_MOST // (entries + 1) - abs(pieces - entries) - 1) // 2


def _way_back(steps: dict[tuple[int, int], _Step], i: int, j: int) -> list[_Step]:
    way: list[_Step] = []
    while i or j:
        way.append(steps[i, j])
        i, j = i - way[-1].entries, j - way[-1].pieces
    return way[::-1]


def _steps(entries: Sequence[Entry], pieces: Sequence[Piece]) -> list[_Step]:
    """What may become of the next entries and pieces."""
    steps = []
    if entries:
        steps.append(_Step(_LOST, 1, 0))
    if pieces:
        steps.append(_Step(_LOST, 0, 1, (pieces[0].data,)))
    if entries and pieces:
        steps.append(_Step(_cost(entries[0], pieces[0]), 1, 1, (pieces[0].data,)))
        steps += _joined(entries[0], pieces)
    if len(entries) == 2 and pieces:
        steps += _parted(entries, pieces[0])
    return steps


def _joined(entry: Entry, pieces: Sequence[Piece]) -> list[_Step]:
    """One field that terminators in its text have cut: the pieces together are as long as the entry says."""
    steps = []
    for count in range(2, len(pieces) + 1):
        data = TERMINATOR.join(piece.data for piece in pieces[:count])
        adjacent = pieces[count - 1].offset + len(pieces[count - 1].data) == pieces[0].offset + len(data)
        if adjacent and entry.length == len(data) + 1:
            steps.append(_Step(1, 1, count, (data,)))
    return steps


def _parted(entries: Sequence[Entry], piece: Piece) -> list[_Step]:
    """Two fields whose terminator is gone, or is another character: together they are as long as their entries say."""
    cut = entries[0].length - 1
    gap = entries[0].length + entries[1].length - 1 - len(piece.data)
    if cut < 0 or entries[1].length < 1 or gap not in (0, 1):
        return []
    parts = piece.data[:cut], piece.data[cut + 1 - gap :]
    fits = all(_cost(entry, Piece(0, part)) < _UNLIKE for entry, part in zip(entries, parts, strict=True))
    return [_Step(1, 2, 1, parts)] if fits else []
