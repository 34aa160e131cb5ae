"""Commands about the sample that librarians check by hand: read their workbooks in, and list what was found."""

from pathlib import Path
from typing import Annotated

import typer

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
from migration.pipeline.samples import import_samples, list_samples
from migration.quality.samples.importing import SampleReport
from migration.quality.samples.results import Interval, Part, SampleResults

samples = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The sample that librarians check by hand.")
app.add_typer(samples, name="samples")


@samples.command("import")
def import_(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="filled-in workbooks (arbeidsbok.xlsx)")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="say what would be taken, and write nothing")] = False,
    json: Json = False,
) -> None:
    """Take what librarians found in the sample into the project's mappings/samples/."""
    opts = options_of(context, json)
    with open_project(opts) as project:
        report = import_samples(project, files, dry_run=dry_run)
    print_result(opts, report, lambda: print_lines(_summary(report, dry_run=dry_run)))
    if report.problems:
        raise typer.Exit(FAILED_CHECK)


def _summary(report: SampleReport, *, dry_run: bool) -> list[str]:
    taken = "would be taken" if dry_run else "taken"
    counts = {
        f"new, {taken}": len(report.new),
        f"changed, {taken}": len(report.changed),
        "known already": report.known,
        "overtaken by a later answer": report.overtaken,
        "without an answer": report.unanswered,
        "problems": len(report.problems),
    }
    lines = [f"{count:6} {name}" for name, count in counts.items() if count or name.startswith("new")]
    return [*lines, *(f"in {path}" for path in report.paths), *(f"not taken: {p}" for p in report.problems)]


@samples.command("list")
def list_(
    context: typer.Context,
    source: Annotated[str, typer.Option(help="only this source")] = "",
    strata: Annotated[bool, typer.Option("--strata", help="each stratum, too")] = False,
    json: Json = False,
) -> None:
    """List what was looked at and found, and how many rows may be faulty."""
    opts = options_of(context, json)
    with open_project(opts) as project:
        found = list_samples(project, source)
    print_result(opts, found, lambda: _print(found, strata=strata))


def _print(found: list[SampleResults], *, strata: bool) -> None:
    table = new_table("source", "of", "rows", "drawn", "looked at", "faults", "unsure", "faulty", "at most (95 %)")
    for one in found:
        for part in sorted([*one.entities, *(one.strata if strata else ())], key=lambda p: p.entity):
            table.add_row(one.source, *_cells(part))
    output.print(table)
    print_lines([line for one in found for line in _told(one)])


def _cells(part: Part) -> tuple[str, ...]:
    name = f"{part.entity} {part.stratum}".strip()
    counts = (part.population, part.drawn, part.checked, part.faults, part.unsure)
    return (name, *(f"{n:,}" for n in counts), *_percent(part.faulty))


def _percent(interval: Interval | None) -> tuple[str, str]:
    return (f"{interval.share:.1%}", f"{interval.high:.1%}") if interval else ("", "")


def _told(one: SampleResults) -> list[str]:
    faults = [f"fault: {a.source} {a.entity} {a.legacy_id}: {a.wrong} ({a.who}, {a.decided_on})" for a in one.faults]
    changed = [f"changed since: {a.source} {a.entity} {a.legacy_id}; look at it again ({a.who}: {a.verdict})"
               for a in one.changed]  # fmt: skip
    gone = [f"{one.gone} answers on rows of {one.source} that are no longer there"] if one.gone else []
    return [*faults, *changed, *gone]
