"""Numbers that a record bears (015, 020, 022, 024, 028, 035), each with its scope."""

import re
from collections.abc import Iterator
from functools import lru_cache

from pymarc import Field
from stdnum import ean, ismn, issn
from stdnum.exceptions import ValidationError

from migration.features import Identifier
from migration.marc.features.forms import folded
from migration.marc.features.numbering import statement_in
from migration.marc.features.subfields import Fields, data_of, own_values
from migration.marc.fields import first_value, indicators_of
from migration.marc.isbn import isbn13

_SET = re.compile(
    r"kplt|komplett|\bkpl\b|samlet|hele verket|alle bind|(?<!\w)set(?!\w)|(?<!\w)sett(?!\w)|complete|\bkomplet\b|"
    r"gesamt|\bsamlingen\b|\bsamla\b|общий|koko teos|\bverket\b",
    re.IGNORECASE,
)
_ELECTRONIC = re.compile(
    r"\bpdf\b|\be-?pub\b|\be-?b[oø]k\b|\bebook\b|\be-?bok\w*|elektronisk|electronic|online|\bmobi\b|kindle|e-kirja",
    re.IGNORECASE,
)
_AUDIO = re.compile(r"lydbok|lydfil|audio\w*|\bmp3\b|\bcd\b|äänikirja", re.IGNORECASE)
_PAPER = re.compile(
    r"\bib\b|\bh\.|innb|heft|hardcover|paperback|\bhft\b|\bpbk\b|\bhbk\b|trykt|print\b|pocket|nid\.|sid\.",
    re.IGNORECASE,
)
_ISBN_TEXT = re.compile(r"\s*(?:ISBN(?:-1[03])?[:\s]*)?([0-9][0-9\s–-]{8,16}[0-9Xx])(?![0-9])")
_E_FORMATS = frozenset({"ebook", "electronic", "audiobook_file"})
_AUDIO_FORMATS = frozenset({"audiobook_cd", "audiobook_mp3", "audiobook_file", "cassette", "daisy"})
_AGENCY = re.compile(r"\s*\(([^)]+)\)\s*(.+?)\s*")
_NATIONAL = re.compile(
    r"NO-OsNB|NO-TrBIB|NO-47BIBSYS|NO-BIBSYS|bibsys|FI-MELINDA|FI-NL|LIBRIS|SE-LIBR|DLC|DK-|RuMoRGB|NO-NbBIB",
    re.IGNORECASE,
)
_SUPPLIER = re.compile(r"NO-OsBA|NO-OsBAS|bibbi|bibliotekssentralen|biblioteksentralen|\bBS\b|NO-OsBS", re.IGNORECASE)
_NUMBER_KINDS = {"2": "ismn", "3": "ean", "0": "publisher_number", "1": "ean"}


def identifiers(fields: Fields, format_class: str, part_number: str) -> tuple[Identifier, ...]:
    """Each once, in the order of the fields. ``format_class`` and ``part_number`` of the record decide whose a number
    is that is qualified as an e-book's or a volume's."""
    found: dict[Identifier, None] = {}
    for field in fields.get("020", ()):
        found.update(dict.fromkeys(_isbns(field, format_class, part_number)))
    for tag, read in (("022", _issns), ("024", _others), ("028", _publishers), ("015", _national)):
        for field in fields.get(tag, ()):
            found.update(dict.fromkeys(read(field)))
    own = f"({data_of(fields, '003').strip()}){data_of(fields, '001').strip()}"
    for field in fields.get("035", ()):
        found.update(dict.fromkeys(_control_numbers(field, own)))
    return tuple(found)


def _isbns(field: Field, format_class: str, part_number: str) -> Iterator[Identifier]:
    """$a with $q or the text after it (and $b of NORMARC, where conversion left it), $z cancelled."""
    qualifiers = " ".join(own_values(field, "qbg"))
    for code, value in field.subfields:
        if code == "a" and (found := _isbn(value)):
            about = f"{qualifiers} {_qualifier(value)}".strip()
            scope = _scope(about, format_class, part_number) if about else "own"
            yield Identifier(found[0], found[1], scope)
        elif code == "z" and (found := _isbn(value)):
            yield Identifier(found[0], found[1], "cancelled")


