"""The job delta, with no sources named."""

import dagster as dg
import pytest

CORRECTION = "Id;Name;HomeUnitId\n"


def test_a_delta_when_nothing_changed_succeeds_and_says_so(trial_made):
    project, instance, defs = trial_made
    result = defs.resolve_job_def("delta").execute_in_process(instance=instance)
    assert result.success
    assert result.asset_materializations_for_node("delta_run") == []
    assert len(list((project / "deliveries").iterdir())) == 1


def test_a_delta_takes_the_source_that_was_corrected(trial_made):
    project, instance, defs = trial_made
    corrections = project / "exports" / "nordvik" / "corrections"
    corrections.mkdir(exist_ok=True)
    (corrections / "Borrowers.csv").write_text(CORRECTION, encoding="utf-8")
    result = defs.resolve_job_def("delta").execute_in_process(instance=instance)
    made = result.asset_materializations_for_node("delta_run")
    landed = {m.partition for m in made if m.label == "raw_file"}
    assert landed == {"nordvik"}


@pytest.fixture(scope="module")
def trial_made(tmp_path_factory, use_project):
    """A project after its first trial: (project, instance, definitions)."""
    with pytest.MonkeyPatch.context() as monkeypatch, dg.DagsterInstance.ephemeral() as instance:
        project = use_project(tmp_path_factory.mktemp("delta") / "project", monkeypatch)
        from assets.definitions import defs

        assert defs.resolve_job_def("trial").execute_in_process(instance=instance).success
        yield project, instance, defs
