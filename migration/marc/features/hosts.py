"""What a component part belongs to (773), and what a translation is of (240, 500, 765)."""

import re
from functools import lru_cache

from migration.marc.features.forms import folded
from migration.marc.features.scripts import is_cyrillic, norwegian
from migration.marc.features.subfields import Fields, own_values, values

_ORIGINAL = re.compile(
    r"^\W*(?:original(?:ens|ets|e)?\s?(?:tittel|titel|title|tittelen)|orig\.?\s?(?:titt?el|titt?\.|title|tit\.?)|"
    r"originaltit\.?|alkuteos|alkuperäis\w+|eredeti|álgobajilčála|álgonamma|originalens tittel|ориг\w*\.? назв\w*|"
    r"translation of|oversatt fra original\w*|oversettelse av)\s*[:=]?\s*(?P<title>.+)$",
    re.IGNORECASE,
)
_WITH_AGENCY = re.compile(r"\s*\([^()\s][^()]*\)\s*\S")
_LANGUAGE = re.compile(r"^\(?(?:engelsk|svensk|dansk|tysk|fransk|russisk|finsk|norsk|samisk)\)?\s*:\s*", re.IGNORECASE)


def host(fields: Fields) -> str:
    """773 $t, without it $w with an agency (a bare number is another record in the next source), with $g; folded."""
    for field in fields.get("773", ()):
        title = folded(" ".join(own_values(field, "t")))
        name = title or folded(" ".join(number for number in own_values(field, "w") if _WITH_AGENCY.match(number)))
        if name:
            return f"{name} {folded(' '.join(own_values(field, 'g')))}".strip()
    return ""


def original_title(fields: Fields, original_language: str) -> str:
    """765 $t, else a note ``Originaltittel: …``, else the uniform title of a translation (240, where 041 $h or $l
    says that it is one)."""
    for value in (*values(fields, "765", "t"), *_noted(fields)):
        if found := _folded(value):
            return found
    if not original_language and not values(fields, "240", "l"):
        return ""
    return next((found for value in values(fields, "240", "a") if (found := _folded(value))), "")


def _noted(fields: Fields) -> list[str]:
    texts = (*values(fields, "500", "a"), *values(fields, "534", "t"), *values(fields, "574", "a"))
    return [found for text in texts if (found := _note(text))]


@lru_cache(maxsize=16_384)
def _note(text: str) -> str:
    match = _ORIGINAL.search(text)
    return _LANGUAGE.sub("", match["title"]).partition(" / ")[0] if match else ""


@lru_cache(maxsize=16_384)
def _folded(text: str) -> str:
    return norwegian(text) if is_cyrillic(text) else folded(text)
