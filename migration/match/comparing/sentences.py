"""A judgement in a sentence, in Bokmål and English: what spoke for, what against, with the values of both records."""

import csv
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from migration.features import BibFeatures, Identifier
from migration.match.comparing.grades import FEATURES
from migration.match.comparing.judgement import Decision, Judgement
from migration.terms import term

_PHRASES = Path(__file__).parent / "phrases.csv"
_SAID_FIRST = ("identifier", "title", "author", "year", "extent", "part", "edition", "publisher")
"""A reader wants these first, and always; of the others only what speaks against, or for a part."""
_HEADS = {
    Decision.AUTO: ("Slått sammen", "Merged"),
    Decision.REVIEW: ("Kan være det samme", "May be the same"),
    Decision.APART: ("Holdt fra hverandre", "Kept apart"),
}
_KINDS = {"isbn": "ISBN", "issn": "ISSN", "ismn": "ISMN", "ean": "EAN"}
_NUMBERS = ("nummer", "number")


class Sentence(NamedTuple):
    nb: str
    en: str


@cache
def _phrases() -> dict[tuple[str, str], Sentence]:
    with _PHRASES.open(encoding="utf-8", newline="") as file:
        return {(row["feature"], row["grade"]): Sentence(row["nb"], row["en"]) for row in csv.DictReader(file)}


def sentence(a: BibFeatures, b: BibFeatures, found: Judgement) -> Sentence:
    """``Slått sammen: samme ISBN 978…, tittel 0,97, 312 mot 314 sider.``"""
    texts = []
    for lang in (0, 1):
        said = ", ".join(_said(a, b, found, lang))
        texts.append(f"{_HEADS[found.decision][lang]}: {said}.")
    return Sentence(*texts)


def shown_value(record: BibFeatures, feature: str) -> str:
    """What one record says of a graded feature, for people; empty where it is nothing or better seen elsewhere."""
    return _VALUES.get(feature, _no_value)(record, 0)


def _said(a: BibFeatures, b: BibFeatures, found: Judgement, lang: int) -> Iterator[str]:
    against = [name for name in FEATURES if name in found.vetoes]
    order = [*against, *(name for name in _SAID_FIRST if name not in against)]
    rest = (name for name in FEATURES if name not in order and found.grades[name] in ("different", "one_sided"))
    for name in (*order, *rest):
        phrase = _phrases().get((name, found.grades[name]))
        if phrase:
            yield _filled(phrase[lang], name, a, b, found, lang)


def _filled(text: str, name: str, a: BibFeatures, b: BibFeatures, found: Judgement, lang: int) -> str:
    show = _VALUES.get(name, _no_value)
    one, other = show(a, lang), show(b, lang)
    if "{a}" in text and "{b}" in text:
        one = _without_common_unit(one, other)
    likeness = f"{found.title:.2f}"
    return text.format(
        a=one,
        b=other,
        likeness=likeness.replace(".", ",") if lang == 0 else likeness,
        shared=", ".join(_numbered(identifier, lang) for identifier in found.shared[:3]),
    )


def _without_common_unit(one: str, other: str) -> str:
    """``312`` of ``312 sider`` beside ``314 sider``."""
    number, _, unit = one.partition(" ")
    return number if number.isdigit() and unit and other.endswith(f" {unit}") else one


def _numbered(identifier: Identifier, lang: int) -> str:
    return f"{_KINDS.get(identifier.kind, _NUMBERS[lang])} {identifier.value}"


def _extent(record: BibFeatures, lang: int) -> str:
    if record.pages is not None:
        return f"{record.pages} {('sider', 'pages')[lang]}"
    if record.volumes is not None:
        return f"{record.volumes} {('enheter', 'units')[lang]}"
    return f"{record.minutes} min" if record.minutes is not None else ""


def _isbns(record: BibFeatures, _lang: int) -> str:
    return ", ".join(i.value for i in record.identifiers if i.kind == "isbn" and i.scope == "own")


def _part(record: BibFeatures, _lang: int) -> str:
    return " ".join(text for text in (record.part_number, record.part_title) if text)


def _no_value(_record: BibFeatures, _lang: int) -> str:
    return ""


_VALUES: Mapping[str, Callable[[BibFeatures, int], str]] = {
    "identifier": _isbns,
    "format": lambda record, lang: term("format", record.format_class)[lang],
    "language": lambda record, _: record.language,
    "part": _part,
    "edition": lambda record, _: record.edition,
    "version": lambda record, lang: ", ".join(term("version", mark)[lang] for mark in record.version),
    "year": lambda record, _: record.year,
    "extent": _extent,
    "publisher": lambda record, _: "; ".join(record.publishers[:2]),
    "place": lambda record, _: "; ".join(record.places[:2]),
    "series": lambda record, _: " ".join((*record.series[:1], record.series_number)).strip(),
    "height": lambda record, _: "" if record.height is None else f"{record.height} cm",
    "author": lambda record, _: "; ".join(record.names[:3]) or record.author,
    "host": lambda record, _: record.host,
    "original": lambda record, _: record.original_title,
}
