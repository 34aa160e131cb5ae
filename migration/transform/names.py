"""A borrower's name, which Mikromarc keeps in one field (``Etternavn, Fornavn``), to surname and given name.

No part of a name is ever lost: what cannot be told apart with certainty stays together in the surname, and what was
derived is reported.
"""

import re
from dataclasses import dataclass

from migration.transform.proper_case import is_one_case, proper_case

_DELETED = re.compile(r"^!+\s*")
_MASKED = re.compile(r"\*{6}[ .-]?\*{5}")
_DECEASED = re.compile(r"[(\[]\s*(?:av)?død\s*[)\]]|\s†|(?<=[\s,])(?:av)?død$", re.IGNORECASE)
_EDGES = " ,;"
_PARTICLES = {
    "von", "van", "de", "der", "den", "af", "av", "la", "le", "da", "dos", "das", "di", "del", "della", "du", "ter",
    "ten", "zu", "zum", "bin", "ibn", "bint", "abu", "al", "el", "ben", "mac", "mc", "st", "san", "dela",
}  # fmt: skip
_WITH_CAPITAL = {
    "von",
    "de",
    "la",
    "al",
    "el",
    "bin",
    "ibn",
    "abu",
    "mac",
    "mc",
    "da",
    "dos",
    "del",
    "della",
    "di",
    "af",
}
"""Particles that are none of the given names people bear (Ben, Le, Van), so that they count with a capital, too."""
_SUFFIXES = {"jr", "jr.", "sr", "sr.", "d.y.", "d.e.", "ii", "iii", "iv"}
_JOINED = {"y", "og", "och", "e"}
_CYRILLIC = re.compile(r"[\u0400-\u052f-]+")
_PATRONYMIC = re.compile(r"(?:ович|евич|ич|овна|евна|ична|инична)$", re.IGNORECASE)
_RUSSIAN_SURNAMES = (
    re.compile(r".{2}(?:[оеё]ва?|[сц]к(?:ий|ая)|енко|дзе|швили)$", re.IGNORECASE),
    re.compile(r".{2}(?:[иы]на?|[ую]к|ян)$", re.IGNORECASE),
)
"""Endings that surnames have; those of the second kind are given names' as well (Ирина)."""


@dataclass(frozen=True, slots=True)
class Name:
    """``issues``: codes of what was derived, changed or odd. ``is_deleted``: marked by ``!!``, as old systems do."""

    surname: str
    given: str
    issues: tuple[str, ...] = ()
    is_deleted: bool = False


def person_name(text: str) -> Name:
    """Take a person's name apart. ``text``: blanks collapsed, identity numbers masked."""
    plain, issues, is_deleted = _without_remarks(text)
    if not plain:
        return Name(text, "", ("name_part_empty", *issues), is_deleted)
    surname, given, found = _at_comma(plain) if "," in plain else _without_comma(plain)
    recased = _recased(surname, given)
    if recased != (surname, given):
        found = (*found, "name_recased")
    if any(c.isdigit() for c in plain):
        found = (*found, "name_has_digits")
    return Name(*recased, (*issues, *found), is_deleted)


def whole_name(text: str) -> Name:
    """The name of an institution: as it stands."""
    plain, issues, is_deleted = _without_remarks(text)
    return Name(plain or text, "", issues, is_deleted)


def _without_remarks(text: str) -> tuple[str, tuple[str, ...], bool]:
    """The name without what is none: the mark of a deleted borrower, a masked identity number, ``(død)``."""
    plain = _DELETED.sub("", text)
    is_deleted = plain != text
    issues = ["name_marked_deleted"] if is_deleted else []
    if _DECEASED.search(plain):
        issues.append("name_says_deceased")
        plain = _DECEASED.sub("", plain)
    plain = " ".join(_MASKED.sub(" ", plain).replace(" ,", ",").split())
    return (plain if plain.strip(_EDGES) else ""), tuple(issues), is_deleted


def _at_comma(text: str) -> tuple[str, str, tuple[str, ...]]:
    """``Etternavn, Fornavn``. A further comma parts given names, or a title from them: nothing is dropped."""
    surname, *rest = (part.strip() for part in text.strip(" ;").split(","))
    given = " ".join(part for part in rest if part)
    if not surname or not given:
        return surname or given, "", ("name_part_empty",)
    return surname, given, ("name_several_commas",) if len([part for part in rest if part]) > 1 else ()


def _without_comma(text: str) -> tuple[str, str, tuple[str, ...]]:
    words = text.split()
    if len(words) == 1:
        return text, "", ("name_without_comma",)
    first, last = _surname_at(words)
    surname = " ".join(words[first:last])
    given = " ".join((*words[:first], *words[last:]))
    return surname, given, ("name_without_comma",)


def _surname_at(words: list[str]) -> tuple[int, int]:
    """Where the surname stands among two words or more, as bounds."""
    if all(_CYRILLIC.fullmatch(word) for word in words):
        return _russian(words)
    shouted = [len(w) > 1 and w.isupper() and not w.endswith(".") for w in words]
    if any(shouted) and not all(shouted):  # NORDMANN Kari, Kari NORDMANN
        first, last = shouted.index(True), len(words) - shouted[::-1].index(True)
        if all(shouted[first:last]) and (first == 0 or last == len(words)):
            return first, last
    return _norwegian(words), len(words)


def _russian(words: list[str]) -> tuple[int, int]:
    """``Иванов Иван Иванович``; the patronymic last means that the surname is first. Else by the surname's ending."""
    if len(words) > 2 and _PATRONYMIC.search(words[-1]):
        return 0, len(words) - 2
    first, last = ([bool(p.search(word)) for p in _RUSSIAN_SURNAMES] for word in (words[0], words[-1]))
    return (0, 1) if first > last else (len(words) - 1, len(words))


def _norwegian(words: list[str]) -> int:
    """The last word, with its suffix (``jr.``); or from the first particle on, or from what ``y`` joins to it."""
    last = len(words) - 1
    while last > 1 and words[last].casefold() in _SUFFIXES:
        last -= 1
    shouting = is_one_case(" ".join(words))
    for place, word in enumerate(words[1:last], 1):
        small = word.casefold().rstrip(".'’")
        if small in _PARTICLES and (shouting or word[0].islower() or small in _WITH_CAPITAL):
            return place
        if small in _JOINED and word[0].islower() and place > 1:
            return place - 1
    return last


def _recased(surname: str, given: str) -> tuple[str, str]:
    """All capitals (or none) to a name as it is written; one part alone, too, where it is long enough to tell."""
    if is_one_case(f"{surname} {given}"):
        return proper_case(surname, particles=True), proper_case(given)
    return (
        proper_case(surname, particles=True) if _is_shouted(surname) else surname,
        proper_case(given) if _is_shouted(given) else given,
    )


def _is_shouted(part: str) -> bool:
    return part.isupper() and sum(c.isalpha() for c in part) > 3 and "." not in part
