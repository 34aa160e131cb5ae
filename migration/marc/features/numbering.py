"""Numbers of volumes (245 $n), and statements of volumes within titles (245 $a, $b, $p), as people write them."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from migration.marc.features.number_words import cardinal, number_words, ordinal, period, roman_number, spelled
from migration.marc.folding import fold

_CACHED = 65_536
_STRONG = (
    r"bind|bd\.?|band|del|vol\.?|volum|volume|part|pt\.|hefte|oassi|oasse|oase|osa|osat|том|часть|teil|tl\.|tome|"
    r"bånd|delbind|boasse|åanghkoe"
)
_WEAK = r"bok|boka|book|girji|girjji|kirja|gærja|книга|кн\.|buch|nr\.?|no\.|nummer|number|sesong|season|series|rekke"
"""Words that may belong to the title itself (``Babys bok 2``): they begin a statement only after a sign."""
_SHORT = r"(?<!\b\w\.)(?<!\b\w\.\s)[bdthтч]\."
"""Units of one letter: figures must follow, and no initial go before (``A. D. 1350``, ``B. C.``)."""
_UNIT = rf"(?:{_STRONG}|{_WEAK}|[bdthтч]\.)"
_NUMBER = r"(?:\d{1,4}(?:[a-zåA-ZÅ](?!\w))?(?:\s*[-–/]\s*\d{1,4}(?!\w))?|[IVXL]{1,7}|[ivx]{2,5}|[A-H])(?!\w)"
_DESIGNATION = re.compile(
    rf"(?<!\w)(?:{_UNIT}|årg\.?|årgang|vuosikerta|jahkodat|serie\b(?=\s+\d)|series\b(?=\s+\d))(?!\w)", re.IGNORECASE
)
_OF = re.compile(r"(?<=\d)\s*(?:av|of|von|av i alt)\s*\d{1,3}\s*(?:bind|deler|vol\w*|parts?)?\s*$", re.IGNORECASE)
_YEARS = re.compile(r"(?<!\d)((?:1[5-9]|20)\d\d)\s*[-–/]\s*(\d\d)(?!\d)")
_TOKEN = re.compile(r"(\d+)(?:([^\W\d_])(?!\w)|-?(?:st|nd|rd|th|:a|:e|е|я|й|ое|ая|го)(?!\w))?|\w+")
_BEFORE = r"(?P<before>^|.*?[\s\[(])"
_CLOSE = r"(?P<after>\s*[\])]?\s*(?:$|[,.:;/=–-]+\s*.*))"


class Statement(NamedTuple):
    """A statement of a volume, and the text before and after it."""

    number: str
    before: str
    after: str


@lru_cache(maxsize=_CACHED)
def volume_in_designation(text: str) -> str:
    """245 $n: ``Bind II`` and ``2`` are both ``2``, ``Andre bok`` too; months, seasons and letters stand as words.

    ``2019/20`` is ``2019 2020``, ``2A`` is ``2a``; what has no number is folded as it is.
    """
    rest = _DESIGNATION.sub(" ", _OF.sub("", text))
    return " ".join(_numbers(_YEARS.sub(_both_years, rest))) or fold(rest) or fold(text)


def has_number(text: str) -> bool:
    """Whether a designation has a number, or a lone letter."""
    rest = _DESIGNATION.sub(" ", text)
    return bool(_numbers(rest)) or len(fold(rest)) == 1


def _both_years(match: re.Match[str]) -> str:
    return f"{match[1]} {match[1][:2]}{match[2]}"


def _numbers(text: str) -> list[str]:
    """Numbers in figures, Roman or as ordinals, with what they count of the year; else numbers in words."""
    tokens = list(_TOKEN.finditer(text))
    found = list(_figures(tokens))
    if found:
        return found
    words = (cardinal(token[0]) for token in tokens)
    return [str(value) for value in words if value is not None]


def _figures(tokens: list[re.Match[str]]) -> Iterator[str]:
    letter_may_follow = False
    for n, token in enumerate(tokens, 1):
        word = token[0]
        value = _value(token, alone=len(tokens) == 1)
        if value is not None:
            yield f"{value}{(token[2] or '').lower()}"
        elif found := period(word):
            yield found
        elif letter_may_follow and _is_letter(word, last=n == len(tokens)):
            yield word.lower()
        letter_may_follow = value is not None


def _is_letter(word: str, *, last: bool) -> bool:
    """A letter behind a number: ``2 A``, ``II a``, ``2P-Y``; a small one only at the end (``2 i serien``)."""
    return len(word) == 1 and word.isalpha() and (word.isupper() or (last and word in "abcdefgh"))


_DIGITS = 9
"""Of a longer number the last ones count: nobody counts volumes so far."""


def _value(token: re.Match[str], *, alone: bool) -> int | None:
    if token[1]:
        return int(token[1][-_DIGITS:])
    word = token[0]
    capitals = word.isupper() and set(word) <= set("IVXL") and word != "L"
    lower = alone and len(word) > 1 and set(word) <= set("ivx")
    return (roman_number(word) if capitals or lower else None) or ordinal(word)


def _any_of(kind: str) -> str:
    """The number words, with marks and folded."""
    return "|".join(sorted({word for word, _ in spelled(kind)} | set(number_words(kind)), key=len, reverse=True))


@lru_cache(maxsize=1)
def _statements() -> tuple[re.Pattern[str], ...]:
    words, ordinals = _any_of("cardinal"), _any_of("ordinal")
    sign = r"(?P<before>^|.*?[,.:;(\[–/-]\s*)"
    articles = r"(?:den|det|the|der|die|das)?\s*"
    return tuple(
        re.compile(pattern + _CLOSE, re.IGNORECASE if n != 0 else 0)
        for n, pattern in enumerate((
            rf"{sign}(?P<number>(?i:{_STRONG}|{_WEAK})\s*{_NUMBER})",
            rf"{_BEFORE}(?P<number>(?:{_STRONG})\s*(?-i:{_NUMBER}))",
            rf"{_BEFORE}(?P<number>{_SHORT}\s*\d{{1,2}}(?!\w))",
            rf"{_BEFORE}(?P<number>\d{{1,3}}(?:\.|:a|-я|-й|-е|st|nd|rd|th)?\s*(?:{_STRONG})(?!\w))",
            rf"{sign}(?P<number>\d{{1,3}}(?:\.|:a|-я|-й|-е|st|nd|rd|th)?\s*(?:{_WEAK})(?!\w))",
            rf"{sign}{articles}(?P<number>(?:{ordinals})\s+{_UNIT}(?!\w))",
            rf"{sign}(?P<number>{_UNIT}\s+(?:{words}|{ordinals})(?!\w))",
        ))
    )  # fmt: skip


_LAST_NUMBER = re.compile(
    r"(?P<before>.*[^\W\d_]{3}(?<!jan)(?<!feb)(?<!mar)(?<!apr)(?<!mai)(?<!may)(?<!jun)(?<!jul)(?<!aug)(?<!sep)(?<!okt)"
    r"(?<!oct)(?<!nov)(?<!des)(?<!dec)[)\]]?)\.\s+"
    r"\[?(?P<number>\d{1,3}|[IVX]{1,6})\]?(?P<after>$|\s*:\s.*)",
    re.IGNORECASE,
)
"""``Folk langs fjorden. 1``: full stop and blank stand before $n, where the subfields are lost."""
_LONGEST = 500
"""Letters of the longest title that is searched."""
_MAYBE = re.compile(r"\d|[IVXL]|[A-H](?!\w)", re.ASCII)


@lru_cache(maxsize=_CACHED)
def statement_in(text: str) -> Statement | None:
    """A statement of a volume in a title: ``bind 2``, ``3. del``, ``Annen del``; a bare number is part of the title.

    It ends where the text ends or at a sign, so that ``Del 2 av livet`` isn't one.
    """
    if len(text) > _LONGEST or not _may_have(text):
        return None
    for pattern in (*_statements(), _LAST_NUMBER):
        if (match := pattern.fullmatch(text)) and (number := volume_in_designation(match["number"])):
            return Statement(number, match["before"], match["after"])
    return None


def _may_have(text: str) -> bool:
    """Whether there is a figure, or a word that says a number: most titles have neither, and are done quickly."""
    if _MAYBE.search(text):
        return True
    words = set(fold(text).replace("ё", "е").split())
    return not words.isdisjoint(number_words("ordinal")) or not words.isdisjoint(number_words("cardinal"))
