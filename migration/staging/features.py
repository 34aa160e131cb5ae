"""Features as a row of ``core_bib_features`` and back: lists are JSON, an identifier is [kind, value, scope]."""

from collections.abc import Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any

import orjson

from migration.features import FEATURES_VERSION, BibFeatures, Identifier

_LISTS = frozenset(
    {"other_titles", "names", "other_years", "version", "languages", "publishers", "places", "series", "identifiers"}
)
_NAMES = tuple(field.name for field in fields(BibFeatures))
_VALUES = attrgetter(*_NAMES)
_POSITIONS = frozenset(n for n, name in enumerate(_NAMES) if name in _LISTS)
_IDENTIFIERS = _NAMES.index("identifiers")


def features_row(features: BibFeatures) -> tuple[Any, ...]:
    """The columns of ``core_bib_features`` after the record's key: the version first."""
    row = list(_VALUES(features))
    for position in _POSITIONS:
        row[position] = _text(row[position]) if row[position] else ""
    return FEATURES_VERSION, *row


def _text(values: Sequence[Any]) -> str:
    rows = [[v.kind, v.value, v.scope] if isinstance(v, Identifier) else v for v in values]
    return orjson.dumps(rows).decode()


def features_of(row: Sequence[Any]) -> BibFeatures:
    """The features of a row without its key and version."""
    values = list(row)
    for position in _POSITIONS:
        found = values[position]
        values[position] = tuple(orjson.loads(found)) if found else ()
    values[_IDENTIFIERS] = tuple(Identifier(*value) for value in values[_IDENTIFIERS])
    return BibFeatures(**dict(zip(_NAMES, values, strict=True)))
