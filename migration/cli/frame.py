"""What every command shares: the options before the command, progress, and how a result is printed."""

import sys
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

from migration import __version__, pipeline

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


def options_of(context: typer.Context, json: bool) -> Options:
    opts = context.obj
    assert isinstance(opts, Options)
    opts.json = opts.json or json
    return opts


def open_project(opts: Options) -> pipeline.Project:
    return pipeline.open_project(opts.project, opts.staging)


@contextmanager
def progress_lines() -> Iterator[Callable[[str, str], None]]:
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


def print_result(opts: Options, result: object, show: Callable[[], None]) -> None:
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


def print_lines(lines: Sequence[str]) -> None:
    for line in lines:
        output.print(line, markup=False, soft_wrap=True)


def new_table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for n, column in enumerate(columns):
        # Narrow terminals fold what does not fit; rich would cut it. Names, which stand first, are folded last.
        table.add_column(column, justify="left" if n < 1 else "right", overflow="fold", no_wrap=n < 1)
    return table
