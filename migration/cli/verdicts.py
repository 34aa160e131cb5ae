"""Commands about what librarians decided on duplicates: read their workbooks in, and list what stands."""

from pathlib import Path
from typing import Annotated

import typer

from migration import pipeline
from migration.cli.frame import (
    FAILED_CHECK,
    Json,
    app,
    new_table,
    open_project,
    options_of,
    output,
    print_lines,
    print_result,
)

verdicts = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="What librarians decided on duplicates.")
app.add_typer(verdicts, name="verdicts")


@verdicts.command("import")
def import_(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="filled-in workbooks (.xlsx), or CSV")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="say what would be taken, and write nothing")] = False,
    replace: Annotated[bool, typer.Option("--replace", help="overrule what others have decided before")] = False,
    json: Json = False,
) -> None:
    """Take the answers of filled-in workbooks into the project's mappings/verdicts/."""
    opts = options_of(context, json)
    settings = pipeline.settings_of(opts.project, opts.staging)
    report = pipeline.import_verdicts(settings, files, dry_run=dry_run, replace=replace)
    print_result(opts, report, lambda: print_lines(_summary(report, dry_run=dry_run)))
    if report.problems or report.contradictions:
        raise typer.Exit(FAILED_CHECK)


def _summary(report: pipeline.ImportReport, *, dry_run: bool) -> list[str]:
    taken = "would be taken" if dry_run else "taken"
    counts = {
        f"new, {taken}": len(report.new),
        f"changed, {taken}": len(report.changed),
        "known already": report.known,
        "overtaken by a later verdict": report.overtaken,
        "vet ikke (stay two records)": report.unsure,
        "without an answer": report.unanswered,
        "not taken": len(report.problems),
    }
    lines = [f"{count:6} {name}" for name, count in counts.items() if count or name.startswith("new")]
    contradictions = [f"contradiction: {conflict}" for conflict in report.contradictions]
    told = ["no must of a contradiction is applied; say which verdict is wrong"] if contradictions else []
    where = [f"in {report.path}"] if report.path else []
    return [*lines, *where, *(f"not taken: {problem}" for problem in report.problems), *contradictions, *told]


@verdicts.command("list")
def list_(
    context: typer.Context,
    source: Annotated[str, typer.Option(help="only verdicts on records of this source")] = "",
    json: Json = False,
) -> None:
    """List the verdicts that stand, and what the last matching made of them."""
    opts = options_of(context, json)
    with open_project(opts) as project:
        found = pipeline.list_verdicts(project, source)
    print_result(opts, found, lambda: _print_verdicts(found))


def _print_verdicts(found: list[pipeline.ListedVerdict]) -> None:
    table = new_table("verdict", "record", "other record", "who", "decided on", "state", "where")
    for listed in found:
        v = listed.verdict
        where = f"{v.where} (instead of {listed.instead_of})" if listed.instead_of else v.where
        table.add_row(v.answer, str(v.one), str(v.other), v.who, v.decided_on, listed.state, where)
    output.print(table)
    output.print(f"{len(found)} verdicts")
