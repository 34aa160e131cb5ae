"""Titles: 130, 240, 245, the notes 572 and 574 that are titles, the series 440 and 490, and notes with a prefix."""

import re
import unicodedata
from collections.abc import Iterable

from pymarc import Field, Indicators, Subfield

from migration.marc.fields import first_value, indicators_of
from migration.marc.rules import Pattern
from migration.marc.work import Work, new_field

_SERIES_NUMBER = re.compile(r"(.*\S)\s+;\s*(\S.*)", re.DOTALL)
_ISSN = re.compile(r"\s*[.,;(]?\s*\bISSN:?\s*(\d{4}-?\d{3}[\dXx])\)?", re.IGNORECASE)
_GMD = re.compile(r"^[\s\[(]+|[\s\])/:=.]+$")


def title(field: Field, source: Field, work: Work) -> list[Field]:
    """245: indicators; $h used up by ``material_terms``. A further 245 is 880 (another script) or 246."""
    ind1, ind2 = indicators_of(source)
    if source is not work.main_title:
        return [_further_title(field, work)]
    first = ind1 if ind1 in "01" else str(int(work.has_main_entry))
    second = ind2 if ind2 in "0123456789" else str(nonfiling(first_value(field, "a"), first_value(source, "w"), work))
    field.indicators = Indicators(first, second)
    notes = [new_field("500", "  ", ("a", f"Materialbetegnelse: {term}")) for term in _unused_terms(source, work)]
    field.subfields = [s for s in field.subfields if s.code != "h"]
    return [field, *notes]


def main_title(fields: Iterable[Field]) -> Field | None:
    """The 245 that stays 245: the first in Latin letters, else the first."""
    found = [field for field in fields if field.tag == "245"]
    if len(found) < 2:
        return found[0] if found else None
    return next((f for f in found if not any(_foreign(s.value) for s in f.subfields)), found[0])


def material_term(text: str) -> str:
    """``[Lydopptak] :`` to ``lydopptak``."""
    return _GMD.sub("", text).casefold()


def nonfiling(text: str, sort_form: str, work: Work) -> int:
    """Characters to skip in sorting: by NORMARC's sort form where there is one, else by the language's articles.

    Without a known language nothing is skipped; Finnish and Sami have no articles.
    """
    skipped = len(text) - len(sort_form)
    if sort_form and 0 < skipped <= 9 and text.casefold().endswith(sort_form.casefold()):
        return skipped
    folded = text.casefold()
    for article in work.rules.articles.get(work.language, ()):
        lead = article if article.endswith("'") else f"{article} "
        if folded.startswith(lead) and len(text) > len(lead):
            return len(lead)
    return 0


def uniform_title(field: Field, source: Field, work: Work) -> list[Field]:
    """240: with another title information ($b), which MARC 21 lacks, the whole title stands in 246 too."""
    rest = [s for s in field.subfields if s.code == "b"]
    if not rest:
        return [field]
    field.subfields = [s for s in field.subfields if s.code != "b"]
    display = "Originaltittel:" if indicators_of(source)[0] == "1" else "Standardtittel:"
    whole = [("i", display), ("a", first_value(field, "a")), *(("b", s.value) for s in rest)]
    extra = new_field("246", "1 ", *(pair for pair in whole if pair[1]))
    return [field, extra] if field.subfields else [extra]


def uniform_title_entry(field: Field, source: Field, work: Work) -> list[Field]:
    """130: the nonfiling characters stand in ind2 in NORMARC, in ind1 in MARC 21."""
    ind1, ind2 = indicators_of(field)
    first = ind2 if ind2 in "0123456789" else ind1 if ind1 in "0123456789" else "0"
    field.indicators = Indicators(first, " ")
    return [field]


def title_note(field: Field, source: Field, work: Work) -> list[Field]:
    """572, 574: a variant or original title to 246 1# with its kind in $i, or an ordinary note (title_notes.csv)."""
    fields: list[Field] = []
    for code, value in field.subfields:
        if code != "a":
            fields.append(new_field("500", "  ", ("a", value)))
            continue
        pattern, text = _matching(source.tag, value.strip(), work)
        if pattern and pattern.target == "246" and text:
            fields.append(new_field("246", "1 ", ("i", pattern.display), ("a", text)))
        else:
            fields.append(new_field("500", "  ", ("a", value)))
    return fields


