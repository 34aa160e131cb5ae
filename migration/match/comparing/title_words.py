"""The words of two titles: what one has more than the other, and whether they are slips of each other."""

import re
from collections import Counter

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio, token_set_ratio

_TYPO_LENGTH = 5
"""A shorter word with another letter is another word."""
_GIST = 80
"""Per cent of likeness of two subtitles that say the same in other words."""
_RELATED = 60
"""Per cent of likeness of two words that may be one, cut or spelt otherwise."""
_LONG_ENOUGH_TO_TURN = 5
SHORTEST = 8
"""Letters of the shortest title that may stand for a longer one."""
_SPAN = re.compile(r"(?<!\d)(1[0-9]|20)(\d\d) (\d\d)(?!\d)", re.ASCII)
YEAR = re.compile(r"1[0-9]{3}|20[0-9]{2}", re.ASCII)

TELLING = 3
"""Words of a title that stands for a longer one: what is shorter may be that of a series (``Karsten og Petra``)."""

Words = list[str]


def in_full(text: str) -> str:
    """``1940 45`` is ``1940 1945``."""
    return _SPAN.sub(_both_years, text) if "1" in text or "2" in text else text


def _both_years(match: re.Match[str]) -> str:
    century, first, last = match.groups()
    return f"{century}{first} {century}{last}" if last > first else match[0]


def are_years(words: Words) -> bool:
    return bool(words) and all(YEAR.fullmatch(word) for word in words)


def only_years_more(a: Words, b: Words, only_a: Words, only_b: Words) -> bool:
    """Whether the one is the other with the years that it is about: ``Fiskets historie 1900-1950``."""
    return min(len(a), len(b)) >= TELLING and not (only_a and only_b) and are_years(only_a or only_b)


def begin_alike(a: Words, b: Words) -> int:
    """How many words two titles begin with alike."""
    return next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def words_lacking(words: Words, others: Words) -> Words:
    """The words that the others lack, in order; a word that the others have fewer times counts as lacking."""
    if len(words) == len(set(words)):
        return [w for w in words if w not in others]
    left = Counter(words) - Counter(others)
    return [w for w in words if w in left]


def slips(only_a: Words, only_b: Words, *, long: bool = False) -> bool:
    """Whether each word that differs is a slip of its counterpart; in a long title it may be an abbreviation, too."""
    if len(only_a) != len(only_b):
        return False
    shortest = _TYPO_LENGTH - long
    return all(_slip(x, y, shortest) or (long and _abbreviates(x, y)) for x, y in zip(only_a, only_b, strict=True))


def _abbreviates(a: str, b: str) -> bool:
    return min(len(a), len(b)) > 2 and (a.startswith(b) or b.startswith(a))


def exchanged(only_a: Words, only_b: Words) -> bool:
    """Whether a word stands for an unlike one: ``… for Troms`` and ``… for Finnmark`` are two books."""
    fewer, more = (only_a, only_b) if len(only_a) <= len(only_b) else (only_b, only_a)
    return any(all(ratio(x, y) < _RELATED and not _abbreviates(x, y) for y in more) for x in fewer)


def turned_round(a: Words, b: Words) -> bool:
    """Whether a long title's beginning is the other's end: title and subtitle in the place of each other."""
    return len(a) == len(b) >= _LONG_ENOUGH_TO_TURN and any(a[n:] + a[:n] == b for n in range(len(a)))


def same_order(a: Words, only_a: Words, b: Words, only_b: Words) -> bool:
    """Whether the words that two titles share follow each other alike: ``Norsk-engelsk ordbok`` is another book than
    ``Engelsk-norsk ordbok``."""
    one, two = [w for w in a if w not in only_a], [w for w in b if w not in only_b]
    return one == two or turned_round(one, two)


def same_gist(a: Words, b: Words) -> bool:
    """Whether two subtitles say much the same."""
    texts = " ".join(a), " ".join(b)
    return ratio(*texts) >= _GIST or token_set_ratio(*texts) >= _GIST


def begins(a: Words, b: Words) -> bool:
    """Whether the longer title begins with the whole shorter one."""
    fewer, more = (a, b) if len(a) <= len(b) else (b, a)
    return more[: len(fewer)] == fewer and sum(map(len, fewer)) >= SHORTEST


def _slip(a: str, b: str, shortest: int) -> bool:
    """One letter wrong, missing or too many, or two that changed places, in a word of so many letters or more; the
    first letter is right."""
    return min(len(a), len(b)) >= shortest and a[0] == b[0] and OSA.distance(a, b, score_cutoff=1) <= 1
