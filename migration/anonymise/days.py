"""Invented birth dates: in the same year and on the same side of today's date, so that everybody's age stays.

Forms and defects stay, too: two-digit years, and a day over 12 where a month should be.
"""

import re
from calendar import monthrange
from datetime import date

from migration.anonymise.draw import Draw

NO_DATES = frozenset({"1900-01-01", "01.01.1900", "1753-01-01", "01.01.1753", "1899-12-30", "30.12.1899"})
"""What stands where no date is known: it tells nothing of anybody, and reports count it."""
_TOGETHER = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])\d\d")
_DATE = re.compile(
    r"(?<!\d)(?:(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})|(\d{2})(\d{2})(\d{4}|\d{2}))(?!\d)"
)


def other_day(draw: Draw, year: str, month: int, day: int, today: date) -> tuple[int, int]:
    """Month and day that stand for these in ``year`` (its last two digits count). Of no date: as they are."""
    last = 29 if month == 2 else monthrange(2001, month)[1] if 1 <= month <= 12 else 0
    if not 1 <= day <= last:
        return month, day
    after = (month, day) > (today.month, today.day)
    days = [
        (m, d)
        for m in range(1, 13)
        for d in range(1, monthrange(2001, m)[1] + 1)
        if ((m, d) > (today.month, today.day)) == after and (d > 12) == (day > 12) and (m, d) != (month, day)
    ]
    return draw.pick("birth date", f"{year[-2:]}-{month}-{day}", days) if days else (month, day)


def other_date(draw: Draw, text: str, today: date) -> str:
    """The text with every date in it replaced, in its own form; other texts as they are."""
    if text.strip()[:10] in NO_DATES:
        return text
    if _TOGETHER.fullmatch(text):
        month, day = other_day(draw, text[:4], int(text[4:6]), int(text[6:]), today)
        return f"{text[:4]}{month:02}{day:02}"
    other = _DATE.sub(lambda found: _other(draw, found, today), text.replace("/", "."))
    if other != text.replace("/", "."):
        return other.replace(".", "/") if "/" in text else other
    return re.sub(r"(?<!\d)\d{1,2}(?!\d)", lambda f: str(1 + draw.number("day", f"{text}{f.start()}", 9)), text)


def _other(draw: Draw, found: re.Match[str], today: date) -> str:
    if found[1]:
        month, day = other_day(draw, found[1], int(found[2]), int(found[3]), today)
        return f"{found[1]}-{_as_long(month, found[2])}-{_as_long(day, found[3])}"
    first, second, year = (found[4], found[5], found[6]) if found[4] else (found[7], found[8], found[9])
    swapped = int(second) > 12
    day, month = (int(second), int(first)) if swapped else (int(first), int(second))
    month, day = other_day(draw, year, month, day, today)
    one, two = (month, day) if swapped else (day, month)
    mark = "." if found[4] else ""
    return f"{_as_long(one, first)}{mark}{_as_long(two, second)}{mark}{year}"


def _as_long(number: int, model: str) -> str:
    return str(number).zfill(len(model))
