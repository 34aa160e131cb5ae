"""Names: 100, 110, 111, 600-611, 700-711, 800-811.

Persons: ind1 2 (compound surname) becomes 1, 3 stays only for a family. Bodies: ind1 1 for a jurisdiction, units apart
in $b. Roles in Norwegian become codes in $4 (``roles``); a main entry stands once, a contributor once with each role
(``entries``).
"""

import re
from itertools import chain

from pymarc import Field, Subfield

from migration.marc.conversion.bodies import is_jurisdiction, is_organ, with_units
from migration.marc.conversion.entries import entered, with_record_numbers, without_name
from migration.marc.conversion.numbers import parts_of
from migration.marc.conversion.reshape import standing_once
from migration.marc.conversion.roles import coded_role, is_role, with_roles
from migration.marc.conversion.uniform import title_in_order
from migration.marc.conversion.work import Work, new_field
from migration.marc.fields import first_value, indicators_of
from migration.marc.stored import data_field, new_subfield, two_indicators

_FAMILY = re.compile(r"famil|slekt|ætt\b|dynast", re.IGNORECASE)
_LINK = re.compile(r"\d+(?:\.\d+)?(?:\\[a-z])?")
_MOST_NAMES = 100
"""Names in one field that become a field each; what follows stays together in the last one."""
_NATIONALITY = re.compile(r"[a-zæøå]{1,5}\.(?:-[a-zæøå]+\.?)?")


def person(field: Field, source: Field, work: Work) -> list[Field]:
    """X00: several names in one field become a field each; $8, characteristics of the person, is 386."""
    return [made for one in _one_name_each(field) for made in _person(one, source, work)]


def corporate(field: Field, source: Field, work: Work) -> list[Field]:
    """X10 and X11. In X11 $e is a unit and $j the role; a nationality in $j is 386."""
    convert = _meeting if field.tag[1:] == "11" else _body
    return [made for one in _one_name_each(field) for made in convert(one, source, work)]


def _person(field: Field, source: Field, work: Work) -> list[Field]:
    first, second = indicators_of(field)
    field._indicators = two_indicators(_name_type(first, field) + second)
    return _finished(field, source, "e", work)


def _body(field: Field, source: Field, work: Work) -> list[Field]:
    if first_value(field, "a"):
        field.subfields = with_units(field.subfields, source, work)
    unit = first_value(field, "b")
    if is_jurisdiction(first_value(field, "a"), work.rules) or (unit and is_organ(unit, work.rules)):
        field._indicators = two_indicators("1" + indicators_of(field)[1])
    return _finished(field, source, "e", work)


def _meeting(field: Field, source: Field, work: Work) -> list[Field]:
    if first_value(field, "a"):
        field.subfields = _roles_of_meeting(field.subfields, source.tag, work)
    return _finished(field, source, "j", work)


def _finished(field: Field, source: Field, role: str, work: Work) -> list[Field]:
    """What names of all kinds share: characteristics in 386, and what is left of the name as an entry."""
    codes = "".join([code for code, _ in field.subfields])
    groups = _characteristics(field, work) if "8" in codes else []
    if "a" not in codes:
        return [*groups, *without_name(field, source, work)]
    return [*groups, *_named(field, source, role, codes, work)]


def _named(field: Field, source: Field, role: str, codes: str, work: Work) -> list[Field]:
    """Commas that led on to a role, local numbers, roles, titles, series' numbers, main entries. ``codes``: its own."""
    subfields = _without_commas(field.subfields)
    if "3" in codes:
        subfields = [s for s in subfields if s.code != "3" or not _is_local_number(s, work)]
    if role in codes or "4" in codes:
        subfields = with_roles(subfields, role, work)
    if "t" in codes:
        subfields = title_in_order(subfields, source, "t", work)
    field.subfields = subfields
    if source.tag[0] == "8":
        with_record_numbers(field, source, work)
    if len(set(codes)) < len(codes):
        field = standing_once(field, work.rules.schema.fields[field.tag].once)
    return entered(field, source, work)


def _one_name_each(field: Field) -> list[Field]:
    """The field, or one for each $a where there are several."""
    if len([code for code, _ in field.subfields if code == "a"]) < 2:
        return [field]
    parts = list(parts_of(field))
    parts[_MOST_NAMES - 1 :] = [list(chain.from_iterable(parts[_MOST_NAMES - 1 :]))] if parts[_MOST_NAMES - 1 :] else []
    return [data_field(field.tag, two_indicators("".join(indicators_of(field))), part) for part in parts]


def _name_type(old: str, field: Field) -> str:
    """MARC 21 ind1: 0 forename, 1 surname, 3 family. A blank is told by the comma."""
    if old in "01":
        return old
    name = first_value(field, "a")
    if old == "3" and _FAMILY.search(f"{name} {first_value(field, 'c')}"):
        return "3"
    return "1" if old in "23" or "," in name else "0"


def _roles_of_meeting(subfields: list[Subfield], tag: str, work: Work) -> list[Subfield]:
    """A known role in $e goes to $4; ``n.`` in $j, where it isn't a role, is NORMARC's nationality."""
    rest: list[Subfield] = []
    for subfield in subfields:
        code, value = subfield
        if code == "e" and is_role(value, work.rules):
            rest += coded_role(subfield, work)
        elif code == "j" and _NATIONALITY.fullmatch(value.strip()) and not is_role(value, work.rules):
            work.groups[value.strip()] = None
            work.moved(subfield, f"fields/{tag}", "386$a")
        else:
            rest.append(subfield)
    return rest


def _without_commas(subfields: list[Subfield]) -> list[Subfield]:
    """``Sitkin, Alan,`` before $e: leader/18 says that such marks are left out."""
    if not [value for _, value in subfields if value[-1] in ", "]:
        return subfields
    trimmed = [new_subfield(Subfield, (code, value.rstrip(", "))) for code, value in subfields]
    return [s for s in trimmed if s.value]


def _is_local_number(subfield: Subfield, work: Work) -> bool:
    """$3 of bare digits is the system's own authority number, not a part of the material: it is kept aside."""
    if not subfield.value.strip().isdecimal():
        return False
    work.unknown(subfield)
    return True


def _characteristics(field: Field, work: Work) -> list[Field]:
    """$8 of NORMARC (``kvinne``) says who the person is: 386. MARC 21's field link stays."""
    texts = [s for s in field.subfields if s.code == "8" and _LINK.fullmatch(s.value.strip()) is None]
    if texts:
        taken = set(texts)
        field.subfields = [s for s in field.subfields if s not in taken]
    new = [s.value.strip() for s in texts if work.first_time("386", s.value.strip())]
    return [new_field("386", "  ", ("a", text)) for text in dict.fromkeys(new)]
