"""019, NORMARC's extended codes: $a age, $b document type, $d literary form, $e special groups, $s age limit.

They become 385, leader/06-07, 007, 33X, 008/22, 008/33 and 655 by document_types.csv, literary_forms.csv, audience.csv.
"""

import re
from collections.abc import Iterable, Iterator

from pymarc import Field

from migration.marc.work import Work, new_field

_SEPARATORS = re.compile(r"[\s,;/.|\[\]+-]+")
TARGET_GROUP = "https://schema.nb.no/Bibliographic/Values/"


def gather(fields: Iterable[Field], work: Work) -> None:
    """Take the codes of every 019 of a record into ``work``. Unknown codes are issues."""
    for field in fields:
        for code, value in field.subfields:
            if code == "b":
                work.types += tuple(_known(_words(value), work.rules.document_types, "019$b", work))
            elif code == "d":
                forms = [letter for letter in value.upper() if letter.isalpha()]
                work.forms += tuple(_known(forms, work.rules.literary_forms, "019$d", work))
            elif code == "a":
                _take_groups(_known(_words(value), work.rules.audience, "019$a", work), work)
            elif code == "e":
                _take_groups(_known(_pairs(value), work.rules.audience, "019$e", work), work)
            elif code == "s" and value.strip():
                work.notes_521[f"Aldersgrense: {value.strip()}"] = None


def extended_codes(field: Field, source: Field, work: Work) -> list[Field]:
    """What is left of 019 when its known subfields have been used (``gather``)."""
    rest = [s for s in field.subfields if s.code not in "abdes"]
    return [Field(field.tag, field.indicators, rest)] if rest else []


def target_groups(work: Work, present: str) -> Iterator[Field]:
    """385 per target group (nortarget). ``present``: text of the 385s that the record already has."""
    for group in work.ages:
        if group in present:
            continue
        label = work.rules.audience_labels[group]
        kind = [("m", "Aldersgruppe")] if " år" in label else []
        yield new_field("385", "  ", ("a", label), *kind, ("0", TARGET_GROUP + group), ("2", "nortarget"))


def age_code(work: Work) -> str:
    """008/22 by 019 $a: the one code that all groups agree on; j for several ages of children; else empty."""
    by_group = {code.audience: code.target for code in work.rules.audience.values()}
    codes = {by_group[group] for group in work.ages if by_group[group].strip()}
    if len(codes) == 1:
        return codes.pop()
    return "j" if codes and codes <= set("abcdj") else ""


def _words(value: str) -> list[str]:
    return [word for word in _SEPARATORS.split(value.casefold()) if word]


def _pairs(value: str) -> list[str]:
    """``tate`` is ta and te."""
    return [word[i : i + 2] for word in _words(value) for i in range(0, len(word), 2)]


def _known(codes: Iterable[str], table: Iterable[str], where: str, work: Work) -> Iterator[str]:
    for code in codes:
        if code in table:
            yield code
        else:
            work.note("marc_code_unknown", where, code)


def _take_groups(codes: Iterable[str], work: Work) -> None:
    for code in codes:
        work.ages[work.rules.audience[code].audience] = None
