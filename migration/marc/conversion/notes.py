"""Notes, 5XX: prefixes that MARC 21 shows by an indicator, notes that are links, and those of tags it lacks."""

import re
from collections.abc import Iterator

from pymarc import Field, Subfield

from migration.marc.conversion.numbers import parts_of
from migration.marc.conversion.reshape import each_once
from migration.marc.conversion.work import Work
from migration.marc.fields import indicators_of
from migration.marc.rules import LinkNote, Pattern
from migration.marc.stored import data_field, new_subfield, two_indicators

_BETWEEN = re.compile(r"\s*;\s*(?:(?:og|samt|and|ja|och)\b\s*:?\s*)?")
_TITLES_ALONE = frozenset("trgu678")
_ISSN = re.compile(r"[\s.,;(]*\bISSN:?\s*(\d{4})[-–\s]?(\d{3}[\dXx])\)?", re.IGNORECASE)
_ISBN = re.compile(r"[\s.,;(]*\bISBN:?\s*((?:97[89][-\s]?)?\d[-\d\s]{8,14}[\dXx])\)?", re.IGNORECASE)
_SERIALS = "bis"
_BEGINNING = 300
"""Characters in which a beginning is looked for: patterns with several repetitions take long on endless blanks."""
_LONG = 1000
"""No title of a link is as long; so long a note stays a note."""
_BLANKS = two_indicators("  ")


def note(field: Field, source: Field, work: Work) -> list[Field]:
    """505, 511, 520 …: a prefix that MARC 21 shows by ind1 is taken off (note_prefixes.csv); a field for each $a."""
    if len(field.subfields) == 1:
        return [_shown_by_indicator(field.subfields, field, source, work)]
    return each_once((_shown_by_indicator(part, field, source, work) for part in parts_of(field)), work.rules.schema)


def moved_note(field: Field, source: Field, work: Work) -> list[Field]:
    """503, 512, 531-533, 539, 571 of NORMARC, which have only $a: notes of other tags, or links (link_notes.csv).

    With further subfields 533 can only be MARC 21's own note of a reproduction, and stays.
    """
    if source.tag in work.rules.schema.fields and any(code not in "a56789" for code, _ in field.subfields):
        return each_once([data_field(source.tag, _BLANKS, field.subfields)], work.rules.schema)
    made: list[Field] = []
    for part in parts_of(field):
        made += _moved(part, field, source, work)
    return each_once(made, work.rules.schema)


def numbering_note(field: Field, source: Field, work: Work) -> list[Field]:
    """571: of a serial 515, numbering peculiarities; else a general note."""
    tag = "515" if work.leader[7:8] in _SERIALS else "500"
    return each_once((data_field(tag, _BLANKS, part) for part in parts_of(field)), work.rules.schema)


def projected_date(field: Field, source: Field, work: Work) -> list[Field]:
    """263: NORMARC's ``ÅÅMM`` with its century. Of a book that has come (leader/17) it says nothing more."""
    if work.leader[17:18] not in "58":
        for subfield in field.subfields:
            work.dropped(subfield, "fields/263")
        return []
    subfields: list[Subfield] = []
    for subfield in field.subfields:
        text = subfield.value.strip()
        if len(text) == 4 and text.isdecimal() and "01" <= text[2:] <= "12":
            work.moved(subfield, "fields/263", "263$a")
            text = f"{'19' if text >= '70' else '20'}{text}"
        subfields.append(new_subfield(Subfield, (subfield.code, text)))
    return each_once([data_field("263", _BLANKS, subfields)], work.rules.schema)


