"""The graph materialised in process, on a copy of sample_data."""

import sqlite3
from contextlib import closing

import dagster as dg
import pytest

SOURCE = "nordvik"


def run(defs, instance, job, **kwargs):
    return defs.resolve_job_def(job).execute_in_process(instance=instance, raise_on_error=False, **kwargs)


def query(project, sql, *values):
    with closing(sqlite3.connect(project / "staging.db", isolation_level=None)) as connection:
        return connection.execute(sql, values).fetchall()


def evaluations(result):
    found = [e.asset_check_evaluation_data for e in result.all_events if e.event_type_value == "ASSET_CHECK_EVALUATION"]
    return {(e.asset_key.to_user_string(), e.check_name, e.partition): e for e in found}


def materialization(result, table):
    (found,) = [m for m in result.asset_materializations_for_node(node_of(table)) if m.label == table]
    return found


def node_of(table):
    return "raw_tables" if table.startswith("raw_") else "core_tables"


def failure(result):
    """Every error text of a failed run, causes included."""
    texts = []
    for event in result.all_events:
        error = getattr(event.event_specific_data, "error", None)
        while error is not None:
            texts.append(error.message)
            error = error.cause
    return "\n".join(texts)


def matched(defs, instance):
    """The county's tables alone, as when somebody materialises them in the UI."""
    from assets.matched import matched_tables
    from assets.resources import ProjectResource

    return dg.materialize(
        [matched_tables], instance=instance, resources={"grenselos": ProjectResource()}, raise_on_error=False
    )


@pytest.fixture(scope="module")
def one(tmp_path_factory, use_project):
    """One source's run, for the tests that only look at it: (project, instance, result)."""
    with pytest.MonkeyPatch.context() as monkeypatch, dg.DagsterInstance.ephemeral() as instance:
        project = use_project(tmp_path_factory.mktemp("one") / "project", monkeypatch)
        from assets.definitions import defs

        yield project, instance, run(defs, instance, "one_source", partition_key=SOURCE)


def test_one_source_fills_its_tables_and_no_other_source_s(one):
    project, instance, result = one
    assert result.success, failure(result)
    assert query(project, "SELECT DISTINCT source FROM core_bib") == [(SOURCE,)]
    assert instance.get_materialized_partitions(dg.AssetKey("core_bib")) == {SOURCE}


@pytest.mark.parametrize("table", ["raw_bib", "raw_file", "core_bib", "core_item", "source_rows", "ledger", "reject"])
def test_the_row_count_in_the_ui_is_the_table_s(one, table):
    project, _, result = one
    ((rows,),) = query(project, f"SELECT count(*) FROM {table} WHERE source = ?", SOURCE)
    assert rows > 0
    assert materialization(result, table).metadata["dagster/row_count"].value == rows


@pytest.mark.parametrize(("stage", "table"), [("land", "raw_file"), ("standardize", "issue")])
def test_the_issues_of_each_stage_are_shown_by_code(one, stage, table):
    project, _, result = one
    shown = {r.data["code"]: r.data["rows"] for r in materialization(result, table).metadata["issues"].records}
    assert shown
    assert shown == dict(query(project, "SELECT code, count(*) FROM issue WHERE stage = ? GROUP BY code", stage))


def test_the_fates_of_an_entity_stand_as_numbers_that_can_be_plotted(one):
    project, _, result = one
    shown = materialization(result, "core_item").metadata
    sql = "SELECT fate, count(*) FROM ledger WHERE entity = 'item' GROUP BY fate"
    for fate, count in query(project, sql):
        assert shown[fate].value == count


