"""Titles and names in Cyrillic, written with Latin letters in two ways, so that they meet those who romanized them."""

import re
from functools import lru_cache

from migration.marc.features.forms import folded

_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_LATIN = re.compile(r"[a-z]")
_COMMON = dict(zip("абвгдзиклмнопрстуфъьыэіѣ", "abvgdziklmnoprstuf  yeie", strict=True))
_LC = str.maketrans(
    {**_COMMON, "ъ": "", "ь": "", "е": "e", "ё": "e", "ж": "zh", "й": "i", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh",
     "щ": "shch", "ю": "iu", "я": "ia", "ї": "i", "є": "ie", "ґ": "g", "ў": "u"}
)  # fmt: skip
_NORWEGIAN = str.maketrans(
    {**_COMMON, "ъ": "", "ь": "", "е": "e", "ё": "jo", "ж": "zj", "й": "j", "х": "kh", "ц": "ts", "ч": "tsj",
     "ш": "sj", "щ": "sjtsj", "ю": "ju", "я": "ja", "ї": "ji", "є": "je", "ґ": "g", "ў": "u"}
)  # fmt: skip
_SOFT_E = re.compile(r"(?:(?<=[аеёиоуыэюяъьіїє])|(?<!\w))е")
_SOFT_O = re.compile(r"ь(?=[ио])")
_HARD_O = re.compile(r"(?<=[жчшщ])ё")


def is_cyrillic(text: str) -> bool:
    return not text.isascii() and _CYRILLIC.search(text) is not None


@lru_cache(maxsize=16_384)
def library_of_congress(text: str) -> str:
    """ALA-LC romanization of a Cyrillic text, folded: ``Братья Карамазовы`` is ``bratia karamazovy``."""
    return folded(_small(text).translate(_LC))


@lru_cache(maxsize=16_384)
def norwegian(text: str) -> str:
    """As Norwegian writes it, folded: ``Щедрин`` is ``sjtsjedrin``, ``Ельцин`` ``jeltsin``."""
    small = _HARD_O.sub("о", _small(text))
    return folded(_SOFT_E.sub("je", _SOFT_O.sub("j", small)).translate(_NORWEGIAN)).replace("jj", "j")


def _small(text: str) -> str:
    return text.lower().replace("и\u0306", "й").replace("е\u0308", "ё")


_SOUNDS = (
    ("sjtsj", "q"), ("shch", "q"), ("stsj", "q"), ("tsj", "c"), ("tch", "c"), ("ch", "c"), ("zj", "z"),
    ("zh", "z"), ("sj", "s"), ("sh", "s"), ("kh", "h"), ("x", "h"), ("ts", "c"), ("yo", "o"), ("jo", "o"), ("io", "o"),
)  # fmt: skip
_VOWELS = re.compile(r"[ijy]+(?=[aeou])|(?<=[aeiou])[ijy]+|(?<=[ijy])[ijy]+")


def skeleton(title: str) -> str:
    """What all romanizations of a folded title share: ``sobatsje serdtse``, ``sobache serdtse`` and ``sobace serdce``
    are one. For whole titles only; words alone may collide."""
    text = (norwegian(title) if is_cyrillic(title) else title).replace("dts", "c").replace("dc", "c")
    for written, sound in _SOUNDS:
        text = text.replace(written, sound)
    return _VOWELS.sub("", text.replace("y", "i").replace("j", "i"))


def latin_forms(text: str) -> tuple[str, ...]:
    """Both, once where they are equal; nothing for a text without Cyrillic."""
    if not is_cyrillic(text):
        return ()
    return tuple(dict.fromkeys(form for form in (norwegian(text), library_of_congress(text)) if form))
