"""What each run left as counts, and what has changed since the run before: on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, select, update
from staging_rows import good_source, put, row

from migration.quality.history import county_changes, previous_run, record_counts, trend
from migration.staging import schema
from migration.staging.engine import open_staging


@pytest.fixture(params=["sqlite", "postgresql"])
def connection(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Connection]:
    """Nordvik: 3 records and 2 patrons, all loaded, 2 issues of a kind, 2 unmapped codes of a list, 2 failed checks."""
    sqlite = request.param == "sqlite"
    url = f"sqlite:///{tmp_path / 'staging.db'}" if sqlite else str(request.getfixturevalue("postgres_database"))
    engine = open_staging(url)
    with engine.begin() as opened:
        good_source(opened, "nordvik", ["bib"], rows=3)
        good_source(opened, "nordvik", ["patron"], rows=2)
        put(opened, "issue", [row("issue", "nordvik", name) for name in "12"])
        codes = (("0", "mapped"), ("7", "unmapped"), ("8", "unmapped"))
        put(opened, "core_code", [row("core_code", "nordvik", "", legacy_code=c, status=s) for c, s in codes])
        put(
            opened,
            "check_result",
            [
                row("check_result", "nordvik", "", failing=2),
                row("check_result", "nordvik", "", check_name="fine", success=True, failing=0),
                row("check_result", "*", "", table_name="ledger", check_name="x"),
            ],
        )
        yield opened
    engine.dispose()


NORDVIK = {
    ("rows", "bib"): 3,
    ("rows", "patron"): 2,
    ("fate", "bib loaded"): 3,
    ("fate", "patron loaded"): 2,
    ("issue", "title_missing"): 2,
    ("check", "core_bib.title_there"): 2,
    ("code", "item_status"): 2,
}


def test_the_first_run_has_nothing_before_it(connection: Connection) -> None:
    record_counts(connection, "first")
    assert trend(connection, "nordvik") == {key: (None, n) for key, n in NORDVIK.items()}
    assert previous_run(connection, "nordvik") == ""


def test_the_county_is_the_sum_of_all_and_has_its_own_checks(connection: Connection) -> None:
    good_source(connection, "sorvik", ["bib"], rows=4)
    record_counts(connection, "first")
    sums = {**NORDVIK, ("rows", "bib"): 7, ("fate", "bib loaded"): 7, ("check", "ledger.x"): 1}
    assert trend(connection, "*") == {key: (None, n) for key, n in sums.items()}


def test_a_run_is_held_against_the_one_before_and_what_only_one_has_is_0_in_the_other(connection: Connection) -> None:
    record_counts(connection, "first")
    connection.execute(update(schema.ledger).where(schema.ledger.c.legacy_id == "3").values(fate="rejected"))
    connection.execute(delete(schema.issue))
    record_counts(connection, "second")
    found = trend(connection, "nordvik")
    assert found["fate", "bib loaded"] == (3, 2)
    assert found["fate", "bib rejected"] == (0, 1)
    assert found["issue", "title_missing"] == (2, 0)
    assert found["rows", "bib"] == (3, 3)
    assert previous_run(connection, "nordvik") == "first"


def test_only_what_changed_is_told_of_the_county(connection: Connection) -> None:
    record_counts(connection, "first")
    assert [tuple(change) for change in county_changes(connection)] == [
        ("*", "rows", "bib", None, 3),
        ("*", "rows", "patron", None, 2),
        ("nordvik", "rows", "bib", None, 3),
        ("nordvik", "rows", "patron", None, 2),
    ]
    connection.execute(delete(schema.issue).where(schema.issue.c.legacy_id == "2"))
    good_source(connection, "sorvik", ["bib"], rows=1)
    record_counts(connection, "second")
    assert [tuple(change) for change in county_changes(connection)] == [
        ("*", "rows", "bib", 3, 4),
        ("*", "fate", "bib loaded", 3, 4),
        ("*", "issue", "title_missing", 2, 1),
        ("nordvik", "issue", "title_missing", 2, 1),
        ("sorvik", "rows", "bib", None, 1),
    ]


def test_runs_are_in_the_order_in_which_they_were_counted_whatever_their_names(connection: Connection) -> None:
    record_counts(connection, "20261025-023000-trial")
    connection.execute(delete(schema.issue))
    record_counts(connection, "20261025-021500-trial")  # the clock went back an hour
    assert trend(connection, "nordvik")["issue", "title_missing"] == (2, 0)


def test_a_source_is_held_against_the_last_run_that_had_it(connection: Connection) -> None:
    record_counts(connection, "first")
    good_source(connection, "sorvik", ["bib"], rows=1)
    record_counts(connection, "second", ["sorvik"])
    connection.execute(delete(schema.issue))
    record_counts(connection, "third")
    assert trend(connection, "nordvik")["issue", "title_missing"] == (2, 0)
    assert trend(connection, "sorvik")["rows", "bib"] == (1, 1)
    assert previous_run(connection, "nordvik") == "first"
    assert previous_run(connection, "sorvik") == "second"


def test_a_run_that_is_counted_twice_has_the_last_count(connection: Connection) -> None:
    record_counts(connection, "first")
    connection.execute(delete(schema.issue))
    record_counts(connection, "first")
    assert ("issue", "title_missing") not in trend(connection, "nordvik")
    assert trend(connection, "nordvik")["rows", "bib"] == (None, 3)
    runs = connection.execute(select(schema.run_count.c.run_id).distinct()).scalars().all()
    assert runs == ["first"]


def test_a_source_that_no_run_had_has_no_trend(connection: Connection) -> None:
    assert trend(connection, "nordvik") == {}
    assert county_changes(connection) == []
