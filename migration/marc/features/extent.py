"""Extent (300): pages, Roman pages before them, physical units, minutes; height in centimetres."""

import math
import re
from functools import lru_cache
from typing import NamedTuple

from migration.marc.features.number_words import roman_number
from migration.marc.features.subfields import Fields, own_values, values

_CORRECTED = re.compile(r"\d+\]?\s*[\[(](?:i\.?\s?e\.?|d\.?\s?v\.?\s?s\.?|3: )\s*,?\s*(\d+)\s*[\])]", re.IGNORECASE)
_NUMBERS = r"(?:\[?\b(?:\d+\]?\.?|[IVXLCivxlc]+\b\]?)[\s,+&]*)+"
"""As many sequences as there are; the unit may stand close (``xii,312s.``)."""
_THOUSANDS = re.compile(r"(?<![\d,])(\d),(\d{3})(?![\d,])")
_PAGES_FIRST = re.compile(r"^\W*pp?\.\s*[\[(]?(\d{1,4})[\])]?\W*$", re.IGNORECASE)
_BOUND_IN = re.compile(r"(?<=\w)\.?\s+(?:in|i)\s+\[?\d+\]?\s*(?:v|vol|b|bd|bind)\b\.?", re.IGNORECASE)
"""``5 pts. in 1 v.``, ``3 b. i 1 bd.``: how it is bound is no matter of the edition."""
_UNIT = (
    r"(?:s\.|s\b|sid\w*\b|sivu\w*|siid\w*|p\.|p\b|pp\b|pages?\b|pag\.|pgs?\b|bl\.|blad\b|leaves\b|ℓ|l\.|с\.|с\b|стр\w*|seiten\b|S\.|"
    r"bielle\w*|sæjro\w*)"
)
_PAGES = re.compile(
    rf"({_NUMBERS})(?:unnumbered\s+|upag\.?\s+|unumm?ererte\s+|numb\.\s+)?{_UNIT}"
    r"(?!\s*(?:ℓ|l\.|leaves|pl\b|of plates))",
    re.IGNORECASE,
)
_RANGE = re.compile(r"(?:^|[\s(])(?:s\.|p\.|pp\.|side|sidene|с\.)\s*\[?\d+\]?\s*[-–]\s*\[?(\d+)\]?", re.IGNORECASE)
_RANGE_FROM_START = re.compile(r"(?:^|[\s,(])(?:p\.|pp\.|s\.)\s*\[?(\d{1,2})\]?\s*[-–]\s*\[?(\d+)\]?", re.IGNORECASE)
_UNITS = re.compile(
    r"(?<![\d.,])\[?(\d{1,3})\]?\s*(?:fysiske\s+|lyd|digitale?\s+|audio|video)*(?:"
    r"b\.|b\b|bd\b|bd\.|bind\b|v\.|v\b|vol\b|vol\.|volumes?\b|volum\b|hefter?\b|h\.|del(?:er)?\b|т\.|тома?\b|oassi\b|"
    r"osaa?\b|nidettä\b|pts?\b\.?|parts?\b|"
    r"cd\b|cd-?\w*|kompaktplater?|dvd\w*(?:-\w+)?|blu-?ray\w*|plater?\b|lp\b|disc\w*|disk\w*|discs?\b|discos?\b|dvder|"
    r"kassett\w*|videokassett\w*|cassettes?|grammofonplater?|vinyl\w*|minnepinner?|fil(?:er)?\b|filmer\b|"
    r"kort\b|spill\b|kart\b|bilder?\b|noter\b|stemmer\b|partitur\w*|esker?\b|mapper?\b|permer?\b|perm\b|score\w*)",
    re.IGNORECASE,
)
_HOURS = re.compile(
    r"(?<!\d)(\d{1,2})\s*(?:t\.?|timer?|h\.?|hrs?\.?|hours?|tim\.|ч\.?|std\.?)\s*,?\s*(?:og\s+)?(?:(\d{1,2})\s*(?:m\b|min|мин))?(?!\w*:)",
    re.IGNORECASE,
)
_HOURS_ALONE = re.compile(r"(?:timer?|hrs?\b|hours?|t\b)", re.IGNORECASE)
_MINUTES = re.compile(r"(?<![\d:.])(\d{1,4})\s*(?:min\b|min\.|minutt\w*|minutes?|mins\b|мин)", re.IGNORECASE)
_CLOCK = re.compile(r"(?<!\d)(\d{1,2}):(\d{2}):(\d{2})(?!\d)")
_HEIGHT = re.compile(
    r"(\d{1,3}(?:[.,]\d)?)(\s*1/2)?(?:\s*[x×]\s*\d{1,3}(?:[.,]\d)?)?(?:\s*[-–]\s*\d{1,3})?\s*(cm|mm|см)", re.IGNORECASE
)


