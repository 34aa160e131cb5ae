"""Names: 100, 110, 111, 600-611, 700-711, 800-811."""

import re

from pymarc import Field, Indicators, Subfield

from migration.marc.fields import first_value, indicators_of
from migration.marc.work import Work

_FAMILY = re.compile(r"famil|slekt|ætt\b", re.IGNORECASE)
_ROLES = re.compile(r"\s*(?:[,;/]|\bog\b|&)\s*")


def person(field: Field, source: Field, work: Work) -> list[Field]:
    """X00: ind1 2 (compound surname) becomes 1, 3 stays only for a family name; $e terms become $4 codes."""
    field.indicators = Indicators(_name_type(field), indicators_of(field)[1])
    field.subfields = with_relators(field.subfields, work)
    return [field]


def corporate(field: Field, source: Field, work: Work) -> list[Field]:
    """X10, X11: indicators by table; $e terms become $4 codes (in X11 $e is a unit, $j the role)."""
    if not field.tag.endswith("11"):
        field.subfields = with_relators(field.subfields, work)
    return [field]


def with_relators(subfields: list[Subfield], work: Work) -> list[Subfield]:
    """Every role in $e that relators.csv knows as $4; unknown words stay in $e. $4 stands last, each code once."""
    if not any(s.code == "e" for s in subfields):
        return subfields
    rest: list[Subfield] = []
    codes = [s for s in subfields if s.code == "4"]
    for subfield in subfields:
        if subfield.code == "e":
            known, unknown = _roles(subfield.value, work)
            codes += [Subfield("4", code) for code in known]
            rest += [Subfield("e", term) for term in unknown]
        elif subfield.code != "4":
            rest.append(subfield)
    return [*rest, *dict.fromkeys(codes)]


def _roles(value: str, work: Work) -> tuple[list[str], list[str]]:
    """``forf. og ill.`` to its codes; a value with any unknown word stays whole besides, so that nothing is lost."""
    terms = [term for term in _ROLES.split(value.strip()) if term]
    codes = [code for term in terms if (code := _relator(term, work))]
    return codes, ([] if len(codes) == len(terms) else [value])


def _relator(term: str, work: Work) -> str:
    relators = work.rules.relators
    folded = term.strip(" ()[]").casefold()
    return relators.get(folded) or relators.get(folded.rstrip(".")) or relators.get(f"{folded}.") or ""


def _name_type(field: Field) -> str:
    """MARC 21 ind1: 0 forename, 1 surname, 3 family. A blank is told by the comma."""
    old = indicators_of(field)[0]
    if old in "01":
        return old
    name = first_value(field, "a")
    if old == "3" and _FAMILY.search(f"{name} {first_value(field, 'c')}"):
        return "3"
    return "1" if old in "23" or "," in name else "0"
