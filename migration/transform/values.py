"""Values as Mikromarc writes them: dates, times, amounts, numbers, flags. Each gives the value, or None."""

import re
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

OSLO = ZoneInfo("Europe/Oslo")
END_OF_DAY = time(23, 59, 59)
FUTURE_YEARS = 50

_ISO = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})(?:[T ](.+))?")
_DOTTED = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4}|[0-9]{2})(?:[T ,]+(.+))?")
_OTHERWISE = re.compile(r"([0-9]{1,2})([/-])([0-9]{1,2})\2([0-9]{4})(?:[T ,]+(.+))?")
_TOGETHER = re.compile(r"[0-9]{8}")
_TIME = re.compile(r"([0-9]{1,2})[:.]([0-9]{2})(?:[:.]([0-9]{2})(?:[.,][0-9]+)?)? ?(Z|[+-][0-9]{2}:?[0-9]{2})?")
_NO_DATE = {"0000-00-00", "00.00.0000", "00.00.00", "00/00/0000"}
_NO_DAYS = {date(1753, 1, 1), date(1800, 1, 1), date(1899, 12, 30), date(1899, 12, 31), date(1900, 1, 1)}
"""What databases and spreadsheets write for no date; so are all days before ``FIRST_YEAR``."""
FIRST_YEAR = 1400
_TRUE = {"true", "1", "-1", "yes", "ja", "j", "y", "t", "sann"}
_FALSE = {"false", "0", "no", "nei", "n", "f", "usann"}


def parse_date(text: str, as_of: date, *, future: bool = False) -> str | None:
    """``YYYY-MM-DD``, ``DD.MM.YYYY`` or ``DD.MM.YY``, with or without a time, to an ISO date; None where it is none.

    ``YYYYMMDD``, ``DDMMYYYY`` and ``17/05/1990`` are read, too, where they are a date in one way only. A time with an
    offset counts in Oslo: 22:00Z in summer is the next day. A two-digit year makes the latest day that is not after
    ``as_of``; with ``future`` (expiry, due), the latest that is not more than ``FUTURE_YEARS`` ahead.
    """
    parts = _split(text, as_of, future)
    if parts is None or is_no_day(parts[0]):
        return None
    day, clock = parts
    moment = _local(day, clock) if clock and clock.tzinfo else None
    return moment[:10] if moment else day.isoformat()


def is_no_date(text: str, as_of: date) -> bool:
    """Whether a text is one that databases and spreadsheets write for no date."""
    if text in _NO_DATE or text[:10] in _NO_DATE:
        return True
    parts = _split(text, as_of, future=True)
    return parts is not None and is_no_day(parts[0])


def is_no_day(day: date) -> bool:
    return day in _NO_DAYS or day.year < FIRST_YEAR


def parse_moment(text: str, as_of: date, *, future: bool = False) -> str | None:
    """A date, or a date and time in Europe/Oslo with its offset, as precise as the source has it; None where none."""
    parts = _split(text, as_of, future)
    if parts is None or is_no_day(parts[0]):
        return None
    day, clock = parts
    return day.isoformat() if clock is None else _local(day, clock)


def parse_due(text: str, as_of: date) -> str | None:
    """A due time in Europe/Oslo with its offset. A date alone means the end of that day.

    So does midnight, as Mikromarc writes a date alone: in Oslo, whatever zone it is told in, or in UTC.
    """
    parts = _split(text, as_of, future=True)
    if parts is None or is_no_day(parts[0]):
        return None
    day, clock = parts
    if clock is None or (clock.replace(tzinfo=None) == time(0) and clock.utcoffset() in (None, timedelta(0))):
        return _local(day, END_OF_DAY)
    found = _local(day, clock)
    midnight = found and datetime.fromisoformat(found).time() == time(0)
    return _local(date.fromisoformat(found[:10]), END_OF_DAY) if found and midnight else found


