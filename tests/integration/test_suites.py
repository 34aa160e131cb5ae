"""The suites of expectations/ on real databases: every check can fail, and names every row that fails it."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine, make_url
from staging_rows import good_source, put, row

from migration.quality.checks import CheckResult
from migration.quality.suites import SuiteError, run_suites
from migration.settings import SHIPPED
from migration.staging.engine import open_staging

SUITES = sorted((SHIPPED / "expectations").glob("*.json"))
ENTITIES = ("bib", "item", "patron", "loan", "reservation", "fee")
UUID = "00000000-0000-5000-8000-000000000000"

Spoiled = dict[str, dict[str, Any]]

LIBRARY: Spoiled = {"library_given": {"library": ""}, "library_shape": {"library": "Nordvik"}}
OWNED: Spoiled = {"patron_id_shape": {"patron_id": "12"}, "item_id_shape": {"item_id": "12"}, **LIBRARY}
CORE: Spoiled = {"legacy_id_given": {"legacy_id": ""}, "target_id_shape": {"target_id": "12"}}

PLANTED: dict[str, Spoiled] = {
    "core_bib": {
        **CORE,
        "marc_given": {"marc": ""},
        "marc_format_known": {"marc_format": "unimarc"},
        "format_class_known": {"format_class": "papyrus"},
        "title_given": {"title": ""},
        "title_not_a_number": {"title": "1984"},
        "title_letters": {"title": "BlÃ¥bÃ¦r"},
        "title_length": {"title": "a" * 501},
        "language_shape": {"language": "norsk"},
        "language_given": {"language": ""},
        "year_shape": {"year": "198-"},
        "year_plausible": {"year": "0198"},
    },
    "core_bib_features": {"legacy_id_given": {"legacy_id": ""}, "pages_plausible": {"pages": 0}},
    "core_conversion": {
        "tag_shape": {"tag": "24"},
        "fate_known": {"fate": "lost"},
        "rule_given": {"rule": ""},
        "uses_positive": {"uses": 0},
        "example_given": {"example": ""},
        "nothing_unknown": {"fate": "unknown"},
    },
    "core_bib_unknown": {
        "legacy_id_given": {"legacy_id": ""},
        "tag_shape": {"tag": "59"},
        "value_without_identity_number": {"value": "410180 12345"},
    },
    "core_bib_reference": {
        "legacy_id_given": {"legacy_id": ""},
        "tag_shape": {"tag": ""},
        "heading_given": {"heading": ""},
    },
    "core_item": {
        **CORE,
        **LIBRARY,
        "bib_legacy_id_given": {"bib_legacy_id": ""},
        "branch_given": {"branch": ""},
        "barcode_given": {"barcode": ""},
        "barcode_characters": {"barcode": "0301\t1"},
        "barcode_length": {"barcode": "1" * 31},
        "call_number_given": {"call_number": ""},
        "price_shape": {"price": "249,-"},
        "price_plausible": {"price": "-1.00"},
        "acquired_on_shape": {"acquired_on": "1.4.2019"},
        "last_seen_on_shape": {"last_seen_on": "2019-13-01"},
        "seen_after_acquired": {"acquired_on": "2019-04-02", "last_seen_on": "2019-04-01"},
        "total_loans_plausible": {"total_loans": -1},
    },
    "core_patron": {
        **CORE,
        **LIBRARY,
        "surname_given": {"surname": ""},
        "card_number_given": {"card_number": ""},
        "national_id_ref_shape": {"national_id_ref": "0" * 11},
        "notes_without_identity_number": {"notes": "f.nr 010180 12345!"},
        "address_without_identity_number": {"address": "41018012345"},
        "birth_date_shape": {"birth_date": "01.01.1980"},
        "birth_date_plausible": {"birth_date": "1880-01-01"},
        "expires_on_shape": {"expires_on": "snart"},
        "last_active_on_shape": {"last_active_on": "i går"},
        "postal_code_given": {"postal_code": ""},
        "email_shape": {"email": "kari(a)example.org"},
        "phone_shape": {"phone": "spør mor"},
        "mobile_shape": {"mobile": "12"},
        "category_given": {"category": ""},
    },
    "core_loan": {
        **CORE,
        **OWNED,
        "item_given": {"item_id": "", "is_electronic": False},
        "loaned_at_given": {"loaned_at": ""},
        "loaned_at_shape": {"loaned_at": "2024-04-01 12.00"},
        "due_at_given": {"due_at": ""},
        "due_at_shape": {"due_at": "2024-04-31x"},
        "due_after_loaned": {"due_at": "2024-03-31T23:59:59+02:00"},
        "renewals_plausible": {"renewals": 101},
    },
    "core_reservation": {
        **CORE,
        **OWNED,
        "wanted_given": {"bib_legacy_id": "", "item_id": ""},
        "pickup_branch_given": {"pickup_branch": ""},
        "placed_at_given": {"placed_at": ""},
        "placed_at_shape": {"placed_at": "x"},
        "expires_at_shape": {"expires_at": "x"},
        "held_until_shape": {"held_until": "x"},
        "suspended_from_shape": {"suspended_from": "x"},
        "suspended_until_shape": {"suspended_until": "x"},
        "expires_after_placed": {"expires_at": "2024-03-31"},
        "suspension_in_order": {"suspended_from": "2024-07-02", "suspended_until": "2024-07-01"},
        "queue_position_plausible": {"queue_position": 0},
    },
    "core_fee": {
        **CORE,
        **OWNED,
        "type_given": {"type": ""},
        "amount_shape": {"amount": "50"},
        "outstanding_shape": {"outstanding": "20.5"},
        "amount_not_negative": {"amount": "-50.00"},
        "outstanding_not_negative": {"outstanding": "-1.00"},
        "outstanding_at_most_amount": {"amount": "9.00", "outstanding": "10.00"},
        "amount_plausible": {"amount": "100000.00"},
        "charged_on_given": {"charged_on": ""},
        "charged_on_shape": {"charged_on": "2024-05"},
    },
    "ledger": {
        "legacy_id_given": {"legacy_id": ""},
        "entity_known": {"entity": "film"},
        "fate_known": {"fate": "lost"},
        "target_id_shape": {"target_id": "12"},
        "delivered_has_target": {"target_id": ""},
        "left_out_has_reason": {"fate": "excluded", "reason": ""},
        "few_rejected": {"fate": "rejected", "reason": "x"},
        "few_excluded": {"fate": "excluded", "reason": "x"},
    },
    "issue": {
        "code_given": {"code": ""},
        "severity_known": {"severity": "grave"},
        "value_without_identity_number": {"value": "010180 12345"},
    },
    "matched_bib": {
        "bib_id_shape": {"bib_id": "12"},
        "legacy_id_given": {"legacy_id": ""},
        "cluster_size_plausible": {"cluster_size": 0},
        "size_as_members": {"cluster_size": 2},
        "cluster_not_huge": {"cluster_size": 201},
    },
}
"""Per check, what one row must have for the check to fail. The source is named after the check."""

TWINS: dict[str, Spoiled] = {
    "core_item": {"barcode_unique": {"barcode": "1"}},
    "core_patron": {"card_number_unique": {"card_number": "1"}},
    "core_loan": {"item_lent_once": {"item_id": UUID}},
    "core_reservation": {"reserved_once": {"patron_id": UUID, "bib_legacy_id": "1", "item_id": ""}},
}
"""Checks that two rows together fail."""

COUNTY = {
    ("matched_item", "item_id_shape"),
    ("matched_item", "item_known"),
    ("matched_item", "barcode_unique"),
    ("matched_item", "barcode_characters"),
    ("matched_patron", "patron_id_shape"),
    ("matched_patron", "person_id_shape"),
    ("matched_patron", "patron_known"),
    ("matched_patron", "person_not_huge"),
}
"""Checks of tables that know no source; tested each for itself."""


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
    with engine.begin() as connection:
        good_source(connection, "good", ENTITIES, rows=3)
        put(connection, "issue", [row("issue", "good", "1")])
        for member in ("1", "2", "3"):
            put(connection, "matched_bib", [row("matched_bib", "good", member)])
            put(connection, "matched_bib_member", [row("matched_bib_member", "good", member)])
        for table, checks in PLANTED.items():
            put(connection, table, [row(table, source, "bad") | spoiled for source, spoiled in checks.items()])
        for table, checks in TWINS.items():
            twins = [row(table, source, key) | spoiled for source, spoiled in checks.items() for key in ("bad", "evil")]
            put(connection, table, twins)


@pytest.fixture(scope="module")
def results(engine: Engine) -> dict[tuple[str, str, str], CheckResult]:
    return {(r.table_name, r.check_name, r.source): r for r in run_suites(engine, SUITES)}


def shipped() -> set[tuple[str, str]]:
    suites = [json.loads(path.read_text(encoding="utf-8")) for path in SUITES]
    return {(suite["name"], e["meta"]["name"]) for suite in suites for e in suite["expectations"]}


def test_every_shipped_check_has_a_planted_failure() -> None:
    assert (
        shipped() == {(t, c) for planted in (PLANTED, TWINS) for t, checks in planted.items() for c in checks} | COUNTY
    )


def test_every_planted_failure_is_found_with_its_key(results: dict[tuple[str, str, str], CheckResult]) -> None:
    for table, checks in PLANTED.items():
        for check, spoiled in checks.items():
            result = results[table, check, check]
            key = spoiled.get("legacy_id", "bad")
            entity = spoiled.get("entity", "bib")
            code = spoiled.get("code", "title_missing")
            fate = f"{spoiled.get('tag', '245')} a {spoiled.get('fate', 'moved')}"
            several = {"ledger": f"{entity} {key}", "issue": f"{entity} {key} {code}", "core_conversion": fate}
            expected = several.get(table, key)
            assert not result.success, (table, check)
            assert result.failing == 1, (table, check)
            assert result.failing_keys == ((expected,) if expected else ()), (table, check)


def test_rows_that_fail_together_are_all_named(results: dict[tuple[str, str, str], CheckResult]) -> None:
    for table, checks in TWINS.items():
        for check in checks:
            assert results[table, check, check].failing_keys == ("bad", "evil")
            assert not results[table, check, check].success


def test_a_good_source_passes_every_check_by_name(results: dict[tuple[str, str, str], CheckResult]) -> None:
    good = {(t, c): r for (t, c, source), r in results.items() if source == "good"}
    assert set(good) == shipped()
    assert [r for r in good.values() if not r.success or r.failing] == []
    assert all(r.message_nb and r.message_en for r in good.values())


def test_no_shipped_check_blocks(results: dict[tuple[str, str, str], CheckResult]) -> None:
    assert {r.severity for r in results.values()} == {"error", "warning", "info"}


def test_some_sources_give_the_same_results_as_all(
    engine: Engine, results: dict[tuple[str, str, str], CheckResult]
) -> None:
    some = run_suites(engine, SUITES, ["good", "title_given"])
    assert {r.source for r in some} == {"good", "title_given"}
    found = {(r.table_name, r.check_name, r.source): r for r in some}
    expected = {key: r for key, r in results.items() if r.source in {"good", "title_given"}}
    assert {key: found[key] for key in expected} == expected
    assert all(r.success for key, r in found.items() if key not in expected)


@pytest.fixture
def empty(tmp_path: Path) -> Engine:
    return open_staging(f"sqlite:///{tmp_path / 'staging.db'}")


def test_empty_tables_pass(empty: Engine) -> None:
    assert run_suites(empty, SUITES) == []
    found = run_suites(empty, SUITES, ["nordvik"])
    assert {(r.table_name, r.check_name) for r in found} == shipped()
    assert all(r.success and r.source == "nordvik" for r in found)


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
    assert "core_bib.json" in found[0].message_nb
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
