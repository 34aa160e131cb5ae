"""One column to one typed value, for every entity alike. What cannot be read leaves the field empty, with an issue."""

import re
from collections.abc import Callable
from typing import TypeVar

from migration.privacy import mask, shape
from migration.rows import RowReader
from migration.transform.context import Context
from migration.transform.values import (
    parse_amount,
    parse_count,
    parse_date,
    parse_due,
    parse_flag,
    parse_moment,
)

V = TypeVar("V")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd\ud800-\udfff]")


def text(row: RowReader, column: str) -> str:
    """A text as it stands, identity numbers masked, control characters out, line breaks as blanks."""
    value = row.take(column)
    if not value:
        return ""
    if _CONTROL.search(value):
        row.note("characters_damaged", column)
        value = _CONTROL.sub("", value)
    masked = mask(value)
    if masked != value:
        row.note("identity_number_masked", column)
    return " ".join(masked.split())


def day(context: Context, row: RowReader, column: str, *, future: bool = False) -> str:
    return _parsed(row, column, "date_unreadable", lambda v: parse_date(v, context.as_of, future=future)) or ""


def moment(context: Context, row: RowReader, column: str, *, future: bool = False) -> str:
    return _parsed(row, column, "date_unreadable", lambda v: parse_moment(v, context.as_of, future=future)) or ""


def due(context: Context, row: RowReader, column: str) -> str:
    return _parsed(row, column, "date_unreadable", lambda v: parse_due(v, context.as_of)) or ""


def amount(row: RowReader, column: str) -> str:
    return _parsed(row, column, "amount_unreadable", parse_amount) or ""


def count(row: RowReader, column: str) -> int | None:
    return _parsed(row, column, "number_unreadable", parse_count)


def flag(row: RowReader, column: str) -> bool | None:
    return _parsed(row, column, "flag_unreadable", parse_flag)


def _parsed(row: RowReader, column: str, code: str, parse: Callable[[str], V | None]) -> V | None:
    value = row.take(column)
    if not value:
        return None
    parsed = parse(value)
    if parsed is None:
        row.note(code, column, shape(value))
    return parsed
