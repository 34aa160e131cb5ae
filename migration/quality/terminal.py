"""One record before and after, as a table for the terminal."""

import re
from collections.abc import Iterable, Mapping, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from migration.marc.conversion.sidebyside import Derived, Line, Made, SideBySide, Unit
from migration.marc.conversion.trace import SubfieldFate
from migration.quality.conversion import RuleGroup, rule_groups
from migration.quality.shown import Shown, ShownIssue, TitleShown

_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
_STYLES: Mapping[str, str] = {"dropped": "red", "unknown": "black on yellow"}
_SEVERITY_STYLES: Mapping[str, str] = {"error": "red", "warning": "yellow"}
_WORDS: Mapping[str, Mapping[str, str]] = {
    "nb": {
        "id": "Id", "fate": "Post", "file": "Fil", "charset": "Tegnsett", "format": "Format",
        "source": "I kilden", "delivered": "I MARC 21", "rule": "Regel", "as before": "som før",
        "rebuilt": "bygget på nytt", "derived": "utledet",
        "stale": "Tabellene er endret etter at kilden ble standardisert.",
        "raw": "Posten kan ikke leses. Dette er det som finnes av tekst i den:",
        "loaded": "lastet", "rejected": "avvist", "excluded": "utelatt",
        "moved": "flyttet", "merged": "slått sammen", "dropped": "utelatt", "unknown": "ukjent",
        "error": "feil", "warning": "advarsel", "info": "til opplysning",
        "part of": "Levert som én post av flere", "base": "grunnpost", "from": "Fra", "field": "Felt",
        "evidence": "dokumentert", "inference": "antatt", "confirmed": "bekreftet",
        "title before": "Tittel før", "merge": "slått sammen med en annen", "split": "skilt ut",
    },
    "en": {
        "id": "Id", "fate": "Record", "file": "File", "charset": "Charset", "format": "Format",
        "source": "In the source", "delivered": "In MARC 21", "rule": "Rule", "as before": "as it was",
        "rebuilt": "built anew", "derived": "derived", "stale": "The tables have changed since it was standardized.",
        "title before": "Title before", "merge": "merged into another", "split": "split off",
        "raw": "The record can't be read. This is the text that there is in it:",
        "part of": "Delivered as one record of several", "base": "base", "from": "From", "field": "Field",
    },
}  # fmt: skip


def shorten(text: str, length: int) -> str:
    """A text cut to a length; some rules are named by their whole pattern."""
    return text if len(text) <= length else f"{text[: length - 1]}…"


def in_terminal(shown: Shown, lang: str = "nb") -> RenderableType:
    """A record's facts, its fields before and after, and its issues. ``lang``: ``nb`` or ``en``."""
    parts: list[RenderableType] = [_facts(shown, lang)]
    if shown.stale:
        parts.append(_text(_word("stale", lang), "yellow"))
    if shown.record is not None:
        parts += [Text(""), _fields(shown.record, lang)]
    elif shown.raw:
        parts += [Text(""), _text(_word("raw", lang)), *(_text(line) for line in shown.raw)]
    if shown.part_of is not None:
        parts += [Text(""), _title(shown.part_of, lang)]
    if shown.issues:
        parts += [Text(""), _issues(shown.issues, lang)]
    return Group(*parts)


def _word(name: str, lang: str) -> str:
    """A word of the table; in English the program's own terms stand for themselves."""
    return _WORDS[lang].get(name, name)


def _text(text: str, style: str = "") -> Text:
    """Text as it is: no markup, and no control characters that a terminal would obey."""
    return Text(_CONTROL.sub("", text), style)


def _facts(shown: Shown, lang: str) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False)
    reason = shown.reason_text or shown.reason
    evidence = "; ".join(shown.evidence)
    before = f"{shown.former_bib_id} ({_word(shown.change, lang)})" if shown.change else ""
    rows = (
        ("id", f"{shown.source} {shown.legacy_id}  {shown.target_id}"),
        ("title before", before),
        ("fate", _word(shown.fate, lang) + (f": {reason}" if reason else "")),
        ("file", f"{shown.file}, byte {shown.offset}"),
        ("charset", shown.charset),
        ("format", f"{shown.marc_format} ({evidence})" if evidence else shown.marc_format),
    )
    for name, value in rows:
        if value:
            table.add_row(_text(_word(name, lang), "bold"), _text(value))
    return table