@lru_cache(maxsize=16_384)
def _isbn(value: str) -> tuple[str, str] | None:
    """Kind and value: 979-0 is printed music's (ISMN)."""
    match = None if len(value) == 13 and value.isascii() and value.isdigit() else _ISBN_TEXT.match(value)
    number = re.sub(r"[\s–-]", "", match[1]).upper() if match else value
    if number.startswith("9790"):
        return ("ismn", number) if ismn.is_valid(number) else None
    good = isbn13(number)
    return ("isbn", good) if good else None


def _qualifier(value: str) -> str:
    match = _ISBN_TEXT.match(value)
    return value[match.end() :].strip(" :;()") if match else ""


@lru_cache(maxsize=16_384)
def _scope(about: str, format_class: str, part_number: str) -> str:
    if _SET.search(about):
        return "set"
    if _ELECTRONIC.search(about):
        return "own" if format_class in _E_FORMATS else "other_form"
    if _AUDIO.search(about):
        return "own" if format_class in _AUDIO_FORMATS or format_class not in _BOOKS else "other_form"
    if format_class in _E_FORMATS | _AUDIO_FORMATS and _PAPER.search(about):
        return "other_form"
    statement = statement_in(about.strip(" ()"))
    return "part" if statement and statement.number != part_number else "own"


_BOOKS = frozenset({"book", "ebook", "largeprint", "board_book", "braille"})


def _issns(field: Field) -> Iterator[Identifier]:
    for code, value in field.subfields:
        if code in "ayz" and (number := _issn(value)):
            yield Identifier("issn", number, "own" if code == "a" else "cancelled")


@lru_cache(maxsize=4_096)
def _issn(value: str) -> str:
    try:
        return str(issn.validate(value.strip()[:9]))
    except ValidationError:
        return ""


def _others(field: Field) -> Iterator[Identifier]:
    """024 by its first indicator: 2 ISMN, 3 EAN, 1 UPC; a Bookland EAN is an ISBN."""
    kind = _NUMBER_KINDS.get(indicators_of(field)[0])
    if kind is None:
        return
    for code, value in field.subfields:
        if code in "az" and (found := _other_number(kind, value)):
            yield Identifier(found[0], found[1], "own" if code == "a" else "cancelled")


@lru_cache(maxsize=16_384)
def _other_number(kind: str, value: str) -> tuple[str, str] | None:
    number = re.sub(r"[\s–-]", "", value)
    if kind == "publisher_number":
        return (kind, folded(value)) if folded(value) else None
    if kind == "ismn":
        return ("ismn", str(ismn.to_ismn13(number))) if ismn.is_valid(number) else None
    if not (number.isascii() and number.isdigit()):
        return None
    number = number.zfill(13) if len(number) == 12 else number
    if number.startswith(("978", "979")):
        return _isbn(number)
    return ("ean", number) if ean.is_valid(number) else None


def _publishers(field: Field) -> Iterator[Identifier]:
    """028: brand ($b) and number ($a)."""
    brand = folded(first_value(field, "b"))
    for value in own_values(field, "a"):
        if number := folded(value).replace(" ", ""):
            yield Identifier("publisher_number", f"{brand} {number}".strip())


def _national(field: Field) -> Iterator[Identifier]:
    """015: the number in a national bibliography ($2)."""
    source = first_value(field, "2").strip().lower() or "nbf"
    for code, value in field.subfields:
        if code in "az" and (number := folded(value).replace(" ", "")):
            yield Identifier("national", f"({source}){number}", "own" if code == "a" else "cancelled")


def _control_numbers(field: Field, own: str) -> Iterator[Identifier]:
    """035 ``(agency)number``, but the record's own."""
    for code, value in field.subfields:
        match = _AGENCY.fullmatch(value) if code in "az" else None
        if match and f"({match[1]}){match[2]}" != own:
            yield Identifier(_kind(match[1]), f"({match[1]}){match[2]}", "own" if code == "a" else "cancelled")


@lru_cache(maxsize=1_024)
def _kind(agency: str) -> str:
    if _SUPPLIER.fullmatch(agency):
        return "supplier"
    return "national" if _NATIONAL.match(agency) else "local"
