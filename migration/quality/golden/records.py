"""What a delivered record says, by the fields of ``RecordEntry`` and by place in MARC.

Title: 245 $a $b $n $p; author: 100, 110, 111 $a, where there is none 700, 710, 711 $a; year: 008/07-10, 264 and 260 $c;
language: 008/35-37, 041 $a $d; ISBN: 020 $a. Source: MARC 21 Format for Bibliographic Data.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from pymarc import Field, Record

from migration.quality.golden.fact import Fact, fact

_YEAR = re.compile(r"\d{4}")
_MARKS = " :;/=,."

Values = dict[str, list[str]]
"""The values of a record by place: ``245$a``, ``008``."""


def record_facts(record: Record) -> dict[str, Fact]:
    """The facts of one delivered record, and its values by place."""
    values = _values(record)
    fixed = next(iter(values.get("008", ())), "")
    names = _of(values, ("100$a", "110$a", "111$a")) or _of(values, ("700$a", "710$a", "711$a"))
    years = (fixed[7:11], *_YEAR.findall(" ".join(_of(values, ("264$c", "260$c")))))
    return {
        "title": fact(*_titles(next((f for f in record.fields if f.tag == "245"), None))),
        "author": fact(*names),
        "year": fact(*(year for year in years if _YEAR.fullmatch(year))),
        "language": fact(*filter(str.strip, (fixed[35:38], *_of(values, ("041$a", "041$d"))))),
        "isbn": fact(*map(bare, values.get("020$a", ()))),
        **{place: fact(*found) for place, found in values.items()},
    }


def bare(isbn: str) -> str:
    """An ISBN without hyphens."""
    return isbn.replace("-", "").replace(" ", "")


def _values(record: Record) -> Values:
    found: Values = defaultdict(list)
    for field in record.fields:
        if field.control_field:
            found[field.tag].append(field.data or "")
        else:
            for code, value in field.subfields:
                found[f"{field.tag}${code}"].append(value)
    return found


def _of(values: Values, places: Iterable[str]) -> list[str]:
    return [value for place in places for value in values.get(place, ())]


def _titles(field: Field | None) -> Iterator[str]:
    """The title as people may write it: whole, proper, with its rest, with its part."""
    if field is not None:
        own = [(code, value.strip(_MARKS)) for code, value in field.subfields]
        for codes in ("abnp", "a", "ab", "anp"):
            yield _title(own, codes)


def _title(subfields: Iterable[tuple[str, str]], codes: str) -> str:
    marks = {"b": " : ", "n": ". ", "p": ". "}
    text = "".join(marks.get(code, " ") + value for code, value in subfields if code in codes)
    return text.strip(_MARKS)
