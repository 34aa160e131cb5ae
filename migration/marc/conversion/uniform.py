"""Uniform and added titles: 130, 240, 730, 740, 830, and the titles within 700-711 and 800-811."""

from pymarc import Field, Subfield

from migration.marc.conversion.entries import entered, with_record_numbers
from migration.marc.conversion.reshape import each_once, standing_once
from migration.marc.conversion.titles import skipped_characters
from migration.marc.conversion.work import Work, new_field
from migration.marc.fields import first_value, indicators_of
from migration.marc.stored import data_field, new_subfield, two_indicators

_ENDS = " :;=/"
_AFTER_OPUS = frozenset("rp")


def uniform_title(field: Field, source: Field, work: Work) -> list[Field]:
    """240, in NORMARC often the original title. With other title information ($b), which 240 lacks, 246 has it all.

    MARC 21 has one 240, and none beside 130: another is an added entry, 730.
    """
    ind2 = indicators_of(field)[1]
    whole = [s for s in field.subfields if s.code in "abnp"]
    has_rest = any(s.code == "b" for s in whole)
    field.subfields = [s for s in field.subfields if s.code != "b"]
    field.subfields = title_in_order(_trimmed(_once(field, source, work).subfields), source, "a", work)
    made = [field] if field.subfields else []
    skipped = skipped_characters(ind2, first_value(field, "a"), source, work)
    field._indicators = two_indicators(f"1{skipped}")
    if work.has_uniform_title or work.main_entry == "130":
        field.tag = "730"
        field._indicators = two_indicators(f"{skipped} ")
    else:
        work.has_uniform_title = bool(made)
    once = work.rules.schema.fields[field.tag].once
    variant = [_variant(whole, source)] if has_rest else []
    return [*(standing_once(one, once) for one in made), *variant]


def uniform_title_entry(field: Field, source: Field, work: Work) -> list[Field]:
    """130: the nonfiling characters stand in ind2 in NORMARC, in ind1 in MARC 21."""
    ind1, ind2 = indicators_of(source)
    given = ind2 if ind2 in "0123456789" else ind1
    return _entry(field, source, given, " ", work)


def title_entry(field: Field, source: Field, work: Work) -> list[Field]:
    """730: the nonfiling characters stand in ind1 in both formats; ind2 says whether the item contains the work."""
    ind1, ind2 = indicators_of(field)
    return _entry(field, source, ind1, ind2, work)


def added_title(field: Field, source: Field, work: Work) -> list[Field]:
    """740. With NORMARC's type of title in $e (``Ryggtittel``) it is a variant title of the item: 246 with $i."""
    kind = first_value(field, "e").strip(" :.")
    title = _trimmed([s for s in field.subfields if s.code != "e"])
    if not title:
        return []
    if kind:
        display = new_subfield(Subfield, ("i", f"{kind}:"))
        return each_once([data_field("246", two_indicators("1 "), [display, *title])], work.rules.schema)
    ind1, ind2 = indicators_of(field)
    skipped = skipped_characters(ind1, first_value(field, "a"), source, work)
    return each_once([data_field("740", two_indicators(skipped + ind2), title)], work.rules.schema)


def series_entry(field: Field, source: Field, work: Work) -> list[Field]:
    """830: ind2 counts nonfiling characters in both formats; a number in $w is that of the series' record."""
    ind2 = indicators_of(field)[1]
    field.subfields = title_in_order(_trimmed(field.subfields), source, "a", work)
    field._indicators = two_indicators(" " + skipped_characters(ind2, first_value(field, "a"), source, work))
    if field.subfields:
        with_record_numbers(field, source, work)
    return [standing_once(field, work.rules.schema.fields["830"].once)] if field.subfields else []


