"""The command that writes a delivery as another system wants it."""

from typing import Annotated

import typer

from migration import pipeline
from migration.cli.frame import FAILED_CHECK, Json, app, new_table, open_project, options_of, output, print_result


@app.command()
def export(
    context: typer.Context,
    profile: Annotated[str, typer.Argument(help="a file of mappings/exports/: koha, folio, alma …")],
    delivery: Annotated[str, typer.Option(help="a run, a delivery's folder, last or previous")] = "last",
    json: Json = False,
) -> None:
    """Write a delivery as another system wants it: deliveries/<run>.<profile>/."""
    opts = options_of(context, json)
    with open_project(opts) as project:
        result = pipeline.export(project, profile, delivery)
    print_result(opts, result, lambda: _print(result))
    if result.left_out:
        raise typer.Exit(FAILED_CHECK)


def _print(result: pipeline.Export) -> None:
    table = new_table("file", "rows of the delivery", "not asked for", "same", "left out", "written")
    for one in result.accounts:
        numbers = (one.outside + one.repeated, one.same, one.left_out, one.rows)
        table.add_row(one.file, f"{one.of} {one.table}", *map(str, numbers))
    output.print(table)
    if result.left_out:
        output.print(f"{result.left_out} rows are left out; left_out.csv says which and why.")
    output.print(f"export: {result.path}", soft_wrap=True)
