"""Classification, 060-084: NORMARC's editions and kinds of number in MARC 21's terms (dewey_editions.csv).

$z is the kind of a number: h (main) is what MARC 21 takes for granted, a (of a part) of Dewey's is 083, b (alternative)
is $m b. $e, a word for the subject index, is 653. $7, $x and $1 mean something else in MARC 21: they are kept aside.
"""

import re
from functools import lru_cache

from pymarc import Field, Subfield

from migration.marc.conversion.numbers import separate
from migration.marc.conversion.work import Work
from migration.marc.fields import first_value, indicators_of
from migration.marc.stored import data_field, new_subfield, two_indicators

_EDITION = re.compile(
    r"(?:ddk|ddc|dk|dewey|utg)*+[\s.]*+(\d{1,2})[\s.]*+(?:utg)?+[\s.]*+(?:/(nor|nob))?", re.IGNORECASE
)
_NO_CODE = "z"
"""A scheme that has no code in MARC 21's list, in 084 $2."""
_AGENCIES = {"0": "NO-OsNB", "1": "NO-OsBA"}


def dewey(field: Field, source: Field, work: Work) -> list[Field]:
    """082: ind1 3 (DDK) and 4 (Arnesen) and the editions by dewey_editions.csv; ind2 0 and 1 tell the agency, $q.

    A field that has nothing but an edition says nothing and is dropped.
    """
    kinds, index_terms = _taken_out(field, work)
    if not any(code == "a" for code, _ in field.subfields):
        return _without_number(field, kinds, index_terms, work)
    ind1, ind2 = indicators_of(source)
    given = first_value(field, "2")
    editions = work.rules.dewey_editions
    found = editions.get((ind1, _edition(given))) or editions.get((ind1, "*")) or editions[" ", "*"]
    tag, new_ind1, new_edition, rule = found
    edition = given.strip() if new_edition == "=" else new_edition
    if tag == "082" and {_kind(s) for s in kinds} == {"a"}:
        tag = "083"
    new_ind2 = "4" if tag == "082" else " "
    if given and edition == _NO_CODE:
        work.dropped(Subfield("2", given), rule)
    elif given and given.strip() != edition:
        work.moved(Subfield("2", given), rule, f"{tag}$2")
    subfields = [s for s in field.subfields if s.code != "2"]
    subfields += [new_subfield(Subfield, ("2", edition))] if edition else []
    if tag == "082" and any(_kind(s) == "b" for s in kinds) and not first_value(field, "m"):
        subfields.append(new_subfield(Subfield, ("m", "b")))
    agency = _AGENCIES.get(ind2, "") if ind1 in "34" or ind2 == "1" else ""
    subfields += [new_subfield(Subfield, ("q", agency))] if agency and not first_value(field, "q") else []
    made = data_field(tag, two_indicators(new_ind1 + new_ind2), subfields)
    _settle_kinds(kinds, field.tag, made, work)
    return [*separate(made, source, work), *index_terms]


def classification(field: Field, source: Field, work: Work) -> list[Field]:
    """060, 080, 084: as 082 but without editions of Dewey. 084 needs the scheme in $2: z is one without a code."""
    kinds, index_terms = _taken_out(field, work)
    if not any(code == "a" for code, _ in field.subfields):
        return _without_number(field, kinds, index_terms, work)
    _settle_kinds(kinds, field.tag, field, work)
    ind1 = indicators_of(source)[0]
    scheme = _NO_CODE if field.tag == "084" else f"NORMARC {ind1}" if field.tag == "080" and ind1 in "23" else ""
    made = separate(field, source, work)
    for one in made:
        if scheme and not first_value(one, "2"):
            one.subfields.append(new_subfield(Subfield, ("2", scheme)))
    return [*made, *index_terms]


def _without_number(field: Field, kinds: list[Subfield], index_terms: list[Field], work: Work) -> list[Field]:
    _settle_kinds(kinds, field.tag, None, work)
    for subfield in field.subfields:
        if subfield.code == "2":
            work.dropped(subfield, f"fields/{field.tag}")
        else:
            work.unknown(subfield)
    return index_terms


def _taken_out(field: Field, work: Work) -> tuple[list[Subfield], list[Field]]:
    """Takes $z, $e and what MARC 21 has no place for out of the field; gives the kinds of number ($z) and the terms."""
    codes = {code for code, _ in field.subfields}
    if codes.isdisjoint("ez71x"):
        return [], []
    kinds: list[Subfield] = []
    terms: list[Field] = []
    rest: list[Subfield] = []
    for subfield in field.subfields:
        code, value = subfield
        if code == "z":
            kinds.append(subfield)
        elif code == "e":
            terms.append(data_field("653", two_indicators("  "), [new_subfield(Subfield, ("a", value))]))
        elif code == "7" or (code == "x" and field.tag != "080") or (code == "1" and not value.startswith("http")):
            work.unknown(subfield)
        else:
            rest.append(subfield)
    field.subfields = rest
    return kinds, terms


def _kind(subfield: Subfield) -> str:
    return subfield.value.strip().casefold()


def _settle_kinds(kinds: list[Subfield], tag: str, made: Field | None, work: Work) -> None:
    """h, a and b where the new field says so; a $z that it can't tell, a wrong one too, is kept aside."""
    is_alternative = made is not None and made.tag == "082" and first_value(made, "m") == "b"
    for subfield in kinds:
        kind = _kind(subfield)
        if kind == "h":
            work.dropped(subfield, f"fields/{tag}")
        elif made is not None and kind == "a" and made.tag == "083":
            work.moved(subfield, "fields/082", "083")
        elif kind == "b" and is_alternative:
            work.moved(subfield, "fields/082", "082$m")
        else:
            work.unknown(subfield)


@lru_cache(maxsize=256)
def _edition(text: str) -> str:
    """``DDK 5``, ``5.``, ``5/nor`` are 5; what is no number stays as it is."""
    match = _EDITION.fullmatch(text.strip())
    return match[1] if match else text.strip()
