"""Where a library keeps its copies: NORMARC's 850 to 852 and 866, the call numbers of 090 and 096 to 852."""

import re
from collections.abc import Mapping

from pymarc import Field, Subfield

from migration.marc.conversion.reshape import standing_once
from migration.marc.conversion.work import Work
from migration.marc.stored import data_field, two_indicators

_LIBRARY_NUMBER = re.compile(r"(?:NO[-:])?(\d{7})")
_DEWEY = re.compile(r"\d{3}(?:[.\s]|$)")


def holdings(field: Field, source: Field, work: Work) -> list[Field]:
    """850: 852 for the place (``$a`` ISIL, ``$b`` branch, ``$h`` shelf mark), 866 for what a library has of a serial.

    MARC 21 has no link between 852 and its 866 but their order, which a merge of several libraries' records breaks: the
    library stands in 866 as a nonpublic note ($x).

    A field with ``$s k`` says that the holdings are gone: it is dropped.
    """
    if any(s.code == "s" and s.value.strip().lower() == "k" for s in source.subfields):
        for subfield in source.subfields:
            work.dropped(subfield, "subfields/850$s")
        return []
    found: dict[str, str] = {}
    for subfield in field.subfields:
        text = subfield.value.strip()
        if found.setdefault(subfield.code, text) != text:
            work.unknown(subfield)  # each of these stands once in NORMARC: which of two is meant nobody can tell
    if not found:
        return []
    location = [*_owner(found.get("a", ""), work), *_branch(found)]
    statement = run(found)
    notes = [Subfield("z", f"Ufullstendig: {found['p']}")] if "p" in found else []
    made = [data_field("852", two_indicators("  "), [*_copies(found), *location, *_mark_and_notes(found)])]
    if statement or notes:
        text = f"{found['b']}: {statement}" if "b" in found and statement else statement
        owner = [Subfield("x", s.value) for s in location if s.code == "a"]
        made.append(data_field("866", two_indicators(" 0"), [*([Subfield("a", text)] if text else []), *owner, *notes]))
    return made


def run(found: Mapping[str, str]) -> str:
    """What a library has of a serial, as ``1(1995)-20(2014)``: $i, $j, $k the first volume, its other number and its
    year, $l, $m, $n the last. Open at the end where nothing is said of the last, ``1995-2014`` with years alone.
    """
    first = _volume(found.get("i", ""), found.get("j", ""), found.get("k", ""))
    last = _volume(found.get("l", ""), found.get("m", ""), found.get("n", ""))
    return first if first == last else f"{first}-{last}"


def shelving(field: Field, source: Field, work: Work) -> list[Field]:
    """09X as subfields.csv renames it: 852 of the library itself; ind1 1 for a Dewey number, 8 for another scheme."""
    classes = [s.value for s in field.subfields if s.code == "h"]
    marked = any(s.code in "hikm" for s in field.subfields)
    scheme = "1" if classes and all(_DEWEY.match(c) for c in classes) else "8" if marked else " "
    owner = [Subfield("a", work.isil)] if work.isil else []
    made = data_field("852", two_indicators(f"{scheme} "), [*owner, *field.subfields])
    return [standing_once(made, work.rules.schema.fields["852"].once)]


def _owner(text: str, work: Work) -> list[Subfield]:
    """``2030001`` to ``NO-2030001``. What is no library number is the library's own code: its ISIL goes before it."""
    number = _LIBRARY_NUMBER.fullmatch(text)
    if number:
        return [Subfield("a", f"NO-{number[1]}")]
    if not work.isil:
        return [Subfield("a", text)] if text else []
    return [Subfield("a", work.isil), *([Subfield("b", text)] if text and text != work.isil else [])]


def _branch(found: Mapping[str, str]) -> list[Subfield]:
    return [Subfield("b", found["b"])] if "b" in found else []


def _copies(found: Mapping[str, str]) -> list[Subfield]:
    """$d of a monograph: which edition of several the copies are."""
    return [Subfield("3", found["d"])] if "d" in found else []


def _mark_and_notes(found: Mapping[str, str]) -> list[Subfield]:
    subfields = [Subfield("h", found["c"])] if "c" in found else []
    subfields += [Subfield("x", f"Antall eksemplarer: {found['e']}")] if "e" in found else []
    subfields += [Subfield("z", found[code]) for code in "oz" if code in found]
    return subfields


def _volume(number: str, other: str, year: str) -> str:
    text = f"{number}={other}" if number and other else number or other
    return f"{text}({year})" if text and year else text or year
