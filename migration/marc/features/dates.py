"""Years (008/06-14, 260 and 264 $c): of this edition, and others that another cataloguer may give for it."""

import re
from collections.abc import Iterator
from functools import lru_cache

from migration.marc.features.subfields import STATEMENT, Fields, own_values, values
from migration.marc.fields import indicators_of

_YEAR = re.compile(r"(?<!\d)(?:1[4-9]|20)\d\d(?!\d)", re.ASCII)
_CODED = re.compile(r"(?:1[0-9]|20)\d\d", re.ASCII)
_IMPRINT = ("1", "0", "2", " ")
"""264, second indicator: publication before production and distribution; 4 is copyright, 3 manufacture."""
_PRINTED = re.compile(r"oppl|opl\.|trykk|print|tr\.|impr|tryck|tiraz|painet", re.IGNORECASE)
_COPYRIGHT = re.compile(r"(?:©|\bcop\.?|\bc(?=\d)|\bp(?=\d)|℗|copyright)\s*$", re.IGNORECASE)


def years(data: str, fields: Fields) -> tuple[str, tuple[str, ...]]:
    """The year and, sorted, the others. ``data``: 008, 40 characters.

    The year is date 1; for a reprint (type r) too, whose date 2 is the original's; where 008 has none, the first year
    of the imprint that is no copyright or printing.
    """
    stated = list(_stated(fields))
    coded = data[7:11] if _CODED.fullmatch(data[7:11]) else ""
    plain = [year for year, kind in stated if kind == "published"]
    year = coded or next(iter(plain), "") or next((year for year, _ in stated), "")
    others = {found for found, kind in stated if kind != "published"}
    others.update(plain[:1])
    if data[6] in "rtp" and _CODED.fullmatch(data[11:15]):
        others.add(data[11:15])
    return year, tuple(sorted(others - {year}))


def _stated(fields: Fields) -> Iterator[tuple[str, str]]:
    for value in values(fields, "260", "c"):
        yield from _in_date(value[:STATEMENT])
    for field in fields.get("264", ()):
        kind = indicators_of(field)[1]
        for value in own_values(field, "c"):
            for year, said in _in_date(value[:STATEMENT]):
                yield year, said if kind in _IMPRINT else "copyright" if kind == "4" else "printed"
    for value in values(fields, "260", "g"):
        yield from ((year, "printed") for year, _ in _in_date(value[:STATEMENT]))
    for value in values(fields, "250", "a"):
        yield from ((year, "printed") for year, _ in _in_date(value[:STATEMENT]) if _PRINTED.search(value))


@lru_cache(maxsize=16_384)
def _in_date(text: str) -> tuple[tuple[str, str], ...]:
    """``2003, cop. 2001 [3. oppl. 2005]``: each year as ``published``, ``copyright`` or ``printed``."""
    found = []
    start = 0
    for match in _YEAR.finditer(text):
        before, after = text[start : match.start()], text[match.end() : match.end() + 12]
        bracketed = "[" in before or "(" in before
        if _COPYRIGHT.search(before):
            found.append((match[0], "copyright"))
        elif _PRINTED.search(before) or (bracketed and _PRINTED.search(after)):
            found.append((match[0], "printed"))
        else:
            found.append((match[0], "published"))
        start = match.end()
    return tuple(found)
