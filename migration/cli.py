"""The command line (docs/contract.md, section 6): the use cases of the pipeline as commands.

Progress and errors go to standard error, the result to standard output (as JSON with ``--json``). Exit status: 0 done;
1 done, but a blocking check failed; 2 configuration or input cannot be used; 3 an unexpected error.
"""

import sys
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, is_dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from sqlalchemy.exc import DBAPIError

from migration import __version__, pipeline
from migration.export.verify import verify as verify_delivery
from migration.model import Entity
from migration.quality.balance import BalanceRow
from migration.quality.reports import record_page
from migration.quality.terminal import in_terminal

FAILED_CHECK, UNUSABLE, UNEXPECTED = 1, 2, 3

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
errors = Console(stderr=True, highlight=False)
output = Console(highlight=False)


class RunType(StrEnum):
    """What a run is for."""

    TRIAL = "trial"
    DELTA = "delta"
    CUTOVER = "cutover"


class Lang(StrEnum):
    """The languages of texts for librarians."""

    NB = "nb"
    EN = "en"


Keys = Annotated[list[str] | None, typer.Argument(metavar="[SOURCE…]", help="source keys; without any: all")]
Json = Annotated[bool, typer.Option("--json", help="print the result as JSON on standard output")]


@dataclass(slots=True)
class Options:
    """The options that stand before the command."""

    project: Path | None
    staging: str | None
    json: bool


def _version(wanted: bool) -> None:
    if wanted:
        output.print(__version__)
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    project: Annotated[Path | None, typer.Option(help="the project directory; default: this one")] = None,
    staging: Annotated[str | None, typer.Option(help="SQLAlchemy URL of the staging database")] = None,
    json: Json = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="print the version")
    ] = False,
) -> None:
    """Move libraries from Mikromarc to a new library system, and prove that nothing was lost."""
    context.obj = Options(project, staging, json)


@app.command()
def check(context: typer.Context, json: Json = False) -> None:
    """Validate configuration, mappings and inputs; print every problem at once."""
    opts = _options(context, json)
    settings = pipeline.settings_of(opts.project, opts.staging)
    mappings = pipeline.load_mappings(settings)
    keys = [key for key, source in mappings.sources.items() if source.status != "excluded"]
    problems = pipeline.check_inputs(settings, mappings, keys)
    rejects = list(pipeline.check_rows(settings, mappings, keys))
    result = {"problems": problems, "rejects": rejects}
    told = "Rows that cannot be read and will be rejected, and corrections that cannot be applied as they stand"
    summary = f"Nothing keeps a run from starting. {told}: {len(rejects)}"
    _print(opts, result, lambda: _print_lines(rejects if problems else [summary, *rejects]))
    if problems:
        raise pipeline.ConfigurationError(problems)


@app.command()
def run(
    context: typer.Context,
    sources: Keys = None,
    type: Annotated[RunType, typer.Option(help="what the run is for")] = RunType.TRIAL,  # noqa: A002
    json: Json = False,
) -> None:
    """The whole job: land, standardize, match, check quality, deliver."""
    opts = _options(context, json)
    with _open(opts) as project, _progress() as progress:
        result = pipeline.run(project, sources or [], type.value, progress)
    _print(opts, result, lambda: _print_run(result))
    if result.blocked_by:
        errors.print(result.blocked_by, style="red", markup=False, soft_wrap=True)
        raise typer.Exit(FAILED_CHECK)


@app.command()
def land(context: typer.Context, sources: Keys = None, json: Json = False) -> None:
    """Take the exports into the staging database, byte for byte."""
    _each(context, json, sources, "land", pipeline.land)


@app.command()
def standardize(context: typer.Context, sources: Keys = None, json: Json = False) -> None:
    """Make records, items, patrons, loans, reservations and fees of what was landed."""
    _each(context, json, sources, "standardize", pipeline.standardize)


@app.command()
def match(context: typer.Context, json: Json = False) -> None:
    """Find the same titles across the libraries; make barcodes unique."""
    opts = _options(context, json)
    with _open(opts) as project, _progress() as progress:
        progress("match", pipeline.COUNTY)
        result = pipeline.match(project)
    _print(opts, result, lambda: _print_stages([result]))


@app.command()
def quality(context: typer.Context, sources: Keys = None, json: Json = False) -> None:
    """Run the checks; without SOURCE all of them, for every loaded source."""
    opts = _options(context, json)
    with _open(opts) as project, _progress() as progress:
        results: list[pipeline.CheckResult] = []
        if sources:
            for key in sources:
                progress("quality", key)
                results += pipeline.check_source(project, key)
        else:
            progress("quality", pipeline.COUNTY)
            results = pipeline.check_all(project)
    _print(opts, results, lambda: _print_checks(results))
    if any(r.severity == "blocking" and not r.success for r in results):
        raise typer.Exit(FAILED_CHECK)


