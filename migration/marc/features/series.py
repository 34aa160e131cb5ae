"""Series (490, 440, 830): titles, folded, and the number in the first that has one."""

import re
from functools import lru_cache

from migration.marc.features.forms import folded
from migration.marc.features.numbering import volume_in_designation
from migration.marc.features.subfields import STATEMENT, Fields, values

_TAGS = ("490", "440", "830")
_NUMBERED = re.compile(
    r"(?P<title>.*?\w)\W*?[;,.]\s*(?P<number>(?:(?:nr|no|bind|bd|vol|b)\b\.?\s*)?\d{1,4}\b.{0,10})", re.IGNORECASE
)
"""``Krimklubben ; nr. 4``"""


def series(fields: Fields) -> tuple[tuple[str, ...], str]:
    """Titles in order, and the number."""
    parts = [_parts(text[:STATEMENT]) for tag in _TAGS for text in values(fields, tag, "a")]
    stated = (volume_in_designation(text) for tag in _TAGS for text in values(fields, tag, "v"))
    numbers = (number for number in (*stated, *(number for _, number in parts)) if number)
    return tuple(dict.fromkeys(title for title, _ in parts if title)), next(numbers, "")


@lru_cache(maxsize=16_384)
def _parts(text: str) -> tuple[str, str]:
    """Title, and a number that stands in $a behind it."""
    match = _NUMBERED.fullmatch(text.strip())
    return (folded(match["title"]), volume_in_designation(match["number"])) if match else (folded(text), "")
