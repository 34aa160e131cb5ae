"""The debts of a source come out, from the raw rows to the staging database; and the delivery stops if they do not."""

from pathlib import Path

import pytest
from projects import write, write_project
from sqlalchemy import select, update

from migration import pipeline
from migration.quality.balance import blocking_checks
from migration.quality.debts import Term, debts
from migration.staging.schema import core_fee, fee_balance

DEBTS = """\
Id;BorrowerId;AccountCodeId;Amount;Remainder;State;DebtDate;ItemId
1;7;6;100,00;40,00;Unpaid;2026-01-01;11
2;7;11;350,00;;Unpaid;2026-02-01;12
3;7;12;-150,00;;Paid;2026-03-01;12
4;7;6;20,00;20,00;Estimated;2026-03-01;
5;99;6;10,00;10,00;Unpaid;2026-03-01;
6;8;14;x;30,00;Unpaid;2026-03-01;
7;8;14;-5,00;;Unpaid;2026-03-01;
"""


@pytest.fixture
def project(tmp_path: Path):
    root = write_project(tmp_path / "project")
    write(root / "exports" / "bakken" / "BorrowerDebts.csv", DEBTS)
    with pipeline.open_project(root) as opened:
        yield opened


def failed(project) -> list[tuple[str, ...]]:
    with project.engine.connect() as connection:
        return [check.failing_keys for check in blocking_checks(connection, ["bakken"]) if check.check_name == "debts"]


def test_the_sums_come_out(project) -> None:
    pipeline.land(project, "bakken")
    pipeline.standardize(project, "bakken")
    with project.engine.connect() as connection:
        found = {term: (rows, str(amount)) for term, (rows, amount) in debts(connection, "bakken").items()}
        fees = {row.legacy_id: row.outstanding for row in connection.execute(select(core_fee))}
    assert fees == {"1": "40.00", "2": "200.00", "6": "30.00"}
    assert found == {
        Term.CAME_IN: (7, "325.00"),
        Term.CHARGES: (4, "460.00"),
        Term.CREDITS: (2, "155.00"),
        Term.ESTIMATES: (1, "20.00"),
        Term.LOADED: (3, "450.00"),
        Term.REJECTED: (1, "10.00"),
        Term.EXCLUDED: (3, "-135.00"),
        Term.OUTSTANDING: (3, "270.00"),
        Term.SETTLED: (3, "210.00"),
        Term.BY_PAYMENTS: (1, "150.00"),
        Term.WITHOUT_AMOUNT: (1, "30.00"),
    }
    assert failed(project) == [()]


def test_a_debt_that_changes_on_the_way_stops_the_delivery(project) -> None:
    pipeline.land(project, "bakken")
    pipeline.standardize(project, "bakken")
    with project.engine.begin() as connection:
        connection.execute(update(core_fee).where(core_fee.c.legacy_id == "1").values(outstanding="41.00"))
    assert failed(project) == [("outstanding",)]


def test_a_sum_that_does_not_come_out_is_told(project) -> None:
    pipeline.land(project, "bakken")
    pipeline.standardize(project, "bakken")
    with project.engine.begin() as connection:
        connection.execute(update(fee_balance).where(fee_balance.c.term == "settled").values(amount="1.00"))
    assert failed(project) == [("outstanding",)]
