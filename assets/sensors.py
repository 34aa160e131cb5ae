"""Notices a new or changed export folder and starts that source's run."""

import json
from collections.abc import Mapping

import dagster as dg

from assets.jobs import one_source
from assets.partitions import SOURCES
from assets.resources import ProjectResource
from migration import pipeline

State = Mapping[str, Mapping[str, str]]
"""The sensor's cursor: ``seen`` at the last look, and ``requested`` last, as fingerprints by source."""


def settled(seen: Mapping[str, str], requested: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """Sources whose export is new or changed, and lies as it did at the last look: nobody is still copying into it."""
    return [key for key, print_ in now.items() if print_ and print_ == seen.get(key) != requested.get(key)]


@dg.sensor(job=one_source, minimum_interval_seconds=60)
def new_export(context: dg.SensorEvaluationContext, grenselos: ProjectResource) -> dg.SensorResult:
    """Start the run of each source whose export folder is new or has changed (kjør kilder med ny eksport).

    Off until somebody turns it on. No run key: an export that goes back to what it was before must run again.
    """
    state: State = json.loads(context.cursor) if context.cursor else {"seen": {}, "requested": {}}
    with grenselos.open() as project:
        now = {key: pipeline.fingerprint(project, key) for key in SOURCES.get_partition_keys()}
    due = settled(state["seen"], state["requested"], now)
    requested = {**state["requested"], **{key: now[key] for key in due}}
    return dg.SensorResult(
        run_requests=[dg.RunRequest(partition_key=key) for key in due],
        cursor=json.dumps({"seen": now, "requested": requested}),
    )
