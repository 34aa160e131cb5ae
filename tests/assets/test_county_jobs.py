"""The jobs trial, delta and cutover of chosen sources, run by Dagster in process; what they say when they stop."""

import dagster as dg
import pytest

BLOCKING_EXPECTATION = """titler:
  - post: "{record}"
    hvorfor: den alle spør etter
    tittel: En annen tittel enn den som står der
    stopper: ja
"""


def run(defs, instance, job, sources):
    return defs.resolve_job_def(job).execute_in_process(
        instance=instance,
        raise_on_error=False,
        run_config={"ops": {f"{job}_run": {"config": {"sources": sources}}}},
    )


def said(result):
    """The description of the failure, as the UI shows it."""
    (failed,) = [e for e in result.all_events if e.event_type_value == "STEP_FAILURE"]
    return failed.event_specific_data.user_failure_data.description


def materialized(result, job, table):
    return [m for m in result.asset_materializations_for_node(f"{job}_run") if m.label == table]


@pytest.mark.parametrize("name", ["lyngheia-vgs", "Lyngheia videregående skole", "5496"])
def test_a_trial_takes_the_chosen_sources_by_key_name_or_municipality(defs, project, instance, name):
    result = run(defs, instance, "trial", [name])
    assert result.success
    assert {m.partition for m in materialized(result, "trial", "core_bib")} == {"lyngheia-vgs"}
    assert len(list((project / "deliveries").glob("*-trial/manifest.json"))) == 1


def test_a_source_that_is_not_there_is_named_with_what_was_meant_in_both_languages(defs, project, instance):
    result = run(defs, instance, "trial", ["nordvk", "Storvare bibliotek", "ingenting"])
    assert not result.success
    text = said(result)
    assert "Kilden «nordvk» finnes ikke" in text
    assert "Mente du «nordvik»?" in text
    assert "Mente du «storvarre»?" in text
    assert "Kilden «ingenting» finnes ikke" in text
    assert "There is no such source" in text
    assert not (project / "staging.db").exists() or not (project / "deliveries").exists()


def test_an_excluded_source_is_refused_with_what_to_do(defs, project, instance):
    sources = project / "mappings" / "sources.yaml"
    sources.write_text(sources.read_text(encoding="utf-8").replace("status: ready", "status: excluded", 1), "utf-8")
    text = said(run(defs, instance, "trial", ["nordvik"]))
    assert "Kilden «nordvik» er satt til excluded" in text
    assert "Sett status til ready eller pilot" in text


def test_no_source_is_ready_and_none_is_named(defs, project, instance):
    sources = project / "mappings" / "sources.yaml"
    sources.write_text(sources.read_text(encoding="utf-8").replace("status: ready", "status: pilot"), "utf-8")
    text = said(run(defs, instance, "trial", []))
    assert "Skriv hvilke kilder som skal kjøres" in text
    assert "name the sources to run" in text


def test_an_unmet_expectation_stops_the_delivery_and_the_failure_says_why_and_what_to_do(defs, project, instance):
    expect(project, "lyngheia-vgs", 3001)
    result = run(defs, instance, "trial", ["lyngheia-vgs"])
    assert not result.success
    text = said(result)
    assert text.startswith("Leveransen er stoppet")
    assert "En annen tittel enn den som står der" in text
    assert "Råd: Finn ut hva som er riktig" in text
    assert "The delivery is stopped" in text
    assert "**" not in text
    assert "lyngheia-vgs/golden.csv" in text
    assert not (project / "deliveries").exists()
    (evaluation,) = [e for e in evaluations(result) if (e.asset_key.path, e.check_name) == (["matched_bib"], "golden")]
    assert not evaluation.passed


def test_a_cutover_that_differs_from_the_last_delivery_is_refused_and_says_so(defs, project, instance):
    assert run(defs, instance, "trial", ["storvarre"]).success
    lose_an_item(project)
    result = run(defs, instance, "cutover", ["storvarre"])
    assert not result.success
    text = said(result)
    assert text.startswith("Overgangen er stoppet")
    assert "grenselos diff previous last" in text
    assert "The cutover is refused" in text
    assert "Også dette står i veien" in text
    assert [p.parent.name[-6:] for p in (project / "deliveries").glob("*/manifest.json")] == ["-trial"]


def test_every_run_tells_how_ready_the_sources_are(defs, project, instance):
    result = run(defs, instance, "trial", ["nordvik"])
    (told,) = materialized(result, "trial", "readiness")
    assert told.metadata["sources"].value == 4
    assert told.metadata["sources_ready"].value == 1
    assert "| nordvik | ja | 0 | " in told.metadata["overview"].value
    assert "| storvarre | nei | " in told.metadata["overview"].value
    (evaluation,) = [e for e in evaluations(result) if e.check_name == "ready"]
    assert not evaluation.passed
    assert evaluation.severity is dg.AssetCheckSeverity.WARN
    assert "**1 av 4 kilder er klare" in evaluation.description
    assert "**storvarre:** Eksporten er ikke hentet inn" in evaluation.description


def evaluations(result):
    return [e.asset_check_evaluation_data for e in result.all_events if e.event_type_value == "ASSET_CHECK_EVALUATION"]


def expect(project, source, record):
    folder = project / "mappings" / "golden"
    folder.mkdir(exist_ok=True)
    (folder / f"{source}.yaml").write_text(BLOCKING_EXPECTATION.format(record=record), encoding="utf-8")


def lose_an_item(project):
    """A new export that lacks the last row of its items."""
    (path,) = [p for p in (project / "exports" / "storvarre").iterdir() if p.stem == "CatalogueItems"]
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:-1]))
