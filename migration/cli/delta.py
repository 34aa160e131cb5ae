"""The command that writes what became another since an earlier delivery."""

from pathlib import Path
from typing import Annotated

import typer

from migration import pipeline
from migration.cli.frame import Json, app, new_table, open_project, options_of, output, print_lines, print_result

_NAMED = "a run, a delivery's folder, last or previous"


@app.command()
def delta(
    context: typer.Context,
    base: Annotated[str, typer.Argument(metavar="BASE", help=f"what the vendor has loaded: {_NAMED}")],
    delivery: Annotated[str, typer.Argument(metavar="[DELIVERY]", help=f"what it is to become: {_NAMED}")] = "last",
    to: Annotated[Path | None, typer.Option(help="a new folder; default: deliveries/<delivery>.delta")] = None,
    json: Json = False,
) -> None:
    """Write what was added, changed and removed between two deliveries."""
    opts = options_of(context, json)
    with open_project(opts) as project:
        result = pipeline.delta(project, base, delivery, to)
    print_result(opts, result, lambda: _print(result))


def _print(result: pipeline.Delta) -> None:
    output.print(f"{result.base} -> {result.delivery}", markup=False)
    table = new_table("file", "added", "changed", "removed", "unchanged")
    for name, counts in result.changes.items():
        table.add_row(name, *map(str, counts.values()))
    output.print(table)
    if result.whole:
        print_lines([f"{len(result.whole)} files stand whole, since their rows have no key; manifest.json names them"])
    output.print(str(result.path), markup=False, soft_wrap=True)
