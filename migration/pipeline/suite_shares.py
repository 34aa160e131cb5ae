"""The suites of a large county in worker processes, with the same results as in one."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from sqlalchemy import func, select

from migration.pipeline.project import Project
from migration.quality.checks import CheckResult
from migration.quality.suites import SuiteError, run_suites
from migration.staging.engine import open_staging, reading
from migration.staging.schema import metadata

MANY_ROWS = 1_000_000
"""Rows of all the suites' tables, below which a second process costs more than it gains: it imports for seconds."""
LARGE_TABLE = 100_000
"""Rows from which a table's suite is a task of its own."""


def evaluate(project: Project, suites: Sequence[Path], sources: Sequence[str]) -> list[CheckResult]:
    """Results of the suites in their order. Raises SuiteError with all problems."""
    rows = _rows(project, suites) if project.settings.workers > 1 else {}
    if sum(rows.values()) < MANY_ROWS:
        return run_suites(project.engine, suites, sources)
    url = project.settings.staging_url
    asked = [project.workers().submit(_evaluate, url, task, sources) for task in tasks(rows)]
    results: list[CheckResult] = []
    problems: list[str] = []
    for found, wrong in (one.result() for one in asked):
        results += found
        problems += wrong
    project.stop_workers()
    if problems:
        raise SuiteError(problems)
    order = {suite.stem: n for n, suite in enumerate(suites)}
    return sorted(results, key=lambda result: order[result.table_name])


def tasks(rows: Mapping[Path, int]) -> list[list[Path]]:
    """What a worker takes at once: each large table by itself, the largest first, then the small ones together."""
    ordered = sorted(rows, key=lambda suite: (-rows[suite], suite.name))
    large = [[suite] for suite in ordered if rows[suite] >= LARGE_TABLE]
    small = [suite for suite in ordered if rows[suite] < LARGE_TABLE]
    return [*large, small] if small else large


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
