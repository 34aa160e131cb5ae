"""The command that compares two deliveries."""

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from migration import pipeline
from migration.cli.frame import FAILED_CHECK, Json, app, new_table, open_project, options_of, output, print_result

Run = Annotated[str, typer.Argument(metavar="RUN", help="a run, a delivery's folder, last or previous")]
_HEADS = {"count": "Counts", "fate": "Fates", "field": "Fields"}
_NOBODY = "[red]nobody expects this[/red]"


@app.command()
def diff(
    context: typer.Context,
    before: Run,
    after: Run,
    csv: Annotated[Path | None, typer.Option(help="write every row that differs into this new folder")] = None,
    json: Json = False,
) -> None:
    """Compare two deliveries: counts, then fates, then fields, and which of them nobody expects."""
    opts = options_of(context, json)
    with open_project(opts) as project:
        found = pipeline.diff(project, before, after, csv)
    print_result(opts, found, lambda: _print(found))
    if found.unexplained:
        raise typer.Exit(FAILED_CHECK)


def _print(found: pipeline.Diff) -> None:
    output.print(f"{found.before} -> {found.after}", markup=False)
    if not found.lines:
        output.print("There is no difference.")
        return
    for kind, head in _HEADS.items():
        lines = [line for line in found.lines if line.difference.kind == kind]
        if lines:
            output.print(head)
            output.print(_table(kind, lines))
    output.print(f"Nobody expects {len(found.unexplained)} of them (mappings/expected_differences.csv).")


def _table(kind: str, lines: list[pipeline.DiffLine]) -> Table:
    if kind == "count":
        table = new_table("source", "entity", "what", "before", "after")
        for line in lines:
            d = line.difference
            table.add_row(d.source, d.entity, d.name, d.before, d.after)
        return table
    table = new_table("source", "entity", "what", "rows", "expected", "for example")
    for line in lines:
        d = line.difference
        what = f"{d.before or '–'} → {d.after or '–'}" if kind == "fate" else d.name
        why = escape(line.expected) or _NOBODY
        table.add_row(d.source, d.entity, escape(what), str(d.rows), why, escape(" ".join(d.examples[:3])))
    return table
