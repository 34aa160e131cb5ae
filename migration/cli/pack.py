"""The commands that make a delivery ready to travel: a signing key, and packages."""

from typing import Annotated

import typer

from migration import pipeline
from migration.cli.frame import Json, app, new_table, open_project, options_of, output, print_lines, print_result

Recipient = Annotated[
    list[str] | None,
    typer.Option(help="who may read the patrons: age1…, ssh-ed25519 …, or a file (age keys, OpenPGP certificate)"),
]


@app.command()
def keys(context: typer.Context, json: Json = False) -> None:
    """Make the project's key for signing packages, once. GRENSELOS_SIGNING_PASSWORD, if set, protects it."""
    opts = options_of(context, json)
    public = pipeline.make_signing_keys(pipeline.settings_of(opts.project, opts.staging))
    lines = [
        f"public key: {public} ({pipeline.PUBLIC_KEY}; read it to the vendor by telephone)",
        f"secret key: {pipeline.SECRET_KEY} (back it up; who has it can sign in your name)",
    ]
    print_result(opts, {"public_key": public}, lambda: print_lines(lines))


@app.command()
def pack(
    context: typer.Context,
    delivery: Annotated[str, typer.Argument(metavar="[DELIVERY]", help="a run, a delivery's folder or last")] = "last",
    profile: Annotated[str, typer.Option(help="pack what grenselos export wrote by this profile")] = "",
    recipient: Recipient = None,
    library: Annotated[list[str] | None, typer.Option(help="ISIL: pack only these libraries' patrons")] = None,
    plain: Annotated[bool, typer.Option("--plain", help="leave the patrons' data unencrypted")] = False,
    json: Json = False,
) -> None:
    """Pack a delivery for the vendor: signed, each library's patrons by themselves and encrypted to the vendor's key.

    Needs a signing key (grenselos keys) and the vendor's public key; mappings/recipients.csv may name it, too.
    """
    opts = options_of(context, json)
    with open_project(opts) as project:
        result = pipeline.pack(project, delivery, profile, recipient or (), library or (), plain)
    print_result(opts, result, lambda: _print(result))


def _print(result: pipeline.Package) -> None:
    table = new_table("file", "rows", "bytes", "encrypted")
    for part in result.parts:
        table.add_row(part.name, str(sum(part.rows.values())), str(part.bytes), part.encrypted or "no")
    output.print(table)
    at_home = sum(rows["at_home"] for rows in result.rows.values())
    output.print(f"{at_home} rows stay at home (manifest.json says of which files).")
    for library, others in result.folded.items():
        where = ", ".join(f"{count} in {other}" for other, count in others.items())
        output.print(
            f"{library}: patrons who are one row with that of another library travel, with their loans, there: {where}",
            markup=False,
            soft_wrap=True,
        )
    output.print(f"public key: {result.public_key}", markup=False)
    output.print(f"package: {result.path}", markup=False, soft_wrap=True)