@app.command()
def deliver(
    context: typer.Context,
    type: Annotated[RunType, typer.Option(help="what the delivery is for")] = RunType.TRIAL,  # noqa: A002
    json: Json = False,
) -> None:
    """Write the delivery of all loaded sources."""
    opts = _options(context, json)
    with _open(opts) as project, _progress() as progress:
        progress("deliver", pipeline.COUNTY)
        result = pipeline.deliver(project, type.value)
    _print(opts, result, lambda: output.print(str(result.path), soft_wrap=True))


@app.command()
def status(context: typer.Context, json: Json = False) -> None:
    """Show the sources, how far each has come, and its counts."""
    opts = _options(context, json)
    with _open(opts) as project:
        result = pipeline.status(project)
    _print(opts, result, lambda: _print_status(result))


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
    opts = _options(context, json)
    with _open(opts) as project:
        shown = pipeline.show(project, source, id, "nb" if html else lang.value)
    if html:
        try:
            html.write_text(record_page(shown), encoding="utf-8", newline="")
        except OSError as error:
            problem = f"{html} cannot be written ({error.strerror}); name a file in a folder that exists"
            raise pipeline.ConfigurationError([problem]) from error
    _print(opts, shown, lambda: output.print(html, soft_wrap=True) if html else output.print(in_terminal(shown, lang)))


@app.command()
def anonymise(
    context: typer.Context,
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="a new directory for the copy")],
    sources: Keys = None,
    json: Json = False,
) -> None:
    """Write a copy of the project in which everybody is invented: test data for a vendor."""
    opts = _options(context, json)
    with _open(opts) as project:
        result = pipeline.anonymise(project, directory, sources or [])
    left_out = [f"not copied, since nobody knows what it holds: {name}" for name in result.left_out]
    _print(opts, result, lambda: _print_lines([f"{directory}: {_copied(result)}", *left_out]))


def _copied(result: pipeline.AnonymiseReport) -> str:
    rows = sum(sum(files.values()) for files in result.rows.values())
    return f"{rows} rows and records of {len(result.rows)} sources, everybody in them invented"


@app.command()
def inspect(context: typer.Context, source: str, json: Json = False) -> None:
    """List the tables, columns and counts that an odbc source shows, and draft its mapping."""
    opts = _options(context, json)
    settings = pipeline.settings_of(opts.project, opts.staging)
    found, draft = pipeline.inspect(settings, pipeline.load_mappings(settings), source)
    _print(opts, {"inspection": found, "mapping": draft}, lambda: _print_inspection(found, draft))


@app.command()
def verify(context: typer.Context, delivery: Path, json: Json = False) -> None:
    """Recompute counts, checksums and references of a delivery from its files alone."""
    opts = _options(context, json)
    if not delivery.is_dir():
        raise pipeline.ConfigurationError([f"{delivery}: is not a directory; name a delivery's folder"])
    result = verify_delivery(delivery)
    _print(opts, result, lambda: _print_lines(result.problems or [f"{delivery}: complete and consistent"]))
    if not result.ok:
        raise typer.Exit(FAILED_CHECK)


def main() -> None:
    """Entry of the console command: turns every error into its exit status. The one place that catches everything."""
    try:
        app(standalone_mode=True)
    except pipeline.ConfigurationError as error:
        for problem in error.problems:
            errors.print(problem, markup=False, soft_wrap=True)
        sys.exit(UNUSABLE)
    except pipeline.OrderError as error:
        errors.print(str(error), markup=False, soft_wrap=True)
        sys.exit(UNUSABLE)
    except pipeline.GateError as error:
        errors.print(str(error), markup=False, soft_wrap=True)
        sys.exit(FAILED_CHECK)
    except (OSError, pipeline.WriteError, DBAPIError) as error:
        errors.print(_what_failed(error), markup=False, soft_wrap=True)
        sys.exit(UNEXPECTED)
    except Exception as error:  # the one place for what nobody foresaw: told without its text, and exit status 3
        # The places, never the text: an exception's message may hold a patron's row.
        places = "".join(traceback.format_tb(error.__traceback__))
        errors.print(f"{places}unexpected error: {type(error).__name__}; please report it", markup=False)
        sys.exit(UNEXPECTED)


def _what_failed(error: Exception) -> str:
    """A full disk, a lost connection, a file that cannot be read: said without the values that were on their way."""
    if isinstance(error, DBAPIError):
        text = f"the staging database failed ({type(error.orig).__name__})"
    elif isinstance(error, OSError):
        text = f"{error.filename or 'a file'}: {error.strerror or type(error).__name__}"
    else:
        text = str(error)
    return f"{text}; nothing half-written remains. See that disk and database are there, and run again"


