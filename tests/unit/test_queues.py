"""Queues, kinds, pauses and ends of reservations."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from transforming import EXCLUSIONS, codes, context, known, row

from migration.issues import Fate
from migration.transform.queues import Place, in_group, queue
from migration.transform.reservations import reservation

RESERVATION = {"Id": "1", "BorrowerId": "7", "MarcRecordId": "10", "DeliverAtLocalUnitId": "6471"}


def positions(*places: Place) -> dict[str, int]:
    return dict(queue(places))


def test_a_queue_has_neither_gaps_nor_ties() -> None:
    found = positions(
        Place("1", "waiting", 5, "2026-01-01"),
        Place("2", "waiting", 2, "2026-01-02"),
        Place("3", "waiting", 2, "2026-01-01"),
    )
    assert found == {"3": 1, "2": 2, "1": 3}


def test_who_has_a_copy_ready_is_first_and_who_has_no_number_is_last() -> None:
    found = positions(
        Place("1", "waiting", 1, "2026-01-01"),
        Place("2", "", None, "2025-01-01"),
        Place("3", "arrived", 9, "2026-01-01"),
        Place("4", "", None, ""),
        Place("5", "waiting", 0, "2026-02-01"),
    )
    assert found == {"3": 1, "5": 2, "1": 3, "2": 4, "4": 5}


def test_a_group_keeps_its_order_whoever_has_a_copy() -> None:
    group = [Place("1", "waiting", 2, ""), Place("2", "arrived", 7, ""), Place("3", "waiting", 2, "2026-01-01")]
    assert dict(in_group(group)) == {"3": 1, "1": 2, "2": 3}


PLACES = st.lists(
    st.builds(
        Place, st.integers(1, 999).map(str), st.sampled_from(["", "waiting", "arrived", "suspended"]),
        st.none() | st.integers(0, 5), st.sampled_from(["", "2026-01-01", "2026-01-02"]),
    ),
    unique_by=lambda place: place.legacy_id,
)  # fmt: skip


@given(PLACES, st.randoms())
def test_the_rows_order_is_no_matter(places: list[Place], random: Random) -> None:
    shuffled = list(places)
    random.shuffle(shuffled)
    assert positions(*places) == positions(*shuffled)
    assert sorted(positions(*places).values()) == list(range(1, len(places) + 1))


def test_an_expired_one_is_left_out_by_rule_unless_a_copy_waits() -> None:
    result = reservation(context(), known(), "1", row(**RESERVATION, ResValidUntil="2026-11-21"))
    assert EXCLUSIONS.apply("nordvik", "reservation", result).reason == "reservation_expired"
    today = reservation(context(), known(), "1", row(**RESERVATION, ResValidUntil="2026-11-22"))
    assert EXCLUSIONS.apply("nordvik", "reservation", today).fate is Fate.LOADED
    held = row(**RESERVATION, ResValidUntil="2026-11-01", ServiceCode="ReservationArrived", ResHeldUntil="2026-12-01")
    assert EXCLUSIONS.apply("nordvik", "reservation", reservation(context(), known(), "1", held)).fate is Fate.LOADED


@pytest.mark.parametrize(
    ("pause", "state"),
    [
        (("2026-11-01", "2026-12-01"), "suspended"),
        (("2026-11-22", ""), "suspended"),
        (("", "2026-11-22"), "suspended"),
        (("2026-12-01", "2027-01-01"), ""),
        (("2026-01-01", "2026-02-01"), ""),
    ],
)
def test_a_pause_counts_while_it_lasts(pause: tuple[str, str], state: str) -> None:
    found = reservation(
        context(), known(), "1", row(**RESERVATION, ResPausedFrom=pause[0], ResPausedTo=pause[1])
    ).record
    assert found is not None
    assert (found.state, found.suspended_from, found.suspended_until) == (state, *pause)


def test_a_pause_that_ends_before_it_begins_is_none() -> None:
    cells = row(**RESERVATION, ResPausedFrom="2026-12-01", ResPausedTo="2026-11-01")
    result = reservation(context(), known(), "1", cells)
    assert result.record is not None
    assert (result.record.suspended_from, result.record.suspended_until) == ("", "")
    assert codes(result.issues) == ["pause_reversed"]


def test_an_unknown_state_is_not_guessed() -> None:
    result = reservation(context(), known(), "1", row(**RESERVATION, ServiceCode="Rart", ResValidUntil="2020-01-01"))
    assert result.record is not None
    assert (result.record.state, codes(result.issues)) == ("", ["code_unknown"])


@pytest.mark.parametrize(
    ("cells", "kind", "issues"),
    [
        ({}, "title", []),
        ({"ItemId": "100"}, "item", []),
        ({"Kind": "Parallell", "GroupId": "5", "OrderInGroup": "2"}, "parallel", []),
        ({"Kind": "Seriell", "GroupId": "5"}, "serial", []),
        ({"Kind": "Seriell"}, "serial", ["reservation_group_missing"]),
        ({"GroupId": "5"}, "title", ["reservation_kind_missing"]),
        ({"Kind": "Eksemplarreservasjon"}, "title", ["reservation_item_missing"]),
    ],
)
def test_the_four_kinds(cells: dict[str, str], kind: str, issues: list[str]) -> None:
    result = reservation(context(), known(), "1", row(**RESERVATION, **cells))
    assert result.record is not None
    assert (result.record.kind, codes(result.issues)) == (kind, issues)
    assert bool(result.record.group_id) == ("GroupId" in cells)


def test_without_a_pickup_place_it_is_moved_and_reported() -> None:
    result = reservation(context(), known(), "1", row(**(RESERVATION | {"DeliverAtLocalUnitId": ""})))
    assert result.record is not None
    assert codes(result.issues) == ["pickup_missing"]
