"""The year of publication, as coded in 008/06-14 or as people write it (260 $c)."""

import re
from dataclasses import dataclass
from functools import lru_cache

_YEAR = r"(?:1[0-9]|20)[0-9]{2}"
_COPYRIGHT = re.compile(rf"(?:\bcop\.?|\bcopyright|©|℗|\b[cp](?=\d))\s*({_YEAR})", re.IGNORECASE)
_RANGE = re.compile(rf"({_YEAR})\]?\s*[-–—]\s*\[?({_YEAR}|[0-9]{{2}}(?![\d-]))?")
_BETWEEN = re.compile(rf"(?:mellom|between)\s+({_YEAR})\s+(?:og|and)\s+({_YEAR})", re.IGNORECASE)
_EITHER = re.compile(rf"({_YEAR})\s*(?:eller|or)\s*({_YEAR})", re.IGNORECASE)
_CORRECTED = re.compile(rf"i\.\s?e\.\s*({_YEAR})|(?:dvs|d\.v\.s)\.?\s*({_YEAR})", re.IGNORECASE)
_PLAIN = re.compile(rf"(?<!\d)({_YEAR})(?!\d)")
_DECADE = re.compile(r"(?<!\d)((?:1[0-9]|20)[0-9])[-–_?](?!\d)")
_CENTURY = re.compile(r"(?<!\d)(1[0-9]|20)[-–_?]{1,2}(?!\d)")
_CODED = re.compile("[0-9][0-9u]{3}")
NOT_DATED = "000000"
"""008/00-05 of a record whose date of entry nobody knows.

MARC 21 demands six digits there and forbids the fill character. An invented date would pass for a fact, and that of
the migration would tell a lie about every record; these digits are no date to anyone.
"""
_UNSURE = str.maketrans("?-^_", "uuuu")


@dataclass(frozen=True, slots=True)
class Dates:
    """008/06, 07-10 and 11-14."""

    kind: str
    date1: str
    date2: str


UNKNOWN = Dates("n", "uuuu", "uuuu")


@lru_cache(maxsize=4096)
def coded_dates(kind: str, date1: str, date2: str) -> Dates | None:
    """008/06-14 by MARC 21's kind of date; None without a first year. ``199-`` and ``199?`` are 199u."""
    first = date1.translate(_UNSURE)
    if not _CODED.fullmatch(first) or first == "0000":
        return None
    second = date2.translate(_UNSURE)
    has_second = bool(re.fullmatch("[0-9u]{4}", second)) and second != "0000"
    if kind == "t" and second == "9999":
        return Dates("m", first, "9999")
    if kind == "e":
        month = re.fullmatch("(?:0[1-9]|1[0-2])(?:[0-3][0-9]|  )", date2)
        return Dates("e", first, date2) if month else Dates("s", first, "    ")
    if kind == "c":
        return Dates("c", first, "9999")
    if kind in " |nbs" or (kind in "tpq" and not has_second):
        return Dates("s", first, "    ")
    return Dates(kind, first, second if has_second and kind != "u" else "uuuu")


@lru_cache(maxsize=16_384)
def parse_dates(text: str, *, serial: bool = False) -> Dates:
    """``cop. 2013``, ``[1993?]``, ``1975-1980``, ``2001, cop. 1999``, ``[198-]``, ``19--``. UNKNOWN without a year."""
    if not text:
        return UNKNOWN
    if len(text) == 4 and text.isdecimal() and text.isascii() and "1000" <= text <= "2099" and not serial:
        return Dates("s", text, "    ")
    between = _BETWEEN.search(text) or _EITHER.search(text)
    if between and between[1] <= between[2]:
        return Dates("q", between[1], between[2])
    corrected = _CORRECTED.search(text)
    if corrected:
        return Dates("s", corrected[1] or corrected[2], "    ")
    return _range(text, serial) or _single(text) or _incomplete(text) or UNKNOWN


def _range(text: str, serial: bool) -> Dates | None:
    match = _RANGE.search(text)
    if not match:
        return None
    first, second = match[1], match[2] or ""
    last = first[:2] + second if len(second) == 2 else second
    if not last and re.match(r"\d\d-\d", text[match.end() :]):
        return None
    if not last:
        return Dates("c" if serial else "m", first, "9999")
    if last < first:
        return None
    return Dates("d" if serial else "m", first, last)


def _single(text: str) -> Dates | None:
    """One year, or a year of publication with a differing copyright year."""
    rights = _COPYRIGHT.search(text)
    published = _PLAIN.search(_COPYRIGHT.sub(" ", text))
    if published and rights and published[1] != rights[1]:
        return Dates("t", published[1], rights[1])
    year = published or rights
    return Dates("s", year[1], "    ") if year else None


def _incomplete(text: str) -> Dates | None:
    decade = _DECADE.search(text)
    if decade:
        return Dates("s", f"{decade[1]}u", "    ")
    century = _CENTURY.search(text)
    return Dates("s", f"{century[1]}uu", "    ") if century else None