class Extent(NamedTuple):
    """``height`` in cm, rounded up."""

    pages: int | None = None
    front_pages: int | None = None
    volumes: int | None = None
    minutes: int | None = None
    height: int | None = None


def extent(fields: Fields) -> Extent:
    """Of the first 300 that says anything of it; minutes of 306 and of the text."""
    said = [(" ".join(own_values(f, "a")), " ".join(own_values(f, "ab"))) for f in fields.get("300", ())]
    found = next((one for texts in said if (one := _extent(*texts)) != Extent()), Extent())
    sizes = (size for value in values(fields, "300", "c") if (size := _height(value)) is not None)
    return found._replace(height=next(sizes, None), minutes=found.minutes or _running_time(fields))


@lru_cache(maxsize=65_536)
def _extent(text: str, whole: str) -> Extent:
    """``whole``: with $b, to which old records break (``xx p., 1 l., $b359 p.``)."""
    plain = _THOUSANDS.sub(r"\1\2", _CORRECTED.sub(r"\1", whole[:_LONGEST]))
    units = _count(_BOUND_IN.sub("", text[:_LONGEST]))
    numbers = [number for match in _PAGES.finditer(plain) for number in _NUMBER.findall(match[1])]
    if first := _PAGES_FIRST.match(text):
        numbers.append(first[1])
    arabic = [int(number) for number in numbers if number.isdecimal() and len(number) < 6]
    roman = [value for number in numbers if not number.isdecimal() and (value := roman_number(number))]
    if _RANGE.search(plain):
        book = _RANGE_FROM_START.search(plain)
        arabic = [int(book[2])] if book and int(book[1]) <= _FIRST_PAGE and len(book[2]) < 6 else []
    several = units is not None and units > 1
    return Extent(
        pages=max(arabic, default=None) if not several else None,
        front_pages=max(roman, default=None) if not several else None,
        volumes=units,
        minutes=_minutes(plain),
    )


_NUMBER = re.compile(r"\d+|[^\W\d_]+")
_LONGEST = 500
_FIRST_PAGE = 9
"""``p. [5]-284`` are all pages of a book whose title pages count; ``s. 12-30`` are an article's."""


def _count(text: str) -> int | None:
    counts = [int(match[1]) for match in _UNITS.finditer(text)]
    return sum(counts) if counts else None


def _minutes(text: str) -> int | None:
    if clock := _CLOCK.search(text):
        return int(clock[1]) * 60 + int(clock[2]) + (int(clock[3]) >= 30)
    hours = _HOURS.search(text)
    if hours and (hours[2] or _HOURS_ALONE.search(hours[0])):
        return int(hours[1]) * 60 + int(hours[2] or 0)
    minutes = _MINUTES.search(text)
    return int(minutes[1]) if minutes else None


def _running_time(fields: Fields) -> int | None:
    """306 $a: hhmmss; several are added."""
    times = [value.strip() for value in values(fields, "306", "a")]
    seconds = [int(t[:2]) * 3600 + int(t[2:4]) * 60 + int(t[4:]) for t in times if re.fullmatch(r"\d{6}", t, re.ASCII)]
    return round(sum(seconds) / 60) or None if seconds else None


@lru_cache(maxsize=16_384)
def _height(text: str) -> int | None:
    """``21 x 30 cm`` is 21, ``23.5 cm`` and ``23 1/2cm`` 24, ``215 mm`` 22."""
    match = _HEIGHT.search(text)
    if match is None:
        return None
    size = float(match[1].replace(",", ".")) + (0.5 if match[2] else 0)
    return math.ceil(size / 10 if match[3].lower() == "mm" else size) or None
