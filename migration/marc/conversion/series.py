"""Series: 440 and 490. NORMARC's 440 is statement and entry in one; its 490 has everything in $a."""

import re
from collections.abc import Iterator, Sequence

from pymarc import Field, Subfield

from migration.marc.conversion.numbers import parts_of
from migration.marc.conversion.reshape import each_once, standing_once
from migration.marc.conversion.titles import skipped_characters
from migration.marc.conversion.work import Work
from migration.marc.fields import indicators_kept, indicators_of
from migration.marc.stored import data_field, new_subfield, two_indicators

_NUMBER = re.compile(r"(.*[^\s;])\s*+;\s*+([^;\d]*+\d[^;]*+|[IVXLCDM]++\.?|[A-ZÆØÅ])\s*+", re.DOTALL)
_ISSN = re.compile(r"(?<!\s)\s*+[.,;(]?+\s*+\bISSN:?\s*+(\d{4}[-–]?\d{3}[\dXx])\)?", re.IGNORECASE)
_EDGES = " .,;:/"
_LONG = 1000
"""No series statement is as long; the patterns take long on endless blanks."""


def series(field: Field, source: Field, work: Work) -> list[Field]:
    """440: the transcribed 490 1# and the traced 830. Of a subseries with its own number ($y) there are two 830: the
    main series with $v, the subseries with $y; MARC 21 has $v once there."""
    made: list[Field] = []
    sort_form = data_field(source.tag, indicators_kept(source), [s for s in source.subfields if s.code == "w"][:1])
    for part in parts_of(field):
        made += [_statement(part, work), *_entries(part, sort_form, work)]
    return each_once((one for one in made if one.subfields), work.rules.schema)


def series_statement(field: Field, source: Field, work: Work) -> list[Field]:
    """490: `` ; 12`` in $a to $v, ``ISSN 1234-5678`` to $x. What a 440 of the record said already is left out."""
    subfields: list[Subfield] = []
    for subfield in field.subfields:
        subfields += _parts(subfield, work) if subfield.code == "a" else (subfield,)
    first = "1" if work.has_series_entry else indicators_of(field)[0]
    made = data_field("490", two_indicators(f"{first} "), subfields)
    if _key(subfields) in work.seen and not any(s.code == "x" for s in subfields):
        for subfield in source.subfields:
            if subfield not in work.claims or subfield.code == "a":
                work.merged(subfield, "fields/490", "490")
        return []
    return [standing_once(made, work.rules.schema.fields["490"].once)] if subfields else []


def _statement(part: list[Subfield], work: Work) -> Field:
    """490: series and subseries in $a with full stops, who is behind it after a slash."""
    name = ". ".join(s.value.rstrip(" .") for s in part if s.code in "anp")
    by = " ; ".join(s.value for s in part if s.code == "c")
    text = " / ".join(filter(None, (name, by)))
    statement = [new_subfield(Subfield, ("a", text))] if text else []
    tail = [new_subfield(Subfield, ("v" if s.code == "y" else s.code, s.value)) for s in part if s.code in "xvy"]
    rest = [s for s in part if s.code not in "anpcxvyw"]
    work.seen.add(_key([*statement, *tail]))
    return data_field("490", two_indicators("1 "), [*statement, *tail, *rest])


def _entries(part: list[Subfield], source: Field, work: Work) -> list[Field]:
    """830, unless the record has it. $x belongs to the main series, where a subseries is numbered on its own."""
    names = [s for s in part if s.code in "anp"]
    if not any(s.code == "a" for s in names) or _is_traced(part, work):
        return []
    own = [s for s in part if s.code in "xv"]
    numbers = [new_subfield(Subfield, ("v", s.value)) for s in part if s.code == "y"]
    if not numbers:
        return [_entry([*names, *own], source, work)]
    if any(s.code == "v" for s in own) and any(s.code in "np" for s in names):
        main = [s for s in names if s.code == "a"]
        return [_entry([*main, *own], source, work), _entry([*names, *numbers], source, work)]
    return [_entry([*names, *own, *numbers], source, work)]


def _entry(subfields: list[Subfield], source: Field, work: Work) -> Field:
    skipped = skipped_characters(indicators_of(source)[1], subfields[0].value, source, work)
    return data_field("830", two_indicators(f" {skipped}"), subfields)


def _is_traced(part: list[Subfield], work: Work) -> bool:
    """Whether an 830 of the source says the same: the name, and the number if it has one."""
    if not work.has_series_entry:
        return False
    wanted = _key(part)
    name_only = (*wanted[:2], "")
    return not work.in_source("830", _traced).isdisjoint((wanted, name_only))


def _traced(source: Sequence[Field]) -> Iterator[tuple[str, str, str]]:
    return (_key(field.subfields) for field in source if field.tag == "830")


def _key(subfields: list[Subfield]) -> tuple[str, str, str]:
    names = [s.value.strip(_EDGES) for s in subfields if s.code in "anp"]
    numbers = [s.value.strip(_EDGES) for s in subfields if s.code == "v"]
    return "490", ". ".join(names).casefold(), " ".join(numbers)


def _parts(subfield: Subfield, work: Work) -> list[Subfield]:
    """$a without its ISSN and its number: what comes after `` ; `` and has a digit, or is Roman or a letter."""
    value = subfield.value
    if len(value) > _LONG or (";" not in value and "ISSN" not in value.upper()):
        return [subfield]
    issn = _ISSN.search(value)
    text = (value[: issn.start()] + value[issn.end() :]).strip() if issn else value
    number = _NUMBER.fullmatch(text)
    if not issn and not number:
        return [subfield]
    work.moved(subfield, "fields/490", "490")
    parts = [("a", number[1] if number else text.rstrip(" ,;."))]
    parts += [("x", issn[1])] if issn else []
    parts += [("v", number[2].strip())] if number else []
    return [new_subfield(Subfield, part) for part in parts if part[1]]
