"""The command about the second opinion: where a statistical model and the rules differ."""

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from migration import pipeline
from migration.cli.frame import Json, Lang, app, new_table, open_project, options_of, output, print_result
from migration.quality.matching_lines import OPINIONS, DifferenceLine

SHOWN = 10
"""Of each kind in the terminal; the CSV has all."""
_NOTHING = {
    Lang.NB: "Modellen har lært for lite av katalogen til å si noe. Reglene virker uten den.",
    Lang.EN: "The model has learnt too little from the catalogue to say anything. The rules work without it.",
}
_KINDS = {
    "apart": {
        Lang.NB: "Holdt fra hverandre, men modellen tror de er én tittel",
        Lang.EN: "Kept apart, but the model holds them to be one title",
    },
    "review": {
        Lang.NB: "Til vurdering, og modellen tror de er én tittel",
        Lang.EN: "For review, and the model holds them to be one title",
    },
    "auto": {Lang.NB: "Slått sammen, men modellen tviler", Lang.EN: "Merged, but the model doubts it"},
}


@app.command("second-opinion")
def second_opinion(
    context: typer.Context,
    csv: Annotated[Path | None, typer.Option(help="write all pairs on which they differ to this file")] = None,
    lang: Annotated[Lang, typer.Option(help="the language of the texts")] = Lang.NB,
    json: Json = False,
) -> None:
    """Show where a statistical model and the rules of matching differ."""
    opts = options_of(context, json)
    with open_project(opts) as project:
        found = pipeline.second_opinion(project)
    if csv:
        pipeline.write_differences(csv, found)
    print_result(opts, found, lambda: _print(found, lang))


def _print(found: pipeline.SecondOpinion, lang: Lang) -> None:
    if not found.counts:
        output.print(_NOTHING[lang], soft_wrap=True)
        return
    output.print(_counts(found))
    for decision, words in _KINDS.items():
        lines = found.of(decision)
        output.print(f"\n{words[lang]}: {len(lines)}", style="bold")
        for line in lines[:SHOWN]:
            _print_pair(line, lang)


def _counts(found: pipeline.SecondOpinion) -> Table:
    table = new_table("decision", "rule", *(name.replace("_", " ") for name in OPINIONS))
    for line in found.counts:
        table.add_row(line.decision, escape(line.rule), *(str(line.pairs[name]) for name in OPINIONS))
    return table


def _print_pair(line: DifferenceLine, lang: Lang) -> None:
    sides = " - ".join(f"{r.source}:{r.legacy_id} {r.title}" for r in (line.one, line.other))
    said = line.nb if lang is Lang.NB else line.en
    output.print(f"{100 * line.probability:6.2f} %  {sides}", markup=False, soft_wrap=True)
    output.print(f"          {said}", markup=False, soft_wrap=True)
