"""What the quality results become in the UI."""

import dagster as dg
import pytest

from migration.pipeline import CheckResult

ERROR, WARN = dg.AssetCheckSeverity.ERROR, dg.AssetCheckSeverity.WARN


def result(severity="error", *, success=True, keys=(), check="title", table="core_bib"):
    return CheckResult(
        source="nordvik",
        table_name=table,
        check_name=check,
        severity=severity,
        success=success,
        failing=len(keys),
        failing_keys=tuple(keys),
        message_nb="Tittelen mangler",
        message_en="The title is missing",
    )


@pytest.mark.parametrize(
    ("severity", "passed", "shown"),
    [("blocking", False, ERROR), ("error", False, ERROR), ("warning", False, WARN), ("info", True, ERROR)],
)
def test_a_failed_result_by_its_severity(defs, severity, passed, shown):
    from assets.evaluations import check_evaluation

    found = check_evaluation([result(severity, success=False, keys=["1"])])
    assert found[0] is passed
    if not passed:
        assert found[1] is shown


def test_the_worst_of_several_counts(defs):
    from assets.evaluations import check_evaluation

    passed, severity, _, _ = check_evaluation([result("warning", success=False), result("error", success=False)])
    assert (passed, severity) == (False, ERROR)


def test_both_languages_and_the_failing_rows_are_shown(defs):
    from assets.evaluations import check_evaluation

    _, _, text, metadata = check_evaluation([result(success=False, keys=["17", "18"])])
    assert "Tittelen mangler" in text
    assert "The title is missing" in text
    assert metadata["failing"] == 2
    assert metadata["results"].records[0].data["keys"] == "17, 18"


def test_a_check_without_any_result_has_not_passed(defs):
    from assets.evaluations import check_evaluation

    passed, severity, text, _ = check_evaluation([])
    assert (passed, severity) == (False, ERROR)
    assert "gave no result" in text


def test_a_suite_answers_for_its_table_and_a_blocking_check_for_its_name(defs):
    from assets.checks import results_of

    title = result()
    balance = result("blocking", check="balance", table="ledger")
    fate = result(check="fate", table="ledger")
    everything = [title, balance, fate]
    assert results_of(dg.AssetCheckSpec("suite", asset="core_bib"), everything) == [title]
    assert results_of(dg.AssetCheckSpec("suite", asset="ledger"), everything) == [fate]
    assert results_of(dg.AssetCheckSpec("balance", asset="ledger"), everything) == [balance]


def test_a_failed_check_tells_how_many_ten_of_them_what_to_do_and_where_all_are(defs):
    from dataclasses import replace

    from assets.evaluations import check_evaluation

    failed = result(success=False, keys=[str(n) for n in range(101, 113)])
    failed = replace(failed, rows=40, advice_nb="Skriv inn tittelen.", advice_en="Enter the title.")
    _, _, text, metadata = check_evaluation([failed], {("nordvik", "core_bib"): "http://127.0.0.1/core_bib.csv"})

    shown = ", ".join(f"`{n}`" for n in range(101, 111))
    assert f"12 av 40 feiler: {shown} …" in text
    assert "**Råd:** Skriv inn tittelen." in text
    assert "12 of 40 fail. Enter the title." in text
    assert "[Hele listen · The full list](http://127.0.0.1/core_bib.csv)" in text
    assert metadata["full_list"].value == "http://127.0.0.1/core_bib.csv"
    (row,) = metadata["results"].records
    assert (row.data["failing"], row.data["rows"], row.data["advice"]) == (12, 40, "Skriv inn tittelen.")


def test_nothing_in_a_message_is_taken_for_markup(defs):
    from dataclasses import replace

    from assets.evaluations import told_result

    text = told_result(replace(result(success=False), message_nb="Feltet <b>*a*</b> [x](y)"), {})
    assert r"Feltet \<b\>\*a\*\</b\> \[x\](y)" in text
