"""Editions (250): their number, or the words that mark them. A printing is no edition."""

import re
from functools import lru_cache

from migration.marc.features.number_words import ordinal, roman_number
from migration.marc.features.subfields import STATEMENT, Fields, values
from migration.marc.folding import fold

_WORD = (
    r"(?:utg\w*|utgav\w*|utgåv\w*|uppl\w*|udg\w*|ed(?:\.|ition|n)?|aufl\w*|painos\w*|p\.|laitos\w*|almmuhus\w*|"
    r"prenttus\w*|prentehus\w*|deaddil\w*|изд\w*|éd(?:\.|ition))(?!\w)"
)
_WORDS_BETWEEN = r"(?:(?!oppl|opl|trykk?|tr\.|print|impr|reprint|lisäp|тираж)[^\W\d][\w-]*\.?,?\s+|&\s+|\[){0,4}"
"""``2., reviderte og utvidede utgave``; a printing is another number."""
_ORDINAL_SIGN = r"(?:\.|(?:st|nd|rd|th|d|:a|:e|-е|-ое|-я|е)\.?)?"
_NUMBERED = re.compile(
    rf"(?<!\w)\[?(\d{{1,3}})\]?{_ORDINAL_SIGN}\]?,?\s*{_WORDS_BETWEEN}{_WORD}|^\W*(\d{{1,3}}){_ORDINAL_SIGN}\W*$",
    re.IGNORECASE,
)
_UNIT_FIRST = re.compile(
    r"^\W*(?:utg\w*|edition|ed\.|изд\w*\.?|version|versjon)\s*(?:nr\.?\s*)?(\d{1,3})(?:-\w+)?(?!\d)", re.IGNORECASE
)
_ROMAN = re.compile(rf"(?<!\w)([IVX]{{1,5}})\.?\s*(?i:{_WORDS_BETWEEN}{_WORD})")
_PRINTING = re.compile(
    r"(?:\[?\d+\]?\s*[.:]?a?|\w+)\s*(?:oppl(?:\.|ag)?|opl(?:\.|ag)?|trykk?(?:ing)?|tr\.|printing|impression|"
    r"print|reprint|lisäpainos|тираж|завод)(?!\w)[^,;]*",
    re.IGNORECASE,
)
_VERSIONS = re.compile(
    r"\b(?:bokmal\w*|bokm\b|nynorsk\w*|lettlest\w*|bokklubb\w*|forkort\w*|skole\w*|skule\w*|norsk\w*|book club|"
    r"abridged|storskrift\w*|large print|faks\w*|facsim\w*|elevbok\w*|laerebok\w*|grunnbok\w*|pocket\w*|"
    r"paperback\w*|innbundet|hefta|heftet|\d{1,2} (?:\d{1,2} )?(?:trinn|klasse)|vg ?\d)\b"
)
_MARKS = (
    ("rev", re.compile(r"\b(?:rev|gjennoms|gjennomg|uudist|tark|korj|испр|durchges)")),
    ("ny", re.compile(r"\b(?:ny(?:tt)?|new|uusi|odda|odd|нов\w*|neue?)\b")),
    ("utv", re.compile(r"\b(?:utv|utok|auk|enl|expanded|laaj|tayd|доп|erw|augm)")),
    ("omarb", re.compile(r"\b(?:omarb|bearb|перераб|uberarb)")), ("forb", re.compile(r"\bforb")),
    ("jub", re.compile(r"\b(?:jubil|anniversary|juhla)")), ("oppdat", re.compile(r"\b(?:oppd|ajour|updated|paivit)")),
)  # fmt: skip
_GENERIC = re.compile(
    r"\b(?:utg\w*|utgave|ed|edition|udg\w*|uppl\w*|aufl\w*|painos|изд\w*|almmuhus\w*|prenttus\w*|p|og|and|und|и|ja|"
    r"oppl\w*|opl\w*|trykk?\w*|versjon)\b"
)
_LONGEST = 40


def edition(fields: Fields) -> str:
    """The number of the first 250 that has one, else its marks."""
    keys = [key for value in values(fields, "250", "a") if (key := edition_key(value[:STATEMENT]))]
    return next((key for key in keys if key.isdecimal()), keys[0] if keys else "")


@lru_cache(maxsize=16_384)
def edition_key(text: str) -> str:
    """The edition's number; without one its marks (``rev``, ``ny utv``), else its folded words.

    A printing (opplag) isn't an edition, and a version (bokmål, lettlest) is told elsewhere: they give nothing.
    """
    if match := _NUMBERED.search(text) or _UNIT_FIRST.search(text):
        return str(int(match[match.lastindex or 1]))
    if (match := _ROMAN.search(text)) and (number := roman_number(match[1])):
        return str(number)
    rest = fold(_PRINTING.sub(" ", text))
    spelled = next((value for word in rest.split() if (value := ordinal(word))), None)
    if spelled:
        return str(spelled)
    marks = [name for name, pattern in _MARKS if pattern.search(rest)]
    return " ".join(sorted(marks)) or " ".join(_GENERIC.sub(" ", _VERSIONS.sub(" ", rest)).split())[:_LONGEST]