def test_each_check_of_a_source_brings_its_status_up_to_date_in_numbers_that_can_be_plotted(one):
    project, _, result = one
    (told,) = [m for m in result.asset_materializations_for_node("source_checks") if m.label == "source_status"]
    assert told.partition == SOURCE
    numbers = {name: value.value for name, value in told.metadata.items() if isinstance(value, dg.IntMetadataValue)}
    assert numbers["stages_passed"] == 3
    ((rows,),) = query(project, "SELECT count(*) FROM ledger")
    assert numbers["rows_in"] == rows == sum(numbers[fate] for fate in ("loaded", "merged", "rejected", "excluded"))
    assert numbers["checks_failed_blocking"] == 0
    assert numbers["checks_failed_error"] > 0
    line = f"| {SOURCE} | kontrollert | {rows} | {numbers['rejected']} | {numbers['checks_failed_error']} feil"
    assert line in told.metadata["overview"].value


def test_the_full_list_of_a_failed_check_holds_every_failing_row(one):
    project, _, result = one
    failed = {key: e for key, e in evaluations(result).items() if not e.passed}
    lists = [e.metadata["full_list"].value for e in failed.values() if "full_list" in e.metadata]
    assert lists
    for (table, check, _), evaluation in failed.items():
        path = project / "reports" / "checks" / SOURCE / f"{'row_counts' if check == 'row_counts' else table}.csv"
        lines = path.read_text(encoding="utf-8-sig").splitlines()[1:]
        assert len(lines) >= evaluation.metadata["failing"].value > 0
        assert evaluation.metadata["full_list"].value == path.as_uri()


@pytest.mark.suites
def test_a_failed_check_that_is_read_again_still_says_what_to_do(one):
    from migration import pipeline

    with pipeline.open_project() as project:
        found = {(r.table_name, r.check_name): r for r in pipeline.failed_checks(project)}
        again = {(r.table_name, r.check_name): r for r in pipeline.check_source(project, SOURCE) if not r.success}
    assert found == again
    assert any(r.advice_nb and r.table_name.startswith("core_") for r in found.values())


def test_each_check_is_recorded_for_its_source(one):
    _, _, result = one
    found = evaluations(result)
    assert found["ledger", "balance", SOURCE].passed
    assert found["ledger", "ledger_core", SOURCE].passed
    assert found["ledger", "references", SOURCE].passed
    assert ("core_bib", "suite", SOURCE) in found


def test_the_county_runs_every_ready_source_and_delivers(defs, project, instance):
    result = run(defs, instance, "trial")

    assert result.success, failure(result)
    sources = {source for (source,) in query(project, "SELECT DISTINCT source FROM core_bib")}
    assert instance.get_materialized_partitions(dg.AssetKey("ledger")) == sources
    assert len(sources) == 4
    (delivery,) = [m.metadata for m in result.asset_materializations_for_node("trial_run") if m.label == "delivery"]
    manifest, page = project / "deliveries", project / "reports"
    assert [p.name for p in manifest.glob("*/manifest.json")] == ["manifest.json"]
    assert delivery["report"].value == str(next(page.glob("*/index.html")))


def test_matching_shows_what_it_changed_and_that_the_model_knows_too_little(defs, project, instance):
    result = run(defs, instance, "trial")
    shown = {m.label: m.metadata for m in result.asset_materializations_for_node("trial_run")}

    ((records,),) = query(project, "SELECT count(*) FROM matched_bib_member")
    assert shown["matched_change"]["records_new"].value == records
    assert shown["matched_change"]["titles_split"].value == 0
    assert shown["matched_opinion"]["sure_but_apart"].value == 0
    assert "differing" not in shown["matched_opinion"]


