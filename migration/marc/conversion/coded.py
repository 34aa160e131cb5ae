"""Codes in 033-046 and 306: places of events, the cataloguing agency, countries, years, playing time."""

import re
from collections.abc import Iterator

from pymarc import Field, Subfield

from migration.marc.conversion.work import Work
from migration.marc.rules import Rules
from migration.marc.stored import data_field, new_subfield, two_indicators

_BLANKS = two_indicators("  ")
_YEAR = re.compile(r"(?:ca\.?\s*)?\[?(\d{3,4})\]?")
_YEARS = re.compile(r"\[?(\d{3,4})\]?\s*[-–/]\s*\[?(\d{4}|\d{2})\]?")
_TIME = re.compile(r"(?:(\d{1,2})[.:t]\s?)?(\d{1,3})[.:m]\s?(\d{2})s?")


def event_place(field: Field, source: Field, work: Work) -> list[Field]:
    """033: $b of NORMARC is a code of Statistics Norway, in MARC 21 one of the Library of Congress: a note, 518."""
    places = [s for s in field.subfields if s.code == "b"] if not work.mixed else []
    rest = [s for s in field.subfields if s.code != "b" or work.mixed]
    notes = [
        data_field("518", _BLANKS, [new_subfield(Subfield, ("a", f"Opptakssted (SSBs kode): {s.value.strip()}"))])
        for s in places
    ]
    return [*([data_field("033", field.indicators or _BLANKS, rest)] if rest else []), *notes]


def cataloguing_source(field: Field, source: Field, work: Work) -> list[Field]:
    """040: language of cataloguing, who made it machine-readable, and the Norwegian rules, where they aren't told.

    A second agency is one that modified the record, $d. A second 040, or language, has no place in MARC 21.
    """
    if work.has_cataloguing_source:
        return _modifying(field, work)
    work.has_cataloguing_source = True
    first: list[Subfield] = []
    others: list[Subfield] = []
    codes: set[str] = set()
    for subfield in field.subfields:
        if subfield.code in "abc" and subfield.code in codes:
            others.append(subfield)
        else:
            first.append(subfield)
            codes.add(subfield.code)
    kept = set(first)
    for subfield in others:
        if subfield.code != "b":
            work.moved(subfield, "fields/040", "040$d")
        elif subfield not in kept:
            work.unknown(subfield)
    first += [new_subfield(Subfield, ("d", s.value)) for s in others if s.code in "ac"]
    return [data_field("040", _BLANKS, _completed(first, work))]


def _modifying(field: Field, work: Work) -> list[Field]:
    for subfield in field.subfields:
        work.unknown(subfield)
    return []


def derived_source(work: Work) -> Field:
    """040 of a record without one: the agency that 008/39 tells of, else only who made it machine-readable."""
    subfields = [new_subfield(Subfield, ("a", work.agency))] if work.agency else []
    return data_field("040", _BLANKS, _completed(subfields, work))


def _completed(subfields: list[Subfield], work: Work) -> list[Subfield]:
    codes = {code for code, _ in subfields}
    supplied = (("b", "nob"), ("c", work.isil), ("e", "katreg"))
    added = [new_subfield(Subfield, pair) for pair in supplied if pair[1] and pair[0] not in codes]
    return sorted([*subfields, *added], key=_by_code)


def _by_code(subfield: Subfield) -> str:
    """MARC 21's order in 040: $a $b $e $c $d."""
    return {"e": "bb"}.get(subfield.code, subfield.code)


def country_codes(field: Field, source: Field, work: Work) -> list[Field]:
    """044: ISO 3166 in $a of NORMARC is $c of MARC 21; run together or with commas, one code each."""
    subfields: list[Subfield] = []
    for subfield in field.subfields:
        if subfield.code not in "ac":
            subfields.append(subfield)
            continue
        codes = list(_countries(subfield.value, work.rules))
        if not codes:
            work.unknown(subfield)
            work.note("country_unknown", f"044${subfield.code}", subfield.value.strip())
        elif len(codes) > 1 or codes[0].value != subfield.value:
            work.moved(subfield, "fields/044", f"044${codes[0].code}")
        subfields += codes
    return [data_field("044", _BLANKS, subfields)] if subfields else []


def _countries(value: str, rules: Rules) -> Iterator[Subfield]:
    """Nothing where one of the codes isn't known."""
    words = re.split(r"[\s,;/]+", value.strip(" #.").casefold())
    codes: list[Subfield] = []
    for word in words:
        run_together = len(word) > 3 and len(word) % 2 == 0
        for code in [word[i : i + 2] for i in range(0, len(word), 2)] if run_together else [word]:
            if code in rules.countries:
                codes.append(new_subfield(Subfield, ("c", code)))
            elif code in rules.marc21_countries:
                codes.append(new_subfield(Subfield, ("a", code)))
            else:
                return
    yield from codes


def years(field: Field, source: Field, work: Work) -> list[Field]:
    """045: years in $a of NORMARC become $b d1880; ind1 0 one, 1 several, 2 a range. What isn't years is kept aside."""
    subfields: list[Subfield] = []
    has_range = False
    for subfield in field.subfields:
        if subfield.code != "a" or work.mixed:
            subfields.append(subfield)
            continue
        found = _years(subfield.value.strip())
        if not found:
            work.unknown(subfield)
        else:
            has_range = has_range or len(found) > 1
            work.moved(subfield, "fields/045", "045$b")
        subfields += [new_subfield(Subfield, ("b", f"d{year}")) for year in found]
    dates = sum(1 for s in subfields if s.code in "bc")
    ind1 = "2" if has_range and dates == 2 else "1" if dates > 1 else "0" if dates else " "
    return [data_field("045", two_indicators(ind1 + " "), subfields)] if subfields else []


def _years(text: str) -> list[str]:
    span = _YEARS.fullmatch(text)
    if span:
        last = span[1][:-2] + span[2] if len(span[2]) == 2 else span[2]
        return [span[1].zfill(4), last] if span[1].zfill(4) <= last else []
    single = _YEAR.fullmatch(text)
    return [single[1].zfill(4)] if single else []


def playing_time(field: Field, source: Field, work: Work) -> list[Field]:
    """306: six digits, hours, minutes and seconds; ``1:20:30`` and ``42.15`` are read, other words become a note."""
    subfields: list[Subfield] = []
    notes: list[Field] = []
    for subfield in field.subfields:
        code, value = subfield
        text = value.strip()
        match = _TIME.fullmatch(text) if code == "a" and not (len(text) == 6 and text.isdigit()) else None
        if code != "a" or (len(text) == 6 and text.isdigit()):
            subfields.append(subfield)
        elif match and int(match[2]) < 60:
            work.moved(subfield, "fields/306", "306$a")
            subfields.append(new_subfield(Subfield, ("a", f"{int(match[1] or 0):02}{match[2]:0>2}{match[3]}")))
        else:
            notes.append(data_field("500", _BLANKS, [new_subfield(Subfield, ("a", f"Spilletid: {text}"))]))
    return [*([data_field("306", _BLANKS, subfields)] if any(s.code == "a" for s in subfields) else []), *notes]
