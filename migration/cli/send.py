"""The command that hands a package over."""

from pathlib import Path
from typing import Annotated

import typer

from migration import pipeline
from migration.cli.frame import Json, app, new_table, options_of, output, print_result

_PLANNED = {"there": "is there", "resumed": "go on", "replaced": "replace", "sent": "send"}
_DONE = {"there": "was there", "resumed": "went on", "replaced": "replaced", "sent": "sent"}


@app.command()
def send(
    context: typer.Context,
    package: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="a folder of grenselos pack")],
    target: Annotated[str, typer.Argument(help="a folder, or sftp://user@host[:port]/path (/~/ is the user's home)")],
    yes: Annotated[bool, typer.Option("--yes", help="send; without it, say only what would be sent")] = False,
    plain: Annotated[bool, typer.Option("--plain", help="send patrons' data although they are in clear")] = False,
    key: Annotated[Path | None, typer.Option(help="private key; default: an agent's, or ~/.ssh")] = None,
    known_hosts: Annotated[Path | None, typer.Option(help="known servers; default: ~/.ssh/known_hosts")] = None,
    json: Json = False,
) -> None:
    """Hand a package over, file by file, checked at the other end; goes on where it was interrupted."""
    opts = options_of(context, json)
    settings = pipeline.settings_of(opts.project, opts.staging)
    result = pipeline.send(settings, package, target, yes, plain, key, known_hosts)
    print_result(opts, result, lambda: _print(result))


def _print(result: pipeline.Sent) -> None:
    table = new_table("file", "bytes", "sent" if result.is_done else "to send", "how")
    steps = _DONE if result.is_done else _PLANNED
    for file in result.files:
        table.add_row(file.name, str(file.bytes), str(file.sent), steps[file.step])
    output.print(table)
    output.print(f"target: {result.target}", markup=False, soft_wrap=True)
    if result.strangers:
        names = ", ".join(result.strangers)
        output.print(f"not of this package, and left there: {names}", markup=False, soft_wrap=True)
    if not result.is_done:
        output.print("Nothing was sent: this is what would be. Add --yes to send.")
        return
    if not result.bytes:
        output.print("All of it is there already; nothing was sent.")
    if result.receipt:
        output.print(f"receipt: {result.receipt}", markup=False, soft_wrap=True)
