"""The forms of single values (docs/contract.md, sections 4 and 5)."""

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha1
from uuid import NAMESPACE_URL

import orjson

UUID_FORM = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
DATE_FORM = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
TIME_FORM = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?", re.ASCII)
AMOUNT_FORM = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
NUMBER_FORM = re.compile(r"-?\d+", re.ASCII)

VERSION_5 = 5 << 76
VARIANT = 2 << 62
FREE_BITS = ~(0xF << 76 | 3 << 62)


def parse_id(text: str) -> int | None:
    """A UUID in its canonical form as a number of 128 bits, else None: numbers take less room than texts."""
    return int(text.replace("-", ""), 16) if UUID_FORM.fullmatch(text) else None


def ruled_id(source: str, entity: str, legacy_id: str) -> int:
    """The target id that section 4 prescribes, as a number: RFC 4122's version 5, worked out here on its own.

    The exporter's ids come from elsewhere, so that two readings of the rule meet.
    """
    name = f"grenselos:{source}:{entity}:{legacy_id}".encode()
    digest = sha1(NAMESPACE_URL.bytes + name, usedforsecurity=False).digest()
    return int.from_bytes(digest[:16], "big") & FREE_BITS | VERSION_5 | VARIANT


@lru_cache(maxsize=65536)
def is_date(text: str) -> bool:
    """``YYYY-MM-DD``, and a day of the calendar."""
    if not DATE_FORM.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=65536)
def is_moment(text: str) -> bool:
    """A date, or a date with a time of the day."""
    if is_date(text):
        return True
    if not TIME_FORM.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def is_flag(text: str) -> bool:
    return text in ("true", "false")


def is_number(text: str) -> bool:
    return NUMBER_FORM.fullmatch(text) is not None


def is_amount(text: str) -> bool:
    return AMOUNT_FORM.fullmatch(text) is not None


def is_list(text: str) -> bool:
    """A JSON array of texts."""
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        return False
    return isinstance(value, list) and all(isinstance(part, str) for part in value)


FORMS: dict[str, tuple[Callable[[str], bool], str]] = {
    "date": (is_date, "a date such as 2026-11-22"),
    "moment": (is_moment, "a date or a time such as 2026-11-22T10:30:00"),
    "flag": (is_flag, "true or false"),
    "number": (is_number, "a whole number"),
    "amount": (is_amount, "an amount such as 120.50"),
    "list": (is_list, "a JSON array of texts"),
}
"""Per form: the check of a value that is not empty, and the words for what was expected."""
