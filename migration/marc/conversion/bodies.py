"""Corporate bodies: which are jurisdictions (jurisdictions.csv), and their units, each in its own $b."""

import re
from functools import lru_cache

from pymarc import Subfield

from migration.marc.conversion.work import Work
from migration.marc.rules import Rules
from migration.marc.stored import new_subfield

_ADDITION = re.compile(r"\s*\([^()]*\)\s*$")
_FULL_STOP = re.compile(r"\.\s+")
_LAST_WORD = re.compile(r"[^\s.(/-]*$")
_ABBREVIATED = frozenset((
    "adm", "avd", "bd", "bibl", "dep", "dept", "dir", "distr", "div", "dr", "etat", "fak", "fylkesk", "gen",
    "gr", "hf", "inc", "inst", "jr", "kgl", "komm", "kons", "kontr", "kl", "ltd", "mr", "mrs", "nr", "no",
    "off", "prof", "pub", "red", "regionkont", "seksj", "sekr", "sekt", "skr", "sogn", "sr", "st", "stat",
    "sør", "tekn", "univ", "utv", "vdg", "vg", "vid", "øst",
))  # fmt: skip
"""Words that end in a full stop within a name; so do all words of one letter."""


def is_jurisdiction(name: str, rules: Rules) -> bool:
    """Whether a body is entered as a jurisdiction: a state, or a municipality or county by the end of its name.

    MARC 21 X10 ind1 1: ``Alta kommune`` is the government of a place, not a body within one.
    """
    bare = _ADDITION.sub("", name) if "(" in name else name
    folded = bare.strip(" .,:").casefold()
    return folded in rules.jurisdictions or (" " in folded and folded.endswith(rules.jurisdiction_endings))


def with_units(subfields: list[Subfield], tag: str, work: Work) -> list[Subfield]:
    """NORMARC has all units in one $b with full stops between: ``$bDep. Avd. A`` is two. So has $a after a state."""
    if not [value for code, value in subfields if ". " in value and code in "ab"]:
        return subfields
    result: list[Subfield] = []
    for subfield in subfields:
        code, value = subfield
        parts = units(value) if code in "ab" and ". " in value else (value,)
        if len(parts) < 2 or (code == "a" and not is_jurisdiction(parts[0], work.rules)):
            result.append(subfield)
            continue
        result.append(new_subfield(Subfield, (code, parts[0])))
        result += [new_subfield(Subfield, ("b", part)) for part in parts[1:]]
        work.moved(subfield, f"fields/{tag}", "$b")
    return result


@lru_cache(maxsize=4096)
def units(text: str) -> tuple[str, ...]:
    """The parts between full stops, but for those of abbreviations, initials and numbers, and before a small letter."""
    parts: list[str] = []
    start = 0
    for match in _FULL_STOP.finditer(text):
        before, after = text[start : match.start()], text[match.end() :]
        if after and not after[0].islower() and before.strip() and not _is_abbreviated(before):
            parts.append(before.strip())
            start = match.end()
    return (*parts, text[start:].strip())


def _is_abbreviated(text: str) -> bool:
    found = _LAST_WORD.search(text)
    word = found[0].casefold() if found else ""
    return len(word) < 2 or word.isdecimal() or word in _ABBREVIATED
