"""Postal addresses: lines, postal code, place and country told apart, and checked against Norway's list."""

import re
from dataclasses import dataclass, replace

from migration.marc.folding import fold
from migration.postal_codes import PostalCodes
from migration.privacy import shape
from migration.rows import RowReader
from migration.transform.context import Context, code
from migration.transform.fields import text

NORWAY = "NO"
_FOUR = re.compile(r"(?:N(?:O|OR)?[ -]?)?([0-9]{4})", re.IGNORECASE)
_FOUR_AND_PLACE = re.compile(r"(?:N(?:O|OR)?-)?([0-9]{4}),?\s+(\D+)", re.IGNORECASE)
_FOREIGN = re.compile(
    r"(FIN?|AX|S|SE|DK|D|DE|GB|PL|RU|LT|LV|EE|IS|NL|F|FR)[ -]?([0-9]{3} ?[0-9]{2,3}|[0-9]{4})", re.IGNORECASE
)
_COUNTRY_OF_PREFIX = {"FIN": "FI", "S": "SE", "D": "DE", "F": "FR"}
"""The signs of cars that stood before postal codes for long."""
_LONG = re.compile(r"[0-9]{3} ?[0-9]{2,3}|[A-Z]{1,2}[0-9][0-9A-Z]? ?[0-9][A-Z]{2}")
"""Forms that are no Norwegian code: Finland's, Sweden's, Germany's, Britain's."""
_PARTS = re.compile(r"\s*[/,(]\s*|\s+[–-]\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """``lines`` joined by commas. ``country``: ISO 3166 alpha-2, empty where it is not certain."""

    lines: str = ""
    postal_code: str = ""
    city: str = ""
    country: str = ""

    def as_text(self) -> str:
        """The whole of it on one line."""
        where = " ".join(part for part in (self.postal_code, self.city) if part)
        return ", ".join(part for part in (self.lines, where, self.country) if part)


def main_address(context: Context, row: RowReader) -> Address:
    return _address(context, row, "Main")


def temporary_address(context: Context, row: RowReader) -> str:
    """The temporary address on one line, where the source has one."""
    if not any(row.take(f"Temp{part}") for part in ("AddrLine1", "AddrLine2", "Zip", "Place")):
        return ""
    return _address(context, row, "Temp").as_text()


def _address(context: Context, row: RowReader, kind: str) -> Address:
    """The columns that begin with ``kind``. A line that holds postal code and place gives them up."""
    lines = [line for line in (text(row, f"{kind}AddrLine1"), text(row, f"{kind}AddrLine2")) if line]
    zip_code, place = text(row, f"{kind}Zip"), text(row, f"{kind}Place")
    country = code(context, row, "country", row.take(f"{kind}Country"))
    if not (zip_code or place) and lines and (match := _FOUR_AND_PLACE.fullmatch(lines[-1])):
        row.note("postal_place_in_line", f"{kind}AddrLine2")
        zip_code, place = match[1], match[2].strip()
        lines.pop()
    found = _code_and_place(row, kind, zip_code, place)
    found = replace(found, lines=", ".join(dict.fromkeys(lines)), country=found.country or country)
    return _checked(context.postal_codes, row, kind, found)


def _code_and_place(row: RowReader, kind: str, zip_code: str, place: str) -> Address:
    """Postal code and place, wherever of the two columns they stand."""
    if both := _FOUR_AND_PLACE.fullmatch(zip_code):
        return _from_one(row, kind, both, place)
    if (both := _FOUR_AND_PLACE.fullmatch(place)) and (not zip_code or both[1].endswith(zip_code)):
        return _from_one(row, kind, both, "")
    if zip_code and place and _FOUR.fullmatch(place) and not any(c.isdigit() for c in zip_code):
        row.note("postal_code_and_place_swapped", f"{kind}Zip")
        zip_code, place = place, zip_code
    return _code(row, kind, zip_code, place)


def _from_one(row: RowReader, kind: str, both: re.Match[str], place: str) -> Address:
    row.note("postal_code_with_place", f"{kind}Zip")
    written = both[2].strip()
    return Address(postal_code=both[1], city=place if place and fold(place) != fold(written) else written)


def _code(row: RowReader, kind: str, zip_code: str, place: str) -> Address:
    """Four digits; a leading zero that a spreadsheet dropped is put back, since no Norwegian code has three."""
    if re.fullmatch(r"[0-9]{3}", zip_code):
        row.note("postal_code_padded", f"{kind}Zip")
        return Address(postal_code=f"0{zip_code}", city=place)
    if not zip_code or re.fullmatch(r"[0-9]{4}", zip_code):
        return Address(postal_code=zip_code, city=place)
    if match := _FOUR.fullmatch(zip_code):
        return Address(postal_code=match[1], city=place, country=NORWAY)
    if match := _FOREIGN.fullmatch(zip_code):
        prefix = match[1].upper()
        return Address(postal_code=match[2], city=place, country=_COUNTRY_OF_PREFIX.get(prefix, prefix))
    return Address(postal_code=zip_code, city=place)


def _checked(codes: PostalCodes, row: RowReader, kind: str, address: Address) -> Address:
    """Held against Norway's list, where it is one; the country is certain where code and place agree there."""
    column, zip_code = f"{kind}Zip", address.postal_code
    if not zip_code or (address.country and address.country != NORWAY):
        return address
    if not re.fullmatch(r"[0-9]{4}", zip_code):
        is_foreign = bool(_LONG.fullmatch(zip_code.upper()))
        row.note("postal_code_foreign" if is_foreign else "postal_code_unusual", column, shape(zip_code))
        return address
    names = codes.names(zip_code)
    if not names:
        if codes.places:
            row.note("postal_code_unlisted", column)
        return address
    if not address.city:
        row.note("postal_place_derived", f"{kind}Place")
        return replace(address, city=names[0], country=NORWAY)
    if _is_called(address.city, names):
        return replace(address, country=NORWAY)
    row.note("postal_place_differs", f"{kind}Place")
    return address


def _is_called(city: str, names: tuple[str, ...]) -> bool:
    """Whether the place, or one of its parallel names (``Kautokeino/Guovdageaidnu``), is what the list calls it."""
    if city.upper() == names[0]:
        return True
    known = {fold(name) for name in names}
    return any(fold(part.strip(")")) in known for part in (city, *_PARTS.split(city)))
