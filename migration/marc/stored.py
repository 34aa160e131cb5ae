"""The stored form of a record: JSON text ``[leader, [[tag, data] | [tag, "i1i2", code, value, code, value, …], …]]``.

Also how pymarc's objects are made: past its constructors, which would take half of all reading time.
"""

from functools import lru_cache
from typing import Any

import orjson
from pymarc import Field, Indicators, Leader, Record, Subfield

_new_field = Field.__new__
new_subfield = tuple.__new__
"""``new_subfield(Subfield, (code, value))`` is ``Subfield(code, value)``, made past its slow constructor."""


@lru_cache(maxsize=4096)
def is_control(tag: str) -> bool:
    """Whether a field of this tag has neither indicators nor subfields (001-009)."""
    return tag < "010" and tag.isdigit()


def make_record(leader: str, fields: list[Field]) -> Record:
    """A record with this leader (24 characters, kept as it is) and these fields."""
    record = Record()
    record.leader = Leader(leader)
    record.fields = fields
    return record


def control_field(tag: str, data: str) -> Field:
    """The same as ``Field(tag, data=data)``."""
    field = _new_field(Field)
    field.tag = tag
    field.data = data
    field._indicators = None
    field.subfields = []
    field.control_field = True
    return field


def data_field(tag: str, indicators: Indicators, subfields: list[Subfield]) -> Field:
    """The same as ``Field(tag, indicators, subfields)``."""
    field = _new_field(Field)
    field.tag = tag
    field.data = None
    field._indicators = indicators
    field.subfields = subfields
    field.control_field = False
    return field


@lru_cache(maxsize=4096)
def two_indicators(text: str) -> Indicators:
    """Indicators of a text of two characters; equal ones are one object."""
    return Indicators(text[0], text[1])


def to_stored(record: Record) -> str:
    """The stored form of a record; its order is kept."""
    return orjson.dumps([str(record.leader), [_row(field) for field in record.fields]]).decode()


def _row(field: Field) -> list[str]:
    if field.control_field:
        return [field.tag, field.data or ""]
    row = [field.tag, "".join(field.indicators or "  ")]
    for subfield in field.subfields:
        row += subfield
    return row


def from_stored(text: str) -> Record:
    """The record of a stored form."""
    leader, rows = parse_stored(text)
    return make_record(leader, [_field_of(row) for row in rows])


def _field_of(row: list[str]) -> Field:
    if is_control(row[0]):
        return control_field(row[0], row[1])
    pairs = zip(row[2::2], row[3::2], strict=True)
    return data_field(row[0], two_indicators(row[1]), [new_subfield(Subfield, pair) for pair in pairs])


def parse_stored(text: str) -> list[Any]:
    """Leader and rows as plain lists, for the writers. Raises orjson.JSONDecodeError (a ValueError)."""
    stored: list[Any] = orjson.loads(text)
    return stored
