"""Languages in 041 and 008/35-37: codes run together, wrong codes and names become MARC's codes (languages.csv).

A language that MARC's list lacks (Kven: fkv) has its group's code in the first field, and its own in a second one with
``ind2 7 $2 iso639-3``. What can't be read is kept aside: nobody would find a wrong code in 041.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from pymarc import Field, Subfield

from migration.marc.conversion.work import Work
from migration.marc.fields import first_value, indicators_of
from migration.marc.rules import Rules
from migration.marc.stored import data_field, new_subfield, two_indicators

RULE = "fields/041"
_SEPARATORS = re.compile(r"[\s,;:/.+&|()\[\]-]+|\bog\b")
_SOUND = "ij"
_FILM = "g"


@dataclass(frozen=True, slots=True)
class Reading:
    """``codes``: (MARC's code, ISO 639-3 where MARC only has the group, else empty); ``unread``: the first odd word."""

    codes: tuple[tuple[str, str], ...]
    rule: str
    unread: str = ""


def language_codes(field: Field, source: Field, work: Work) -> list[Field]:
    """041. $h holds the intermediate languages first and the original last: $k and $h.

    $b of a film is its subtitles, $j; $a of a sound recording is sung or spoken, $d. A field that names its code list
    ($2) is MARC 21 already.
    """
    first = indicators_of(field)[0]
    first = first if first in "01" else " "
    if first_value(field, "2"):
        return [data_field("041", two_indicators(first + "7"), field.subfields)]
    subfields: list[Subfield] = []
    exact: list[Subfield] = []
    for subfield in field.subfields:
        if subfield.code.isalpha():
            _take(subfield, subfields, exact, work)
        else:
            subfields.append(subfield)
    return list(_fields(first, subfields, exact))


def _fields(first: str, subfields: list[Subfield], exact: list[Subfield]) -> Iterable[Field]:
    """The field, and one of ISO 639-3 codes; nothing without a language. ind1 1: there is an original."""
    codes = {code for code, _ in subfields}
    if not any(code.isalpha() for code in codes):
        return
    one = "1" if "h" in codes else first
    yield data_field("041", two_indicators(one + " "), list(dict.fromkeys(subfields)))
    if exact:
        source = new_subfield(Subfield, ("2", "iso639-3"))
        yield data_field("041", two_indicators(one + "7"), [*dict.fromkeys(exact), source])


def _take(subfield: Subfield, subfields: list[Subfield], exact: list[Subfield], work: Work) -> None:
    """One subfield's languages, and its fate where its text doesn't stand as it is."""
    code, value = subfield
    reading = read_languages(value, work.rules)
    if reading.unread:
        work.unknown(subfield)
        work.note(_problem(reading.unread), f"041${code}", reading.unread)
    elif len(reading.codes) != 1 or reading.codes[0][0] != value:
        work.moved(subfield, reading.rule, f"041${_target(code, work)}")
    for position, (language, own) in enumerate(reading.codes, 1):
        target = "k" if code == "h" and position < len(reading.codes) else _target(code, work)
        subfields.append(new_subfield(Subfield, (target, language)))
        if own:
            exact.append(new_subfield(Subfield, (target, own)))


def _problem(word: str) -> str:
    return "language_code_unknown" if len(word) == 3 else "language_code_unreadable"


def _target(code: str, work: Work) -> str:
    kind = work.leader[6:7]
    if code == "b" and kind in _FILM:
        return "j"
    return "d" if code == "a" and kind in _SOUND else code


@lru_cache(maxsize=16_384)
def read_languages(value: str, rules: Rules) -> Reading:
    """``gerswe`` is ger and swe; ``nob, nn`` and ``Norsk, engelsk`` are read too. An odd word spoils no other."""
    if value in rules.marc21_languages and value not in rules.languages:
        return Reading(((value, ""),), RULE)
    text = value.strip().casefold()
    if text in rules.languages:
        return _known(text, rules)
    readings = [_word(word, rules) for word in _SEPARATORS.split(text) if word]
    codes = tuple(code for reading in readings for code in reading.codes)
    unread = next((reading.unread for reading in readings if reading.unread), "" if codes else text)
    return Reading(codes, next((r.rule for r in readings if r.rule != RULE), RULE), unread)


def _known(word: str, rules: Rules) -> Reading:
    language = rules.languages[word]
    return Reading(((language.target, language.iso639_3),), f"languages/{word}")


def _word(word: str, rules: Rules) -> Reading:
    """A code, a name, or codes of three letters run together, of which every one must be a language."""
    if word in rules.languages:
        return _known(word, rules)
    if word in rules.marc21_languages:
        return Reading(((word, ""),), RULE)
    parts = [word[i : i + 3] for i in range(0, len(word), 3)] if len(word) > 3 and len(word) % 3 == 0 else []
    if not parts or not all(part in rules.languages or part in rules.marc21_languages for part in parts):
        return Reading((), RULE, word)
    readings = [_word(part, rules) for part in parts]
    codes = tuple(code for reading in readings for code in reading.codes)
    return Reading(codes, next((r.rule for r in readings if r.rule != RULE), RULE))