def test_a_difference_of_opinion_is_shown_without_markup_from_titles():
    from assets.matched import opinion_metadata
    from migration.quality.matching_lines import OPINIONS, DifferenceLine, OpinionCount, RecordLine, SecondOpinion

    one, other = (
        RecordLine(source="bakken", legacy_id=n, title=title, statement="", bib_id=n)
        for n, title in (("1", "Sult | *roman*"), ("2", "<b>Sult</b>"))
    )
    line = DifferenceLine(
        decision="auto", rule="number", probability=0.25, one=one, other=other, nb="Slått sammen.", en="Merged.",
        agreeing=(), differing=(),
    )  # fmt: skip
    counts = OpinionCount(decision="auto", rule="number", pairs=dict(zip(OPINIONS, (9, 0, 1, 0), strict=True)))
    shown = opinion_metadata(SecondOpinion(counts=(counts,), differences=(line,)))

    assert shown["merged_but_doubted"] == 1
    (row,) = shown["opinions"].records
    assert row.data == {
        "decision": "auto", "rule": "number", "surely_one": 9, "rather_one": 0, "rather_two": 1, "surely_two": 0,
    }  # fmt: skip
    told = r"| auto | 25.0 % | Sult \| \*roman\* `bakken:1` | \<b\>Sult\</b\> `bakken:2` | Slått sammen. |"
    assert shown["differing"].md_str.splitlines()[-1] == told


def test_the_overlap_is_shown_in_tables_and_plots(defs, project, instance):
    result = run(defs, instance, "trial")
    (shown,) = [m.metadata for m in result.asset_materializations_for_node("trial_run") if m.label == "overlap"]

    ((titles,),) = query(project, "SELECT count(*) FROM matched_bib")
    libraries = [record.data for record in shown["libraries"].records]
    languages = {record.data["language"]: record.data["titles"] for record in shown["languages"].records}
    assert shown["titles"].value <= titles
    assert sum(line["unique"] for line in libraries) == shown["titles_in_one_library"].value
    assert "Bokbussen Guovssahas" in {line["library"] for line in libraries}
    assert languages["North Sami"] > 0
    for plot in ("libraries", "spread", "common", "languages"):
        assert "](data:image/png;base64,iVBOR" in shown[f"plot_{plot}"].value


def test_an_export_that_cannot_be_used_fails_the_county_before_anything_is_changed(defs, project, instance):
    for path in (project / "exports" / SOURCE).iterdir():
        path.unlink()

    result = run(defs, instance, "trial")

    assert not result.success
    assert SOURCE in failure(result)
    assert query(project, "SELECT count(*) FROM raw_bib") == [(0,)]


def test_a_blocking_check_that_fails_keeps_the_delivery_back_and_the_run_says_why(defs, project, instance, monkeypatch):
    standardize_and_lose_a_row(monkeypatch, project)

    result = run(defs, instance, "trial")

    assert not result.success
    assert f"{SOURCE}: balance" in failure(result)
    assert not (project / "deliveries").exists()
    assert SOURCE in instance.get_materialized_partitions(dg.AssetKey("ledger"))


def test_a_ledger_that_does_not_balance_fails_the_run_of_its_source(defs, project, instance, monkeypatch):
    standardize_and_lose_a_row(monkeypatch, project)

    result = run(defs, instance, "one_source", partition_key=SOURCE)

    assert not result.success
    assert not evaluations(result)["ledger", "balance", SOURCE].passed


def test_the_gate_holds_in_a_later_run_of_the_next_stage_alone(defs, project, instance, monkeypatch):
    standardize_and_lose_a_row(monkeypatch, project)
    run(defs, instance, "one_source", partition_key=SOURCE)

    result = matched(defs, instance)

    assert not result.success
    assert "GateError" in failure(result)
    assert f"{SOURCE}: balance" in failure(result)


def standardize_and_lose_a_row(monkeypatch, project):
    """A defect that only the balance can see: one row of the ledger is gone after standardizing."""
    from migration import pipeline
    from migration.pipeline import runs

    whole = pipeline.standardize

    def standardize(opened, key):
        report = whole(opened, key)
        query(project, "DELETE FROM ledger WHERE rowid = (SELECT min(rowid) FROM ledger WHERE source = ?)", key)
        return report

    monkeypatch.setattr(pipeline, "standardize", standardize)
    monkeypatch.setattr(runs, "standardize", standardize)