def _split(text: str, as_of: date, future: bool) -> tuple[date, time | None] | None:
    if text in _NO_DATE or text[:10] in _NO_DATE:
        return None
    dotted = _DOTTED.fullmatch(text)
    if dotted:
        month_day, rest = (int(dotted[2]), int(dotted[1])), dotted[4]
        found = _date(_year(dotted[3], month_day, as_of, future), *month_day)
    elif iso := _ISO.fullmatch(text):
        found, rest = _date(int(iso[1]), int(iso[3]), int(iso[4])), iso[5]
    else:
        found, rest = _one_way(text)
    clock = _clock(rest) if rest else None
    return None if found is None or (rest and clock is None) else (found, clock)


def _one_way(text: str) -> tuple[date | None, str]:
    """A day in a form whose order nobody states: taken where it can be read in one way only."""
    if _TOGETHER.fullmatch(text):
        ways = {
            _date(int(text[:4]), int(text[4:6]), int(text[6:])),
            _date(int(text[4:]), int(text[2:4]), int(text[:2])),
        }
        rest = ""
    elif match := _OTHERWISE.fullmatch(text):
        one, other, year = int(match[1]), int(match[3]), int(match[4])
        ways, rest = {_date(year, other, one), _date(year, one, other)}, match[5]
    else:
        return None, ""
    days = [day for day in ways if day and day.year >= FIRST_YEAR]
    return (days[0] if len(days) == 1 else None), rest


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _year(digits: str, month_day: tuple[int, int], as_of: date, future: bool) -> int:
    if len(digits) == 4:
        return int(digits)
    year = as_of.year - as_of.year % 100 + int(digits)
    if future:
        return year if year <= as_of.year + FUTURE_YEARS else year - 100
    return year if (year, *month_day) <= (as_of.year, as_of.month, as_of.day) else year - 100


def _clock(text: str) -> time | None:
    match = _TIME.fullmatch(text.strip())
    if not match:
        return None
    zone = match[4]
    iso = f"{int(match[1]):02}:{match[2]}:{match[3] or '00'}" + ("+00:00" if zone == "Z" else zone or "")
    try:
        return time.fromisoformat(iso)
    except ValueError:
        return None


def _local(day: date, clock: time) -> str | None:
    """In Oslo. An hour that summer time skips is read an hour later; of one that stands twice the first is meant."""
    moment = datetime.combine(day, clock, clock.tzinfo or OSLO)
    try:
        return moment.astimezone(UTC).astimezone(OSLO).isoformat()
    except OverflowError:  # the last evening of the year 9999, in another zone
        return None


def parse_amount(text: str) -> str | None:
    """A sum in major units as decimal text with two decimals: ``1 249,50`` → ``1249.50``.

    None where it is none, where rounding would change it, or where ``1.500`` may as well mean thousands.
    """
    plain = re.sub(r"[\s\u00a0\u202f]|kr\.?|NOK|,-$", "", text, flags=re.IGNORECASE)
    if "," in plain and "." in plain:
        thousands = "." if plain.rindex(",") > plain.rindex(".") else ","
        plain = plain.replace(thousands, "")
    plain = plain.replace(",", ".")
    if not re.fullmatch(r"-?\d{1,9}(?:\.\d*)?", plain) or re.fullmatch(r"-?\d{1,3}\.\d{3}", plain):
        return None
    amount = Decimal(plain)
    return f"{abs(amount) if amount == 0 else amount:.2f}" if amount == round(amount, 2) else None


def parse_count(text: str) -> int | None:
    """A whole number from 0 (``3`` or ``3.0``); None where it is none."""
    match = re.fullmatch(r"(\d{1,9})(?:[.,]0+)?", text)
    return int(match[1]) if match else None


def parse_flag(text: str) -> bool | None:
    """``true``/``1``/``ja`` and ``false``/``0``/``nei`` in any case; None where it is neither."""
    folded = text.casefold()
    return True if folded in _TRUE else False if folded in _FALSE else None
