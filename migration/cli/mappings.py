"""The commands of mapping work."""

from collections import Counter
from itertools import groupby
from pathlib import Path
from typing import Annotated

import typer

from migration import pipeline
from migration.cli.frame import (
    Json,
    Lang,
    app,
    new_table,
    open_project,
    options_of,
    output,
    print_lines,
    print_result,
)
from migration.quality.mapping_book.deciding import Change

_WORDS = {
    Lang.NB: {"added": "ny", "changed": "endret", "noted": "bare merknad", "removed": "opphevet",
              "open": "ikke bestemt", "nothing": "Ingenting blir endret.",
              "notes": "Merknader som ikke blir lagret, for ingenting er bestemt der",
              "dry": "Ville blitt endret", "done": "Endret; gjelder fra neste kjøring"},
    Lang.EN: {"added": "added", "changed": "changed", "noted": "note only", "removed": "revoked", "open": "undecided",
              "notes": "Notes that are not kept, since nothing is decided there", "nothing": "Nothing is changed.",
              "dry": "Would be changed", "done": "Changed; the next run uses it"},
}  # fmt: skip

mappings = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="What the libraries' codes become, as a workbook."
)
app.add_typer(mappings, name="mappings")


@mappings.command("export")
def export_mappings(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="the workbook (.xlsx)")],
    source: Annotated[list[str] | None, typer.Option(help="only what this source uses")] = None,
    json: Json = False,
) -> None:
    """Write every code list as a workbook: undecided codes first, with use counts and proposals."""
    opts = options_of(context, json)
    with open_project(opts) as project:
        result = pipeline.export_mappings(project, file, source or ())
    print_result(opts, result, lambda: _print_export(result))


@mappings.command("import")
def import_mappings(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="the workbook, filled in")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="show what would change, and change nothing")] = False,
    lang: Annotated[Lang, typer.Option(help="the language of the list of changes")] = Lang.EN,
    json: Json = False,
) -> None:
    """Take the workbook's decisions into the project's mappings/crosswalks/."""
    opts = options_of(context, json)
    with open_project(opts) as project:
        result = pipeline.import_mappings(project, file, dry_run=dry_run)
    print_result(opts, result, lambda: _print_import(result, lang))


def _print_export(result: pipeline.MappingExport) -> None:
    table = new_table("list", "undecided codes")
    for name, count in result.undecided.items():
        table.add_row(name, str(count))
    output.print(table)
    if result.unseen:
        print_lines([f"No codes are known yet of {', '.join(result.unseen)}: run standardize, and export again."])
    output.print(str(result.path), markup=False, soft_wrap=True)


def _print_import(result: pipeline.MappingImport, lang: Lang) -> None:
    words = _WORDS[lang]
    for name, changes in groupby(result.changes, key=lambda change: change.code_list):
        print_lines([name, *(f"  {_told(change, lang)}" for change in changes), ""])
    if result.undecided_notes:
        print_lines([f"{words['notes']}: {', '.join(result.undecided_notes)}", ""])
    kinds = Counter(change.kind for change in result.changes)
    counts = ", ".join(
        f"{words[kind]} {kinds[kind]}" for kind in ("added", "changed", "noted", "removed") if kinds[kind]
    )
    print_lines([f"{words['dry' if result.is_dry else 'done']}: {counts}" if counts else words["nothing"]])


def _told(change: Change, lang: Lang) -> str:
    words = _WORDS[lang]
    target = f"{change.before or words['open']} → {change.after or words['open']}"
    why = "; ".join(filter(None, (change.note, change.decided_by)))
    told = f"{words[change.kind]}: {change.source} {change.legacy_code}: "
    return f"{told}{change.after if change.kind == 'noted' else target}{f' ({why})' if why else ''}"
