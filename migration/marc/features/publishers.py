"""Publishers and places (260, 264), folded, without the words for companies; unknown ones give nothing."""

import re
from functools import lru_cache

from migration.marc.features.forms import folded
from migration.marc.features.scripts import is_cyrillic, norwegian
from migration.marc.features.subfields import Fields, own_values, values
from migration.marc.fields import indicators_of

_WORDS = """
forlag forlaget forl forlagene forlags lagadus lagadusa forlagadus kustannus kustannusosakeyhtio verlag verl
izdatelstvo izdatelskij izd dom publishing publishers publisher publications publ pub books group gruppen gruppa
inc ltd limited llc as asa a s ab oy oyj gmbh co company corp corporation cie sons bros and og und och ja et the det den
"""
_COMPANY = frozenset(_WORDS.split())
_UNKNOWN = re.compile(
    r"\bs ?n\b|\bsine nomine\b|\butg(?:iver)?\b|\bforf(?:atteren?)?\b|\bi kommisjon\b|\bi komm\b|\bukjent\b|"
    r"\bunknown\b|not identified|\beget forlag\b|\beige forlag\b|\bforf forl\b|\bprivattrykk\b|"
    r"\bauthor\b|\bforlag ikke\b|\bselvpublisert\b|\bb ?n\b|\bб ?и\b|\bomakustanne\b|\bn n\b|\bikke identifisert\b"
)
_NO_PLACE = re.compile(r"^s ?l$|sine loco|ukjent|unknown|not identified|u st|^uten sted|^б м$|^s l |ikke identifisert")
_SENT = re.compile(r"\b(?:distribu\w*|i kommisjon|i komm\.|selges av|eksp\.|printed|trykt|trykk)\b.*", re.IGNORECASE)
_FORL = re.compile(r"(?<=\w{3})(?:forl|forlag|forlaget|forlags)$")
_INITIALS = re.compile(r"\b(\w)\.\s?(?=\w\b\.?)")


def publishers(fields: Fields) -> tuple[str, ...]:
    """Each of 260 $b and 264 $b (of the publication, where one is told), in order."""
    names = (name for text in _imprint(fields, "b") for part in text.split(";") if (name := publisher(part)))
    return tuple(dict.fromkeys(names))


def places(fields: Fields) -> tuple[str, ...]:
    """Each of $a, without country or state."""
    names = (name for text in _imprint(fields, "a") for part in text.split(";") if (name := place(part)))
    return tuple(dict.fromkeys(names))


def _imprint(fields: Fields, code: str) -> list[str]:
    found = fields.get("264")
    if not found:
        return values(fields, "260", code)
    published = [field for field in found if indicators_of(field)[1] == "1"]
    rest = [field for field in found if indicators_of(field)[1] not in "34"]
    return values(fields, "260", code) + [value for field in published or rest for value in own_values(field, code)]


@lru_cache(maxsize=65_536)
def publisher(text: str) -> str:
    """``Gyldendal norsk forlag A/S`` is ``gyldendal norsk``; ``[s.n.]``, the author, a commission are unknown."""
    name = _latin(_INITIALS.sub(r"\1", _SENT.sub("", text)))
    if not name or _UNKNOWN.search(name):
        return ""
    kept = [_FORL.sub("", word) for word in name.split() if word not in _COMPANY]
    return " ".join(kept) or ("" if name in ("forlaget", "forlag", "forl") else name)


@lru_cache(maxsize=16_384)
def place(text: str) -> str:
    """``Lancaster, Pa.`` is ``lancaster``; ``[S.l.]`` is unknown."""
    name = _latin(re.split(r"[,(:]", text.strip(" [](),:;"), maxsplit=1)[0].replace("[etc.]", " "))
    return "" if _NO_PLACE.search(name) else re.sub(r" etc$| u a$| m fl$", "", name)


def _latin(text: str) -> str:
    return norwegian(text) if is_cyrillic(text) else folded(text)
