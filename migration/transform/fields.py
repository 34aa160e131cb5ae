"""One column to one typed value, for every entity alike. What cannot be read leaves the field empty, with an issue."""

import re
from collections.abc import Callable
from typing import TypeVar

from migration.privacy import mask, shape
from migration.rows import RowReader
from migration.transform.context import Context
from migration.transform.values import (
    is_no_date,
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
    return " ".join(_readable(row, column).split())


def lines(row: RowReader, column: str) -> list[str]:
    """A text as ``text`` gives it, line by line; blank lines left out."""
    return [line for line in (" ".join(part.split()) for part in _readable(row, column).splitlines()) if line]


def _readable(row: RowReader, column: str) -> str:
    value = row.take(column)
    if not value:
        return ""
    if _CONTROL.search(value):
        row.note("characters_damaged", column)
        value = _CONTROL.sub("", value)
    masked = mask(value)
    if masked != value:
        row.note("identity_number_masked", column)
    return masked


def day(context: Context, row: RowReader, column: str, *, future: bool = False) -> str:
    return _time(context, row, column, lambda v: parse_date(v, context.as_of, future=future))


def moment(context: Context, row: RowReader, column: str, *, future: bool = False) -> str:
    return _time(context, row, column, lambda v: parse_moment(v, context.as_of, future=future))


def due(context: Context, row: RowReader, column: str) -> str:
    return _time(context, row, column, lambda v: parse_due(v, context.as_of))


def amount(row: RowReader, column: str) -> str:
    return _parsed(row, column, "amount_unreadable", parse_amount) or ""


def count(row: RowReader, column: str) -> int | None:
    return _parsed(row, column, "number_unreadable", parse_count)


def flag(row: RowReader, column: str) -> bool | None:
    return _parsed(row, column, "flag_unreadable", parse_flag)


def _time(context: Context, row: RowReader, column: str, parse: Callable[[str], str | None]) -> str:
    value = row.take(column)
    if not value:
        return ""
    if (parsed := parse(value)) is None:
        row.note("date_placeholder" if is_no_date(value, context.as_of) else "date_unreadable", column, shape(value))
    return parsed or ""


def _parsed(row: RowReader, column: str, code: str, parse: Callable[[str], V | None]) -> V | None:
    value = row.take(column)
    if not value:
        return None
    parsed = parse(value)
    if parsed is None:
        row.note(code, column, shape(value))
    return parsed