def _fields(record: SideBySide, lang: str) -> Table:
    table = Table(show_lines=True, expand=True, header_style="bold")
    for name, ratio in (("source", 4), ("delivered", 4), ("rule", 3)):
        table.add_column(_word(name, lang), ratio=ratio, overflow="fold")
    same = record.leader_before == record.leader_after
    table.add_row(
        _text(f"LDR {record.leader_before}"),
        _text(f"LDR {record.leader_after}"),
        _text(_word("as before" if same else "rebuilt", lang), "dim"),
    )
    for line in record.lines:
        table.add_row(_source(line), _made(line.made), _rules(line, lang))
    for derived in record.derived:
        table.add_row(_origins(derived, lang), _made([derived.made]), _text(derived.note))
    return table


def _head(tag: str, indicators: str) -> Text:
    return _text(f"{tag} {indicators.replace(' ', '#')}{' ' if indicators else ''}", "bold")


def _source(line: Line) -> Text:
    return Text.assemble(_head(line.tag, line.indicators), *_spaced(_unit(unit) for unit in line.units))


def _spaced(texts: Iterable[Text]) -> list[Text]:
    return [part for n, text in enumerate(texts) for part in ([Text(" "), text] if n else [text])]


def _unit(unit: Unit) -> Text:
    style = _STYLES.get(unit.fate, "")
    return _text(f"${unit.code} {unit.value}" if unit.code else unit.value, style)


def _made(fields: Sequence[Made]) -> Text:
    lines = [
        Text.assemble(
            _head(made.tag, made.indicators),
            _text(" ".join(f"${code} {value}" if code else value for code, value in made.subfields)),
        )
        for made in fields
    ]
    return Text("\n").join(lines) if lines else _text("–", "dim")


def _rules(line: Line, lang: str) -> Text:
    if line.same:
        return _text(_word("as before", lang), "dim")
    return Text("\n").join([_rule(group, lang) for group in rule_groups(line)])


def _rule(group: RuleGroup, lang: str) -> Text:
    where = f" → {group.targets}" if group.targets else ""
    named = bool(group.rule) and group.fate != SubfieldFate.UNKNOWN
    sure = f" ({group.rule_source}; {_word(group.status, lang)})" if group.status else ""
    return Text.assemble(
        _text(f"{group.codes} " if group.codes else "", "bold"),
        _text(f"{_word(group.fate, lang)}{where}", _STYLES.get(group.fate, "")),
        _text(f": {group.note}" if group.note else ""),
        _text(f" [{shorten(group.rule, 48)}]{sure}" if named else "", "dim"),
    )


def _origins(derived: Derived, lang: str) -> Text:
    return _text(" ".join([_word("derived", lang), *derived.origins]), "dim")


def _title(title: TitleShown, lang: str) -> Table:
    """The fields of a merged title, each with the record that it is from."""
    base = f"{_word('base', lang)}: {title.base.library} {title.base.legacy_id}"
    heading = _text(f"{_word('part of', lang)}: {title.bib_id} ({base})")
    table = Table(title=heading, title_justify="left", title_style="bold", expand=True)
    for name, ratio in (("field", 3), ("from", 2)):
        table.add_column(_word(name, lang), ratio=ratio, overflow="fold")
    for field in title.fields:
        made = Made(field.tag, field.indicators, field.subfields)
        origin = _text(f"{field.origin.library} {field.origin.legacy_id}", "bold")
        table.add_row(_made([made]), origin if field.added else _text(_word("base", lang), "dim"))
    return table


def _issues(issues: Sequence[ShownIssue], lang: str) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False)
    for found in issues:
        style = _SEVERITY_STYLES.get(found.severity, "dim")
        table.add_row(
            _text(_word(found.severity, lang), style), _text(found.field), _text(f"{found.text} {found.advice}")
        )
    return table
