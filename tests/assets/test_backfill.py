"""A backfill over all sources, started as an operator starts it: ``dagster job backfill``."""

import os
import subprocess
import sys
from pathlib import Path

import dagster as dg

SYNCHRONOUS = """telemetry: {enabled: false}
run_launcher: {module: dagster._core.launcher.sync_in_memory_run_launcher, class: SyncInMemoryRunLauncher}
run_coordinator: {module: dagster._core.run_coordinator, class: DefaultRunCoordinator}
"""
"""Each run ends before the next begins, in the process of the command: no daemon is needed."""

ROOT = Path(__file__).parents[2]


def test_a_backfill_runs_and_checks_every_source(project, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    (home / "dagster.yaml").write_text(SYNCHRONOUS, encoding="utf-8")
    command = "job backfill -m assets.definitions -j one_source --all yes --noprompt"
    done = subprocess.run(
        [Path(sys.executable).with_name("dagster"), *command.split()],
        env=os.environ | {"DAGSTER_HOME": str(home)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    everyone = {"nordvik", "fjordkysten", "lyngheia-vgs", "storvarre"}
    with dg.DagsterInstance.from_config(str(home)) as instance:
        runs = {run.tags["dagster/partition"]: run.status for run in instance.get_runs()}
        assert runs == dict.fromkeys(everyone, dg.DagsterRunStatus.SUCCESS)
        for asset in ("core_bib", "source_status"):
            assert instance.get_materialized_partitions(dg.AssetKey(asset)) == everyone
