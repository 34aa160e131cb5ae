"""Two streams of rows in the order of their keys, side by side."""

from collections.abc import Iterable, Iterator

from migration.export.delta.model import Change, Row, Tombstone, tombstone_of

Pair = tuple[Row | None, Row | None]


def side_by_side(one: Iterable[Row], other: Iterable[Row]) -> Iterator[Pair]:
    """Every key once, with the row of each side that has it. Needs both in the order of their keys."""
    left, right = iter(one), iter(other)
    a, b = next(left, None), next(right, None)
    while a is not None and b is not None:
        if a[0] == b[0]:
            yield a, b
            a, b = next(left, None), next(right, None)
        elif a[0] < b[0]:
            yield a, None
            a = next(left, None)
        else:
            yield None, b
            b = next(right, None)
    while a is not None:
        yield a, None
        a = next(left, None)
    while b is not None:
        yield None, b
        b = next(right, None)


def compared(base: Iterable[Row], new: Iterable[Row]) -> Iterator[tuple[Change, Row]]:
    """What became of each row: the new one; of one that was removed, or is the same byte for byte, the former."""
    for before, after in side_by_side(base, new):
        if after is None:
            assert before is not None
            yield "removed", before
        elif before is None:
            yield "added", after
        else:
            yield ("unchanged", before) if before[3] == after[3] else ("changed", after)


def applied(base: Iterable[Row], delta: Iterable[Row], removed: Iterable[Tombstone]) -> Iterator[tuple[Change, Row]]:
    """The same of a delta: ``compared(base, applied)`` without ``removed`` is what it yields, in the order of keys.

    Raises ValueError where the delta does not fit: a row of ``removed`` that is not in the base, or stands in the
    delta, too, or a row of the delta that is the base's.
    """
    gone = iter(removed)
    next_gone = next(gone, None)
    for before, after in side_by_side(base, delta):
        found = before or after
        assert found is not None
        if next_gone is not None and next_gone[0] <= found[0]:
            if next_gone != tombstone_of(found) or after is not None:
                raise ValueError("a tombstone is of a row that is not there, or that stands in the delta, too")
            next_gone = next(gone, None)
            yield "removed", found
        elif after is None:
            yield "unchanged", found
        elif before is not None and before[3] == after[3]:
            raise ValueError("a row of the delta is the same as before")
        else:
            yield "added" if before is None else "changed", after
    if next_gone is not None:
        raise ValueError("a tombstone is of a row that is not there")
