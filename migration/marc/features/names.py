"""Persons and bodies of 1XX and 7XX, folded, surname first; Cyrillic names as Norwegian writes them."""

import re
from functools import lru_cache

from pymarc import Field

from migration.marc.features.forms import folded
from migration.marc.features.scripts import is_cyrillic, library_of_congress, norwegian
from migration.marc.features.subfields import Fields, own_values
from migration.marc.fields import first_value, indicators_of

_PERSONS = ("100", "700")
_BODIES = ("110", "111", "710", "711")
_YEAR = re.compile(r"(?<!\d)(1[0-9]{3}|20[0-2]\d)(?!\d)")
_DEATH = re.compile(r"^\W*(?:-|–|d\b|død|died)", re.IGNORECASE)
_NOBODY = frozenset({"", "anon", "anonym", "ukjent", "unknown", "diverse", "div", "flere forfattere"})


def author(fields: Fields) -> str:
    """100: surname and first initial; else the name of 110 or 111; else the first 700, a contributor before an author
    of a part."""
    for field in fields.get("100", ()):
        if key := _short(first_value(field, "a")):
            return key
    for tag in ("110", "111"):
        for field in fields.get(tag, ()):
            if key := _body(" ".join(own_values(field, "ab"))):
                return key
    people = sorted(fields.get("700", ()), key=lambda field: indicators_of(field)[1] == "2")
    return next((key for field in people if (key := _short(first_value(field, "a")))), "")


def names(fields: Fields) -> tuple[str, ...]:
    """Everyone of 1XX and 7XX but authors of works contained (second indicator 2, or $t). Main entries come first; a
    Cyrillic name has both of its romanizations."""
    found: dict[str, None] = {}
    for tag in ("100", "110", "111", "700", "710", "711"):
        for field in fields.get(tag, ()):
            if tag[0] == "1" or not _is_analytic(field):
                found.update(dict.fromkeys(_forms(tag, field)))
    return tuple(found)


def _is_analytic(field: Field) -> bool:
    return indicators_of(field)[1] == "2" or bool(first_value(field, "t"))


def _forms(tag: str, field: Field) -> list[str]:
    text = " ".join(own_values(field, "ab"))
    found = (norwegian(text), library_of_congress(text)) if is_cyrillic(text) else (folded(text),)
    return [name for name in found if name not in _NOBODY]


@lru_cache(maxsize=65_536)
def _short(name: str) -> str:
    surname, _, rest = name.partition(",")
    key = f"{_body(surname)} {_body(rest)[:1]}".strip()
    return "" if key in _NOBODY else key


@lru_cache(maxsize=65_536)
def _body(name: str) -> str:
    return norwegian(name) if is_cyrillic(name) else folded(name)


def birth_year(fields: Fields) -> str:
    """The first year of 100 $d, if it isn't the year of death."""
    for field in fields.get("100", ()):
        text = first_value(field, "d")
        match = None if _DEATH.search(text) else _YEAR.search(text)
        if match:
            return match[1]
    return ""
