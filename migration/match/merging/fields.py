"""Records as they are stored: ``[leader, [[tag, data] | [tag, indicators, code, value, code, value, …], …]]``."""

from collections.abc import Iterator
from typing import Any

StoredField = list[str]
StoredRecord = list[Any]


def subfields(field: StoredField) -> Iterator[tuple[str, str]]:
    return zip(field[2::2], field[3::2], strict=False)


def with_subfields(field: StoredField, pairs: list[tuple[str, str]]) -> StoredField:
    """The field with these subfields in place of its own."""
    return [*field[:2], *(part for pair in pairs for part in pair)]


def first(field: StoredField, code: str) -> str:
    """The first subfield of this code; empty where there is none."""
    return next((value for found, value in subfields(field) if found == code), "")
