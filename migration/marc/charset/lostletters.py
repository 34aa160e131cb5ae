"""Letters that an earlier export could not hold and wrote as ``?``: ``Bl?b?r``, ``?álli``. Which ones can't be known.

A question mark is never right between two letters, nor directly before a small one, in any language; but for addresses,
and where a space is missing after a question (``Hva?Hvem?``). At a word's end it is a lost letter only in Sami.
"""

import re
from collections.abc import Iterable, Iterator

from migration.issues import Issue

_ADDRESS = re.compile(r"://|www\.|\w\?\w+=", re.IGNORECASE)
_NO_TEXT = frozenset("u0123456789")
"""Codes of subfields that hold addresses, identifiers and control data."""

_SMALL = re.compile(r"[^\W\d_]\?+(?=([^\W\d_]))|(?:^|(?<=[\s(\[«\"'/-]))\?+(?=([^\W\d_])[^\W\d_])")
_CAPITALS = re.compile(r"(?<![^\W_])(?=[^\W\d_]*\?)[^\W\d_]+(?:\?+[^\W\d_]+)+(?![^\W_])")
_NO_VOWEL = re.compile(r"[^AEIOUYÆØÅÄÖÁÉaeiouyæøåäöáé?]+")
_AT_END = re.compile(r"[^\W\d_]{3}[aeiouáå]\?(?= [^\W\d_A-ZÁČĐŊŠŦŽÆØÅ]|[,;])")
_QUESTION = re.compile(
    r"\b(?:gii|gean|geat|gosa?|mii|maid|manne|manin|goas|mot|got|movt|makkár|\w+go"
    r"|hv\w+|kv\w+|kor\w*|når|er|what|who|why|how|where)\b",
    re.IGNORECASE,
)
_LONGEST = 40


def lost_letters(values: Iterable[tuple[str, str]], is_sami: bool) -> tuple[Issue, ...]:
    """``letter_lost`` with the word, once for each subfield. ``values``: path (``245$a``) and text."""
    found: dict[str, str] = {}
    for path, value in values:
        if "?" in value and path not in found and (word := _lost(path, value, is_sami)):
            found[path] = word
    return tuple(Issue("letter_lost", path, word) for path, word in found.items())


def _lost(path: str, value: str, is_sami: bool) -> str:
    """The first word of a value that lacks a letter; empty if none does."""
    if ("$" in path and path[-1] in _NO_TEXT) or _ADDRESS.search(value):
        return ""
    place = next(_places(value, is_sami), -1)
    if place < 0:
        return ""
    start = value.rfind(" ", 0, place) + 1
    return value[start:].split(" ", 1)[0][:_LONGEST].rstrip(",;:.")


def _places(value: str, is_sami: bool) -> Iterator[int]:
    for match in _SMALL.finditer(value):
        if (match[1] or match[2]).islower():
            yield match.start()
    for match in _CAPITALS.finditer(value):
        if match[0].isupper() and any(_NO_VOWEL.fullmatch(part) for part in match[0].split("?")):
            yield match.start()
    if is_sami and not _QUESTION.search(value):
        yield from (match.start() for match in _AT_END.finditer(value))
