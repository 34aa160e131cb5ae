"""The order in which reservations are met: in a title's queue, and within a patron's serial or parallel group. Pure."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

READY = ("picked", "in_transit", "arrived", "notified")
"""States of reservations that have a copy."""
_LAST = 1 << 31


class Place(NamedTuple):
    """What decides a reservation's place in its queue or group. ``position``: the source's own, if any."""

    legacy_id: str
    state: str
    position: int | None
    placed_at: str


def queue(places: Iterable[Place]) -> Iterator[tuple[str, int]]:
    """(legacy id, position from 1) of one queue: who has a copy ready first, then by the source's number, then by time.

    Whatever the order of the rows; ids, which are numbers, break ties. A source may count from 0.
    """

    def order(place: Place) -> tuple[bool, int, str, int, str]:
        number = _LAST if place.position is None else place.position
        return place.state not in READY, number, place.placed_at or "9999", len(place.legacy_id), place.legacy_id

    for position, place in enumerate(sorted(places, key=order), 1):
        yield place.legacy_id, position


def in_group(places: Iterable[Place]) -> Iterator[tuple[str, int]]:
    """(legacy id, order from 1) within one group: by the source's order, then by time. The state is no matter."""
    return queue(place._replace(state="") for place in places)
