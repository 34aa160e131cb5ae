"""Titles: 245, 246, and the characters that sorting skips."""

import re

from pymarc import Field, Subfield

from migration.marc.conversion.reshape import standing_once
from migration.marc.conversion.statement import statement_of
from migration.marc.conversion.work import Work, new_field
from migration.marc.fields import first_value, indicators_of
from migration.marc.rules import Rules
from migration.marc.stored import data_field, two_indicators

_GMD = re.compile(r"^[\s\[(]+|[\s\])/:=.;]+$")
_UNMEDIATED = "n"
"""RDA's media type of what needs no player: books and pictures and toys have that in common, and little else."""
_APOSTROPHES = str.maketrans("’‘ʼ", "'''")


def title(field: Field, source: Field, work: Work) -> list[Field]:
    """245: indicators, one $a, $b and $c; $h used up by ``material_terms``. A second one: ``alternates``."""
    ind1, ind2 = indicators_of(source)
    first = ind1 if ind1 in "01" else str(int(work.has_main_entry))
    notes = _material_notes(field, source, work)
    field.subfields = statement_of(field.subfields, work)
    text = first_value(field, "a")
    second = ind2 if ind2 in "0123456789" else str(nonfiling(text, first_value(source, "w"), work))
    field._indicators = two_indicators(first + second)
    return [standing_once(field, work.rules.schema.fields["245"].once), *notes] if field.subfields else notes


def parallel_title(field: Field, source: Field, work: Work) -> list[Field]:
    """246: in NORMARC always a parallel title, 31. With $i, or in a mixed record, it can be MARC 21's variant already.

    Its $c, which MARC 21 lacks, is a note.
    """
    if work.mixed or any(code == "i" for code, _ in field.subfields):
        ind1, ind2 = indicators_of(source)
        if ind1 in "0123" and ind2 in " 012345678":
            field._indicators = two_indicators(ind1 + ind2)
    by = [
        new_field("500", "  ", ("a", f"Parallell ansvarsangivelse: {s.value}"))
        for s in field.subfields
        if s.code == "c"
    ]
    field.subfields = [s for s in field.subfields if s.code != "c" and not _is_known_material(s, work)]
    made = [standing_once(field, work.rules.schema.fields["246"].once)] if field.subfields else []
    return [*made, *by]


def material_term(text: str) -> str:
    """``[Lydopptak] :`` to ``lydopptak``."""
    return _GMD.sub("", text[:99]).casefold()


def nonfiling(text: str, sort_form: str, work: Work) -> int:
    """Characters to skip in sorting: by NORMARC's sort form where there is one, else by the language's articles.

    Without a known language nothing is skipped; Finnish and Sami have no articles.
    """
    skipped = len(text) - len(sort_form)
    if sort_form and 0 < skipped <= 9 and text.casefold().endswith(sort_form.casefold()):
        return skipped
    articles = work.rules.articles.get(work.language, ())
    folded = text[:12].translate(_APOSTROPHES).casefold() if articles else ""
    for article in articles:
        lead = article if article[-1] in "'-" else f"{article} "
        if folded.startswith(lead) and len(text) > len(lead):
            return len(lead)
    return 0


def skipped_characters(given: str, text: str, source: Field, work: Work) -> str:
    """A nonfiling indicator: as given, else computed."""
    return given if given in "0123456789" else str(nonfiling(text, first_value(source, "w"), work))


def _material_notes(field: Field, source: Field, work: Work) -> list[Field]:
    """Takes $h away: what the record's type says already is done with; another or unknown designation is a note."""
    values = [s for s in field.subfields if s.code == "h"]
    if not values:
        return []
    field.subfields = [s for s in field.subfields if s.code != "h"]
    unused = [s.value.strip() for s in values if not _is_known_material(s, work)]
    return [new_field("500", "  ", ("a", f"Materialbetegnelse: {text}")) for text in dict.fromkeys(unused)]


def _is_known_material(subfield: Subfield, work: Work) -> bool:
    """Whether $h names a material of the record's own types (019 $b, or 245 $h itself)."""
    if subfield.code != "h":
        return False
    term = material_term(subfield.value)
    code = work.rules.material_terms.get(term)
    if code is None or not any(_says_no_more(code, known, work.rules) for known in work.types):
        return False
    work.moved(subfield, f"material_terms/{term}", "LDR/06")
    return True


def _says_no_more(code: str, known: str, rules: Rules) -> bool:
    """Whether a material adds nothing to a known one: of its kind, or electronic, sound … where that is an e-book …"""
    said, given = rules.document_types[code], rules.document_types[known]
    if code[0] == known[0]:
        return not said.leader_06 or not given.leader_06 or not set(said.leader_06).isdisjoint(given.leader_06)
    return said.media not in ("", _UNMEDIATED) and said.media == given.media and said.carrier in ("", given.carrier)


def variant(field: Field, work: Work) -> Field:
    """A second title in the same script is a variant title: MARC 21 has one 245."""
    work.note("second_title", "245")
    once = work.rules.schema.fields["246"]
    kept = [s for s in field.subfields if s.code in once.once or (once.repeated and s.code in once.repeated)]
    return standing_once(data_field("246", two_indicators("3 "), kept), once.once)
