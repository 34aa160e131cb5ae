"""The features of a MARC 21 record (``migration.features``)."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from pymarc import Field, Record

from migration.features import BibFeatures, Identifier
from migration.marc.features.carrier import format_class
from migration.marc.features.numbering import edition_key, volume_in_designation, volume_in_title
from migration.marc.fields import first_value, indicators_of
from migration.marc.folding import fold
from migration.marc.isbn import isbn13

Fields = Mapping[str, Sequence[Field]]
TITLE_LENGTH = 250
_RESIDUE = re.compile(r"[\s:;/=,]+$")
_PAGES = re.compile(
    r"((?:\[?\d+\]?[\s,+]*)+)(?:s\.|s\b|sid\w*\b|sivu\w*|siid\w*|p\.|p\b|pp\b|pages?\b|bl\.|blad\b|с\.|с\b|стр)",
    re.IGNORECASE,
)
_RANGE = re.compile(r"(?:s\.|p\.|side)\s*\d+\s*[-–]\s*\d+", re.IGNORECASE)
_SET = re.compile(
    r"kplt|komplett|\bkpl\b|samlet|hele verket|alle bind|(?<!\w)set(?!\w)|(?<!\w)sett(?!\w)|complete", re.IGNORECASE
)
_NO_LANGUAGE = ("   ", "|||", "und", "zxx", "mis", "mul")
_USEFUL_TAGS = re.compile(
    r"0(?:08|[12]\d|8[0-4])|1\d\d|2[456]\d|300|33[678]|38[0-8]|4[49]0|5\d\d|6\d\d|[78][0-3]\d|856"
)
_USEFUL = frozenset(tag for tag in map("{:03}".format, range(1000)) if _USEFUL_TAGS.fullmatch(tag))
_ENCODING = {" ": 20, "1": 16, "4": 14, "2": 10, "7": 8, "3": 4, "5": 2, "8": 2, "u": 4, "z": 0}
_NATIONAL = re.compile(
    r"\((?:NO-OsBA|NO-OsNB|NO-OsBAS|NO-TrBIB|NO-47BIBSYS|FI-MELINDA|LIBRIS)\)|bibsys_network", re.IGNORECASE
)


def features(record: Record) -> BibFeatures:
    """Features of a record in MARC 21. Never raises on a record that pymarc can hold."""
    fields = by_tag(record)
    leader = str(record.leader).ljust(24)[:24]
    data = next((f.data or "" for f in fields.get("008", ())), "").ljust(40)
    title = next(iter(fields.get("245", ())), None)
    return BibFeatures(
        format_class=format_class(leader, fields),
        title=_title_key(title),
        part_number=_volume_key(title),
        title_key=_title_key(title),
        author=_author_key(fields),
        year=_year(data, fields),
        edition=next((key for value in _values(fields, "250", "a") if (key := edition_key(value))), ""),
        pages=_pages(fields),
        language="" if data[35:38] in _NO_LANGUAGE else data[35:38].strip().lower(),
        identifiers=tuple(Identifier("isbn", number) for number in _isbns(fields)),
        quality=_quality(leader, data, record, fields),
    )


def by_tag(record: Record) -> dict[str, list[Field]]:
    """The record's fields by tag, in their order."""
    fields: dict[str, list[Field]] = {}
    for field in record.fields:
        tag = field.tag
        if tag in fields:
            fields[tag].append(field)
        else:
            fields[tag] = [field]
    return fields


def display_title(record: Record) -> str:
    """245 $a : $b for people, without the ISBD marks between subfields; at most ``TITLE_LENGTH`` characters."""
    return _title(next((f for f in record.fields if f.tag == "245"), None))


def _values(fields: Fields, tag: str, code: str) -> list[str]:
    found = fields.get(tag)
    return [value for field in found for own, value in field.subfields if own == code] if found else []


def _title(field: Field | None) -> str:
    """245 $a : $b for people, without the ISBD marks between subfields."""
    if field is None:
        return ""
    parts = [_RESIDUE.sub("", s.value.strip()) for s in field.subfields if s.code in "ab"]
    return " : ".join(part for part in parts if part)[:TITLE_LENGTH]


def _title_key(field: Field | None) -> str:
    """245 $a $b folded, without the characters that ind2 skips."""
    if field is None:
        return ""
    text = " ".join(s.value for s in field.subfields if s.code in "ab")
    skip = indicators_of(field)[1]
    start = int(skip) if skip in "0123456789" else 0
    whole = 0 < start < len(text) and not text[start - 1].isalnum()
    return fold(text[start:] if whole else text)


