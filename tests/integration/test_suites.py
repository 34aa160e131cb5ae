"""The suites of expectations/ on real databases: every check can fail, and names every row that fails it."""

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from planted_failures import ALONE, BESIDE, MISSING, OF_COUNTY, PLANTED, RAW_TABLES, TWINS, UUID
from sqlalchemy import Connection, Engine, make_url, update
from staging_rows import good_source, put, row

from migration.ids import target_id
from migration.quality.batches import OWNERS, batch_of
from migration.quality.checks import CheckResult
from migration.quality.debts import Term
from migration.quality.suites import SuiteError, check_suites, run_suites
from migration.settings import SHIPPED
from migration.staging import schema
from migration.staging.engine import open_staging

SUITES = sorted((SHIPPED / "expectations").glob("*.json"))
ENTITIES = ("bib", "item", "patron", "loan", "reservation", "fee")
INTERNAL = {"run", "run_count", "source_stage", "check_result", "matched_block"}
"""Tables that hold how far the work has come, not what was delivered, judged or decided."""


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A staging database with a good source, and a source per check that fails it."""
    if request.param == "sqlite":  # a dollar sign would name a variable in Great Expectations' configuration
        url = f"sqlite:///{tmp_path_factory.mktemp('pro$jekt') / 'staging.db'}"
    else:
        url = own_database(request.getfixturevalue("postgres_url"))
    engine = open_staging(url)
    plant(engine)
    yield engine
    engine.dispose()


def own_database(server: str) -> str:
    """A database that stays until the server does: the module's tests share it."""
    url = make_url(server)
    with psycopg.connect(url.set(drivername="postgresql").render_as_string(hide_password=False), autocommit=True) as c:
        c.execute("create database suites template template0 encoding 'UTF8'")
    return url.set(database="suites").render_as_string(hide_password=False)


def plant(engine: Engine) -> None:
    """A good source; and per check a source that bears its name, with what that check must find."""
    with engine.begin() as connection:
        plant_good(connection)
        rows: dict[tuple[str, str, str], dict[str, Any]] = {}
        for table, key, check, columns in planted():
            rows[table, check, key] = planted_row(table, check, key, columns)
        for (_, check), beside in BESIDE.items():
            for table, key, columns in beside:
                source = key.removeprefix("other ") + "_2" if key.startswith("other ") else check
                legacy_id = "bad" if key.startswith("other ") else key
                rows.setdefault((table, source, legacy_id), planted_row(table, source, legacy_id, columns))
        for _, check in MISSING:
            rows["source_rows", check, "bad"] = row("source_rows", check, "", entity="item", rows=1)
        for (table, _, _), found in rows.items():
            put(connection, table, [found])


def planted() -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """(table, key, check, columns) of every row that a check must find."""
    for table, checks in PLANTED.items():
        yield from ((table, "bad", check, columns) for check, columns in checks.items())
    for table, checks in TWINS.items():
        yield from ((table, key, check, columns) for check, columns in checks.items() for key in ("bad", "evil"))
    for table, checks in OF_COUNTY.items():
        yield from ((table, "bad", check, columns) for check, columns in checks.items())


def planted_row(table: str, source: str, key: str, columns: dict[str, Any]) -> dict[str, Any]:
    """A good row but for ``columns``. Tables that know no sources take the source, which is a check's name, as key."""
    number = {"bad": 66, "evil": 67}[key]
    names: dict[str, dict[str, Any]] = {
        **{name: {"ordinal": number} for name in RAW_TABLES},
        "raw_file": {"file_no": number, "sha256": hashlib.sha256(f"{source} {key}".encode()).hexdigest()},
        "matched_pair": {"a": source, "b": source},
        "matched_bad_identifier": {"value": source},
        "matched_verdict": {"n": abs(hash(source)) % 10**6, "file": source},
        "matched_redirect": {"old_bib_id": target_id("good", "bib", "1") if source == "old_is_gone" else source},
    }
    return row(table, source, key) | names.get(table, {}) | columns


