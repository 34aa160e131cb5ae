"""The stages as commands: the whole job, and each stage alone."""

from collections.abc import Callable, Sequence
from typing import Annotated

import typer

from migration import pipeline
from migration.cli.frame import (
    FAILED_CHECK,
    Json,
    Keys,
    RunType,
    app,
    errors,
    new_table,
    open_project,
    options_of,
    output,
    print_lines,
    print_result,
    progress_lines,
)
from migration.model import Entity
from migration.quality.balance import BalanceRow


@app.command()
def check(context: typer.Context, json: Json = False) -> None:
    """Validate configuration, mappings and inputs; print every problem at once."""
    opts = options_of(context, json)
    settings = pipeline.settings_of(opts.project, opts.staging)
    mappings = pipeline.load_mappings(settings)
    keys = [key for key, source in mappings.sources.items() if source.status != "excluded"]
    problems = pipeline.check_inputs(settings, mappings, keys)
    rejects = list(pipeline.check_rows(settings, mappings, keys))
    result = {"problems": problems, "rejects": rejects}
    told = "Rows that cannot be read and will be rejected, and corrections that cannot be applied as they stand"
    summary = f"Nothing keeps a run from starting. {told}: {len(rejects)}"
    print_result(opts, result, lambda: print_lines(rejects if problems else [summary, *rejects]))
    if problems:
        raise pipeline.ConfigurationError(problems)


@app.command()
def run(
    context: typer.Context,
    sources: Keys = None,
    type: Annotated[RunType, typer.Option(help="what the run is for")] = RunType.TRIAL,  # noqa: A002
    json: Json = False,
) -> None:
    """The whole job: land, standardize, match, check quality, deliver."""
    opts = options_of(context, json)
    with open_project(opts) as project, progress_lines() as progress:
        chosen = pipeline.sources_to_run(project, sources or [], type.value)
        result = pipeline.run(project, chosen, type.value, progress) if chosen else None
    if result is None:
        print_result(opts, {"state": "unchanged"}, lambda: print_lines([pipeline.UNCHANGED]))
        return
    print_result(opts, result, lambda: _print_run(result))
    if result.blocked_by:
        errors.print(result.blocked_by, style="red", markup=False, soft_wrap=True)
        raise typer.Exit(FAILED_CHECK)


@app.command()
def land(context: typer.Context, sources: Keys = None, json: Json = False) -> None:
    """Take the exports into the staging database, byte for byte."""
    _each(context, json, sources, "land", pipeline.land)


@app.command()
def standardize(context: typer.Context, sources: Keys = None, json: Json = False) -> None:
    """Make records, items, patrons, loans, reservations and fees of what was landed."""
    _each(context, json, sources, "standardize", pipeline.standardize)


@app.command()
def match(context: typer.Context, json: Json = False) -> None:
    """Find the same titles across the libraries; make barcodes unique."""
    opts = options_of(context, json)
    with open_project(opts) as project, progress_lines() as progress:
        progress("match", pipeline.COUNTY)
        result = pipeline.match(project)
        changes = pipeline.title_changes(project)
    print_result(opts, result, lambda: _print_matching(result, changes))


@app.command()
def quality(context: typer.Context, sources: Keys = None, json: Json = False) -> None:
    """Run the checks; without SOURCE all of them, for every loaded source."""
    opts = options_of(context, json)
    with open_project(opts) as project, progress_lines() as progress:
        results: list[pipeline.CheckResult] = []
        if sources:
            for key in sources:
                progress("quality", key)
                results += pipeline.check_source(project, key)
        else:
            progress("quality", pipeline.COUNTY)
            results = pipeline.check_all(project)
    print_result(opts, results, lambda: _print_checks(results))
    if any(r.severity == "blocking" and not r.success for r in results):
        raise typer.Exit(FAILED_CHECK)


