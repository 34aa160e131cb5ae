"""Roles: $e of NORMARC (``overs.``, ``forf. og ill.``) to MARC 21's relator codes in $4 (relators.csv)."""

import re

from pymarc import Subfield

from migration.marc.conversion.work import Work
from migration.marc.rules import Rules
from migration.marc.stored import new_subfield

_BETWEEN = re.compile(r"\s*(?:[,;/+&|]|\b(?:og|och|and|samt)\b)\s*")
_AROUND = " ()[]:,;"
_LONG = 200
"""No list of roles is as long; splitting takes long on endless blanks."""
_URI = ("http:", "https:")


def with_roles(subfields: list[Subfield], role: str, work: Work) -> list[Subfield]:
    """Every role in the subfields ``role`` that relators.csv knows as $4. $4 stands last, each code once.

    A text with a word that no row knows stays whole in its subfield, so that nothing is lost; its known roles are coded
    all the same.
    """
    rest: list[Subfield] = []
    codes: dict[str, None] = {}
    for subfield in subfields:
        if subfield.code == role:
            rest += _coded(subfield, codes, work)
        elif subfield.code == "4":
            rest += _checked(subfield, role, codes, work)
        else:
            rest.append(subfield)
    return [*rest, *(new_subfield(Subfield, ("4", code)) for code in codes)]


def coded_role(subfield: Subfield, work: Work) -> list[Subfield]:
    """The $4 of a subfield in which every word is a known role."""
    codes: dict[str, None] = {}
    _coded(subfield, codes, work)
    return [new_subfield(Subfield, ("4", code)) for code in codes]


def is_role(text: str, rules: Rules) -> bool:
    """Whether every word of a text is a known role."""
    terms = _terms(text)
    return bool(terms) and all(_row_of(term, rules) for term in terms)


def _coded(subfield: Subfield, codes: dict[str, None], work: Work) -> list[Subfield]:
    """Adds the codes of the text; gives back the subfield if it must stay."""
    relators = work.rules.relators
    row = subfield.value if subfield.value in relators else _row_of(subfield.value, work.rules)
    if row:
        codes[relators[row]] = None
        work.moved(subfield, f"relators/{row}", "$4")
        return []
    terms = _terms(subfield.value)
    rows = [found for term in terms if (found := _row_of(term, work.rules))]
    codes.update((relators[found], None) for found in rows)
    if not terms or len(rows) < len(terms):
        return [subfield]
    work.moved(subfield, f"relators/{rows[0]}", "$4")
    return []


def _checked(subfield: Subfield, role: str, codes: dict[str, None], work: Work) -> list[Subfield]:
    """$4 that is a code or a URI stays; ``forfatter`` is coded; other words are the role's text, numbers kept aside."""
    text = subfield.value.strip()
    code = text.casefold()
    if code in work.rules.schema.relators:
        codes[code] = None
        if code != subfield.value:
            work.moved(subfield, "fields/700", "$4")
        return []
    if text.startswith(_URI):
        codes[text] = None
        return []
    if not any(character.isalpha() for character in text):
        work.unknown(subfield)
        return []
    return _coded(subfield, codes, work) and [new_subfield(Subfield, (role, subfield.value))]


def _terms(text: str) -> list[str]:
    if len(text) > _LONG:
        return [text]
    return [term for term in _BETWEEN.split(text.strip(_AROUND)) if term.strip(_AROUND)]


def _row_of(term: str, rules: Rules) -> str:
    """The row of relators.csv that a word is found under: with or without its full stop and ``av``; else empty."""
    folded = term.strip(_AROUND).casefold().removesuffix(" av").removesuffix(" ved")
    bare = folded.rstrip(". ")
    return next((form for form in (folded, bare, f"{bare}.") if form in rules.relators), "")
