"""Which letters a file cannot hold, as a pattern for SQL, and whether a delivery has any of them."""

import codecs
import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING

from migration.export.profiles.cells import text
from migration.export.profiles.tables import TABLES, columns

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_IN_XML = ("xml", "marcxml")
_NOT_XML = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x{fffe}\x{ffff}]"
_NOT_XML_HERE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Letters that XML 1.0 has no way to write, for SQL and for Python."""
_ESCAPE = r"\\u"
"""In a list, which is JSON, such a letter may stand as an escape."""
_EVERY = (range(0xD800), range(0xE000, 0x110000))


def unfit_letters(form: str, encoding: str) -> str:
    """A pattern (RE2) that finds a letter which a file cannot hold; empty where it holds every letter."""
    return "|".join(filter(None, (_NOT_XML if form in _IN_XML else "", _outside(encoding))))


def holds(form: str, encoding: str, constant: str) -> bool:
    """Whether a file can hold a text of the profile's own. Raises LookupError for an unknown encoding."""
    try:
        constant.encode(encoding)
    except UnicodeEncodeError:
        return False
    return form not in _IN_XML or not _NOT_XML_HERE.search(constant)


def stands_somewhere(connection: "DuckDBPyConnection", pattern: str, maps: Iterable[str]) -> bool:
    """Whether the delivery, or what it becomes by a map, has such a letter anywhere; no row need be asked then.

    To ask each cell of two million items, in every query, takes minutes; to look the tables through once, seconds.
    """
    if not pattern:
        return False
    places = {table: columns(table) for table in TABLES} | {f"map_{name}": ("theirs",) for name in maps}
    either = text(f"{pattern}|{_ESCAPE}")
    return any(
        connection.execute(
            f"SELECT 1 FROM {table} WHERE regexp_matches(concat({', '.join(names)}), {either}) LIMIT 1"  # noqa: S608
        ).fetchone()
        for table, names in places.items()
    )


@cache
def _outside(encoding: str) -> str:
    if codecs.lookup(encoding).name == "utf-8":
        return ""
    every = "".join(chr(n) for part in _EVERY for n in part)
    held = sorted(map(ord, set(every.encode(encoding, "ignore").decode(encoding))))
    return f"[^{''.join(_in_words(first, last) for first, last in _ranges(held))}]"


def _ranges(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """First and last of each run of numbers that follow each other."""
    for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        found = [n for _, n in run]
        yield found[0], found[-1]


def _in_words(first: int, last: int) -> str:
    return f"\\x{{{first:x}}}-\\x{{{last:x}}}"
