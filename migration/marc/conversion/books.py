"""020: ISBN, binding and price, which NORMARC's cataloguers wrote together in many ways."""

import re
from functools import lru_cache

from pymarc import Field, Subfield
from stdnum import ean, ismn

from migration.marc.conversion.work import Work, new_field
from migration.marc.isbn import isbn13
from migration.marc.stored import data_field, new_subfield, two_indicators

RULE = "fields/020"
_GAP = r"[\s–—-]{0,3}"
_NUMBER = re.compile(rf"(?<![\dXx])(?:97[89](?:{_GAP}\d){{10}}|\d(?:{_GAP}\d){{8}}{_GAP}[\dXx])(?!\d)")
_MARKS = re.compile(r"[\s–—-]")
_ISMN = re.compile(rf"(?:ISMN[:\s]*)?M(?:{_GAP}\d){{9}}", re.IGNORECASE)
_LABEL = re.compile(r"\bISBN(?:-1[03])?\b[:\s]*", re.IGNORECASE)
_CUT = re.compile(r"(?<!\s)\s++[:;]\s*+|[:;]\s++|(?<=\))\s*+|(?<!\s)\s*+(?=\()")
_PRICE = re.compile(
    r"(?:n?kr|nok|sek|skr|dkr|dkk|eur|usd|gbp|£|\$|€)\.?\s?\d|\d+(?:[.,]\d\d|,-|:-)|gratis$", re.IGNORECASE
)
_EDGES = " \t\r\n,;:/()[]"


def isbn(field: Field, source: Field, work: Work) -> list[Field]:
    """020: a field per number; $a without hyphens, text round it to $q (bindings.csv) and $c, a wrong number to $z.

    An ISMN (979-0, M-) is 024 2#. $a and $c stand once in a field: a second price is put behind the first.
    """
    fields: list[list[Subfield]] = [[]]
    ismns: list[Field] = []
    for subfield in source.subfields:
        code, value = subfield
        if not value or value.isspace() or code not in "abcgqz68":
            continue
        if code == "a":
            _number(subfield, fields, ismns, work)
        elif code in "bgq":
            _text(subfield, value, fields, work)
        elif code == "c":
            _price(value, fields)
        else:
            fields[-1].append(subfield)
    return [data_field("020", two_indicators("  "), part) for part in fields if part] + ismns


def _number(subfield: Subfield, fields: list[list[Subfield]], ismns: list[Field], work: Work) -> None:
    value = subfield.value
    found = list(_NUMBER.finditer(value))
    if not found:
        _without_number(subfield, fields, ismns, work)
        return
    before = _LABEL.sub("", value[: found[0].start()]).strip(_EDGES)
    for position, match in enumerate(found):
        number = _MARKS.sub("", match[0]).upper()
        target = _place(number, fields, ismns, work)
        if number != value and position == 0:
            work.moved(subfield, RULE, target)
        end = found[position + 1].start() if position + 1 < len(found) else len(value)
        _text(subfield, _LABEL.sub("", value[match.end() : end]), fields, work)
    if before:
        _text(subfield, before, fields, work)


def _place(number: str, fields: list[list[Subfield]], ismns: list[Field], work: Work) -> str:
    """Puts a number into its field, and gives the path."""
    if number.startswith("9790") and ean.is_valid(number):
        ismns.append(new_field("024", "2 ", ("a", number)))
        return "024$a"
    if any(code == "a" for code, _ in fields[-1]):
        fields.append([])
    good = bool(isbn13(number))
    if not good:
        work.note("isbn_invalid", "020$a", number)
    code = "a" if good else "z"
    fields[-1].append(new_subfield(Subfield, (code, number)))
    return f"020${code}"


def _without_number(subfield: Subfield, fields: list[list[Subfield]], ismns: list[Field], work: Work) -> None:
    """$a that holds no ISBN: an ISMN of ten characters, a binding or a price, else a number of the wrong length."""
    value = subfield.value.strip()
    match = _ISMN.fullmatch(value)
    number = "M" + re.sub(r"\D", "", value) if match else ""
    if number and ismn.is_valid(number):
        work.moved(subfield, RULE, "024$a")
        ismns.append(new_field("024", "2 ", ("a", str(ismn.to_ismn13(number)))))
    elif value.casefold() in work.rules.bindings or _PRICE.match(value) or not any(c.isdigit() for c in value):
        _text(subfield, value, fields, work)
    else:
        work.note("isbn_invalid", "020$a", value)
        fields[-1].append(new_subfield(Subfield, ("z", value)))


def _text(subfield: Subfield, text: str, fields: list[list[Subfield]], work: Work) -> None:
    """Qualifiers and prices: ``(ib.) : kr 98.00`` is $q innbundet $c kr 98.00."""
    for words, is_price in _pieces(text):
        if is_price:
            _price(words, fields)
            if subfield not in work.claims:
                work.moved(subfield, RULE, "020$c")
            continue
        full = work.rules.bindings.get(words.casefold())
        if full is not None and full != words:
            work.moved(subfield, f"bindings/{words.casefold()}", "020$q")
        elif words != subfield.value and subfield not in work.claims:
            work.moved(subfield, RULE, "020$q")
        fields[-1].append(new_subfield(Subfield, ("q", full or words)))


@lru_cache(maxsize=4096)
def _pieces(text: str) -> tuple[tuple[str, bool], ...]:
    """The parts of a text without the marks round them, and which of them are prices."""
    parts = (piece.strip(_EDGES) for piece in _CUT.split(text))
    return tuple((part, _PRICE.match(part) is not None) for part in parts if part)


def _price(value: str, fields: list[list[Subfield]]) -> None:
    part = fields[-1]
    for position, (code, before) in enumerate(part):
        if code == "c":
            part[position] = new_subfield(Subfield, ("c", f"{before} ; {value.strip()}"))
            return
    part.append(new_subfield(Subfield, ("c", value)))
