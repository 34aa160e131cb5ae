"""The directory of an ISO 2709 record that does not fit its data: which entry belongs to which field.

Met: lengths from before the text was recoded, lengths cut at 9999 and offsets at 99999, typed or overlapping entries,
an entry that lost a character, a leader of another length than 24, NUL bytes among the entries.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from migration.marc.reading.alignment import Entry, Piece, align

LEADER = 24
ENTRY = 12
_WIDTHS = tuple((length, offset) for offset in (5, 6, 7) for length in (4, 5, 6, 7))
"""Digits of length and offset: an entry grows where a field is over 9999 bytes, or begins after 99999."""
_NUMBERS = re.compile(rb"(\d{4})(\d{5})")
_STARTS = sorted(range(ENTRY, 3 * ENTRY), key=lambda start: abs(start - LEADER))


class _Run(NamedTuple):
    """Entries that follow one another without a gap between their fields, and where they begin and end in the head."""

    begin: int
    entries: list[Entry]
    end: int

    @property
    def next_offset(self) -> int:
        """Where the next field begins."""
        return self.entries[-1].offset + self.entries[-1].length if self.entries else 0


def repair(head: bytes, pieces: Sequence[bytes]) -> tuple[bytes, list[tuple[str, bytes]], tuple[str, ...]]:
    """Leader, fields in the directory's order, and the tags of entries that have no data.

    ``head``: leader and directory; ``pieces``: what stands between the field terminators. Pieces that belong to no
    entry come last, with the tag ``???``.
    """
    placed = _placed(pieces)
    leader, entries = _cut(head.replace(b"\x00", b""), placed)
    matched, strays = align(entries, placed)
    fields = [(entries[i].tag, matched[i]) for i in sorted(matched)]
    lost = tuple(entry.tag for i, entry in enumerate(entries) if i not in matched)
    return leader, fields + [("???", data) for data in strays if data.strip()], lost


def _placed(pieces: Sequence[bytes]) -> list[Piece]:
    placed, offset = [], 0
    for data in pieces:
        placed.append(Piece(offset, data))
        offset += len(data) + 1
    return placed


def _cut(head: bytes, pieces: Sequence[Piece]) -> tuple[bytes, list[Entry]]:
    """Leader (24 bytes) and entries, also where a leader or an entry has a wrong length."""
    if (len(head) - LEADER) % ENTRY == 0:
        return head[:LEADER].rjust(LEADER), _slices(head[LEADER:])
    size = pieces[-1].offset + len(pieces[-1].data) + 1
    last = _run_back(head, ENTRY)
    if len(last.entries) >= len(pieces) and abs(last.begin - LEADER) < ENTRY:
        return _leader(head[: last.begin]), last.entries
    first = _first_run(head, size)
    if first.end > last.begin:
        first, last = _without_overlap(head, first, last, size)
    if not first.entries and len(last.entries) < 2:
        begin = len(head) - ENTRY * len(pieces)
        begin = begin if abs(begin - LEADER) < ENTRY else LEADER
        return _leader(head[:begin]), _slices(head[begin:])
    begin, end = (first.begin, first.end) if first.entries else (LEADER, LEADER)
    return _leader(head[:begin]), first.entries + _slices(head[end : last.begin]) + last.entries


def _first_run(head: bytes, size: int) -> _Run:
    """The entries at the head's beginning; elsewhere than behind 24 bytes one alone may be a chance."""
    runs = [_run(head, start, size) for start in _STARTS]
    return max((run for run in runs if run.begin == LEADER or len(run.entries) > 1), key=lambda run: len(run.entries))


def _without_overlap(head: bytes, first: _Run, last: _Run, size: int) -> tuple[_Run, _Run]:
    """The shorter run yields, but where their numbers agree it is the later run's first tag that is short."""
    if len(first.entries) < len(last.entries) and first.next_offset != last.entries[0].offset:
        return _run(head[: last.begin], first.begin, size), last
    return first, _run_back(head, first.end)


def _leader(text: bytes) -> bytes:
    """Blanks before a leader are separators; what a short one lacks is taken to be its length."""
    return text[-LEADER:].rjust(LEADER)


def _slices(text: bytes) -> list[Entry]:
    """Entries of 12 bytes; of one that is shorter only the tag is believed."""
    return [_entry(text[i : i + ENTRY]) for i in range(0, len(text) - 2, ENTRY)]


def _entry(text: bytes) -> Entry:
    found = _NUMBERS.fullmatch(text, 3)
    tag = text[:3].decode("latin-1")
    return Entry(tag, int(found[1]), int(found[2])) if found else Entry(tag, -1, -1)


def _run(head: bytes, start: int, size: int) -> _Run:
    """Entries from ``start`` as long as each begins where the one before ends. ``size``: bytes of all fields."""
    entries: list[Entry] = []
    position, offset = start, 0
    while found := _entry_at(head, position, offset, size):
        entry, position = found
        entries.append(entry)
        offset += entry.length
    return _Run(start, entries, position)


def _entry_at(head: bytes, position: int, offset: int, size: int) -> tuple[Entry, int] | None:
    """The entry there whose field begins at ``offset``, and where the next one stands."""
    for widths in _WIDTHS:
        middle, end = position + 3 + widths[0], position + 3 + sum(widths)
        numbers = head[position + 3 : end]
        if len(numbers) < sum(widths) or not numbers.isdigit() or int(head[middle:end]) != offset:
            continue
        length = int(head[position + 3 : middle])
        if length and (widths == _WIDTHS[0] or offset + length <= size):
            return Entry(head[position : position + 3].decode("latin-1"), length, offset), end
    return None


def _run_back(head: bytes, stop: int) -> _Run:
    """Entries before the end of the head, as long as each ends where the one after it begins; none before ``stop``."""
    entries: list[Entry] = []
    begin = len(head)
    while begin - ENTRY >= max(stop, ENTRY):
        entry = _entry(head[begin - ENTRY : begin])
        if entry.offset < 0 or (entries and entry.offset + entry.length != entries[0].offset):
            break
        entries.insert(0, entry)
        begin -= ENTRY
    return _Run(begin, entries, len(head))
