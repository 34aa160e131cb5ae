"""Quality: the suites of ``expectations/`` and the blocking checks on the staging tables, stored in check_result."""

from collections.abc import Sequence
from pathlib import Path

from migration.pipeline.golden import golden_checks
from migration.pipeline.project import ConfigurationError, OrderError, Project
from migration.pipeline.stage import COUNTY, loaded_sources, mark
from migration.pipeline.suite_shares import evaluate
from migration.quality.balance import blocking_checks
from migration.quality.checks import CheckResult, replace_results
from migration.quality.row_counts import check_row_counts
from migration.quality.row_limits import FILE, load_row_counts
from migration.quality.suite_files import SuiteError
from migration.settings import Settings, overlay, overlay_names
from migration.staging.engine import reading


def check_source(project: Project, key: str) -> list[CheckResult]:
    """Check one source's core tables, and store the results. Raises ConfigurationError for a faulty suite."""
    project.source(key)
    if key not in _loaded(project):
        raise OrderError(f"{key} has not been standardized; run grenselos standardize {key} first")
    results = _check(project, _suites(project, county=False), [key])
    _mark(project, [key])
    return results


def check_county(project: Project) -> list[CheckResult]:
    """Check the matched tables, the blocking rules and the librarians' expectations of every loaded source."""
    results = _check(project, _suites(project, county=True), _loaded(project), golden=True)
    _mark(project, [COUNTY])
    return results


def check_all(project: Project) -> list[CheckResult]:
    """Check all tables of all loaded sources at once: whole tables, results per source."""
    sources = _loaded(project)
    results = _check(project, [*_suites(project, county=False), *_suites(project, county=True)], sources, golden=True)
    _mark(project, [*sources, COUNTY])
    return results


def check_blocking(project: Project) -> list[CheckResult]:
    """The blocking checks and the expectations alone: cheap, and always made afresh before a delivery."""
    return _check(project, [], _loaded(project), golden=True)


def _mark(project: Project, sources: Sequence[str]) -> None:
    with project.engine.begin() as connection:
        for source in sources:
            mark(connection, source, "quality", {}, stale=())


def _check(
    project: Project, suites: Sequence[Path], sources: Sequence[str], *, golden: bool = False
) -> list[CheckResult]:
    try:
        limits = load_row_counts(overlay(project.settings.project, "expectations", FILE))
        results = evaluate(project, suites, sources) if suites else []
    except SuiteError as error:
        raise ConfigurationError(error.problems) from error
    with project.engine.begin() as connection:
        results += check_row_counts(connection, limits, sources)
        results += blocking_checks(connection, sources)
        results += golden_checks(project, connection, sources) if golden else []
        replace_results(connection, results)
    return results


def _loaded(project: Project) -> list[str]:
    with reading(project.engine) as connection:
        return loaded_sources(project, connection)


def suite_tables(settings: Settings) -> frozenset[str]:
    """The tables that have a suite, the project's own suites included."""
    return frozenset(n.removesuffix(".json") for n in overlay_names(settings.project, "expectations", "*.json"))


def _suites(project: Project, *, county: bool) -> list[Path]:
    """The suite files: the county's are those of the matched tables."""
    names = overlay_names(project.settings.project, "expectations", "*.json")
    chosen = [name for name in names if name.startswith("matched_") is county]
    return [overlay(project.settings.project, "expectations", name) for name in chosen]
