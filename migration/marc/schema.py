"""MARC 21 as ``mappings/marc/marc21_*.csv`` gives it: what each tag may hold, and the codes of the fixed fields.

In the tables ``#`` is a blank and ``*`` anything. Local use (09X, 59X, 69X, 9XX, X9X and subfield $9) is outside it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from migration.marc.tables import Row, Tables

__all__ = ["FieldDefinition", "FixedPosition", "Schema", "is_local", "load_schema"]

_LOCAL = re.compile(r"\d9\d|9\d\d|09\d|[A-Z]{3}")
_DEFINED_X9X = frozenset(("490",))
_BY_CUSTOM = frozenset(("029", "049"))
"""Local holdings of the large union catalogues."""


@dataclass(frozen=True, slots=True)
class FieldDefinition:
    """A tag. ``indicators``: the allowed codes of each, None for any. ``once``/``repeated`` None: any subfield.

    ``obsolete``: subfields that MARC 21 once had; ``is_obsolete``: the whole field.
    """

    repeatable: bool
    indicators: tuple[str | None, str | None]
    once: frozenset[str]
    repeated: frozenset[str] | None
    obsolete: frozenset[str]
    is_obsolete: bool


@dataclass(frozen=True, slots=True)
class FixedPosition:
    """``start``-``stop`` (Python slice) of a fixed field, ``name`` as in 008/18-21. ``obsolete``: codes of old."""

    name: str
    start: int
    stop: int
    width: int
    values: re.Pattern[str]
    obsolete: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Schema:
    """``fixed``: positions by field and material: ``LDR``, ``008``, ``008/BK``, ``007/s``. Equal only to itself, so
    that it can be part of a cache's key at no cost.
    """

    fields: Mapping[str, FieldDefinition]
    fixed: Mapping[str, tuple[FixedPosition, ...]]
    relators: frozenset[str]
    vocabularies: frozenset[str]
    languages: frozenset[str]
    countries: frozenset[str]
    obsolete_codes: frozenset[tuple[str, str]]


def is_local(tag: str) -> bool:
    """Whether MARC leaves the tag to local use: 09X, 59X, 69X, X9X, 9XX; systems add letters, as Alma's AVA."""
    return tag in _BY_CUSTOM or (tag not in _DEFINED_X9X and _LOCAL.fullmatch(tag) is not None)


def load_schema(tables: Tables) -> Schema:
    """The schema from the tables; what is wrong with them is added to ``tables.problems``."""
    vocabularies = ("marc21_subject_sources", "marc21_genre_sources", "local_vocabularies")
    return Schema(
        fields={row["tag"]: _definition(row) for row in tables.rows("marc21_fields")},
        fixed=_fixed(tables),
        relators=_codes(tables, "marc21_relators"),
        vocabularies=frozenset[str]().union(*(_codes(tables, name) for name in vocabularies)),
        languages=_codes(tables, "marc21_languages"),
        countries=_codes(tables, "marc21_countries"),
        obsolete_codes=frozenset((row["list"], row["code"]) for row in tables.rows("marc21_obsolete_codes")),
    )


def _codes(tables: Tables, name: str) -> frozenset[str]:
    return frozenset(row["code"] for row in tables.rows(name))


def _definition(row: Row) -> FieldDefinition:
    return FieldDefinition(
        repeatable=row["repeatable"] == "ja",
        indicators=(_indicator(row, "ind1"), _indicator(row, "ind2")),
        once=frozenset(row["once"]),
        repeated=None if row["repeated"] == "*" else frozenset(row["repeated"]),
        obsolete=frozenset() if row["obsolete"] == "*" else frozenset(row["obsolete"]),
        is_obsolete=row["obsolete"] == "*",
    )


def _indicator(row: Row, column: str) -> str | None:
    return None if row[column] == "*" else row.text(column)


def _fixed(tables: Tables) -> dict[str, tuple[FixedPosition, ...]]:
    result: dict[str, tuple[FixedPosition, ...]] = {}
    for row in tables.rows("marc21_fixed"):
        key = row["field"] if row["material"] == "all" else f"{row['field']}/{row['material']}"
        found = _position(tables, row)
        if found:
            result[key] = (*result.get(key, ()), found)
    return result


def _position(tables: Tables, row: Row) -> FixedPosition | None:
    match = re.fullmatch(r"(\d\d)(?:-(\d\d))?", row["position"])
    if not match or row["width"] not in ("1", "2") or bool(row["codes"]) == bool(row["pattern"]):
        tables.refuse(row, "position must be 18 or 18-21, width 1 or 2; codes or a pattern must be given, not both")
        return None
    start, stop = int(match[1]), int(match[2] or match[1]) + 1
    width = int(row["width"]) if row["codes"] else stop - start
    try:
        values = re.compile(row["pattern"] or _pattern(row, width))
    except re.error as error:
        tables.refuse(row, f"the pattern is not a regular expression ({error})")
        return None
    return FixedPosition(row["position"], start, stop, width, values, frozenset(row["obsolete"]))


def _pattern(row: Row, width: int) -> str:
    """``#ab`` to one of the characters, ``an bd ##`` to one of the words."""
    codes = [*row.text("codes")] if width == 1 else [word.replace("#", " ") for word in row["codes"].split()]
    return "|".join(map(re.escape, codes))
