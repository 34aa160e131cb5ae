"""Series: 440 and 490. NORMARC's 440 is statement and entry in one; its 490 has everything in $a."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from pymarc import Field, Subfield

from migration.marc.conversion.numbers import parts_of
from migration.marc.conversion.reshape import each_once, standing_once
from migration.marc.conversion.titles import skipped_characters
from migration.marc.conversion.work import Work
from migration.marc.fields import indicators_kept, indicators_of
from migration.marc.stored import data_field, new_subfield, two_indicators

_NUMBER = re.compile(r"(.*[^\s;])\s*+;\s*+([^;\d]*+\d[^;]*+|[IVXLCDM]++\.?|[A-ZÆØÅ])\s*+", re.DOTALL)
_ISSN = re.compile(r"(?<!\s)\s*+[.,;(]?+\s*+(?:[-–—]\s++)?+\bISSN:?\s*+(\d{4}[-–]?\d{3}[\dXx])\)?", re.IGNORECASE)
_ANY_SERIES = frozenset((
    "serie", "serien", "seriar", "series", "skrifter", "skriftserie", "rapport", "rapporter", "report", "reports",
    "bøker", "bok", "bibliotek", "hefte", "hefter", "norsk", "norske", "norges", "books", "library",
))  # fmt: skip
"""Words that say little about which series it is."""
_ENTRIES = frozenset(("800", "810", "811", "830"))
_EDGES = " .,;:/"
_LONG = 1000
"""No series statement is as long; the patterns take long on endless blanks."""


def series(field: Field, source: Field, work: Work) -> list[Field]:
    """440: the transcribed 490 1# and the traced 830. Of a subseries with its own number ($y) there are two 830: the
    main series with $v, the subseries with $y; MARC 21 has $v once there."""
    if not work.first_time("440", *source.subfields):
        for subfield in field.subfields:
            if subfield not in work.claims:
                work.merged(subfield, "fields/440", "490")
        return []
    made: list[Field] = []
    sort_form = data_field(source.tag, indicators_kept(source), [s for s in source.subfields if s.code == "w"][:1])
    for part in parts_of(field):
        own = _split_off_issn(part, work) if _has_issn_in_name(part) else part
        made += [_statement(own, work), *_entries(own, sort_form, work)]
    return each_once((one for one in made if one.subfields), work.rules.schema)


def series_statement(field: Field, source: Field, work: Work) -> list[Field]:
    """490: `` ; 12`` in $a to $v, ``ISSN 1234-5678`` to $x. What a 440 of the record says as well is left out.

    ind1 1 where an entry of the record is of the same series; the cataloguer's own 1 stays.
    """
    subfields: list[Subfield] = []
    for subfield in field.subfields:
        subfields += _parts(subfield, work) if subfield.code == "a" else (subfield,)
    first = "1" if work.has_series_entry and _is_entered(subfields, work) else indicators_of(field)[0]
    made = data_field("490", two_indicators(f"{first} "), subfields)
    if _stands_in_440(subfields, work):
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


def _stands_in_440(subfields: list[Subfield], work: Work) -> bool:
    """Whether a 440 of the source, before or after, has the series, and the number and the ISSN where they are told."""
    _, name, number = _key(subfields)
    issn = _issn(subfields)
    for own in work.in_source("440", _stated):
        assert isinstance(own, tuple)
        if own == (name, number or own[1], issn or own[2]):
            return True
    return False


def _stated(source: Sequence[Field]) -> Iterator[tuple[str, str, str]]:
    for field in source:
        if field.tag == "440":
            for part in parts_of(field):
                yield (*_key(part)[1:], _issn(part))


def _issn(subfields: Iterable[Subfield]) -> str:
    return next((s.value.replace("-", "").strip(_EDGES).upper() for s in subfields if s.code == "x"), "")


def _is_entered(subfields: list[Subfield], work: Work) -> bool:
    """Whether an 8XX is of the series: its name, or one that shares a longer word with it, or the same number."""
    _, name, number = _key(subfields)
    words = _long_words(name)
    for own in work.in_source("8XX", _entered_names):
        assert isinstance(own, tuple)
        if own[0] == name or words & _long_words(own[0]) or (number and number == own[1]):
            return True
    return False


def _entered_names(source: Sequence[Field]) -> Iterator[tuple[str, str]]:
    for field in source:
        if field.tag in _ENTRIES:
            code = "a" if field.tag == "830" else "t"
            names = [s.value.strip(_EDGES) for s in field.subfields if s.code in code + "np"]
            yield ". ".join(names).casefold(), _key(field.subfields)[2]


@lru_cache(maxsize=1024)
def _long_words(name: str) -> frozenset[str]:
    return frozenset(word for word in re.findall(r"[^\W_]+", name) if len(word) > 3) - _ANY_SERIES


def _has_issn_in_name(part: list[Subfield]) -> bool:
    """440 should have its ISSN in $x and its number in $v; some have both in $a."""
    codes = [code for code, value in part if code in "xv" or "ISSN" in value]
    return codes == ["a"]


def _split_off_issn(part: list[Subfield], work: Work) -> list[Subfield]:
    return [new for own in part for new in (_parts(own, work) if own.code == "a" else (own,))]


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
    parts = [("a", number[1] if number else text.rstrip(" ,;.–—-"))]
    parts += [("x", issn[1])] if issn else []
    parts += [("v", number[2].strip())] if number else []
    return [new_subfield(Subfield, part) for part in parts if part[1]]