def _options(context: typer.Context, json: bool) -> Options:
    opts = context.obj
    assert isinstance(opts, Options)
    opts.json = opts.json or json
    return opts


def _open(opts: Options) -> pipeline.Project:
    return pipeline.open_project(opts.project, opts.staging)


@contextmanager
def _progress() -> Iterator[Callable[[str, str], None]]:
    """A line per stage and source on standard error."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=errors) as bar:
        tasks: list[Any] = []

        def begin(stage: str, source: str) -> None:
            for task in tasks:
                bar.update(task, total=1, completed=1)
            tasks.append(bar.add_task(stage if source == pipeline.COUNTY else f"{stage} {source}", total=None))

        yield begin
        for task in tasks:
            bar.update(task, total=1, completed=1)


def _each(
    context: typer.Context,
    json: bool,
    sources: Sequence[str] | None,
    name: str,
    stage: Callable[[pipeline.Project, str], pipeline.StageReport],
) -> None:
    opts = _options(context, json)
    with _open(opts) as project, _progress() as progress:
        results = []
        for key in pipeline.ready_sources(project, sources or []):
            progress(name, key)
            results.append(stage(project, key))
    _print(opts, results, lambda: _print_stages(results))


def _print(opts: Options, result: object, show: Callable[[], None]) -> None:
    if opts.json:
        text = orjson.dumps(result, default=_plain, option=orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS)
        sys.stdout.buffer.write(text + b"\n")
        sys.stdout.flush()
    else:
        show()


def _plain(value: object) -> object:
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, Mapping):
        return dict(value)
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return list(value) if isinstance(value, Sequence) else str(value)


def _print_lines(lines: Sequence[str]) -> None:
    for line in lines:
        output.print(line, markup=False, soft_wrap=True)


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for n, column in enumerate(columns):
        table.add_column(column, justify="left" if n < 1 else "right")
    return table


def _print_stages(reports: Sequence[pipeline.StageReport]) -> None:
    table = _table("source", "stage", "rows", "seconds")
    for r in reports:
        table.add_row(r.source, r.stage, str(sum(r.rows.values())), f"{r.seconds:.1f}")
    output.print(table)


def _print_run(result: pipeline.RunReport) -> None:
    failed = [c for c in result.checks if not c.success]
    table = _table("source", "rows in", "loaded", "merged", "rejected", "excluded", "checks failed")
    for key in sorted({row.source for row in result.balance}):
        rows = [row for row in result.balance if row.source == key]
        own = [c for c in failed if c.source == key]
        table.add_row(key, *_sums(rows), _failed(own))
    table.add_row("all", *_sums(result.balance), _failed(failed), style="bold")
    output.print(table)
    output.print(f"report    {result.report}", markup=False, soft_wrap=True)
    output.print(f"delivery  {result.delivery or '— (held back)'}", markup=False, soft_wrap=True)


def _failed(checks: Sequence[pipeline.CheckResult]) -> str:
    blocking = sum(c.severity == "blocking" for c in checks)
    return f"{len(checks)} ({blocking} blocking)" if blocking else str(len(checks))


def _sums(rows: Sequence[BalanceRow]) -> list[str]:
    fates = ("source_rows", "loaded", "merged", "rejected", "excluded")
    return [str(sum(getattr(row, fate) for row in rows)) for fate in fates]


def _print_checks(results: Sequence[pipeline.CheckResult]) -> None:
    table = _table("source", "table", "check", "severity", "failing")
    for r in (r for r in results if not r.success):
        table.add_row(r.source, r.table_name, r.check_name, r.severity, str(r.failing))
    output.print(table)
    output.print(f"{sum(r.success for r in results)} of {len(results)} checks passed")


def _print_inspection(found: pipeline.Inspection, draft: str) -> None:
    """As comments above the draft, so that the whole can be saved as the mapping file."""
    for t in found.tables:
        rows = "not counted" if t.rows is None else f"{t.rows} rows"
        columns = ", ".join(f"{c.name} {c.type}" for c in t.columns)
        output.print(f"# {t.schema}{'.' if t.schema else ''}{t.name}: {rows}; {columns}", markup=False, soft_wrap=True)
    output.print(draft, markup=False, soft_wrap=True)


def _print_status(result: Sequence[pipeline.SourceStatus]) -> None:
    table = _table("source", "status", "stages", "files", "rows", *Entity)
    for s in result:
        loaded = {row.entity: f"{row.loaded + row.merged}/{row.source_rows}" for row in s.balance}
        counts = (loaded.get(entity, "") for entity in Entity)
        table.add_row(s.source, s.status, " ".join(s.stages), str(s.files), str(s.rows), *counts)
    output.print(table)
