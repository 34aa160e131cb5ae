"""Numbers in 010-035: control numbers to 035; ISSN, ISMN and EAN as MARC 21 writes them, wrong ones apart."""

import re
from collections.abc import Iterator, Sequence

from pymarc import Field, Indicators, Subfield
from stdnum import ean, ismn, issn

from migration.marc.conversion.reshape import each_once, standing_once
from migration.marc.conversion.work import Work
from migration.marc.fields import first_value, indicators_kept, indicators_of
from migration.marc.isbn import isbn13
from migration.marc.stored import data_field, new_subfield, two_indicators

_MARKS = re.compile(r"[\s.–—-]")
_ISSN = re.compile(r"(?:ISSN[:\s]*)?(\d{4}[\s–-]{0,3}\d{3}[\dXx])(?![\dXx])(.*)", re.IGNORECASE | re.DOTALL)
_BLANKS = two_indicators("  ")


def separate(field: Field, source: Field, work: Work) -> list[Field]:
    """One field per $a, where MARC 21 has it only once and NORMARC, or the cataloguer, several."""
    once = work.rules.schema.fields[field.tag].once
    if "a" not in once:
        return [standing_once(field, once)]
    return [standing_once(data_field(field.tag, indicators_kept(field), part), once) for part in parts_of(field)]


def parts_of(field: Field) -> Iterator[list[Subfield]]:
    """The subfields, cut before every $a but the first; what stands before that belongs to it."""
    part: list[Subfield] = []
    has_number = False
    for subfield in field.subfields:
        if subfield.code == "a":
            if has_number:
                yield part
                part = []
            has_number = True
        part.append(subfield)
    yield part


def national_number(field: Field, source: Field, work: Work) -> list[Field]:
    """010 of NORMARC is the national bibliography's number: 015 $2 nbf. In a mixed record it may be LC's, and stays."""
    if work.mixed:
        return [field]
    return [data_field("015", _BLANKS, [*field.subfields, new_subfield(Subfield, ("2", "nbf"))])]


def control_number(field: Field, source: Field, work: Work) -> list[Field]:
    """015 $a number $b source: 035 with the source's code in parentheses (control_numbers.csv).

    Without $b the table's row for no name counts; where there is none nobody knows whose number it is, and it is kept
    aside. With $2 it is MARC 21's already: the number of a national bibliography.
    """
    given = first_value(field, "b")
    name = given.strip()
    if not name and (work.mixed or first_value(field, "2")):
        return [standing_once(field, work.rules.schema.fields["015"].once)]
    found = work.rules.control_numbers.get(name.casefold())
    numbers = [s for s in field.subfields if s.code in "az"]
    if not numbers or (found is None and not name):
        return _aside(field, work)
    tag, prefix, code, rule = found or ("035", f"({name})", "", "")
    if found and given:
        work.moved(Subfield("b", given), rule, f"{tag}$a")
    if tag == "010":
        tag, prefix = _lc_number(prefix, work)
    for subfield in numbers:
        work.merged(subfield, rule or "fields/015", f"{tag}${subfield.code}")
    codes = [new_subfield(Subfield, ("2", code))] if code else []
    return [
        data_field(tag, _BLANKS, [new_subfield(Subfield, (s.code, prefix + s.value.strip())), *codes]) for s in numbers
    ]


def _lc_number(prefix: str, work: Work) -> tuple[str, str]:
    """010 stands once; a second number of the Library of Congress goes to 035."""
    if work.has_lc_number:
        return "035", "(DLC)"
    work.has_lc_number = True
    return "010", prefix


def _aside(field: Field, work: Work) -> list[Field]:
    for subfield in field.subfields:
        work.unknown(subfield)
    return []


def issn_field(field: Field, source: Field, work: Work) -> list[Field]:
    """022: $a with its hyphen; a wrong check digit to $y; $l and $m (the cluster's) to 023; text after it aside."""
    ind1 = indicators_of(field)[0]
    indicators = two_indicators((ind1 if ind1 in "01" else " ") + " ")
    made: list[Field] = []
    for part in parts_of(field):
        own: list[Subfield] = []
        cluster: list[Subfield] = []
        for subfield in part:
            (cluster if subfield.code in "lm" else own).append(_issn(subfield, work))
        made += [data_field("022", indicators, own)] if own else []
        made += [data_field("023", two_indicators("0 "), cluster)] if cluster else []
    return each_once(made, work.rules.schema)


