"""Commands that look at one record or one source; and the anonymised copy."""

from pathlib import Path
from typing import Annotated

import typer

from migration import pipeline
from migration.cli.frame import (
    Json,
    Keys,
    Lang,
    app,
    open_project,
    options_of,
    output,
    print_lines,
    print_result,
)
from migration.quality.reports import record_page
from migration.quality.terminal import in_terminal


@app.command()
def show(
    context: typer.Context,
    source: str,
    id: Annotated[str, typer.Argument(metavar="ID", help="the legacy id or the target id")],  # noqa: A002
    html: Annotated[Path | None, typer.Option(help="write a page for the browser to this file")] = None,
    lang: Annotated[Lang, typer.Option(help="the language of the texts")] = Lang.NB,
    json: Json = False,
) -> None:
    """Show one record before and after, with the rule beside each change."""
    opts = options_of(context, json)
    with open_project(opts) as project:
        shown = pipeline.show(project, source, id, "nb" if html else lang.value)
    if html:
        try:
            html.write_text(record_page(shown), encoding="utf-8", newline="")
        except OSError as error:
            problem = f"{html} cannot be written ({error.strerror}); name a file in a folder that exists"
            raise pipeline.ConfigurationError([problem]) from error
    print_result(
        opts, shown, lambda: output.print(html, soft_wrap=True) if html else output.print(in_terminal(shown, lang))
    )


@app.command()
def anonymise(
    context: typer.Context,
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="a new directory for the copy")],
    sources: Keys = None,
    json: Json = False,
) -> None:
    """Write a copy of the project in which everybody is invented: test data for a vendor."""
    opts = options_of(context, json)
    with open_project(opts) as project:
        result = pipeline.anonymise(project, directory, sources or [])
    left_out = [f"not copied, since nobody knows what it holds: {name}" for name in result.left_out]
    print_result(opts, result, lambda: print_lines([f"{directory}: {_copied(result)}", *left_out]))


def _copied(result: pipeline.AnonymiseReport) -> str:
    rows = sum(sum(files.values()) for files in result.rows.values())
    return f"{rows} rows and records of {len(result.rows)} sources, everybody in them invented"


@app.command()
def inspect(context: typer.Context, source: str, json: Json = False) -> None:
    """List the tables, columns and counts that an odbc source shows, and draft its mapping."""
    opts = options_of(context, json)
    settings = pipeline.settings_of(opts.project, opts.staging)
    found, draft = pipeline.inspect(settings, pipeline.load_mappings(settings), source)
    print_result(opts, {"inspection": found, "mapping": draft}, lambda: _print_inspection(found, draft))


def _print_inspection(found: pipeline.Inspection, draft: str) -> None:
    """As comments above the draft, so that the whole can be saved as the mapping file."""
    for t in found.tables:
        rows = "not counted" if t.rows is None else f"{t.rows} rows"
        columns = ", ".join(f"{c.name} {c.type}" for c in t.columns)
        output.print(f"# {t.schema}{'.' if t.schema else ''}{t.name}: {rows}; {columns}", markup=False, soft_wrap=True)
    output.print(draft, markup=False, soft_wrap=True)
