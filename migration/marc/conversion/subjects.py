"""Subjects 600-658: NORMARC's ind2 is the subject's level, MARC 21's its thesaurus."""

import re
from functools import lru_cache

from pymarc import Field, Subfield

from migration.marc.conversion.names import corporate, person
from migration.marc.conversion.reshape import standing_once
from migration.marc.conversion.titles import nonfiling
from migration.marc.conversion.work import Work
from migration.marc.fields import first_value, indicators_of
from migration.marc.rules import GenreTerm
from migration.marc.stored import data_field, two_indicators

_BIBBI = "(NO-OsBA)"
"""Agency of the authority numbers that Biblioteksentralen delivers in $4 of NORMARC, in $0 of MARC 21."""
_WITH_ROLES = frozenset(("600", "610", "611", "630", "650", "651"))
_LITERATURE = "ati"
"""Leader/06 of what the thesaurus of genres covers: texts and recorded speech, no films or games."""
_TOPICS = frozenset(("648", "650", "651", "655", "656", "657"))
_SUBDIVISIONS = frozenset("bcvxyz")
_MOST = 5000
"""Subfields that the headings made of one field have together: each repeats all but its own term or source."""
_NUMBER_OF_PLAYERS = re.compile(r"(.*\S)\s*\((\d{1,3})\)")


