"""Numbers of volumes (245 $n $p) and editions (250) as people write them, in the languages of the north."""

import re
from collections.abc import Iterator

from migration.marc.folding import fold, roman

ORDINALS: dict[str, int] = {
    **dict.fromkeys(("forste", "fyrste", "first", "vuosttas", "ensimmainen", "первое", "первая", "первый"), 1),
    **dict.fromkeys(("andre", "annen", "annet", "second", "nubbi", "toinen", "второе", "вторая", "второй"), 2),
    **dict.fromkeys(("tredje", "third", "goalmmat", "kolmas", "третье", "третья", "третий"), 3),
    **dict.fromkeys(("fjerde", "fourth", "njealljat", "neljas", "четвертое", "четвёртое"), 4),
    **dict.fromkeys(("femte", "fifth", "vidat", "viides", "пятое"), 5),
    **dict.fromkeys(("sjette", "sixth", "gudat", "kuudes", "шестое"), 6),
    **dict.fromkeys(("sjuende", "syvende", "seventh", "cihccet", "seitsemas", "седьмое"), 7),
    **dict.fromkeys(("attende", "eighth", "gavccat", "kahdeksas", "восьмое"), 8),
    **dict.fromkeys(("niende", "ninth", "ovccat", "yhdeksas", "девятое"), 9),
    **dict.fromkeys(("tiende", "tenth", "logat", "kymmenes", "десятое"), 10),
}
"""Folded ordinals in Bokmål, Nynorsk, North Sami, Finnish, English and Russian."""

_UNIT = (
    r"(?:bind|bd\.?|b\.|del|d\.|vol\.?|volum|volume|part|bok|book|hefte|oassi|osa|girji|kirja|"
    r"том|т\.|часть|ч\.|книга|кн\.)"
)
_VALUE = r"(\d{1,3}|[IVXL]{1,7})\b"
_UNIT_NUMBER = re.compile(rf"(?<!\w){_UNIT}\s*{_VALUE}", re.IGNORECASE)
_NUMBER_UNIT = re.compile(
    r"(?<![\w.])(\d{1,3})\.?\s*(?:bind|bd|del|bok|oassi|osa|girji|том|часть)(?!\w)", re.IGNORECASE
)
_DESIGNATION = re.compile(rf"(?<!\w)(?:{_UNIT}|nr\.?|no\.?|nummer)(?!\w)", re.IGNORECASE)
_TOKEN = re.compile(r"\w+")
_EDITION_WORD = (
    r"(?:(?:rev|ny|utv|forb|omarb|gjennomg|bokm|nynorsk)\w*\.?,?\s*(?:og\s+)?){0,3}"
    r"(?:utg\w*|utgav\w*|utgåv\w*|uppl\w*|udg\w*|ed(?:\.|ition|n)?|aufl\w*|painos\w*|p\.|laitos\w*|almmuhus\w*|"
    r"prenttus\w*|prentehus\w*|изд\w*)(?!\w)"
)
_EDITION = re.compile(rf"(?<!\w)\[?(\d{{1,3}})\]?(?:\.|st|nd|rd|th|:a|-е|-ое)?\]?\s*{_EDITION_WORD}", re.IGNORECASE)
_PRINTING = re.compile(r"\[?\d+\]?\.?\s*(?:oppl\w*|opl\w*|opplag|tr\.|trykk\w*|printing|impression)", re.IGNORECASE)
_MARKS = (
    ("rev", re.compile(r"\brev")), ("ny", re.compile(r"\b(?:ny|new|uusi|odda|нов)")),
    ("utv", re.compile(r"\b(?:utv|utvid|enl|expanded|laaj)")), ("fork", re.compile(r"\b(?:fork|abridg|lyh)")),
    ("omarb", re.compile(r"\bomarb")), ("forb", re.compile(r"\bforb")), ("bokklubb", re.compile(r"bokklubb|book club")),
    ("jub", re.compile(r"\bjubil")), ("skole", re.compile(r"\bskole|\bskule")),
    ("lettlest", re.compile(r"lettlest|easy read")),
    ("pocket", re.compile(r"\bpocket|\bpaperback")), ("ill", re.compile(r"\bill")),
)  # fmt: skip
_GENERIC = re.compile(r"\b(?:utg\w*|utgave|ed|edition|udg\w*|uppl\w*|painos|изд\w*)\b")


def volume_in_designation(text: str) -> str:
    """245 $n: ``Bind II`` and ``2`` are both ``2``, ``Andre bok`` too; a letter or word is folded as it is."""
    rest = _DESIGNATION.sub(" ", text)
    numbers = list(_numbers(rest))
    return " ".join(numbers) or fold(rest) or fold(text)


def volume_in_title(text: str) -> str:
    """A volume statement in a title (``bind 2``, ``3. del``): its number; bare numbers are part of the title."""
    match = _UNIT_NUMBER.search(text) or _NUMBER_UNIT.search(text)
    return next(_numbers(match[1].upper()), "") if match else ""


def edition_key(text: str) -> str:
    """250: the edition's number; without one its marks (``rev``, ``ny utv``), else its folded words.

    A printing (opplag) isn't an edition and gives nothing.
    """
    match = _EDITION.search(text)
    if match:
        return str(int(match[1]))
    folded = fold(_PRINTING.sub(" ", text))
    ordinal = next((ORDINALS[word] for word in folded.split() if word in ORDINALS), 0)
    if ordinal:
        return str(ordinal)
    marks = [name for name, pattern in _MARKS if pattern.search(folded)]
    return " ".join(sorted(marks)) or _GENERIC.sub("", folded).strip()[:40]


def _numbers(text: str) -> Iterator[str]:
    for token in _TOKEN.findall(text):
        digits = re.match(r"\d+", token)
        value = int(digits[0]) if digits else roman(token) or ORDINALS.get(fold(token))
        if value is not None:
            yield str(value)
