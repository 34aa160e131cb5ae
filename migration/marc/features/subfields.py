"""A record's fields by tag, and the values of their subfields."""

from collections.abc import Mapping, Sequence

from pymarc import Field, Record

Fields = Mapping[str, Sequence[Field]]


def by_tag(record: Record) -> dict[str, list[Field]]:
    """The record's fields by tag, in their order."""
    fields: dict[str, list[Field]] = {}
    for field in record.fields:
        tag = field.tag
        if tag in fields:
            fields[tag].append(field)
        else:
            fields[tag] = [field]
    return fields


STATEMENT = 300
"""Letters of a statement (edition, date, series) that are read; a longer one is a slip, and slow to search."""


def values(fields: Fields, tag: str, codes: str) -> list[str]:
    """Values of the subfields with one of the codes, in order."""
    found = fields.get(tag)
    return [value for field in found for code, value in field.subfields if code in codes] if found else []


def own_values(field: Field, codes: str) -> list[str]:
    return [value for code, value in field.subfields if code in codes]


def data_of(fields: Fields, tag: str) -> str:
    """The data of the first control field with the tag, else empty."""
    found = fields.get(tag)
    return (found[0].data or "") if found else ""