def plant_good(connection: Connection) -> None:
    """Three of each entity, all on loan, and a row or more of every other table."""
    good_source(connection, "good", ENTITIES, rows=3)
    connection.execute(update(schema.core_item).values(status="on_loan"))
    for n, term in enumerate(Term):
        rows = 3 if term is Term.OUTSTANDING else n
        put(connection, "fee_balance", [row("fee_balance", "good", "", term=term.value, rows=rows)])
    for member in ("1", "2", "3"):
        for table in ("core_bib_features", "matched_bib", "matched_bib_member", "matched_item", "matched_patron"):
            put(connection, table, [row(table, "good", member)])
    bib = target_id("good", "bib", "1")
    others: dict[str, dict[str, Any]] = {
        "raw_file": {"file_no": 1},
        **{name: {"ordinal": 1} for name in RAW_TABLES},
        **{name: {} for name in ("issue", "core_code", "core_conversion", "core_bib_unknown", "core_bib_reference")},
        "matched_review": {"other_source": "good", "other_legacy_id": "2"},
        "matched_opinion": {"other_source": "good", "other_legacy_id": "2"},
        "matched_change": {"former_bib_id": UUID},
        "matched_field": {},
        "matched_cluster": {},
        "matched_likely_person": {"other_patron_id": target_id("good", "patron", "2")},
        "matched_pair": {"a": "1", "b": "2"},
        "matched_bad_identifier": {},
        "matched_verdict": {"n": 0},
        "matched_redirect": {"old_bib_id": "gone", "bib_id": bib},
        "matched_gone": {},
    }
    for table, columns in others.items():
        put(connection, table, [row(table, "good", "1") | columns])
    put(connection, "ledger", [row("ledger", "good", "9", entity="item", fate="rejected", reason="bib_missing")])
    put(connection, "reject", [row("reject", "good", "9")])


@pytest.fixture(scope="module")
def results(engine: Engine) -> dict[tuple[str, str, str], CheckResult]:
    return {(r.table_name, r.check_name, r.source): r for r in run_suites(engine, SUITES)}


def shipped() -> set[tuple[str, str]]:
    suites = [json.loads(path.read_text(encoding="utf-8")) for path in SUITES]
    return {(suite["name"], e["meta"]["name"]) for suite in suites for e in suite["expectations"]}


def test_every_shipped_check_has_a_planted_failure() -> None:
    tables = [*PLANTED.items(), *TWINS.items(), *OF_COUNTY.items()]
    assert shipped() == {(table, check) for table, checks in tables for check in checks} | MISSING | ALONE


def test_every_table_that_holds_something_has_a_suite() -> None:
    assert set(schema.metadata.tables) - {path.stem for path in SUITES} <= INTERNAL


def key_of(table: str, found: dict[str, Any]) -> tuple[str, ...]:
    """How a row is named; nothing names one without a legacy id."""
    columns = batch_of(table, [column.name for column in schema.metadata.tables[table].columns]).keys
    name = "bad" if table in OWNERS else " ".join(str(found[column]) for column in columns)
    return (name,) if name else ()


def test_every_planted_failure_is_found_with_its_key(results: dict[tuple[str, str, str], CheckResult]) -> None:
    for table, checks in PLANTED.items():
        for check, spoiled in checks.items():
            result = results[table, check, check]
            assert not result.success, (table, check)
            assert result.failing_keys == key_of(table, planted_row(table, check, "bad", spoiled)), (table, check)
            assert result.failing == 1, (table, check)
            assert result.rows >= 1, (table, check)


def test_rows_that_fail_together_are_all_named(results: dict[tuple[str, str, str], CheckResult]) -> None:
    for table, checks in TWINS.items():
        for check in checks:
            numbered = {"raw_file": ("66", "67")}
            assert results[table, check, check].failing_keys == numbered.get(table, ("bad", "evil")), (table, check)
            assert not results[table, check, check].success


def test_what_is_missing_is_named(results: dict[tuple[str, str, str], CheckResult]) -> None:
    for table, check in MISSING:
        assert results[table, check, check].failing_keys == ("bad",)


def test_a_table_without_sources_is_the_countys(results: dict[tuple[str, str, str], CheckResult]) -> None:
    for table, checks in OF_COUNTY.items():
        assert {source for name, _, source in results if name == table} == {"*"}
        good = key_of(table, row(table, "good", "1") | {"a": "1", "b": "2", "old_bib_id": "gone"})
        for check, spoiled in checks.items():
            result = results[table, check, "*"]
            assert key_of(table, planted_row(table, check, "bad", spoiled))[0] in result.failing_keys, (table, check)
            assert good[0] not in result.failing_keys, (table, check)


