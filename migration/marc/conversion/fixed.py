"""008 of NORMARC to MARC 21 (fixed_codes.csv): what all materials share. 18-34 are in ``materials``."""

import re
from collections.abc import Iterable, Mapping

from pymarc import Field, Record

from migration.marc.conversion.dates import NOT_DATED, UNKNOWN, Dates, coded_dates, parse_dates
from migration.marc.conversion.languages import read_languages
from migration.marc.conversion.materials import code_of, convert_materials
from migration.marc.conversion.work import Work
from migration.marc.fields import first_value

_PLACES = re.compile(r"[,;:/]| og ")
_MAY_BE_WORDLESS = "cdefgjkor"
_MOST_LANGUAGES = 6
"""More languages of text than this are ``mul`` in MARC 21; of fewer the first stands in 008."""


def convert_008(record: Record, source_leader: str, work: Work) -> str:
    """008 of exactly 40 characters, whatever the record had; what is missing is derived from 260 and 041.

    Effects: ``work.language``, ``work.agency``; genres, target groups and notes that a code stands for.
    """
    first = next((f.data or "" for f in record.fields if f.tag == "008"), "")
    if (first and len(first.rstrip()) > 40) or 0 < len(first) < 40:
        work.note("field_008_length", "008", str(len(first)))
    source = first[:40].ljust(40)
    out = list(" " * 40)
    out[0:6] = _entered(source, record)
    out[6:15] = _dates(source, record, work)
    out[15:18] = _country(source[15:18], record, work)
    out[18:35] = convert_materials(source, source_leader, record, work)
    out[35:38] = _language(source[35:38], record, work, known=not first.isspace() and bool(first))
    out[38] = code_of("008/38", work.rules.fixed["008/38"]["all"], source[38], work)
    out[39] = code_of("008/39", work.rules.fixed["008/39"]["all"], source[39], work)
    return "".join(out)


def _entered(source: str, record: Record) -> str:
    """Date entered, yymmdd in both formats; where it is no date, that of the last transaction (005) is the nearest."""
    if _is_date(source[:6]):
        return source[:6]
    changed = next((f.data or "" for f in record.fields if f.tag == "005"), "")
    return changed[2:8] if len(changed) >= 8 and _is_date(changed[2:8]) else NOT_DATED


def _is_date(text: str) -> bool:
    return text.isascii() and text.isdecimal() and "01" <= text[2:4] <= "12" and "01" <= text[4:6] <= "31"


def _dates(source: str, record: Record, work: Work) -> str:
    """008/06-14: as coded where the first year is there, else from 260/264 $c."""
    kind = source[6]
    if kind != " ":
        is_open = kind == "c" and source[11:15] == "9999"
        kind = kind if is_open else code_of("008/06", work.rules.fixed["008/06"]["all"], kind, work)
    dates = coded_dates(kind, source[7:11], source[11:15])
    if dates is None:
        text = " ".join(_values(record, ("260", "264"), "c"))
        dates = parse_dates(text, serial=work.leader[7] in "bis")
        if dates == UNKNOWN and kind in "cdu":
            dates = Dates(kind, "uuuu", "9999" if kind == "c" else "uuuu")
    return dates.kind + dates.date1 + dates.date2


def _country(source: str, record: Record, work: Work) -> str:
    """008/15-17: ISO 3166 to MARC; where blank, from the first place of publication that places.csv knows."""
    code = source.strip(" #|^").casefold()
    if not code or code == "xx":
        return _country_of_place(record, work).ljust(3)
    if code in work.rules.countries:
        return work.rules.countries[code].ljust(3)
    if code in work.rules.marc21_countries:
        return code.ljust(3)
    work.note("country_unknown", "008/15-17", code)
    return _country_of_place(record, work).ljust(3)


def _country_of_place(record: Record, work: Work) -> str:
    places: Mapping[str, str] = work.rules.places
    for place in _values(record, ("260", "264"), "a"):
        for name in _PLACES.split(place.casefold()):
            found = places.get(name.strip(" []()."))
            if found:
                return found
    return "xx"


def _language(source: str, record: Record, work: Work, *, known: bool) -> str:
    """008/35-37. Blanks say "no language" in NORMARC; of a text that can't be so, and the language is unknown.

    ``mul`` is for more languages than MARC 21 wants listed; else the first of 041 stands here.
    """
    code = source.strip(" |#^").casefold()
    if not code or code == "mul":
        texts = [c for value in _values(record, ("041",), "a") for c, _ in read_languages(value, work.rules).codes]
        if texts and (not code or len(texts) <= _MOST_LANGUAGES):
            code = texts[0]
    if not code:
        return "zxx" if known and work.leader[6] in _MAY_BE_WORDLESS else "und"
    language = work.rules.languages.get(code)
    target = language.target if language else code
    if target not in work.rules.marc21_languages:
        work.note("language_code_unknown", "008/35-37", code)
        return "und"
    work.language = target
    return target


def exact_language(record: Record, work: Work) -> str:
    """ISO 639-3 of the 008's language where MARC only has its group (Kven: fkv), else empty."""
    data = next((f.data or "" for f in record.fields if f.tag == "008"), "")
    language = work.rules.languages.get(data[35:38].casefold())
    return language.iso639_3 if language else ""


def _values(record: Record, tags: tuple[str, ...], code: str) -> list[str]:
    """The values of a subfield, wherever it stands in the fields of these tags."""
    fields: Iterable[Field] = (f for f in record.fields if f.tag in tags)
    return [value for field in fields if (value := first_value(field, code).strip())]


def is_006(data: str) -> bool:
    """Whether 006, which NORMARC reserves, was taken over from MARC 21: 18 characters that begin with a record type."""
    return len(data) == 18 and data[0] in "acdefgijkmoprst"
