"""The columns of a delivery's tables as they are declared in ``columns.csv``: the one place that names them."""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from itertools import groupby
from types import MappingProxyType
from typing import cast

from migration.export.packages.model import Field, Type


@cache
def _rows() -> Mapping[str, list[dict[str, str]]]:
    text = files("migration.export").joinpath("columns.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return MappingProxyType({table: list(own) for table, own in groupby(rows, key=lambda row: row["table"])})


def columns_of(table: str) -> tuple[str, ...]:
    """The names of a table's columns, in their order. Raises KeyError for a table that nobody declared."""
    return tuple(row["column"] for row in _rows()[table])


def fields_of(table: str) -> tuple[Field, ...]:
    return tuple(map(_field, _rows()[table]))


def references_of(table: str) -> tuple[tuple[str, str, str], ...]:
    """Column, table and column that it refers to."""
    named = ((row["column"], *row["refers_to"].partition(".")[::2]) for row in _rows()[table] if row["refers_to"])
    return tuple(named)


def flags() -> frozenset[str]:
    """Columns of any table that hold ``true``, ``false`` or, for unknown, nothing."""
    return frozenset(row["column"] for rows in _rows().values() for row in rows if row["type"] == "flag")


def _field(row: Mapping[str, str]) -> Field:
    return Field(
        name=row["column"],
        type=cast(Type, row["type"]),
        about=row["about"],
        required=row["required"] == "yes",
        unique=row["unique"] == "yes",
        values=tuple(row["values"].split()),
    )
