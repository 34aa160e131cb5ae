"""The command about what the county's libraries have in common."""

import typer
from rich.markup import escape
from rich.table import Table

from migration import pipeline
from migration.cli.frame import Json, app, new_table, open_project, options_of, output, print_result


@app.command()
def overlap(context: typer.Context, json: Json = False) -> None:
    """Show what the libraries have in common, and the titles in minority languages."""
    opts = options_of(context, json)
    with open_project(opts) as project:
        result = pipeline.overlap(project)
    print_result(opts, result, lambda: _print(result))


def _print(result: pipeline.Overlap) -> None:
    for table in (_libraries(result), _spread(result), _languages(result)):
        output.print(table)
        output.print()


def _libraries(result: pipeline.Overlap) -> Table:
    table = new_table("library", "titles", "unique", "shared", "libraries per title", "items")
    for line in result.libraries:
        counts = map(str, (line.titles, line.unique, line.shared))
        table.add_row(escape(line.name), *counts, f"{line.reach:.1f}", str(line.items))
    return table


def _spread(result: pipeline.Overlap) -> Table:
    table = new_table("held by libraries", "titles")
    for name, count in result.steps:
        table.add_row(name, str(count))
    return table


def _languages(result: pipeline.Overlap) -> Table:
    table = new_table("language", "titles", "items", "libraries", "in one library alone")
    for line in result.languages:
        table.add_row(line.name_en, *map(str, (line.titles, line.items, line.libraries, line.spread[0])))
    return table
