"""Dates of birth. Mikromarc's import took ``DD.MM.YY``, ``MM.DD.YY`` and ``YY.MM.DD``, as somebody chose that day.

So two-digit years have a century to be found, and day and month may be swapped. What is certain is taken, what is
likely is taken and reported, the rest is left empty.
Source: Mikromarc's wiki, *Format på importfila*.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from migration.transform.values import is_no_date, is_no_day, parse_date

OLDEST = 110
"""Years of age beyond which nobody is taken to be alive."""
_SHORT = re.compile(r"([0-9]{1,2})[./ -]([0-9]{1,2})[./ -]([0-9]{2})(?:[T ,].*)?|([0-9]{2})([0-9]{2})([0-9]{2})")
_LONG = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})(?:[T ,].*)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What else is known.

    ``dates``: those that the identity number may mean, ISO 8601. ``age``: child or adult, as the group says.
    """

    dates: frozenset[str] = frozenset()
    age: str = ""


@dataclass(frozen=True, slots=True)
class BirthDate:
    """An ISO 8601 date, empty where none can be told; and the codes of what was doubtful."""

    iso: str = ""
    issues: tuple[str, ...] = field(default=())


def birth_date(text: str, as_of: date, evidence: Evidence) -> BirthDate:
    """Read a date of birth against the day ``as_of``."""
    if not text:
        return BirthDate()
    if is_no_date(text, as_of):
        return BirthDate("", ("date_placeholder",))
    short = _SHORT.fullmatch(text)
    return _short(short, as_of, evidence) if short else _long(text, as_of, evidence)


def _long(text: str, as_of: date, evidence: Evidence) -> BirthDate:
    """A year of four digits; a month above twelve tells that day and month are swapped."""
    parsed = parse_date(text, as_of)
    issues: tuple[str, ...] = ()
    if parsed is None and (match := _LONG.fullmatch(text)):
        swapped = _date(int(match[3]), int(match[1]), int(match[2]))
        parsed = swapped.isoformat() if swapped and not is_no_day(swapped) else None
        issues = ("birth_date_order",)
    if parsed is None:
        return BirthDate("", ("date_unreadable",))
    if parsed > as_of.isoformat():
        return BirthDate("", ("birth_date_in_future",))
    if as_of.year - int(parsed[:4]) > OLDEST:
        issues = (*issues, "birth_date_implausible")
    return BirthDate(parsed, (*issues, *_contradiction(parsed, evidence)))


def _short(match: re.Match[str], as_of: date, evidence: Evidence) -> BirthDate:
    """A year of two digits. What the identity number says decides; else the contract's order, where it makes a date."""
    a, b, c = (int(part) for part in match.groups() if part is not None)
    ways = [_centuries(year, month, day, as_of) for day, month, year in ((a, b, c), (b, a, c), (c, b, a))]
    certain = {day for days in ways for day in days} & {date.fromisoformat(d) for d in evidence.dates}
    if len(certain) == 1:
        (day,) = certain
        return BirthDate(day.isoformat(), () if day in ways[0] else ("birth_date_order",))
    if (ways[0] and "/" in match[0] and ways[1] not in ([], ways[0])) or (
        not ways[0] and 1 <= a <= 31 and 1 <= b <= 12
    ):
        return BirthDate("", ("date_unreadable",))  # nobody knows the order; 29 February of another year
    if ways[0]:
        return _of_two(ways[0], evidence, ())
    others = [days for days in ways[1:] if days]
    if len(others) == 1 or (others and others[0] == others[1]):
        return _of_two(others[0], evidence, ("birth_date_order",))
    return BirthDate("", ("date_unreadable",))


def _centuries(year: int, month: int, day: int, as_of: date) -> list[date]:
    """The dates of somebody who lives, youngest first."""
    days = (_date(century + year, month, day) for century in (2000, 1900))
    return [d for d in days if d and d <= as_of and as_of.year - d.year <= OLDEST]


def _of_two(days: list[date], evidence: Evidence, issues: Iterable[str]) -> BirthDate:
    """The child rather than somebody past a hundred, unless the group says adult: a doubt, unless it says child.

    ``days``: youngest first.
    """
    found = days[-1] if evidence.age == "adult" else days[0]
    doubt = ("birth_century_doubtful",) if len(days) > 1 and evidence.age != "child" else ()
    iso = found.isoformat()
    return BirthDate(iso, (*issues, *doubt, *_contradiction(iso, evidence)))


def _contradiction(iso: str, evidence: Evidence) -> tuple[str, ...]:
    return ("birth_date_contradicted",) if evidence.dates and iso not in evidence.dates else ()


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