def title_in_order(subfields: list[Subfield], source: Field, start: str, work: Work) -> list[Subfield]:
    """A title without the brackets that NORMARC's rules put round it, and its opus number before the key.

    ``$t[Sonater$mklaver$rA-dur]$iK. 331`` to ``$tSonater$mklaver$nK. 331$rA-dur``.
    """
    subfields = _without_brackets(subfields, source, start, work)
    if [code for code, _ in source.subfields if code == "i"]:
        return _opus_first(subfields, source)
    return subfields


def _entry(field: Field, source: Field, given: str, ind2: str, work: Work) -> list[Field]:
    field.subfields = title_in_order(_trimmed(_once(field, source, work).subfields), source, "a", work)
    if not field.subfields:
        return []
    field._indicators = two_indicators(skipped_characters(given, first_value(field, "a"), source, work) + ind2)
    return entered(field, source, work)


def _once(field: Field, source: Field, work: Work) -> Field:
    """The field with the codes once that MARC 21 has once; a qualifier of a text that is left out goes with it."""
    kept = standing_once(field, work.rules.schema.fields[field.tag].once)
    if kept is not field:
        for subfield in source.subfields:
            said, text = work.claims.get(subfield), subfield.value.strip()
            if said and said.target == "$a" and not any(text in value for _, value in kept.subfields):
                work.unknown(subfield)
    return kept


def _variant(whole: list[Subfield], source: Field) -> Field:
    display = "Originaltittel:" if indicators_of(source)[0] == "1" else "Standardtittel:"
    trimmed = _trimmed(whole)
    first = next((s.value for s in trimmed if s.code == "a"), "")
    rest = " : ".join(s.value for s in trimmed if s.code == "b")
    parts = [(code, value) for code, value in trimmed if code in "np"]
    return new_field("246", "1 ", *(pair for pair in (("i", display), ("a", first), ("b", rest), *parts) if pair[1]))


def _trimmed(subfields: list[Subfield]) -> list[Subfield]:
    """``The sea =`` without the mark that led on to something else."""
    if not [value for _, value in subfields if value[-1] in _ENDS]:
        return subfields
    trimmed = [new_subfield(Subfield, (code, value.rstrip(_ENDS))) for code, value in subfields]
    return [s for s in trimmed if s.value]


def _without_brackets(subfields: list[Subfield], source: Field, start: str, work: Work) -> list[Subfield]:
    """Takes ``[`` off the title and ``]`` off the end of it or of a later subfield, if both are there."""
    if not [value for code, value in subfields if value[0] == "[" and code == start]:
        return subfields
    first = next(n for n, s in enumerate(subfields) if s.code == start and s.value[0] == "[")
    last = next((n for n in range(first, len(subfields)) if subfields[n].value[-1] == "]"), -1)
    between = "".join(value for _, value in subfields[first : last + 1])
    if last < 0 or between.count("[") != 1 or between.count("]") != 1:
        return subfields
    result = list(subfields)
    for place, shorter in ((first, slice(1, None)), (last, slice(None, -1))):
        code, value = result[place]
        result[place] = new_subfield(Subfield, (code, value[shorter].strip()))
    for place in (first, last):
        _claim(subfields[place], source, work)
    return [s for s in result if s.value]


def _claim(subfield: Subfield, source: Field, work: Work) -> None:
    """NORMARC's $i is $n by now."""
    for found in source.subfields:
        if found.value == subfield.value and found not in work.claims:
            work.moved(found, f"fields/{source.tag}", f"${subfield.code}")


def _opus_first(subfields: list[Subfield], source: Field) -> list[Subfield]:
    """Opus numbers, once $i, before the key and the part that stand before them."""
    numbers = {value for code, value in source.subfields if code == "i"}
    place = next((n for n, s in enumerate(subfields) if s.code in _AFTER_OPUS), len(subfields))
    late = [s for s in subfields[place:] if s.code == "n" and s.value in numbers]
    if not late:
        return subfields
    return [*subfields[:place], *late, *(s for s in subfields[place:] if s not in late)]