def test_a_good_source_passes_every_check_by_name(results: dict[tuple[str, str, str], CheckResult]) -> None:
    good = {(t, c): r for (t, c, source), r in results.items() if source == "good"}
    assert set(good) == {(table, check) for table, check in shipped() if table not in OF_COUNTY}
    assert [r for r in good.values() if not r.success or r.failing] == []
    assert all(r.rows for r in good.values())


def test_every_check_says_what_it_demands_and_what_to_do(results: dict[tuple[str, str, str], CheckResult]) -> None:
    for result in results.values():
        texts = (result.message_nb, result.message_en, result.advice_nb, result.advice_en)
        assert all(text.endswith((".", "?")) for text in texts), result.check_name
        assert all(len(text) <= 250 for text in texts), result.check_name


def test_no_shipped_check_blocks(results: dict[tuple[str, str, str], CheckResult]) -> None:
    assert {r.severity for r in results.values()} == {"error", "warning", "info"}


def test_some_sources_give_the_same_results_as_all(
    engine: Engine, results: dict[tuple[str, str, str], CheckResult]
) -> None:
    some = run_suites(engine, SUITES, ["good", "title_given"])
    assert {r.source for r in some} == {"good", "title_given", "*"}
    found = {(r.table_name, r.check_name, r.source): r for r in some}
    shared = found.keys() & results.keys()
    assert {key: found[key] for key in shared} == {key: results[key] for key in shared}
    assert not any(found[key].rows for key in found.keys() - shared)


@pytest.fixture
def empty(tmp_path: Path) -> Engine:
    return open_staging(f"sqlite:///{tmp_path / 'staging.db'}")


def test_empty_tables_pass(empty: Engine) -> None:
    assert {r.source for r in run_suites(empty, SUITES)} == {"*"}
    found = run_suites(empty, SUITES, ["nordvik"])
    assert {(r.table_name, r.check_name) for r in found} == shipped()
    assert all(r.success and not r.failing and r.source in ("nordvik", "*") for r in found)


def test_of_an_empty_table_as_a_whole_more_can_be_demanded(empty: Engine, tmp_path: Path) -> None:
    path = suite(tmp_path, expectation("expect_table_row_count_to_be_between", min_value=1), TITLE)
    assert [r.success for r in run_suites(empty, [path], ["nordvik"])] == [False, True]


def test_a_suite_that_was_changed_is_read_anew(empty: Engine, tmp_path: Path) -> None:
    with empty.begin() as connection:
        put(connection, "core_bib", [row("core_bib", "nordvik", "1", title="")])
    for value, passes in (("", False), ("Sult", True)):
        changed = expectation("expect_column_values_to_not_be_in_set", column="title", value_set=[value])
        assert of(run_suites(empty, [suite(tmp_path, changed)])).success == passes


def test_shipped_suites_can_be_tried_without_data(empty: Engine) -> None:
    check_suites(empty, SUITES)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT source, legacy_id FROM {batch} WHERE tittel = ''",
        "SELECT source, legacy_id FROM {batch} WHERE source NOT IN (SELECT source FROM core_film)",
        "SELECT source FROM {batch}",
    ],
)
def test_a_query_that_cannot_be_run_is_told_before_there_are_data(empty: Engine, tmp_path: Path, query: str) -> None:
    path = suite(tmp_path, expectation("unexpected_rows_expectation", unexpected_rows_query=query))
    with pytest.raises(SuiteError) as caught:
        check_suites(empty, [path])
    assert len(caught.value.problems) == 1
    assert f"{path}: unexpected_rows_expectation: the query cannot be run" in caught.value.problems[0]


