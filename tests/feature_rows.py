"""Rows as ``core_bib_features`` has them, from what a test wants to say of a record."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import Any

import orjson

from migration.features import FEATURES_VERSION, BibFeatures, Identifier
from migration.match.blocking.catalogue import Catalogue, open_catalogue
from migration.match.rules import load_match_rules

RULES = load_match_rules(Path(__file__).parents[1] / "mappings" / "match.yaml")
_NAMES = tuple(field.name for field in fields(BibFeatures))
COLUMNS = (
    "source", "legacy_id", "target_id", "version",
    *("version_marks" if name == "version" else name for name in _NAMES),
)  # fmt: skip


def book(title: str = "havets hemmelige liv", **said: Any) -> BibFeatures:
    """A book with an author, a year and pages, but for what is said."""
    usual = {"format_class": "book", "author": "berg k", "year": "2001", "pages": 212, "language": "nob"}
    return BibFeatures(**{**usual, "title": title, "title_key": title, **said})


def isbn(number: str, scope: str = "own") -> tuple[Identifier, ...]:
    return (Identifier("isbn", number, scope),)


def row(features: BibFeatures, source: str, legacy_id: str) -> tuple[Any, ...]:
    values = (_cell(getattr(features, name)) for name in _NAMES)
    return (source, legacy_id, f"{source}-{legacy_id}", FEATURES_VERSION, *values)


def _cell(value: Any) -> Any:
    if not isinstance(value, tuple):
        return value
    rows = [[v.kind, v.value, v.scope] if isinstance(v, Identifier) else v for v in value]
    return orjson.dumps(rows).decode() if rows else ""


def rows(records: Iterable[BibFeatures]) -> list[tuple[Any, ...]]:
    """Each record in a source of its own."""
    return [row(features, f"lib{n:03}", str(n)) for n, features in enumerate(records)]


@contextmanager
def catalogue_of(*records: BibFeatures, **options: Any) -> Iterator[Catalogue]:
    with open_catalogue([rows(records)], COLUMNS, RULES, **options) as catalogue:
        yield catalogue


def named_pairs(catalogue: Catalogue, former: Sequence[str] | None = None) -> list[tuple[str, str]]:
    """Candidate pairs by name, the smaller name first, in order."""
    names = catalogue.names()
    met = [(names[a], names[b]) for batch in catalogue.pairs(former) for a, b in zip(batch.one, batch.two, strict=True)]
    return sorted((min(pair), max(pair)) for pair in met)


def meet(a: BibFeatures, b: BibFeatures) -> bool:
    """Whether two descriptions are compared when they are all there is."""
    with catalogue_of(a, b) as catalogue:
        assert catalogue.description_count() == 2
        return len(named_pairs(catalogue)) == 1
