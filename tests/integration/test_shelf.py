"""Shelf against catalogue: which items a library should look for, and on which day a hint begins."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Connection
from staging_rows import put, row

from migration.ids import target_id
from migration.quality.shelf import HINTS, Hint, listed, shelf, years_before
from migration.staging.engine import open_staging

AS_OF = date(2026, 11, 23)


@pytest.fixture(params=["sqlite", "postgresql"])
def connection(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Connection]:
    sqlite = request.param == "sqlite"
    url = f"sqlite:///{tmp_path / 'staging.db'}" if sqlite else str(request.getfixturevalue("postgres_database"))
    engine = open_staging(url)
    with engine.begin() as opened:
        put(opened, "core_bib", [row("core_bib", "nordvik", "1")])
        yield opened
    engine.dispose()


def item(name: str, **columns: object) -> dict[str, object]:
    """An item that nobody needs to look for, unless ``columns`` say otherwise."""
    return row("core_item", "nordvik", name, **{"last_seen_on": "2026-11-01", **columns})


def lent(name: str, day: str) -> dict[str, object]:
    item_id = target_id("nordvik", "item", name)
    return row("core_loan", "nordvik", f"L{name}", item_id=item_id, loaned_at=f"{day}T12:00:00+02:00")


def found(connection: Connection) -> dict[Hint, int]:
    return {hint: count for hint, count in shelf(connection, "nordvik", AS_OF).found.items() if count}


@pytest.mark.parametrize(
    ("columns", "hints"),
    [
        ({}, {}),
        ({"status": "missing"}, {Hint.MISSING: 1}),
        ({"status": "lost_on_loan"}, {Hint.MISSING: 1}),
        ({"status": "in_transit", "last_seen_on": "2026-10-25"}, {Hint.IN_TRANSIT: 1}),
        ({"status": "in_transit", "last_seen_on": "2026-10-26"}, {}),
        ({"status": "in_transit", "last_seen_on": ""}, {}),
        ({"last_seen_on": "2021-11-22"}, {Hint.NOT_SEEN: 1}),
        ({"last_seen_on": "2021-11-23"}, {}),
        ({"last_seen_on": ""}, {}),
        ({"last_seen_on": "2010-01-01", "status": "on_loan"}, {}),
        ({"total_loans": 0, "acquired_on": "2023-11-22"}, {Hint.NEVER_LENT: 1}),
        ({"total_loans": 0, "acquired_on": "2023-11-23"}, {}),
        ({"total_loans": 0, "acquired_on": ""}, {}),
        ({"total_loans": None, "acquired_on": "2001-01-01"}, {}),
        ({"total_loans": 0, "acquired_on": "2001-01-01", "last_seen_on": "2001-01-01"},
         {Hint.NOT_SEEN: 1, Hint.NEVER_LENT: 1}),
    ],
)  # fmt: skip
def test_what_an_item_s_row_tells(connection: Connection, columns: dict[str, object], hints: dict[Hint, int]) -> None:
    put(connection, "core_item", [item("7", **columns)])
    assert found(connection) == hints


@pytest.mark.parametrize(("day", "hints"), [("2024-11-22", {Hint.ON_LOAN: 1}), ("2024-11-24", {})])
def test_a_loan_that_has_lasted_for_years(connection: Connection, day: str, hints: dict[Hint, int]) -> None:
    put(connection, "core_item", [item("7", status="on_loan")])
    put(connection, "core_loan", [lent("7", day)])
    assert found(connection) == hints


def test_of_what_the_export_does_not_tell_nothing_is_said(connection: Connection) -> None:
    put(connection, "core_item", [item("1", last_seen_on=""), item("2", last_seen_on="", total_loans=None), item("3")])
    told = shelf(connection, "nordvik", AS_OF)
    assert told.items == 3
    assert told.silent == {"last_seen_on": 2, "total_loans": 1, "acquired_on": 0}


def test_a_source_without_items(connection: Connection) -> None:
    told = shelf(connection, "sorvik", AS_OF)
    assert told.items == 0
    assert set(told.found.values()) == set(told.silent.values()) == {0}


def test_the_list_has_as_many_as_the_page_counts_in_the_order_of_the_shelves(connection: Connection) -> None:
    items = [
        item("1", status="missing", call_number="900"),
        item("2", status="missing", call_number="100"),
        item("3", last_seen_on="2010-01-01", total_loans=0, acquired_on="2001-01-01", bib_legacy_id="gone"),
        item("4", status="on_loan"),
    ]
    put(connection, "core_item", [*items, row("core_item", "sorvik", "1", status="missing")])
    put(connection, "core_loan", [lent("4", "2020-05-01")])
    rows = list(listed(connection, "nordvik", AS_OF))
    assert [(line.hint, line.legacy_id, line.title, line.day) for line in rows] == [
        (HINTS[Hint.MISSING][0], "2", "Sult", "2026-11-01"),
        (HINTS[Hint.MISSING][0], "1", "Sult", "2026-11-01"),
        (HINTS[Hint.ON_LOAN][0], "4", "Sult", "2020-05-01"),
        (HINTS[Hint.NOT_SEEN][0], "3", "", "2010-01-01"),
        (HINTS[Hint.NEVER_LENT][0], "3", "", "2001-01-01"),
    ]
    assert len(rows) == sum(found(connection).values())


def test_a_leap_day_some_years_ago() -> None:
    assert years_before(date(2028, 2, 29), 3) == date(2025, 2, 28)
    assert years_before(date(2028, 2, 29), 4) == date(2024, 2, 29)
