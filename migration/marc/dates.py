"""The year of publication as people write it (260 $c) to 008/06-14."""

import re
from dataclasses import dataclass

_YEAR = r"(?:1[0-9]|20)[0-9]{2}"
_COPYRIGHT = re.compile(rf"(?:\bcop\.?|\bcopyright|©|℗|\b[cp](?=\d))\s*({_YEAR})", re.IGNORECASE)
_RANGE = re.compile(rf"({_YEAR})\]?\s*[-–—]\s*\[?({_YEAR}|[0-9]{{2}}(?!\d))?")
_BETWEEN = re.compile(rf"(?:mellom|between)\s+({_YEAR})\s+(?:og|and)\s+({_YEAR})", re.IGNORECASE)
_CORRECTED = re.compile(rf"i\.\s?e\.\s*({_YEAR})|(?:dvs|d\.v\.s)\.?\s*({_YEAR})", re.IGNORECASE)
_PLAIN = re.compile(rf"(?<!\d)({_YEAR})(?!\d)")
_DECADE = re.compile(r"(?<!\d)((?:1[0-9]|20)[0-9])[-–_?](?!\d)")
_CENTURY = re.compile(r"(?<!\d)(1[0-9]|20)[-–_]{1,2}(?!\d)")


@dataclass(frozen=True, slots=True)
class Dates:
    """008/06, 07-10 and 11-14."""

    kind: str
    date1: str
    date2: str


UNKNOWN = Dates("n", "uuuu", "uuuu")


def parse_dates(text: str, *, serial: bool = False) -> Dates:
    """``cop. 2013``, ``[1993?]``, ``1975-1980``, ``2001, cop. 1999``, ``[198-]``, ``19--``. UNKNOWN without a year."""
    between = _BETWEEN.search(text)
    if between:
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
