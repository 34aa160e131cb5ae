"""The accuracy harness as a command."""

from pathlib import Path
from typing import Annotated

import typer

from migration import pipeline
from migration.cli.frame import Json, app, options_of, output, print_result
from migration.match.evaluation.terminal import in_terminal


@app.command()
def match_eval(
    context: typer.Context,
    pairs: Annotated[Path, typer.Argument(help="CSV with id1, id2, label (1: one title, 0: two); also as .gz")],
    records: Annotated[list[Path], typer.Argument(help="the records, in any format of exports or MARC-in-JSON lines")],
    errors: Annotated[Path | None, typer.Option(help="write what was decided wrong to this CSV file")] = None,
    rules: Annotated[Path | None, typer.Option(help="a match.yaml to try; default: the project's")] = None,
    json: Json = False,
) -> None:
    """Score the matching against labelled pairs: precision, recall, clusters, and what each rule did."""
    opts = options_of(context, json)
    settings = pipeline.settings_of(opts.project, opts.staging)
    found = pipeline.evaluate_matching(settings, pairs, records, rules)
    if errors:
        pipeline.write_errors(errors, found)
    print_result(opts, found.evaluation, lambda: output.print(in_terminal(found.evaluation)))