def test_the_environment_is_left_alone(empty: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GX_ANALYTICS_ENABLED", raising=False)
    run_suites(empty, SUITES[:1])
    assert "GX_ANALYTICS_ENABLED" not in os.environ


def of(found: list[CheckResult], source: str = "nordvik") -> CheckResult:
    return next(r for r in found if r.source == source)


def suite(folder: Path, *expectations: dict[str, Any], table: str = "core_bib", name: str | None = None) -> Path:
    path = folder / f"{table}.json"
    path.write_text(json.dumps({"name": name or table, "expectations": expectations}), encoding="utf-8")
    return path


def expectation(kind: str, /, *, severity: str = "warning", meta: dict[str, Any] | None = None, **kwargs: Any) -> Any:
    return {
        "type": kind,
        "kwargs": kwargs,
        "severity": severity,
        "meta": {"nb": "krav", "en": "demand", **(meta or {})},
    }


TITLE = expectation("expect_column_values_to_not_be_in_set", column="title", value_set=[""])
QUERY = expectation(
    "unexpected_rows_expectation", unexpected_rows_query="SELECT source, legacy_id FROM {batch} WHERE title = ''"
)


@pytest.mark.parametrize("check", [TITLE, QUERY])
def test_all_failing_rows_are_named_however_many(empty: Engine, tmp_path: Path, check: dict[str, Any]) -> None:
    with empty.begin() as connection:
        put(connection, "core_bib", [row("core_bib", "nordvik", f"{n:03}", title="") for n in range(300)])
        put(connection, "core_bib", [row("core_bib", "sorvik", f"{n:03}", title="") for n in range(250)])
    found = run_suites(empty, [suite(tmp_path, check)])
    assert of(found).failing_keys == tuple(f"{n:03}" for n in range(300))
    assert of(found, "sorvik").failing == 250


def test_a_share_is_counted_for_each_source_alone(empty: Engine, tmp_path: Path) -> None:
    with empty.begin() as connection:
        for source, blanks in (("good", 1), ("poor", 2)):
            titles = [""] * blanks + ["Sult"] * (10 - blanks)
            put(connection, "core_bib", [row("core_bib", source, str(n), title=t) for n, t in enumerate(titles)])
    most = expectation("expect_column_values_to_not_be_in_set", column="title", value_set=[""], mostly=0.9)
    found = run_suites(empty, [suite(tmp_path, most)])
    assert (of(found, "good").success, of(found, "good").failing) == (True, 1)
    assert (of(found, "poor").success, of(found, "poor").failing_keys) == (False, ("0", "1"))


def test_a_check_of_the_whole_table_is_the_countys(empty: Engine, tmp_path: Path) -> None:
    with empty.begin() as connection:
        put(connection, "core_bib", [row("core_bib", source, "1") for source in ("nordvik", "sorvik")])
    path = suite(tmp_path, expectation("expect_table_row_count_to_be_between", min_value=3))
    assert [(r.source, r.success, r.failing) for r in run_suites(empty, [path])] == [("*", False, 1)]
    assert [(r.source, r.success) for r in run_suites(empty, [path], ["sorvik"])] == [("sorvik", False)]


def test_a_check_that_cannot_be_run_is_no_failure_of_the_data(empty: Engine, tmp_path: Path) -> None:
    with empty.begin() as connection:
        put(connection, "core_bib", [row("core_bib", "nordvik", "1")])
    query = "SELECT source, legacy_id FROM {batch} WHERE hemmelig = 'Ola'"
    found = run_suites(
        empty, [suite(tmp_path, expectation("unexpected_rows_expectation", unexpected_rows_query=query), TITLE)]
    )
    assert [(r.success, r.severity, r.failing) for r in found] == [(False, "error", 0), (True, "warning", 0)]
    assert "kunne ikke kjøres" in found[0].message_nb
    assert "core_bib.json" in found[0].advice_nb
    assert "OperationalError" in found[0].message_nb
    assert "Ola" not in found[0].message_nb + found[0].message_en


def test_a_query_must_give_the_key_columns(empty: Engine, tmp_path: Path) -> None:
    with empty.begin() as connection:
        put(connection, "core_bib", [row("core_bib", "nordvik", "1")])
    check = expectation("unexpected_rows_expectation", unexpected_rows_query="SELECT title FROM {batch}")
    found = run_suites(empty, [suite(tmp_path, check)])
    assert (found[0].success, found[0].severity, found[0].failing) == (False, "error", 0)


def test_a_blocking_expectation_blocks(empty: Engine, tmp_path: Path) -> None:
    check = expectation(
        "expect_column_values_to_not_be_null", severity="critical", meta={"blocking": True}, column="title"
    )
    assert [r.severity for r in run_suites(empty, [suite(tmp_path, check)], ["nordvik"])] == ["blocking"]


@pytest.mark.parametrize(
    ("check", "words"),
    [
        (expectation("expect_the_best"), "expect_the_best not found"),
        (expectation("expect_column_values_to_be_in_set", column="title", value_sets=["x"]), "value_sets"),
        (expectation("expect_column_values_to_match_regex", column="title"), "says nothing to test"),
        (expectation("expect_column_values_to_not_be_null", column="titel"), "no column titel"),
        (expectation("expect_column_values_to_not_be_null", column="title", mostly=1.5), "mostly must be"),
        (expectation("expect_compound_columns_to_be_unique", column_list=["source", "title"]), "cannot name the rows"),
        (expectation("unexpected_rows_expectation", unexpected_rows_query="SELECT 1"), "must select from {batch}"),
        ({**TITLE, "severity": "grave"}, "severity"),
        ({**TITLE, "meta": {"nb": "krav"}}, "meta.en"),
        ({**TITLE, "kwarg": {}}, "kwarg"),
        (expectation("expect_column_values_to_not_be_null", meta={"blocking": True}, column="title"), "must have"),
    ],
)
def test_a_faulty_expectation_stops_the_run(empty: Engine, tmp_path: Path, check: dict[str, Any], words: str) -> None:
    with pytest.raises(SuiteError) as caught:
        run_suites(empty, [suite(tmp_path, TITLE, check)])
    assert len(caught.value.problems) == 1
    assert str(tmp_path / "core_bib.json") in caught.value.problems[0]
    assert words in caught.value.problems[0]


def test_all_faults_of_all_suites_are_told_at_once(empty: Engine, tmp_path: Path) -> None:
    (tmp_path / "core_loan.json").write_text("{", encoding="utf-8")
    paths = [
        suite(tmp_path, expectation("expect_the_best"), TITLE, TITLE, name="core_bibs"),
        tmp_path / "core_loan.json",
        tmp_path / "core_fee.json",
    ]
    with pytest.raises(SuiteError) as caught:
        run_suites(empty, paths)
    text = "\n".join(caught.value.problems)
    for words in ("expect_the_best", "core_bibs", "stands 2 times", "core_loan.json: file", "core_fee.json: cannot be"):
        assert words in text
    assert len(caught.value.problems) == 5


def test_an_unknown_table_stops_the_run(empty: Engine, tmp_path: Path) -> None:
    with pytest.raises(SuiteError, match="no staging table core_film"):
        run_suites(empty, [suite(tmp_path, TITLE, table="core_film")])


def county_keys(engine: Engine, table: str, check: str) -> list[tuple[str, tuple[str, ...]]]:
    path = SHIPPED / "expectations" / f"{table}.json"
    return [(r.source, r.failing_keys) for r in run_suites(engine, [path]) if r.check_name == check and not r.success]


def test_equal_barcodes_of_two_sources_are_named_for_each(empty: Engine) -> None:
    with empty.begin() as connection:
        for source in ("nordvik", "sorvik"):
            own = row("core_item", source, "7")
            put(connection, "core_item", [own])
            put(connection, "matched_item", [row("matched_item", "", "", item_id=own["target_id"], barcode="1\t")])
    for check in ("barcode_unique", "barcode_characters"):
        assert county_keys(empty, "matched_item", check) == [("nordvik", ("7",)), ("sorvik", ("7",))]


def test_an_item_or_patron_of_no_source_is_the_countys(empty: Engine) -> None:
    with empty.begin() as connection:
        put(connection, "matched_item", [row("matched_item", "", "", item_id="x", barcode="1")])
        put(connection, "matched_patron", [row("matched_patron", "", "", patron_id="x", person_id="y")])
    for table, check in (
        ("matched_item", "item_known"),
        ("matched_item", "item_id_shape"),
        ("matched_patron", "patron_known"),
        ("matched_patron", "patron_id_shape"),
        ("matched_patron", "person_id_shape"),
    ):
        assert county_keys(empty, table, check) == [("*", ("x",))]


def test_a_person_with_very_many_cards_is_looked_at(empty: Engine) -> None:
    with empty.begin() as connection:
        patrons = [row("core_patron", "nordvik", f"{n:02}") for n in range(21)]
        put(connection, "core_patron", patrons)
        put(connection, "matched_patron", [{"patron_id": p["target_id"], "person_id": UUID} for p in patrons])
    assert county_keys(empty, "matched_patron", "person_not_huge") == [("nordvik", tuple(f"{n:02}" for n in range(21)))]
