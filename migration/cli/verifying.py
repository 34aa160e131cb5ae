"""The command that proves a delivery, a delta or a package from its files alone."""

from pathlib import Path
from typing import Annotated

import typer

from migration import pipeline
from migration.cli.frame import FAILED_CHECK, Json, app, options_of, print_lines, print_result

_NAMED = "a folder, a run, last or previous"


@app.command()
def verify(
    context: typer.Context,
    delivery: Annotated[str, typer.Argument(help=f"a delivery, a delta or a package: {_NAMED}")],
    base: Annotated[str, typer.Option(help=f"of a delta: the delivery that it is applied to: {_NAMED}")] = "",
    apply: Annotated[Path | None, typer.Option(help="of a delta: write what comes out to this new folder")] = None,
    public_key: Annotated[str, typer.Option(help="of a package: the sender's minisign key, or a file of it")] = "",
    identity: Annotated[Path | None, typer.Option(help="of a package: your secret key, to look inside")] = None,
    json: Json = False,
) -> None:
    """Recompute counts, checksums and references of a delivery from its files alone."""
    opts = options_of(context, json)
    settings = pipeline.settings_of(opts.project, opts.staging)
    result = pipeline.verify(settings, delivery, base, apply, public_key, identity)
    print_result(opts, result, lambda: print_lines(result.problems or result.says))
    if not result.ok:
        raise typer.Exit(FAILED_CHECK)
