"""What stands against the cutover of each source, and that it goes when it is mended."""

import json
from typing import Any

import pytest
from projects import SOURCES
from sqlalchemy import delete
from staging_rows import put, row
from typer.testing import CliRunner

from migration import pipeline
from migration.cli.frame import app
from migration.quality.history import trend
from migration.quality.readiness import Reason, in_order, is_ready, reason, sample_reasons
from migration.quality.samples.answer import Answer, Verdict
from migration.quality.samples.results import Part, SampleResults
from migration.staging import schema
from migration.staging.engine import reading

EXPECTED = (
    "source,entity,what,before,after,at_most,who,decided_on,why\n"
    "*,*,fate,*,*,9,ab,2026-11-23,the library has tidied up\n"
)


def blocking(found: pipeline.Readiness) -> list[tuple[str, str, int]]:
    return [(r.source, r.code, r.count) for r in found.reasons if r.severity == "blocking"]


def check(source: str, name: str, failing: int, **columns: Any) -> dict[str, Any]:
    found: dict[str, Any] = row("check_result", source, "", check_name=name, failing=failing, **columns)
    return found


def of(found: pipeline.Readiness, code: str) -> list[Reason]:
    return [r for r in found.reasons if r.code == code]


def test_before_the_first_run_nothing_is_ready_and_after_it_all_is(project: pipeline.Project) -> None:
    found = pipeline.readiness(project)
    assert found.ready == ()
    assert blocking(found) == [
        ("*", "not_matched", 1),
        ("bakken", "not_delivered", 1),
        ("bakken", "not_landed", 1),
        ("dalen", "not_delivered", 1),
        ("dalen", "not_landed", 1),
    ]
    pipeline.run(project)
    assert blocking(pipeline.readiness(project)) == []
    assert pipeline.readiness(project).ready == ("bakken", "dalen")


def test_each_stage_that_is_missing_is_told(project: pipeline.Project) -> None:
    pipeline.run(project)
    pipeline.land(project, "bakken")
    assert blocking(pipeline.readiness(project)) == [
        ("*", "not_matched", 1),
        ("bakken", "not_delivered", 1),
        ("bakken", "not_standardized", 1),
    ]
    pipeline.standardize(project, "bakken")
    assert blocking(pipeline.readiness(project)) == [("*", "not_matched", 1), ("bakken", "not_checked", 1)]
    pipeline.match(project)
    assert blocking(pipeline.readiness(project)) == [("*", "not_checked", 1), ("bakken", "not_checked", 1)]
    pipeline.check_all(project)
    assert blocking(pipeline.readiness(project)) == []


def test_a_new_export_is_told_until_a_trial_was_made_of_it_and_what_differs_is_explained(
    project: pipeline.Project,
) -> None:
    pipeline.run(project)
    path = project.settings.project / "exports" / "bakken" / "Borrowers.csv"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    found = pipeline.readiness(project)
    assert (blocking(found), found.ready) == ([("bakken", "export_changed", 1)], ("dalen",))
    pipeline.run(project, run_type="delta")
    [told] = of(pipeline.readiness(project), "difference_unexplained")
    assert (told.source, told.severity) == ("bakken", "blocking")
    assert "lånere lastet → finnes ikke: 1" in told.text_nb
    assert "patron loaded -> not there: 1" in told.text_en
    (project.settings.project / "mappings" / "expected_differences.csv").write_text(EXPECTED, encoding="utf-8")
    with pipeline.open_project(project.settings.project, project.settings.staging_url) as again:
        assert blocking(pipeline.readiness(again)) == []


def test_tables_that_were_changed_after_the_last_delivery_ask_for_a_trial(project: pipeline.Project) -> None:
    pipeline.run(project)
    verdicts = project.settings.project / "mappings" / "verdicts"
    verdicts.mkdir()
    (verdicts / "a.csv").write_text(
        "verdict,source,legacy_id,other_source,other_legacy_id,who,decided_on,why\n"
        "cannot,bakken,2,dalen,2,ab,2026-11-23,two books\n",
        encoding="utf-8",
    )
    with pipeline.open_project(project.settings.project, project.settings.staging_url) as again:
        assert blocking(pipeline.readiness(again)) == [("*", "mappings_changed", 1)]
        assert pipeline.readiness(again).ready == ()
        pipeline.run(again)
        assert blocking(pipeline.readiness(again)) == []


def test_a_run_that_was_blocked_is_counted_too_and_readiness_says_what_to_do(project: pipeline.Project) -> None:
    pipeline.run(project)
    golden = project.settings.project / "mappings" / "golden"
    golden.mkdir()
    (golden / "bakken.yaml").write_text("titler: [{post: 77, stopper: ja}]", encoding="utf-8")
    with pipeline.open_project(project.settings.project, project.settings.staging_url) as again:
        refused = pipeline.run(again, run_type="cutover")
        assert "bakken: bib 77 (1). grenselos readiness says what to do" in refused.blocked_by
        found = pipeline.readiness(again)
        assert (blocking(found), found.ready) == ([("bakken", "golden.bib 77", 1)], ("dalen",))
        assert of(found, "golden.bib 77")[0].advice_nb.startswith("Finn ut hva som er riktig.")
        with reading(again.engine) as connection:
            assert trend(connection, "bakken")["check", "golden.bib 77"] == (0, 1)


