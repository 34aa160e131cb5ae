"""The balance of fates: source rows = loaded + merged + rejected + excluded, and the ledger tells the truth."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, delete, func, select, update
from staging_rows import good_source, put, row

from migration.ids import target_id
from migration.quality.balance import BalanceRow, balance, blocking_checks
from migration.quality.checks import CheckResult, replace_results
from migration.staging import schema
from migration.staging.engine import open_staging

ENTITIES = ("bib", "item", "patron", "loan", "reservation", "fee")


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return open_staging(f"sqlite:///{tmp_path / 'staging.db'}")


def of(connection: Connection, name: str, source: str = "nordvik") -> CheckResult:
    return next(r for r in blocking_checks(connection) if (r.check_name, r.source) == (name, source))


def failing(connection: Connection, name: str, source: str = "nordvik") -> tuple[str, ...]:
    found = of(connection, name, source)
    assert found.failing == len(found.failing_keys)
    assert found.success == (not found.failing_keys)
    return found.failing_keys


def test_every_entity_of_a_source_has_a_row_zeros_too(engine: Engine) -> None:
    with engine.begin() as connection:
        put(connection, "source_rows", [row("source_rows", "nordvik", "", entity="bib", rows=4)])
        fates = ["loaded", "merged", "rejected", "excluded"]
        put(connection, "ledger", [row("ledger", "nordvik", str(n), fate=fate) for n, fate in enumerate(fates)])
        rows = balance(connection)
    assert [r.entity for r in rows] == list(ENTITIES)
    assert rows[0] == BalanceRow(
        source="nordvik", entity="bib", source_rows=4, loaded=1, merged=1, rejected=1, excluded=1
    )
    assert rows[1] == BalanceRow(
        source="nordvik", entity="item", source_rows=0, loaded=0, merged=0, rejected=0, excluded=0
    )
    assert all(r.balances for r in rows)


def test_a_row_without_a_fate_does_not_balance(engine: Engine) -> None:
    with engine.begin() as connection:
        put(connection, "source_rows", [row("source_rows", "nordvik", "", entity="loan", rows=1)])
        assert [r.entity for r in balance(connection) if not r.balances] == ["loan"]
        assert failing(connection, "balance") == ("loan",)


def test_a_fate_without_a_source_row_does_not_balance(engine: Engine) -> None:
    with engine.begin() as connection:
        put(connection, "ledger", [row("ledger", "nordvik", "1", fate="rejected")])
        assert failing(connection, "balance") == ("bib",)


def test_a_fate_that_is_none_of_the_four_does_not_count(engine: Engine) -> None:
    with engine.begin() as connection:
        put(connection, "source_rows", [row("source_rows", "nordvik", "", entity="bib", rows=1)])
        put(connection, "ledger", [row("ledger", "nordvik", "1", fate="forgotten")])
        assert failing(connection, "balance") == ("bib",)


def test_only_the_sources_asked_for(engine: Engine) -> None:
    with engine.begin() as connection:
        for source in ("nordvik", "sorvik"):
            put(connection, "source_rows", [row("source_rows", source, "", entity="bib", rows=1)])
        assert {r.source for r in balance(connection, ["sorvik"])} == {"sorvik"}
        checks = blocking_checks(connection, ["sorvik"])
    assert {(r.source, r.check_name, r.success) for r in checks} == {
        ("sorvik", "balance", False),
        ("sorvik", "conversion", True),
        ("sorvik", "debts", True),
        ("sorvik", "ledger_core", True),
        ("sorvik", "references", True),
    }


CONVERSION = {"tag": "245", "code": "a", "rule": "fields/245", "example": "1"}


def test_every_subfield_has_its_fate_and_every_unknown_one_is_kept(engine: Engine) -> None:
    with engine.begin() as connection:
        put(connection, "source_rows", [row("source_rows", "nordvik", "", entity="subfield", rows=5)])
        put(connection, "core_conversion", [
            row("core_conversion", "nordvik", "", **CONVERSION, fate="moved", uses=3),
            row("core_conversion", "nordvik", "", **(CONVERSION | {"rule": ""}), fate="unknown", uses=2),
        ])  # fmt: skip
        assert failing(connection, "conversion") == ("unknown",)
        put(connection, "core_bib_unknown", [row("core_bib_unknown", "nordvik", "1", n=n) for n in range(2)])
        assert failing(connection, "conversion") == ()
        assert [r.entity for r in balance(connection)] == list(ENTITIES)


@pytest.mark.parametrize("uses", [4, 6])
def test_a_subfield_that_is_lost_or_counted_twice_does_not_balance(engine: Engine, uses: int) -> None:
    with engine.begin() as connection:
        put(connection, "source_rows", [row("source_rows", "nordvik", "", entity="subfield", rows=5)])
        conversion = row("core_conversion", "nordvik", "", **CONVERSION, fate="moved", uses=uses)
        put(connection, "core_conversion", [conversion])
        assert failing(connection, "conversion") == ("subfield",)


def test_fates_of_subfields_that_nobody_counted_do_not_balance(engine: Engine) -> None:
    with engine.begin() as connection:
        put(connection, "core_conversion", [row("core_conversion", "nordvik", "", **CONVERSION, fate="moved", uses=1)])
        found = next(r for r in blocking_checks(connection, ["nordvik"]) if r.check_name == "conversion")
    assert found.failing_keys == ("subfield",)


def test_an_empty_database_has_nothing_to_balance(engine: Engine) -> None:
    with engine.begin() as connection:
        assert balance(connection) == []
        assert blocking_checks(connection) == []


def test_a_good_source_passes_every_blocking_check(engine: Engine) -> None:
    with engine.begin() as connection:
        good_source(connection, "nordvik", ENTITIES)
        results = blocking_checks(connection)
    assert [(r.check_name, r.success, r.severity) for r in results] == [
        ("balance", True, "blocking"),
        ("conversion", True, "blocking"),
        ("debts", True, "blocking"),
        ("ledger_core", True, "blocking"),
        ("references", True, "blocking"),
    ]


@pytest.mark.parametrize("entity", ENTITIES)
def test_a_loaded_row_must_have_its_record(engine: Engine, entity: str) -> None:
    with engine.begin() as connection:
        good_source(connection, "nordvik", ENTITIES)
        connection.execute(delete(schema.metadata.tables[f"core_{entity}"]))
        assert failing(connection, "ledger_core") == (f"{entity} 1",)


@pytest.mark.parametrize("entity", ENTITIES)
def test_a_record_must_be_loaded_in_the_ledger(engine: Engine, entity: str) -> None:
    with engine.begin() as connection:
        good_source(connection, "nordvik", ENTITIES)
        rejected = update(schema.ledger).where(schema.ledger.c.entity == entity).values(fate="rejected")
        connection.execute(rejected)
        assert failing(connection, "ledger_core") == (f"{entity} 1",)


def test_a_merged_bib_keeps_its_record(engine: Engine) -> None:
    with engine.begin() as connection:
        good_source(connection, "nordvik", ["bib"])
        connection.execute(update(schema.ledger).values(fate="merged"))
        assert failing(connection, "ledger_core") == ()


@pytest.mark.parametrize(
    ("entity", "column"),
    [
        ("item", "bib_legacy_id"),
        ("loan", "patron_id"),
        ("loan", "item_id"),
        ("loan", "bib_legacy_id"),
        ("reservation", "patron_id"),
        ("reservation", "item_id"),
        ("reservation", "bib_legacy_id"),
        ("fee", "patron_id"),
        ("fee", "item_id"),
    ],
)
def test_a_reference_must_resolve(engine: Engine, entity: str, column: str) -> None:
    with engine.begin() as connection:
        good_source(connection, "nordvik", ENTITIES)
        connection.execute(update(schema.metadata.tables[f"core_{entity}"]).values({column: "nobody"}))
        assert failing(connection, "references") == (f"{entity} 1",)


@pytest.mark.parametrize(("entity", "column"), [("item", "bib_legacy_id"), ("loan", "patron_id"), ("fee", "patron_id")])
def test_a_mandatory_reference_must_not_be_empty(engine: Engine, entity: str, column: str) -> None:
    with engine.begin() as connection:
        good_source(connection, "nordvik", ENTITIES)
        connection.execute(update(schema.metadata.tables[f"core_{entity}"]).values({column: ""}))
        assert failing(connection, "references") == (f"{entity} 1",)


def test_another_sources_patron_is_not_ones_own(engine: Engine) -> None:
    with engine.begin() as connection:
        good_source(connection, "nordvik", ENTITIES)
        good_source(connection, "sorvik", ENTITIES)
        neighbour = target_id("sorvik", "patron", "1")
        connection.execute(
            update(schema.core_loan).where(schema.core_loan.c.source == "nordvik").values(patron_id=neighbour)
        )
        assert failing(connection, "references", "nordvik") == ("loan 1",)
        assert failing(connection, "references", "sorvik") == ()


def test_results_replace_those_of_the_same_source_and_table_only(engine: Engine) -> None:
    def result(source: str, table: str, name: str) -> CheckResult:
        return CheckResult(
            source=source,
            table_name=table,
            check_name=name,
            severity="error",
            success=False,
            failing=1,
            failing_keys=("ø:1",),
            message_nb="",
            message_en="",
        )

    with engine.begin() as connection:
        replace_results(connection, [result("a", "core_bib", "old"), result("b", "core_bib", "kept")])
        replace_results(connection, [result("a", "core_bib", "new")])
        replace_results(connection, [])
        stored = connection.execute(select(schema.check_result.c["source", "check_name", "failing_keys"])).all()
    assert sorted(map(tuple, stored)) == [("a", "new", '["ø:1"]'), ("b", "kept", '["ø:1"]')]


def test_results_of_a_county_are_stored_at_once(engine: Engine) -> None:
    results = [
        CheckResult(
            source=f"s{n}",
            table_name="core_bib",
            check_name="c",
            severity="info",
            success=True,
            failing=0,
            failing_keys=(),
            message_nb="",
            message_en="",
        )
        for n in range(1500)
    ]
    with engine.begin() as connection:
        replace_results(connection, results)
        replace_results(connection, results)
        assert connection.scalar(select(func.count()).select_from(schema.check_result)) == 1500


@given(st.lists(st.sampled_from(["loaded", "merged", "rejected", "excluded"]), max_size=20), st.integers(0, 20))
def test_it_balances_exactly_when_every_source_row_has_one_fate(fates: list[str], came_in: int) -> None:
    engine = open_staging("sqlite://")
    with engine.begin() as connection:
        put(connection, "source_rows", [row("source_rows", "nordvik", "", entity="bib", rows=came_in)])
        if fates:
            put(connection, "ledger", [row("ledger", "nordvik", str(n), fate=fate) for n, fate in enumerate(fates)])
        bib = balance(connection)[0]
    assert bib.loaded + bib.merged + bib.rejected + bib.excluded == len(fates)
    assert bib.balances == (came_in == len(fates))