def _shown_by_indicator(part: list[Subfield], field: Field, source: Field, work: Work) -> Field:
    if work.mixed and _is_marc21(indicators_of(source), source.tag, work):
        return data_field(field.tag, two_indicators("".join(indicators_of(source))), part)
    if source.tag == "505":
        if any(s.code == "t" for s in part) and all(s.code in _TITLES_ALONE for s in part):
            return _enhanced(part, source)
        field._indicators = two_indicators(indicators_of(field)[0] + " ")
    pattern = _prefix(part, source.tag, work)
    ind1, ind2 = indicators_of(field)
    if pattern is None:
        return data_field(field.tag, two_indicators(ind1 + ind2), part)
    return data_field(
        field.tag, two_indicators(pattern.target.replace("#", " ") + ind2), _stripped(part, pattern, work)
    )


def _enhanced(part: list[Subfield], source: Field) -> Field:
    """505 by titles ($t), which NORMARC has not and MARC 21 says by ind2 0; ind1 as it was, without one 0."""
    ind1 = indicators_of(source)[0]
    return data_field("505", two_indicators(f"{ind1 if ind1 in '0128' else '0'}0"), part)


def _is_marc21(given: tuple[str, str], tag: str, work: Work) -> bool:
    """A mixed record's note may have MARC 21's indicators; NORMARC's notes have none."""
    if given == (" ", " "):
        return False
    allowed = work.rules.schema.fields[tag].indicators
    return all(codes is None or one in codes for one, codes in zip(given, allowed, strict=True))


def _prefix(part: list[Subfield], tag: str, work: Work) -> Pattern | None:
    """The first pattern that the text begins with and that isn't all of it."""
    text = next((s.value for s in part if s.code == "a"), "")
    for pattern in work.rules.note_prefixes.get(tag, ()):
        match = pattern.regex.match(text, 0, _BEGINNING)
        if match and match.end() < len(text):
            return pattern
    return None


def _stripped(part: list[Subfield], pattern: Pattern, work: Work) -> list[Subfield]:
    place = next(n for n, s in enumerate(part) if s.code == "a")
    subfield = part[place]
    match = pattern.regex.match(subfield.value, 0, _BEGINNING)
    if match is None or not match.end():
        return part
    work.moved(subfield, pattern.rule, "$a")
    return [*part[:place], new_subfield(Subfield, ("a", subfield.value[match.end() :])), *part[place + 1 :]]


def _moved(part: list[Subfield], field: Field, source: Field, work: Work) -> Iterator[Field]:
    text = next((s for s in part if s.code == "a"), None)
    for rule in work.rules.link_notes.get(source.tag, ()) if text else ():
        assert text is not None
        match = rule.regex.match(text.value, 0, _BEGINNING) if len(text.value) < _LONG else None
        if match and text.value[match.end() :].strip(" .:;,"):
            work.moved(text, rule.rule, rule.target)
            yield from _by_rule(text.value[match.end() :], rule)
            return
    yield data_field(field.tag, _BLANKS, part)


def _by_rule(text: str, rule: LinkNote) -> Iterator[Field]:
    """The note's text under another tag. A link ($t) is of each title, with its ISSN and ISBN apart."""
    indicators = two_indicators(rule.indicators)
    if rule.code != "t":
        yield data_field(rule.target, indicators, [new_subfield(Subfield, (rule.code, text.strip()))])
        return
    for title in _titles(text) if rule.several else (text,):
        yield data_field(rule.target, indicators, list(_link(title)))


def _titles(text: str) -> list[str]:
    """``A ; B ; og: C`` or ``A og B``; where ``og`` stands more than once nobody can tell which divides."""
    if ";" in text:
        return [title for title in _BETWEEN.split(text) if title.strip(" .:;,")]
    return text.split(" og ") if text.count(" og ") == 1 else [text]


def _link(text: str) -> Iterator[Subfield]:
    issn, isbn = _ISSN.search(text), _ISBN.search(text)
    title = _ISBN.sub("", _ISSN.sub("", text)).strip(' .:;,«»"')
    if title:
        yield new_subfield(Subfield, ("t", title))
    if issn:
        yield new_subfield(Subfield, ("x", f"{issn[1]}-{issn[2].upper()}"))
    if isbn:
        yield new_subfield(Subfield, ("z", isbn[1].replace(" ", "").replace("-", "")))
