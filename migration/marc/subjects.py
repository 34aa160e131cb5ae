"""Subjects 600-658: NORMARC's ind2 is the subject's level, MARC 21's its thesaurus."""

from pymarc import Field, Indicators, Subfield

from migration.marc.fields import indicators_of
from migration.marc.names import corporate, person
from migration.marc.work import Work


def subject(field: Field, source: Field, work: Work) -> list[Field]:
    """ind2 7 with $2 where the source of the term is given (subject_sources.csv), else 4."""
    sources = [_source(s.value.strip(), work, source.tag) for s in field.subfields if s.code == "2"]
    if sources:
        field.subfields = [s for s in field.subfields if s.code != "2"]
        field.subfields += [Subfield("2", code) for code in dict.fromkeys(sources)]
    ind1, ind2 = indicators_of(field)
    field.indicators = Indicators(ind1, "7" if sources else _without_source(ind2, work))
    return [field]


def subject_person(field: Field, source: Field, work: Work) -> list[Field]:
    """600: a name and a subject."""
    return subject(person(field, source, work)[0], source, work)


def subject_corporate(field: Field, source: Field, work: Work) -> list[Field]:
    """610, 611: a name and a subject."""
    return subject(corporate(field, source, work)[0], source, work)


def uncontrolled_subject(field: Field, source: Field, work: Work) -> list[Field]:
    """653: ind1 0-2 is the level in both formats; NORMARC's other values and ind2 carry nothing."""
    ind1, ind2 = indicators_of(field)
    kept = ind2 if work.mixed and ind2 in "0123456" else " "
    field.indicators = Indicators(ind1 if ind1 in " 012" else " ", kept)
    return [field]


def _source(name: str, work: Work, tag: str) -> str:
    """MARC 21's code of a subject source; a name that nobody knows stays as it is and is an issue."""
    known = work.rules.subject_sources.get(name.casefold())
    if known:
        return known
    codes = work.rules.marc21_subject_sources
    if name.lower() in codes:
        return name.lower()
    if name not in codes:
        work.note("marc_code_unknown", f"{tag}$2", name)
    return name


def _without_source(ind2: str, work: Work) -> str:
    """A mixed record may hold a MARC 21 thesaurus code without $2; a NORMARC level never says one."""
    return ind2 if work.mixed and ind2 in "56" else "4"