def subject(field: Field, source: Field, work: Work) -> list[Field]:
    """ind2 7 with $2 where the source of the term is given (subject_sources.csv), else 4. A field for each source.

    Terms that stand together in one field with nothing to divide them are headings of their own.
    """
    rest: list[Subfield] = []
    codes: dict[str, None] = {}
    most = max(1, _MOST // max(1, len(field.subfields)))
    for subfield in field.subfields:
        if subfield.code == "2" and len(codes) >= most:
            work.unknown(subfield)
        elif subfield.code == "2":
            codes |= dict.fromkeys(_source_codes(subfield, field.tag, source.tag, work))
        elif subfield.code == "4":
            rest += _authority_or_role(subfield, field.tag, work)
        else:
            rest.append(subfield)
    ind1, ind2 = indicators_of(field)
    if not codes:
        made = [data_field(field.tag, two_indicators(ind1 + _without_source(ind2, work)), rest)]
    else:
        with_source = two_indicators(f"{ind1}7")
        made = [data_field(field.tag, with_source, [*rest, _source(code)]) for code in codes]
    return made if _is_single(rest) else [one for found in made for one in _singles(found, work)]


def subject_person(field: Field, source: Field, work: Work) -> list[Field]:
    """600: a name and a subject."""
    return [made for name in person(field, source, work) for made in subject(name, source, work)]


def subject_corporate(field: Field, source: Field, work: Work) -> list[Field]:
    """610, 611: a name and a subject."""
    return [made for name in corporate(field, source, work) for made in subject(name, source, work)]


def subject_title(field: Field, source: Field, work: Work) -> list[Field]:
    """630, 640: a title and a subject; ind1 as given, else by the sort form $w or the language's articles."""
    ind1, ind2 = indicators_of(field)
    if not ind1.isdecimal():
        ind1 = str(nonfiling(first_value(field, "a"), first_value(source, "w"), work))
        field.indicators = two_indicators(ind1 + ind2)
    return subject(field, source, work)


def occupation(field: Field, source: Field, work: Work) -> list[Field]:
    """656: MARC 21 has the tag only for terms with a source; without one an occupation is a topic (650)."""
    made = subject(field, source, work)
    if indicators_of(made[0])[1] == "7":
        return made
    return [data_field("650", one.indicators or two_indicators(" 4"), one.subfields) for one in made]


def genre(field: Field, source: Field, work: Work) -> list[Field]:
    """655: a film's $z is the country that produced it (257); terms that NTSF has, by genre_terms.csv."""
    if work.leader[6:7] == "g":
        field.subfields = [s for s in field.subfields if not _producer(s, source.tag, work)]
    made = subject(field, source, work)
    term = work.rules.genre_terms.get(first_value(made[0], "a").strip().casefold())
    if term is None or not _is_plain_genre(made, work):
        return made
    return [_in_ntsf(made[0], term, work)]


def uncontrolled_subject(field: Field, source: Field, work: Work) -> list[Field]:
    """653: ind1 0-2 is the level in both formats; NORMARC's other values and ind2 carry nothing.

    With a known source in $2, which 653 lacks, the term isn't uncontrolled: each becomes a 650.
    """
    ind1, ind2 = indicators_of(field)
    level = ind1 if ind1 in " 012" else " "
    if any(s.code == "2" for s in field.subfields):
        made = subject(data_field("650", two_indicators(f"{level} "), field.subfields), source, work)
        if indicators_of(made[0])[1] == "7":
            return made
        field.subfields = [s for s in field.subfields if s.code != "2"]
    kept = ind2 if work.mixed and ind2 in "0123456" else " "
    subfields: list[Subfield] = []
    for subfield in field.subfields:
        subfields += _authority_or_role(subfield, "653", work) if subfield.code == "4" else [subfield]
    return [data_field("653", two_indicators(level + kept), subfields)]


def scoring(field: Field, source: Field, work: Work) -> list[Field]:
    """658 of NORMARC: 382 with $a instrument, $n how many (``fiolin (2)``), $s all players, $v what is no number."""
    subfields: list[Subfield] = []
    for subfield in field.subfields:
        if subfield.code == "a":
            subfields += _instrument(subfield, work)
        elif subfield.code == "b":
            subfields.append(_all_players(subfield, work))
        else:
            subfields.append(subfield)
    return [data_field("382", two_indicators("0 "), subfields)]


@lru_cache(maxsize=1024)
def _source(code: str) -> Subfield:
    return Subfield("2", code)


def _source_codes(subfield: Subfield, tag: str, source_tag: str, work: Work) -> list[str]:
    """MARC 21's code of a subject source. A name that nobody knows is kept aside, and is an issue."""
    name = subfield.value.strip()
    folded = name.casefold()
    known = work.rules.subject_sources.get(folded)
    if known:
        work.moved(subfield, f"subject_sources/{folded}", f"{tag}$2")
        return [known]
    for code in (name, folded):
        if code in work.rules.schema.vocabularies:
            work.moved(subfield, f"fields/{source_tag}", f"{tag}$2")
            return [code]
    work.note("marc_code_unknown", f"{source_tag}$2", name)
    work.unknown(subfield)
    return []


def _authority_or_role(subfield: Subfield, tag: str, work: Work) -> list[Subfield]:
    """$4: a number is Biblioteksentralen's authority number, $0 in MARC 21; a role stays where MARC 21 has one."""
    number = subfield.value.strip()
    if number.isdecimal():
        return [Subfield("0", _BIBBI + number)]
    if tag in _WITH_ROLES:
        return [subfield]
    work.unknown(subfield)
    return []


def _without_source(ind2: str, work: Work) -> str:
    """A mixed record may hold a MARC 21 thesaurus code without $2; a NORMARC level never says one."""
    return ind2 if work.mixed and ind2 in "56" else "4"


def _producer(subfield: Subfield, tag: str, work: Work) -> bool:
    if subfield.code != "z":
        return False
    work.producers[subfield.value.strip()] = None
    work.moved(subfield, f"fields/{tag}", "257$a")
    return True


def _is_plain_genre(made: list[Field], work: Work) -> bool:
    """A literary genre without subdivisions, of Biblioteksentralen's list or none."""
    codes = {s.code for s in made[0].subfields}
    source = first_value(made[0], "2")
    return len(made) == 1 and source in ("", "bibbi") and not codes & _SUBDIVISIONS and work.leader[6:7] in _LITERATURE


def _in_ntsf(field: Field, term: GenreTerm, work: Work) -> Field:
    """The field with NTSF's term and its URI; all else in it stays."""
    rest = [s for s in field.subfields if s.code not in "a2"]
    for subfield in field.subfields:
        if subfield.code == "a":
            work.moved(subfield, term.rule, "655$a")
    subfields = [Subfield("a", term.label), *rest, Subfield("0", term.uri), Subfield("2", "ntsf")]
    return data_field(field.tag, two_indicators(" 7"), subfields)


def _is_single(subfields: list[Subfield]) -> bool:
    codes = [code for code, _ in subfields]
    return len(set(codes)) == len(codes)


def _singles(field: Field, work: Work) -> list[Field]:
    """What MARC 21 has once in a heading, once: several terms are several headings, other texts are joined."""
    codes = {code for code, _ in field.subfields}
    fields = _one_term_each(field) if field.tag in _TOPICS and not codes & _SUBDIVISIONS else [field]
    return [standing_once(one, work.rules.schema.fields[one.tag].once) for one in fields]


def _one_term_each(field: Field) -> list[Field]:
    """A field for each $a, with all the rest. Terms that would make too much of it stay together in the last."""
    rest = [s for s in field.subfields if s.code != "a"]
    terms = [s for s in field.subfields if s.code == "a"]
    indicators = field.indicators or two_indicators(" 7")
    most = max(1, _MOST // (len(rest) + 1)) - 1
    alone, together = (terms, []) if len(terms) <= most + 1 else (terms[:most], terms[most:])
    made = [data_field(field.tag, indicators, [term, *rest]) for term in alone]
    return [*made, *([data_field(field.tag, indicators, [*together, *rest])] if together else [])] or [field]


def _instrument(subfield: Subfield, work: Work) -> list[Subfield]:
    match = _NUMBER_OF_PLAYERS.fullmatch(subfield.value.strip())
    if match is None:
        return [subfield]
    work.moved(subfield, "fields/658", "382$a")
    return [Subfield("a", match[1]), Subfield("n", match[2])]


def _all_players(subfield: Subfield, work: Work) -> Subfield:
    """``02`` to $s 2."""
    number = subfield.value.strip()
    if not number.isdecimal():
        return Subfield("v", subfield.value)
    work.moved(subfield, "fields/658", "382$s")
    return Subfield("s", str(int(number)))
