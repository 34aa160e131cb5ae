"""A run: the whole job for some sources, and what is kept of it."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import insert, select, update

from migration import __version__
from migration.pipeline.checking import check_inputs
from migration.pipeline.choosing import DELTA, sources_to_run
from migration.pipeline.county import tell_delivery
from migration.pipeline.delivering import write_delivery
from migration.pipeline.landing import land
from migration.pipeline.matching import match
from migration.pipeline.project import ConfigurationError, GateError, OrderError, Project
from migration.pipeline.quality import check_all
from migration.pipeline.reporting import report
from migration.pipeline.stage import COUNTY, StageReport, loaded_sources
from migration.pipeline.standardizing import standardize
from migration.quality.balance import BalanceRow, balance
from migration.quality.checks import CheckResult
from migration.quality.history import record_counts
from migration.staging.engine import reading
from migration.staging.schema import run as run_table
from migration.staging.schema import source_stage

RUN_TYPES = ("trial", DELTA, "cutover")
UNCHANGED = "no export has changed since it was landed; nothing is delivered. Name the sources to run them all the same"

Progress = Callable[[str, str], None]
"""Is told (stage, source or ``*``) when a stage begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReport:
    """``state``: done, or blocked when a blocking check kept the delivery back (``blocked_by`` says which)."""

    run_id: str
    run_type: str
    state: str
    blocked_by: str
    stages: Sequence[StageReport]
    balance: Sequence[BalanceRow]
    checks: Sequence[CheckResult]
    report: Path
    delivery: Path | None


def run(
    project: Project, keys: Sequence[str] = (), run_type: str = "trial", progress: Progress = lambda *_: None
) -> RunReport:
    """The whole job: land, standardize, match, check quality, report, deliver.

    Raises ConfigurationError with all problems before anything is changed, or when an export fails on the way, and
    OrderError for a delta without names when nothing has changed (``sources_to_run`` tells beforehand).
    """
    if run_type not in RUN_TYPES:
        raise ConfigurationError([f"run type {run_type!r} is none of {', '.join(RUN_TYPES)}"])
    chosen = sources_to_run(project, keys, run_type)
    if not chosen:
        raise OrderError(UNCHANGED)
    problems = check_inputs(project.settings, project.mappings, chosen) + _strays(project)
    if problems:
        raise ConfigurationError(problems)
    facts = start_run(project, run_type, f"run {' '.join(chosen)}")
    state = "failed"
    try:
        result = _run(project, chosen, facts, progress)
        state = result.state
    finally:
        finish_run(project, facts["run_id"], state)
    return result


def _strays(project: Project) -> list[str]:
    """Sources that were loaded and are no longer in sources.yaml: nobody would know that their rows are missing."""
    with reading(project.engine) as connection:
        loaded = set(connection.execute(select(source_stage.c.source)).scalars())
    return [f"source {s} has been loaded but is not in sources.yaml; put it back, or exclude it by its status"
            for s in sorted(loaded - {COUNTY, *project.sources})]  # fmt: skip


def _run(project: Project, chosen: Sequence[str], facts: dict[str, str], progress: Progress) -> RunReport:
    stages: list[StageReport] = []
    for key in chosen:
        for name, stage in (("land", land), ("standardize", standardize)):
            progress(name, key)
            stages.append(stage(project, key))
    project.stop_workers()
    checks: list[CheckResult] = []
    delivery, blocked_by = None, ""
    try:
        progress("match", "*")
        stages.append(match(project))
        progress("quality", "*")
        checks = check_all(project)
        _remember(project, facts["run_id"])
        progress("report", "*")
        page = report(project, facts["run_id"])
        progress("deliver", "*")
        stages.append(write_delivery(project, facts["run_id"], facts["run_type"]))
        delivery = stages[-1].path
        tell_delivery(page, delivery)
    except GateError as error:
        blocked_by = str(error)
        page = project.settings.project / "reports" / facts["run_id"] / "index.html"
        if not page.exists():
            _remember(project, facts["run_id"])
            page = report(project, facts["run_id"])
        tell_delivery(page, None, error)
    with reading(project.engine) as connection:
        rows = balance(connection, loaded_sources(project, connection))
    return RunReport(
        run_id=facts["run_id"],
        run_type=facts["run_type"],
        state="blocked" if blocked_by else "done",
        blocked_by=blocked_by,
        stages=stages,
        balance=rows,
        checks=checks,
        report=page,
        delivery=delivery,
    )


def _remember(project: Project, run_id: str) -> None:
    """Keep the counts that the next run is held against."""
    with project.engine.begin() as connection:
        record_counts(connection, run_id, loaded_sources(project, connection))


def deliver(project: Project, run_type: str = "trial") -> StageReport:
    """The last stage alone, as a run of its own: ``deliveries/<run>/``. Raises GateError as ``write_delivery`` does."""
    if run_type not in RUN_TYPES:
        raise ConfigurationError([f"run type {run_type!r} is none of {', '.join(RUN_TYPES)}"])
    run_id = start_run(project, run_type, "deliver")["run_id"]
    state = "failed"
    try:
        _remember(project, run_id)
        result = write_delivery(project, run_id, run_type)
        state = "done"
    except GateError:
        state = "blocked"
        raise
    finally:
        finish_run(project, run_id, state)
    return result


def start_run(project: Project, run_type: str, command: str) -> dict[str, str]:
    """Enter a run and give it an id: its start to the second and its type; a counter where that is taken."""
    now = datetime.now().astimezone()
    facts = {
        "run_type": run_type,
        "command": command,
        "started_at": now.isoformat(timespec="seconds"),
        "finished_at": "",
        "state": "running",
        "tool_version": __version__,
        "mapping_version": project.mappings.version,
        "detail": json.dumps({"project": project.settings.project.name}),
    }
    base = f"{now:%Y%m%d-%H%M%S}-{run_type}"
    with project.engine.begin() as connection:
        taken = set(connection.execute(select(run_table.c.run_id)).scalars())
        run_id = next(i for n in range(1, 10_000) if (i := base if n == 1 else f"{base}-{n}") not in taken)
        connection.execute(insert(run_table).values(run_id=run_id, **facts))
    return {"run_id": run_id, **facts}


def finish_run(project: Project, run_id: str, state: str) -> None:
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    with project.engine.begin() as connection:
        connection.execute(update(run_table).where(run_table.c.run_id == run_id).values(finished_at=now, state=state))
