"""The suites of a large county in two processes: half of the rows each, and the same results as in one."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from sqlalchemy import func, select

from migration.pipeline.project import Project
from migration.quality.checks import CheckResult
from migration.quality.suites import SuiteError, run_suites
from migration.staging.engine import open_staging, reading
from migration.staging.schema import metadata

SHARES = 2
MANY_ROWS = 1_000_000
"""Rows of all the suites' tables, below which a second process costs more than it gains: it imports for seconds."""


def evaluate(project: Project, suites: Sequence[Path], sources: Sequence[str]) -> list[CheckResult]:
    """Results of the suites in their order. Raises SuiteError with all problems."""
    rows = _rows(project, suites) if project.settings.workers > 1 else {}
    if sum(rows.values()) < MANY_ROWS:
        return run_suites(project.engine, suites, sources)
    own, *others = shares(rows)
    asked = [project.workers().submit(_evaluate, project.settings.staging_url, other, sources) for other in others]
    results = run_suites(project.engine, own, sources)
    problems: list[str] = []
    for found, wrong in (one.result() for one in asked):
        results += found
        problems += wrong
    project.stop_workers()
    if problems:
        raise SuiteError(problems)
    order = {suite.stem: n for n, suite in enumerate(suites)}
    return sorted(results, key=lambda result: order[result.table_name])


def shares(rows: Mapping[Path, int]) -> list[list[Path]]:
    """The suites in as many parts, of about as many rows each: the largest first, to whoever has least."""
    parts: list[list[Path]] = [[] for _ in range(SHARES)]
    weights = [0] * SHARES
    for suite in sorted(rows, key=lambda suite: (-rows[suite], suite.name)):
        least = weights.index(min(weights))
        parts[least].append(suite)
        weights[least] += rows[suite]
    return parts


def _rows(project: Project, suites: Sequence[Path]) -> dict[Path, int]:
    with reading(project.engine) as connection:
        return {
            suite: connection.execute(select(func.count()).select_from(metadata.tables[suite.stem])).scalar_one()
            if suite.stem in metadata.tables
            else 0
            for suite in suites
        }


def _evaluate(url: str, suites: Sequence[Path], sources: Sequence[str]) -> tuple[list[CheckResult], list[str]]:
    """Results, or the problems of the suites: an exception does not come back whole from another process."""
    engine = open_staging(url)
    try:
        return run_suites(engine, suites, sources), []
    except SuiteError as error:
        return [], error.problems
    finally:
        engine.dispose()