def note(field: Field, source: Field, work: Work) -> list[Field]:
    """505, 511: a prefix that MARC 21 shows by an indicator is taken off (note_prefixes.csv)."""
    ind1, ind2 = indicators_of(field)
    for pattern in work.rules.note_prefixes.get(source.tag, ()):
        first = first_value(field, "a")
        match = pattern.regex.match(first)
        if match and match.end() < len(first):
            position = next(i for i, s in enumerate(field.subfields) if s.code == "a")
            field.subfields[position] = Subfield("a", first[match.end() :])
            ind1 = pattern.target
            break
    field.indicators = Indicators(ind1, ind2)
    return [field]


def series(field: Field, source: Field, work: Work) -> list[Field]:
    """440: the transcribed 490 1# and the traced 830; numbering in the subseries ($y) is a second $v."""
    taken = field.subfields
    name = ". ".join(s.value.rstrip(" .") for s in taken if s.code in "anp")
    by = " / ".join(s.value for s in taken if s.code == "c")
    statement = [Subfield("a", f"{name} / {by}" if by else name)] if name or by else []
    tail = [Subfield("v" if s.code == "y" else s.code, s.value) for s in taken if s.code in "xvy"]
    other = [s for s in taken if s.code not in "anpcxvyw"]
    traced = [s for s in taken if s.code in "anp"]
    skip = indicators_of(source)[1]
    fields = [Field("490", Indicators("1", " "), [*statement, *tail, *other])]
    if traced:
        fields.append(Field("830", Indicators(" ", skip if skip in "0123456789" else "0"), [*traced, *tail]))
    return fields


def series_statement(field: Field, source: Field, work: Work) -> list[Field]:
    """490: NORMARC has the number and the ISSN inside $a: `` ; 12`` to $v, ``ISSN 1234-5678`` to $x."""
    subfields: list[Subfield] = []
    for code, value in field.subfields:
        subfields += _series_parts(value) if code == "a" else [Subfield(code, value)]
    first = "1" if work.has_series_entry else indicators_of(field)[0]
    return [Field("490", Indicators(first, " "), subfields)]


def _series_parts(value: str) -> list[Subfield]:
    issn = _ISSN.search(value)
    text = (value[: issn.start()] + value[issn.end() :]).strip() if issn else value
    number = _SERIES_NUMBER.fullmatch(text)
    parts = [Subfield("a", number[1] if number else text)] if text else []
    parts += [Subfield("x", issn[1])] if issn else []
    return parts + ([Subfield("v", number[2])] if number else [])


def _matching(tag: str, text: str, work: Work) -> tuple[Pattern | None, str]:
    """The first pattern of the tag that the text begins with, and the text after it."""
    for pattern in work.rules.title_notes.get(tag, ()):
        match = pattern.regex.match(text)
        if match:
            return pattern, text[match.end() :].strip()
    return None, text


def _further_title(field: Field, work: Work) -> Field:
    """MARC 21 has one 245: the title in another script is an unlinked 880, any other a variant title."""
    if any(_foreign(s.value) for s in field.subfields):
        return Field("880", field.indicators, [Subfield("6", "245-00"), *field.subfields])
    work.note("second_title", "245")
    return Field("246", Indicators("3", " "), field.subfields)


def _foreign(text: str) -> bool:
    if text.isascii():
        return False
    return any(c > "\u024f" and c.isalpha() and not unicodedata.name(c, "").startswith("LATIN") for c in text)


def _unused_terms(source: Field, work: Work) -> list[str]:
    """Material designations that say something else than the record's document types, or that no table knows."""
    values = [s.value.strip() for s in source.subfields if s.code == "h" and s.value.strip()]
    groups = {code[0] for code in work.types}
    found = {value: work.rules.material_terms.get(material_term(value)) for value in values}
    return [value for value, code in found.items() if code is None or code[0] not in groups]
