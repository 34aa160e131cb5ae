"""Commands about duplicates: why two records are one title, or are not."""

from collections.abc import Sequence
from typing import Annotated

import typer
from rich.table import Table

from migration import pipeline
from migration.cli.frame import Json, Lang, app, new_table, open_project, options_of, output, print_result
from migration.match.comparing.sentences import Sentence, shown_value
from migration.match.verdicts.words import NOT_SURE
from migration.terms import term

Id = Annotated[str, typer.Argument(metavar="ID", help="SOURCE:ID, or a record's target id")]


@app.command()
def explain(
    context: typer.Context,
    one: Id,
    other: Id,
    lang: Annotated[Lang, typer.Option(help="the language of the texts")] = Lang.NB,
    json: Json = False,
) -> None:
    """Explain why two records are one title, or are not."""
    opts = options_of(context, json)
    with open_project(opts) as project:
        found = pipeline.explain(project, one, other)
    print_result(opts, found, lambda: _print_explanation(found, lang))


_IS = {Lang.NB: ("De er én tittel", "De er to titler"), Lang.EN: ("They are one title", "They are two titles")}
_BY = {Lang.NB: "Slik henger de sammen", Lang.EN: "This is what joins them"}


def _print_explanation(found: pipeline.Explanation, lang: Lang) -> None:
    output.print(_sides(found, lang))
    output.print(_text(found.sentence, lang), markup=False, soft_wrap=True)
    state = _IS[lang][0 if found.is_one_title else 1]
    output.print(f"{state}{f': {found.one.bib_id}' if found.is_one_title else ''}", markup=False, soft_wrap=True)
    if found.kept_apart_by:
        output.print(_kept_apart(found.kept_apart_by, lang), markup=False, soft_wrap=True)
    for side in (found.one, found.other):
        if side.change:
            output.print(_moved(side, lang), markup=False, soft_wrap=True)
    for verdict in found.verdicts:
        output.print(" ".join(str(verdict[k]) for k in ("verdict", "who", "decided_on", "why", "state")), markup=False)
    if found.chain:
        output.print(_BY[lang])
    for a, b, sentence in found.chain:
        step = f"  {a.source}:{a.legacy_id} - {b.source}:{b.legacy_id}: {_text(sentence, lang)}"
        output.print(step, markup=False, soft_wrap=True)


_IN_ENGLISH = {
    "same_source": "both titles have a record of one library",
    "same_source_ambiguous": "a library has two records that may both be meant",
}


def _kept_apart(reasons: Sequence[str], lang: Lang) -> str:
    """Why the union of the two titles was refused: their other records, too, must agree."""
    if lang is Lang.NB:
        return f"Titlene ble ikke slått sammen: {'; '.join(NOT_SURE.get(name, name) for name in reasons)}"
    return f"The titles were not joined: {'; '.join(_IN_ENGLISH.get(name, f'{name} differs') for name in reasons)}"


_CHANGES = {
    Lang.NB: {"merge": "slått sammen", "split": "skilt ut", "moved": "flyttet"},
    Lang.EN: {"merge": "merged", "split": "split off", "moved": "moved"},
}


def _moved(side: pipeline.Side, lang: Lang) -> str:
    """That the last matching took a record from one title to another."""
    record, change = f"{side.source}:{side.legacy_id}", _CHANGES[lang][side.change]
    if lang is Lang.NB:
        return f"{record} gikk i siste sammenslåing fra tittel {side.former_bib_id} til {side.bib_id} ({change})"
    return f"the last matching took {record} from title {side.former_bib_id} to {side.bib_id} ({change})"


def _text(sentence: Sentence, lang: Lang) -> str:
    return sentence.nb if lang is Lang.NB else sentence.en


def _sides(found: pipeline.Explanation, lang: Lang) -> Table:
    sides = (found.one, found.other)
    table = new_table("", *(f"{side.source}:{side.legacy_id}" for side in sides), "")
    in_words = 0 if lang is Lang.NB else 1
    for name, grade in sorted(found.judgement.grades.items(), key=lambda pair: pair[0] != "title"):
        values = (side.title if name == "title" else shown_value(side.features, name) for side in sides)
        table.add_row(term("feature", name)[in_words], *values, term("grade", grade)[in_words])
    return table
