"""Corporate bodies: which are jurisdictions (jurisdictions.csv), and their units, each in its own $b."""

import re
from functools import lru_cache

from pymarc import Field, Subfield

from migration.marc.conversion.work import Work
from migration.marc.rules import Rules
from migration.marc.stored import new_subfield

_ADDITION = re.compile(r"\s*\([^()]*\)\s*$")
_FULL_STOP = re.compile(r"\.\s+")
_LONGEST = 20
"""More letters than an abbreviation has: no more of the text is looked at before each full stop."""
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


def is_organ(name: str, rules: Rules) -> bool:
    """Whether a unit is one that municipalities and counties have: what stands before it is then the jurisdiction."""
    return name.casefold().startswith(rules.jurisdiction_organs)


def with_units(subfields: list[Subfield], source: Field, work: Work) -> list[Subfield]:
    """NORMARC has all units in one $b with full stops between: ``$bDep. Avd. A`` is two. So has $a after a state, or
    after a place before one of its organs (``Oslo. Skolestyret``)."""
    if not [value for code, value in subfields if ". " in value and code in "ab"]:
        return subfields
    result: list[Subfield] = []
    for subfield in subfields:
        code, value = subfield
        parts = units(value) if code in "ab" and ". " in value else (value,)
        if len(parts) < 2 or (code == "a" and not _is_of_jurisdiction(parts, work.rules)):
            result.append(subfield)
            continue
        result.append(new_subfield(Subfield, (code, parts[0])))
        result += [new_subfield(Subfield, ("b", part)) for part in parts[1:]]
        own = [s for s in source.subfields if s.code == code and value.startswith(s.value.strip())]
        work.moved(own[0] if own else subfield, f"fields/{source.tag}", "$b")  # $q may have come to stand behind it
    return result


def _is_of_jurisdiction(parts: tuple[str, ...], rules: Rules) -> bool:
    return is_jurisdiction(parts[0], rules) or is_organ(parts[1], rules)


@lru_cache(maxsize=4096)
def units(text: str) -> tuple[str, ...]:
    """The parts between full stops, but for those of abbreviations, initials and numbers, and before a small letter."""
    parts: list[str] = []
    start = 0
    for match in _FULL_STOP.finditer(text):
        after = text[match.end() : match.end() + 1]
        last_word = text[max(start, match.start() - _LONGEST) : match.start()]
        if after and not after.islower() and last_word.strip() and not _is_abbreviated(last_word):
            parts.append(text[start : match.start()].strip())
            start = match.end()
    return (*parts, text[start:].strip())


def _is_abbreviated(text: str) -> bool:
    found = _LAST_WORD.search(text)
    word = found[0].casefold() if found else ""
    return len(word) < 2 or word.isdecimal() or word in _ABBREVIATED