def _author_key(fields: Fields) -> str:
    """100: surname and first initial; else the name of 110 or 111; else the first 700, a contributor before an author
    of a part."""
    for field in fields.get("100", ()):
        if key := _person_key(first_value(field, "a")):
            return key
    for tag in ("110", "111"):
        for field in fields.get(tag, ()):
            if key := fold(" ".join(s.value for s in field.subfields if s.code in "ab")):
                return key
    people = sorted(fields.get("700", ()), key=lambda field: indicators_of(field)[1] == "2")
    return next((key for field in people if (key := _person_key(first_value(field, "a")))), "")


@lru_cache(maxsize=16_384)
def _person_key(name: str) -> str:
    surname, _, rest = name.partition(",")
    return f"{fold(surname)} {fold(rest)[:1]}".strip()


def _volume_key(field: Field | None) -> str:
    """Numbers of $n and titles of $p, in order; without them a volume statement in $a or $b."""
    if field is None:
        return ""
    parts = [
        volume_in_designation(s.value) if s.code == "n" else _part_key(s.value)
        for s in field.subfields
        if s.code in "np"
    ]
    key = " ".join(part for part in parts if part)
    titles = (volume_in_title(s.value) for s in field.subfields if s.code in "ab")
    return key or next((found for found in titles if found), "")


def _part_key(text: str) -> str:
    """$p: its title folded; a volume statement in it (``Bind 2 : Vinteren``) as its number."""
    number = volume_in_title(text)
    return number if number and fold(text).split()[-1:] == [number] else fold(text)


def _year(data: str, fields: Fields) -> str:
    """008 date 1, else the first four digits of 260/264 $c that are a year."""
    if re.fullmatch(r"[12]\d{3}", data[7:11], re.ASCII):
        return data[7:11]
    for tag in ("260", "264"):
        for value in _values(fields, tag, "c"):
            match = re.search(r"(?<!\d)(?:1[0-9]|20)\d\d(?!\d)", value, re.ASCII)
            if match:
                return match[0]
    return ""


def _pages(fields: Fields) -> int | None:
    """300 $a: the highest number of the pagination (``XII, 240 s.``); a range (``s. 12-30``) isn't an extent."""
    for value in _values(fields, "300", "a"):
        if (found := _pages_in(value)) is not None:
            return found
    return None


@lru_cache(maxsize=16_384)
def _pages_in(extent: str) -> int | None:
    match = None if _RANGE.search(extent) else _PAGES.search(extent)
    return max(int(number) for number in re.findall(r"\d{1,6}", match[1])) if match else None


def _isbns(fields: Fields) -> tuple[str, ...]:
    """Good ISBN-13s of 020 $a. Not those of a whole set (020 $q, $b or the text after the number), nor ISMN."""
    found: dict[str, None] = {}
    for field in fields.get("020", ()):
        about = " ".join([value for code, value in field.subfields if code in "qbga"])
        if about and _is_of_set(about):
            continue
        found.update((number, None) for s in field.subfields if s.code == "a" if (number := _isbn13(s.value)))
    return tuple(found)


@lru_cache(maxsize=4_096)
def _is_of_set(about: str) -> bool:
    return _SET.search(about) is not None


def _isbn13(value: str) -> str:
    if len(value) == 13 and value.isascii() and value.isdigit():
        return "" if value.startswith("9790") else isbn13(value)
    match = re.match(r"\s*(?:ISBN[:\s]*)?([0-9][0-9\s–-]{8,16}[0-9Xx])(?![0-9])", value)
    number = re.sub(r"[\s–-]", "", match[1]).upper() if match else ""
    return "" if number.startswith("9790") else isbn13(number)


def _quality(leader: str, data: str, record: Record, fields: Fields) -> int:
    useful = len([field for field in record.fields if field.tag in _USEFUL])
    numbers = [*_values(fields, "035", "a"), *_values(fields, "003", "a")]
    known = any(_NATIONAL.search(n) for n in numbers) or "nbf" in _values(fields, "015", "2")
    agency = 5 if data[39] in " c" and fields.get("008") else 0
    return _ENCODING.get(leader[17], 0) + min(useful, 40) + (10 if known else 0) + agency
