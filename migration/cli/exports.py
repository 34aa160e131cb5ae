"""The command that writes a delivery as another system wants it."""

from collections.abc import Mapping
from itertools import islice
from typing import Annotated

import typer
from rich.table import Table

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

_TOLD = 20


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
    if result.accounts:
        output.print(_accounts(result))
    else:
        output.print(f"{result.files} files, as the delivery has them")
    for reason in result.reasons:
        print_lines([f"left out: {reason.file}: {reason.rows}: {reason.text}{_codes(reason.codes)}"])
    if result.left_out:
        output.print(f"{result.left_out} rows are left out; left_out.csv says which and why.")
    print_lines([f"export: {result.path}"])


def _accounts(result: pipeline.Export) -> Table:
    table = new_table("file", "rows of the delivery", "not asked for", "repeated", "same", "left out", "written")
    for one in result.accounts:
        numbers = (one.outside, one.repeated, one.same, one.left_out, one.rows)
        table.add_row(one.file, f"{one.of} {one.table}", *map(str, numbers))
    return table


def _codes(codes: Mapping[str, int]) -> str:
    """The most used; ``left_out.csv`` has them all."""
    told = ", ".join(f"{code} ({rows})" for code, rows in islice(codes.items(), _TOLD))
    more = f", and {len(codes) - _TOLD} more" if len(codes) > _TOLD else ""
    return f": {told}{more}" if told else ""