def test_a_pilot_counts_once_it_is_landed_because_a_cutover_delivers_it_too(project: pipeline.Project) -> None:
    path = project.settings.project / "mappings" / "sources.yaml"
    path.write_text(SOURCES.replace("  dalen:\n", "  dalen:\n    status: pilot\n"), encoding="utf-8")
    with pipeline.open_project(project.settings.project, project.settings.staging_url) as again:
        assert pipeline.readiness(again).sources == ("bakken",)
        pipeline.land(again, "dalen")
        assert pipeline.readiness(again).sources == ("bakken", "dalen")


def test_failed_checks_codes_and_pairs_are_told_by_weight(project: pipeline.Project) -> None:
    pipeline.run(project)
    with project.engine.begin() as connection:
        for table in (schema.check_result, schema.core_code, schema.matched_review):
            connection.execute(delete(table))
        put(connection, "check_result", [check("bakken", "balance", 2, severity="blocking", message_nb="går ikke opp")])
        put(connection, "check_result", [check("bakken", "a", 1), check("bakken", "b", 5)])
        put(connection, "check_result", [check("dalen", "item 11", 1, table_name="golden")])
        for code, uses in (("7", 3), ("8", 4)):
            put(
                connection, "core_code", [row("core_code", "dalen", "", legacy_code=code, uses=uses, status="unmapped")]
            )
        ids = {"other_source": "dalen", "other_legacy_id": "2"}
        put(connection, "matched_review", [row("matched_review", "bakken", "2", **ids)])
    found = pipeline.readiness(project)
    assert [(r.source, r.severity, r.code, r.count) for r in found.reasons if r.code != "sample_open"] == [
        ("bakken", "blocking", "core_bib.balance", 2),
        ("bakken", "warning", "checks_failed", 2),
        ("bakken", "info", "pairs_undecided", 1),
        ("dalen", "warning", "codes_unmapped", 2),
        ("dalen", "warning", "golden.item 11", 1),
        ("dalen", "info", "pairs_undecided", 1),
    ]
    assert of(found, "core_bib.balance")[0].text_nb == "går ikke opp"
    assert "core_bib.b (5), core_bib.a (1)" in of(found, "checks_failed")[0].text_en
    assert "item_status 2 (7)" in of(found, "codes_unmapped")[0].text_nb
    assert found.ready == ("dalen",)


def test_the_sample_tells_how_much_nobody_has_looked_at(project: pipeline.Project) -> None:
    """Bakken delivers 2 records, 2 items and 1 loan, dalen 2 records and 2 items; samples of so few have all."""
    pipeline.run(project)
    told = [(r.source, r.severity, r.count) for r in of(pipeline.readiness(project), "sample_open")]
    assert told == [("bakken", "info", 5), ("dalen", "info", 4)]


def sample(*parts: tuple[int, int, int], faults: tuple[Answer, ...] = ()) -> SampleResults:
    """``parts``: rows drawn, looked at, and looked at without being sure."""
    entities = tuple(
        Part(entity="bib", stratum="", population=9, drawn=drawn, checked=checked, faults=0, unsure=unsure, covered=9,
             faulty=None)
        for drawn, checked, unsure in parts
    )  # fmt: skip
    return SampleResults(source="bakken", entities=entities, strata=(), faults=faults, changed=(), gone=0)


def test_a_fault_in_the_sample_is_a_warning_and_a_row_that_was_looked_at_is_not_open() -> None:
    fault = Answer(
        source="bakken", entity="bib", legacy_id="1", verdict=Verdict.FAULT, wrong="tittelen", who="ab",
        decided_on="2026-11-23", shown="",
    )  # fmt: skip
    found = sample_reasons(sample((7, 3, 2), (2, 2, 0), faults=(fault,)))
    assert [(r.severity, r.code, r.count) for r in found] == [
        ("warning", "sample_faults", 1),
        ("info", "sample_open", 2),
    ]
    assert list(sample_reasons(sample((2, 2, 0)))) == []


def test_what_blocks_the_county_blocks_every_source_and_what_blocks_one_blocks_no_other() -> None:
    county, own = reason("*", "not_matched"), reason("bakken", "not_landed")
    assert [is_ready([county], source) for source in ("bakken", "dalen")] == [False, False]
    assert [is_ready([own], source) for source in ("bakken", "dalen")] == [False, True]
    assert is_ready([reason("bakken", "codes_unmapped", 3)], "bakken")


def test_reasons_are_in_order_whatever_the_order_in_which_they_were_found() -> None:
    found = [
        reason("*", "not_matched"),
        reason("bakken", "not_landed"),
        reason("bakken", "codes_unmapped", 9),
        reason("bakken", "sample_faults", 2),
        reason("bakken", "sample_open", 50),
    ]
    assert in_order(reversed(found)) == found


def test_the_command_tells_what_to_do_and_ends_with_1_where_something_blocks(project: pipeline.Project) -> None:
    def told(*more: str) -> tuple[int, str]:
        settings = project.settings
        base = ["--project", str(settings.project), "--staging", settings.staging_url]
        result = CliRunner().invoke(app, [*base, "readiness", *more])
        return result.exit_code, result.stdout

    status, text = told()
    assert status == 1
    assert "Ready for the cutover: none (0 of 2)" in text
    assert "  blocking: The export has not been landed. (not_landed: 1)\n    Put the export into" in text
    assert "fylket\n  hindrer: Titlene er ikke slått sammen" in told("--lang", "nb")[1]
    pipeline.run(project)
    assert told("dalen")[0] == 0
    status, text = told("--json")
    assert (status, json.loads(text)["ready"]) == (0, ["bakken", "dalen"])


def test_a_source_that_is_not_there_is_told(project: pipeline.Project) -> None:
    with pytest.raises(pipeline.ConfigurationError, match="nordre"):
        pipeline.readiness(project, ["nordre"])
