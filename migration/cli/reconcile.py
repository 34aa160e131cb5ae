"""The command that reads the vendor's load report."""

from pathlib import Path
from typing import Annotated

import typer

from migration import pipeline
from migration.cli.frame import FAILED_CHECK, Json, app, new_table, open_project, options_of, output, print_result
from migration.quality.load_page import WHY_UNKNOWN


@app.command()
def reconcile(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV with id, status and message")],
    delivery: Annotated[str, typer.Option(help="a run, a delivery's folder, last or previous")] = "last",
    id_column: Annotated[str, typer.Option(help="heading of the id, if it is another than usual")] = "",
    status_column: Annotated[str, typer.Option(help="heading of the status")] = "",
    message_column: Annotated[str, typer.Option(help="heading of the message")] = "",
    entity_column: Annotated[str, typer.Option(help="heading of what the row is: bib, item, patron …")] = "",
    json: Json = False,
) -> None:
    """Compare the vendor's load report with a delivery: what they loaded, what is missing there, per library."""
    opts = options_of(context, json)
    columns = {"id": id_column, "status": status_column, "message": message_column, "entity": entity_column}
    with open_project(opts) as project:
        result = pipeline.reconcile(project, file, delivery, columns)
    print_result(opts, result, lambda: _print(result))
    if not result.found.complete:
        raise typer.Exit(FAILED_CHECK)


def _print(result: pipeline.Reconciled) -> None:
    table = new_table("source", "library", "what", "delivered", "loaded", "failed", "skipped", "missing")
    for line in result.found.lines:
        numbers = (line.delivered, line.loaded, line.failed, line.skipped, line.missing)
        table.add_row(line.source, line.library, line.entity, *map(str, numbers))
    output.print(table)
    if result.found.silent:
        output.print(f"The report says nothing of: {', '.join(result.found.silent)}; they were not judged.")
    for why, count in result.found.unknown.items():
        if count:
            output.print(f"{count} rows of the report were not taken: {WHY_UNKNOWN[why][1]}")
    output.print(f"report: {result.page}", soft_wrap=True)