@app.command()
def deliver(
    context: typer.Context,
    type: Annotated[RunType, typer.Option(help="what the delivery is for")] = RunType.TRIAL,  # noqa: A002
    json: Json = False,
) -> None:
    """Write the delivery of all loaded sources."""
    opts = options_of(context, json)
    with open_project(opts) as project, progress_lines() as progress:
        progress("deliver", pipeline.COUNTY)
        result = pipeline.deliver(project, type.value)
    print_result(opts, result, lambda: output.print(str(result.path), soft_wrap=True))


@app.command()
def status(context: typer.Context, json: Json = False) -> None:
    """Show the sources, how far each has come, and its counts."""
    opts = options_of(context, json)
    with open_project(opts) as project:
        result = pipeline.status(project)
    print_result(opts, result, lambda: _print_status(result))


def _each(
    context: typer.Context,
    json: bool,
    sources: Sequence[str] | None,
    name: str,
    stage: Callable[[pipeline.Project, str], pipeline.StageReport],
) -> None:
    opts = options_of(context, json)
    with open_project(opts) as project, progress_lines() as progress:
        results = []
        for key in pipeline.ready_sources(project, sources or []):
            progress(name, key)
            results.append(stage(project, key))
    print_result(opts, results, lambda: _print_stages(results))


def _print_stages(reports: Sequence[pipeline.StageReport]) -> None:
    table = new_table("source", "stage", "rows", "seconds")
    for r in reports:
        table.add_row(r.source, r.stage, str(sum(r.rows.values())), f"{r.seconds:.1f}")
    output.print(table)


def _print_matching(report: pipeline.StageReport, changes: pipeline.Changes) -> None:
    """The stage, and what became of records since the last matching; of titles where they changed."""
    _print_stages([report])
    table = new_table("since the last matching", "records", "titles")
    for kind, count in changes.records.items():
        table.add_row(_CHANGED[kind], str(count), str(changes.titles.get(kind, "")))
    output.print()
    output.print(table)


_CHANGED = {
    "kept": "in the same title",
    "merge": "joined another title",
    "split": "split off as a title",
    "moved": "moved to another title",
    "new": "new records",
    "gone": "no longer there",
}


def _print_run(result: pipeline.RunReport) -> None:
    failed = [c for c in result.checks if not c.success]
    table = new_table("source", "rows in", "loaded", "merged", "rejected", "excluded", "checks failed")
    for key in sorted({row.source for row in result.balance}):
        rows = [row for row in result.balance if row.source == key]
        own = [c for c in failed if c.source == key]
        table.add_row(key, *_sums(rows), _failed(own))
    table.add_row("all", *_sums(result.balance), _failed(failed), style="bold")
    output.print(table)
    output.print(f"report    {result.report}", markup=False, soft_wrap=True)
    output.print(f"delivery  {result.delivery or '— (held back)'}", markup=False, soft_wrap=True)


def _failed(checks: Sequence[pipeline.CheckResult]) -> str:
    blocking = sum(c.severity == "blocking" for c in checks)
    return f"{len(checks)} ({blocking} blocking)" if blocking else str(len(checks))


def _sums(rows: Sequence[BalanceRow]) -> list[str]:
    fates = ("source_rows", "loaded", "merged", "rejected", "excluded")
    return [str(sum(getattr(row, fate) for row in rows)) for fate in fates]


def _print_checks(results: Sequence[pipeline.CheckResult]) -> None:
    table = new_table("source", "table", "check", "severity", "failing")
    for r in (r for r in results if not r.success):
        table.add_row(r.source, r.table_name, r.check_name, r.severity, str(r.failing))
    output.print(table)
    output.print(f"{sum(r.success for r in results)} of {len(results)} checks passed")


def _print_status(result: Sequence[pipeline.SourceStatus]) -> None:
    table = new_table("source", "status", "reached", "files", "rows", *Entity)
    for s in result:
        loaded = {row.entity: f"{row.loaded + row.merged}/{row.source_rows}" for row in s.balance}
        counts = (loaded.get(entity, "") for entity in Entity)
        table.add_row(s.source, s.status, s.stages[-1] if s.stages else "", str(s.files), str(s.rows), *counts)
    output.print(table)
