"""The command that says what stands against the cutover."""

from collections.abc import Iterator
from itertools import groupby
from typing import Annotated

import typer

from migration import pipeline
from migration.cli.frame import (
    FAILED_CHECK,
    Json,
    Keys,
    Lang,
    app,
    open_project,
    options_of,
    print_lines,
    print_result,
)
from migration.quality.readiness import Reason

_WORDS = {
    Lang.NB: {"blocking": "hindrer", "warning": "advarsel", "info": "til opplysning", "county": "fylket",
              "ready": "Klare for overgangen", "none": "ingen", "of": "av"},
    Lang.EN: {"blocking": "blocking", "warning": "warning", "info": "for information", "county": "the county",
              "ready": "Ready for the cutover", "none": "none", "of": "of"},
}  # fmt: skip


@app.command()
def readiness(
    context: typer.Context,
    sources: Keys = None,
    lang: Annotated[Lang, typer.Option(help="the language of the texts")] = Lang.EN,
    json: Json = False,
) -> None:
    """Say what stands against the cutover of each source, and what to do; exit status 1 where something blocks it."""
    opts = options_of(context, json)
    with open_project(opts) as project:
        found = pipeline.readiness(project, sources or [])
    print_result(opts, found, lambda: print_lines(list(_lines(found, lang))))
    if len(found.ready) < len(found.sources):
        raise typer.Exit(FAILED_CHECK)


def _lines(found: pipeline.Readiness, lang: Lang) -> Iterator[str]:
    """Under each source its reasons, and under each reason what to do; last, which sources are ready."""
    words = _WORDS[lang]
    for source, reasons in groupby(found.reasons, key=lambda one: one.source):
        yield words["county"] if source == pipeline.COUNTY else source
        for one in reasons:
            yield from _told(one, lang)
        yield ""
    ready = ", ".join(found.ready) or words["none"]
    yield f"{words['ready']}: {ready} ({len(found.ready)} {words['of']} {len(found.sources)})"


def _told(one: Reason, lang: Lang) -> Iterator[str]:
    text, advice = (one.text_nb, one.advice_nb) if lang is Lang.NB else (one.text_en, one.advice_en)
    yield f"  {_WORDS[lang][one.severity]}: {text} ({one.code}: {one.count})"
    yield f"    {advice}"
