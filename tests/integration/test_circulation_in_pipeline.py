"""Loans and reservations with every defect planted, from the files to the staging database."""

import csv
from pathlib import Path

import pytest
from projects import write, write_project
from sqlalchemy import select

from migration import pipeline
from migration.staging.schema import core_loan, core_reservation, issue, ledger

LOANS = """\
Id;BorrowerId;ItemId;MarcRecordId;LoanTime;DueTime
1;7;12;2;2026-11-01;2026-11-29
2;8;12;2;2026-11-10;2026-12-08
3;8;12;2;2026-11-10;2026-12-08
4;9;11;1;2026-11-10;2026-12-08
5;7;5001;1;2026-11-10;2026-12-08
6;7;404;1;2026-11-10;2026-12-08
7;7;14;2;2026-11-10;2026-12-08
8;7;;1;;
"""
RESERVATIONS = """\
Id;BorrowerId;MarcRecordId;ItemId;ServiceCode;ResTime;ResValidUntil;NumberInQueue;Scope;Kind;GroupId;OrderInGroup
1;7;2;;Reserved;2026-10-03;;3;EntireUnitBranch;;;
2;8;2;;Reserved;2026-10-01;;3;EntireUnitBranch;;;
3;8;2;;Reserved;2026-10-01;;1;CooperatingUnits;;;
4;7;2;12;Reserved;2026-10-01;;1;EntireUnitBranch;;;
5;7;2;;Reserved;2026-11-04;;;EntireUnitBranch;;;
6;8;2;;Reserved;2020-10-01;2020-12-01;1;EntireUnitBranch;;;
7;7;4;;Reserved;2026-10-01;;1;EntireUnitBranch;;;
8;8;1;;Reserved;2026-10-01;;1;X;Parallell;5;4
9;8;2;;Reserved;2026-10-01;;1;X;Parallell;5;2
10;8;404;;Reserved;2026-10-01;;1;X;Parallell;5;1
11;8;1;;Avbestilt;2026-10-01;;1;Y;;;
"""


@pytest.fixture(scope="module")
def standardized(tmp_path_factory: pytest.TempPathFactory):
    root = write_project(tmp_path_factory.mktemp("circulation") / "project")
    bakken = root / "exports" / "bakken"
    with (bakken / "katalog.txt").open("a", encoding="utf-8", newline="") as file:
        file.write((bakken / "katalog.txt").read_text(encoding="utf-8").split("^")[1].strip().replace("*0012", "*0014"))
        file.write("\r\n^\r\n")
    write(bakken / "BorrowerLoans.csv", LOANS)
    write(bakken / "BorrowerReservations.csv", RESERVATIONS)
    with pipeline.open_project(root) as project:
        pipeline.land(project, "bakken")
        pipeline.standardize(project, "bakken")
        with project.engine.connect() as connection:
            yield connection


def fates(connection, entity: str) -> dict[str, str]:
    """Reason of each row, or its fate where there is none."""
    query = select(ledger).where(ledger.c.source == "bakken", ledger.c.entity == entity)
    return {row.legacy_id: row.reason or row.fate for row in connection.execute(query)}


def issues(connection, entity: str, code: str) -> dict[str, str]:
    query = select(issue).where(issue.c.source == "bakken", issue.c.entity == entity, issue.c.code == code)
    return {row.legacy_id: row.value for row in connection.execute(query)}


def test_every_loan_has_its_fate(standardized) -> None:
    assert fates(standardized, "loan") == {
        "1": "item_on_loan_twice",
        "2": "loan_repeated",
        "3": "loaded",
        "4": "patron_missing",
        "5": "loaded",
        "6": "item_missing",
        "7": "item_not_loaded",
        "8": "loaded",
    }
    assert issues(standardized, "loan", "item_on_loan_twice") == {"1": "3"}
    assert issues(standardized, "loan", "item_by_barcode") == {"5": "5001"}


def test_an_item_named_by_its_barcode_is_on_loan(standardized) -> None:
    query = select(core_loan.c.legacy_id, core_loan.c.is_electronic).where(core_loan.c.item_id != "")
    assert dict(standardized.execute(query).all()) == {"3": False, "5": False}


def test_every_reservation_has_its_fate(standardized) -> None:
    found = fates(standardized, "reservation")
    assert {key: found[key] for key in ("6", "10", "11")} == {
        "6": "reservation_expired", "10": "bib_missing", "11": "reservation_over",
    }  # fmt: skip
    assert {found[str(n)] for n in (1, 2, 3, 4, 5, 7, 8, 9)} == {"loaded"}


def test_queues_are_of_a_title_and_scope_or_of_an_item(standardized) -> None:
    r = core_reservation.c
    found = dict(standardized.execute(select(r.legacy_id, r.queue_position)).all())
    assert found == {"2": 1, "1": 2, "5": 3, "3": 1, "4": 1, "7": 1, "8": 1, "9": 1}
    assert issues(standardized, "reservation", "queue_renumbered") == {"1": "3/2", "2": "3/1"}


def test_a_group_is_counted_from_one_and_told_that_it_is_not_whole(standardized) -> None:
    r = core_reservation.c
    rows = standardized.execute(select(r.legacy_id, r.kind, r.group_id, r.group_order).where(r.group_id != "")).all()
    assert {(row.legacy_id, row.kind, row.group_order) for row in rows} == {("8", "parallel", 2), ("9", "parallel", 1)}
    assert len({row.group_id for row in rows}) == 1
    assert issues(standardized, "reservation", "reservation_group_incomplete") == {"8": "1", "9": "1"}


def test_what_shows_only_together_is_told(standardized) -> None:
    assert issues(standardized, "reservation", "reserved_twice") == {"5": "1"}
    assert issues(standardized, "reservation", "reservation_without_items") == {"7": "4"}
    assert set(issues(standardized, "reservation", "reserved_by_borrower")) == {"2", "3", "9"}


def test_the_rows_order_is_no_matter(tmp_path: Path) -> None:
    def outcome(name: str, turned: bool) -> tuple[dict[str, str], dict[str, int]]:
        root = write_project(tmp_path / name)
        for file, text in (("BorrowerLoans", LOANS), ("BorrowerReservations", RESERVATIONS)):
            head, *rows = csv.reader(text.splitlines())
            lines = [",".join(cells) for cells in (head, *(reversed(rows) if turned else rows))]
            write(root / "exports" / "bakken" / f"{file}.csv", "\n".join(lines) + "\n")
        with pipeline.open_project(root) as project:
            pipeline.land(project, "bakken")
            pipeline.standardize(project, "bakken")
            with project.engine.connect() as connection:
                r = core_reservation.c
                queues = dict(connection.execute(select(r.legacy_id, r.queue_position)).all())
                return fates(connection, "loan"), queues

    assert outcome("as delivered", turned=False) == outcome("turned", turned=True)
