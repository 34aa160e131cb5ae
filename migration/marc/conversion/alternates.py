"""Titles and names that a record gives twice, in Latin letters and in their own script: 880, linked by $6 both ways.

NORMARC has no 880. Its records have a second 245 in the original script (with its language in $9), and at times other
doubled fields beside it. MARC 21 keeps the Latin one (``245 $6 880-01``) and puts the other in 880 (``$6 245-01/(N``).
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

from pymarc import Field, Subfield

from migration.marc.conversion.titles import variant
from migration.marc.conversion.work import Alternate, Work
from migration.marc.fields import indicators_kept
from migration.marc.stored import data_field, new_subfield

_SCRIPTS = {
    "CYRILLIC": "/(N", "GREEK": "/(S", "ARABIC": "/(3/r", "HEBREW": "/(2/r",
    "CJK": "/$1", "HIRAGANA": "/$1", "KATAKANA": "/$1", "HANGUL": "/$1",
}  # fmt: skip
"""MARC 21's script codes, with ``/r`` for scripts from right to left; other scripts have none."""
_DOUBLED = frozenset(
    ("100", "110", "111", "130", "250", "260", "264", "440", "490", "700", "710", "711", "800", "810", "811", "830")
)
_OCCURRENCE = re.compile(r"\d{3}-(\d\d)")
_LAST_LATIN = "\u024f"


def pair(fields: Iterable[Field], work: Work) -> None:
    """Find the doubled fields of a record, if its title is doubled: ``work.alternates`` by the field's ``id``."""
    titles = [field for field in fields if field.tag == "245"]
    if len(titles) < 2:
        return
    fields = list(fields)
    main = next((f for f in titles if script_of(f) == ""), titles[0])
    numbers = _free_numbers(fields)
    found = work.alternates
    for other in titles:
        script = script_of(other)
        if other is main:
            continue
        if not script or script == script_of(main):
            found[id(other)] = Alternate("")
        elif id(main) in found:
            found[id(other)] = Alternate("00", script)
        else:
            _join(main, other, script, next(numbers, "00"), found)
    if id(main) in found:
        for tag in sorted({field.tag for field in fields} & _DOUBLED):
            _pair_others([f for f in fields if f.tag == tag], numbers, found)


def linked(source: Field, made: list[Field], work: Work) -> list[Field]:
    """What a field became, with its $6; as 880 if it is the one in another script; a further title as 246."""
    alternate = work.alternates.get(id(source))
    if alternate is None or not made:
        return made
    first = made[0]
    if not alternate.number:
        return [variant(first, work), *made[1:]]
    if alternate.script is None:
        return [_with_link(first, first.tag, f"880-{alternate.number}"), *made[1:]]
    link = f"{first.tag}-{alternate.number}{_SCRIPTS.get(alternate.script, '')}"
    return [_with_link(first, "880", link), *made[1:]]


def settled(fields: list[Field]) -> list[Field]:
    """Links whose other side wasn't delivered are taken back: a lone 880 has occurrence 00, a lone Latin one no $6."""
    there = {(field.tag == "880", _number(field)) for field in fields}
    return [_settled(field, there) for field in fields]


def script_of(field: Field) -> str:
    """The first script other than Latin in a field's $a, as Unicode names it (``CYRILLIC``); empty for Latin."""
    return next((script for code, value in field.subfields if code == "a" and (script := _script(value))), "")


@lru_cache(maxsize=1024)
def _script(text: str) -> str:
    if text.isascii():
        return ""
    foreign = (c for c in text if c > _LAST_LATIN and c.isalpha())
    names = (unicodedata.name(c, "").split(" ")[0].split("-")[0] for c in foreign)
    return next((name for name in names if name and name not in ("LATIN", "MODIFIER", "KELVIN", "ANGSTROM")), "")


def _free_numbers(fields: list[Field]) -> Iterator[str]:
    """Occurrence numbers after those that the record has."""
    used = (_OCCURRENCE.match(s.value) for f in fields for s in f.subfields if s.code == "6")
    highest = max((int(match[1]) for match in used if match), default=0)
    return (f"{number:02}" for number in range(highest + 1, 100))


def _pair_others(fields: list[Field], numbers: Iterator[str], found: dict[int, Alternate]) -> None:
    """As many fields in another script as in Latin letters are their doubles, one by one; else nobody can tell."""
    named = [f for f in fields if any(code == "a" and value.strip() for code, value in f.subfields)]
    latin = [f for f in named if not script_of(f)]
    foreign = [f for f in named if script_of(f)]
    if len(latin) != len(foreign) or any(code == "6" for f in named for code, _ in f.subfields):
        return
    for main, other in zip(latin, foreign, strict=True):
        _join(main, other, script_of(other), next(numbers, "00"), found)


def _join(main: Field, other: Field, script: str, number: str, found: dict[int, Alternate]) -> None:
    if number != "00":
        found[id(main)] = Alternate(number)
    found[id(other)] = Alternate(number, script)


def _with_link(field: Field, tag: str, link: str) -> Field:
    rest = [s for s in field.subfields if s.code != "6"]
    return data_field(tag, indicators_kept(field), [new_subfield(Subfield, ("6", link)), *rest])


def _number(field: Field) -> str:
    """``245-01`` of an 880, and of the 245 that names it."""
    link = next((value for code, value in field.subfields if code == "6"), "")
    if field.tag == "880":
        return link[:6]
    return f"{field.tag}{link[3:6]}" if link.startswith("880-") else ""


def _settled(field: Field, there: set[tuple[bool, str]]) -> Field:
    number = _number(field)
    is_880 = field.tag == "880"
    if not number or number.endswith("-00") or (not is_880, number) in there:
        return field
    if not is_880:
        return data_field(field.tag, indicators_kept(field), [s for s in field.subfields if s.code != "6"])
    rest = [s for s in field.subfields if s.code != "6"]
    whole = next(s.value for s in field.subfields if s.code == "6")
    link = new_subfield(Subfield, ("6", f"{number[:3]}-00{whole[6:]}"))
    return data_field("880", indicators_kept(field), [link, *rest])