def _issn(subfield: Subfield, work: Work) -> Subfield:
    code, value = subfield
    target = {"l": "a", "m": "z"}.get(code, code)
    match = _ISSN.fullmatch(value.strip()) if code in "alyz" else None
    number = _MARKS.sub("", match[1]).upper() if match else ""
    if code in "al" and not (number and issn.is_valid(number)):
        work.note("issn_invalid", f"022${code}", value.strip())
        target = "y" if code == "a" else "z"
    if match and match[2].strip(" .,;:()"):
        work.unknown(subfield)
    text = f"{number[:4]}-{number[4:]}" if number else value
    if text != value and subfield not in work.claims:
        work.moved(subfield, "fields/022", f"022${target}")
    return new_subfield(Subfield, (target, text))


def other_number(field: Field, source: Field, work: Work) -> list[Field]:
    """024, and 025 (EAN): ISRC, UPC, ISMN, EAN, SICI. An EAN that says what 020 says is left out."""
    made: list[Field] = []
    kind = indicators_of(source)[0] if source.tag == "024" else "3"
    rule = f"fields/{source.tag}"
    for part in parts_of(field):
        number = next((s for s in part if s.code == "a"), None)
        if number is None:
            made.append(data_field("024", _kind(kind, part), part))
            continue
        first, code, text = _standard(kind, number.value, work)
        if first == "3" and _is_isbn_of_record(text, work):
            work.dropped(number, rule)
            part.remove(number)
        elif (code, text) != number:
            work.moved(number, rule, f"024${code}")
            part[part.index(number)] = new_subfield(Subfield, (code, text))
        if part:
            made += separate(data_field("024", _kind(first, part), part), source, work)
    return made


def _kind(ind1: str, part: list[Subfield]) -> Indicators:
    """024 ind1; 7 needs the name of the kind in $2, 8 says that the kind isn't known."""
    has_source = any(s.code == "2" for s in part)
    known = ind1 if ind1 in "01234" else "7" if has_source else "8"
    return two_indicators(known + " ")


def _standard(kind: str, value: str, work: Work) -> tuple[str, str, str]:
    """Kind (024 ind1), subfield code and number. A wrong check digit goes to $z."""
    number = _MARKS.sub("", value).upper()
    if number.startswith(("M", "9790")) and len(number) in (10, 13) and kind in "238 ":
        good = ismn.is_valid(number)
        return _checked("2", ismn.to_ismn13(number) if good else number, good, work)
    if kind in "13" and number.isdigit() and len(number) in (8, 12, 13):
        return _checked("1" if len(number) == 12 else "3", number, len(number) == 12 or ean.is_valid(number), work)
    if kind in "23":
        return _checked(kind, value.strip(), False, work)
    return kind, "a", value


def _checked(kind: str, number: str, good: bool, work: Work) -> tuple[str, str, str]:
    if not good:
        work.note("ismn_invalid" if kind == "2" else "ean_invalid", "024$a", number)
    return kind, "a" if good else "z", number


def _is_isbn_of_record(number: str, work: Work) -> bool:
    """Whether a 020 of the source has the same number; ISBN-10 and ISBN-13 are one."""
    wanted = isbn13(number)
    return bool(wanted) and wanted in work.in_source("020", _isbns)


def _isbns(source: Sequence[Field]) -> Iterator[str]:
    """The ISBN-13 that every 020 $a is or begins with."""
    for value in (s.value for f in source if f.tag == "020" for s in f.subfields if s.code == "a"):
        yield isbn13(_MARKS.sub("", value).upper()[:13])
        yield _first(value)


def _first(value: str) -> str:
    """The ISBN-13 of the number that a 020 $a begins with, whatever text comes after it."""
    digits = re.match(r"\D*((?:97[89][\s–-]*)?\d(?:[\s–-]*\d){8}[\s–-]*[\dXx])", value)
    return isbn13(_MARKS.sub("", digits[1]).upper()) if digits else ""


def publisher_number(field: Field, source: Field, work: Work) -> list[Field]:
    """028: the kind of number by the record's own where ind1 doesn't say; no note is made of it where 571 is one."""
    ind1, ind2 = indicators_of(field)
    if ind1 not in "012345":
        ind1 = {"i": "0", "j": "0", "c": "3", "d": "3", "g": "4"}.get(work.leader[6:7], "5")
    if ind2 not in "0123":
        ind2 = "0" if "571" in work.in_source("tags", _tags) else "2"
    field._indicators = two_indicators(ind1 + ind2)
    return separate(field, source, work)


def _tags(source: Sequence[Field]) -> Iterator[str]:
    return (field.tag for field in source)
