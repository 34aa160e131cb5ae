"""Links: 760-787 to other records, 856 to the web."""

import re

from pymarc import Field, Subfield

from migration.marc.conversion.private import CREDENTIALS
from migration.marc.conversion.reshape import standing_once
from migration.marc.conversion.work import Work
from migration.marc.fields import indicators_of
from migration.marc.stored import data_field, two_indicators

_YEARS = re.compile(r"\[?\d{4}\]?(?:\s*[-/–]\s*(?:\d{4}|\d{2})?)?")
_CONTROL = re.compile(r"[a-z][0-9a-z|#]{0,3}")
_NAMED = ("(", "http:", "https:", "urn:", "oai:")
"""How a record number begins that says itself whose it is."""
_ACCESS = {"http:": "4", "https": "4", "ftp:/": "1", "ftps:": "1", "mailt": "0", "telne": "2"}
"""856 ind1 by the first five characters of the address."""


def link(field: Field, source: Field, work: Work) -> list[Field]:
    """76X-78X: years of $i to $g, record numbers in $w with the library's code, $e and $f outside 775 as notes ($n).

    $7 of NORMARC is a digit that says what kind of heading $a is; MARC 21's code of letters stays.
    """
    subfields: list[Subfield] = []
    for subfield in field.subfields:
        code = subfield.code
        if code == "w":
            subfields.append(Subfield("w", with_agency(subfield.value, work)))
        elif code == "i":
            _relation(subfield, field, subfields)
        elif code == "7":
            _control(subfield, source.tag, subfields, work)
        elif code in "ef":
            subfields.append(_language_or_country(subfield, source.tag, work))
        else:
            subfields.append(subfield)
    made = data_field(field.tag, field.indicators or two_indicators("0 "), subfields)
    return [standing_once(made, work.rules.schema.fields[field.tag].once)] if subfields else []


def electronic_location(field: Field, source: Field, work: Work) -> list[Field]:
    """856: ind1 by the address where it is blank; ind2 2 where the address is not the resource (electronic_links.csv).

    NORMARC's $l says how to log in: it is never delivered, no more than the password in $k.
    """
    rest = [s for s in field.subfields if not _is_login(s, work)]
    if not rest:
        return []
    ind1, ind2 = indicators_of(field)
    if ind1 == " ":
        ind1 = next((_access(s.value) for s in rest if s.code == "u"), " ")
    if ind2 in " 01":
        ind2 = _relationship(" ".join([s.value for s in rest if s.code in "u3yzqf"]), work) or ind2
    made = data_field("856", two_indicators(ind1 + ind2), rest)
    return [standing_once(made, work.rules.schema.fields["856"].once)]


def with_agency(value: str, work: Work) -> str:
    """``12345`` to ``(NO-2160100)12345``; a number that says whose it is stays."""
    number = value.strip()
    return value if not work.isil or number.startswith(_NAMED) else f"({work.isil}){number}"


def _relation(subfield: Subfield, field: Field, subfields: list[Subfield]) -> None:
    """$i: a bare year belongs in $g, unless one says it already; a text is MARC 21's relationship information."""
    text = subfield.value.strip()
    if _YEARS.fullmatch(text) is None:
        subfields.append(subfield)
    elif not any(s.code == "g" and text in s.value for s in field.subfields):
        subfields.append(Subfield("g", subfield.value))


def _control(subfield: Subfield, tag: str, subfields: list[Subfield], work: Work) -> None:
    text = subfield.value.strip()
    if text.isdecimal():
        work.dropped(subfield, f"fields/{tag}")
    elif _CONTROL.fullmatch(text):
        subfields.append(subfield)
    else:
        work.unknown(subfield)


def _language_or_country(subfield: Subfield, tag: str, work: Work) -> Subfield:
    """$e and $f: in 775 as MARC 21's codes, elsewhere as a note, since MARC 21 has them in 775 only."""
    code, value = subfield
    legacy = value.strip().lower()
    if tag != "775":
        return Subfield("n", f"{'Språk' if code == 'e' else 'Land'}: {value.strip()}")
    if code == "e" and legacy in work.rules.languages:
        work.moved(subfield, f"languages/{legacy}", "775$e")
        return Subfield("e", work.rules.languages[legacy].target)
    if code == "f" and legacy in work.rules.countries and not work.mixed:
        work.moved(subfield, f"countries/{legacy}", "775$f")
        return Subfield("f", work.rules.countries[legacy])
    return subfield


def _is_login(subfield: Subfield, work: Work) -> bool:
    if subfield.code != "l" or subfield.value.startswith("http"):
        return False
    work.note("credentials_removed", "856$l")
    work.dropped(subfield, CREDENTIALS)
    return True


def _access(address: str) -> str:
    return _ACCESS.get(address.strip()[:5].lower(), "4" if address.strip()[:4].lower() == "www." else " ")


def _relationship(text: str, work: Work) -> str:
    return next((rule.target for rule in work.rules.electronic_links if rule.regex.search(text)), "")
