"""References inside bibliographic records, 900-950 of NORMARC: for a table of their own, not for the record.

MARC 21 keeps them in authority records. ind2: 0 see, 1 see also, 2 explanatory; $a from, $z to, $g explanation.
"""

from pymarc import Field, Subfield

from migration.marc.conversion.work import Reference, Work
from migration.marc.fields import indicators_of

_KINDS = {"1": "see_also", "2": "explanatory"}
_SIGNS = {"b": " ", "x": " - ", "t": ". ", "n": ". ", "p": ". ", "k": ". ", "l": ". ", "s": ". "}
"""What stands before a part of the heading; a comma before the others, and parentheses around $q and $0."""
_NOT_HEADING = frozenset("gzj89")
TARGET = "core_bib_reference"


def reference(field: Field, source: Field, work: Work) -> list[Field]:
    """One reference; without $a, or without both $z and $g, it is none: unknown."""
    codes = {s.code for s in field.subfields}
    if "a" not in codes or not codes & {"z", "g"}:
        for subfield in field.subfields:
            work.unknown(subfield)
        return []
    for subfield in field.subfields:
        work.moved(subfield, f"fields/{source.tag}", TARGET)
    work.references.append(
        Reference(
            tag=source.tag,
            kind=_KINDS.get(indicators_of(source)[1], "see"),
            heading=heading([s for s in field.subfields if s.code not in _NOT_HEADING]),
            target="; ".join([s.value.strip() for s in field.subfields if s.code == "z"]),
            text=_text(field),
        )
    )
    return []


def heading(subfields: list[Subfield]) -> str:
    """``Asbjørnsen, Peter Christen, 1812-1885. En gammeldags juleaften`` of $a, $d and $t."""
    text = ""
    for code, value in subfields:
        part = value.strip()
        if code in "q0":
            text += f" {part}" if part.startswith("(") else f" ({part})"
        else:
            text += _SIGNS.get(code, ", ") + part if text else part
    return text.strip()


def _text(field: Field) -> str:
    """$g, then what belongs neither to heading nor target: nationality, characteristics, language, with their codes."""
    explanations = [s.value.strip() for s in field.subfields if s.code == "g"]
    others = [f"${code} {value.strip()}" for code, value in field.subfields if code in "j89"]
    return "; ".join([*explanations, *others])
