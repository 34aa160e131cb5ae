"""Words that tell of a person's health (``mappings/health_words.csv``), in the county's languages.

A row's ``match``: ``word``, the whole word or phrase; ``start``, any word that begins so; ``part``, anywhere in a word.
Precision counts: *sykehus* is often an address, *bekreftet* holds *kreft*, *ILL* is an interlibrary loan.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

WORD_COLUMNS = ("language", "word", "match", "note", "decided_by")
LANGUAGES = ("nb", "nn", "se", "fi", "en")
MATCHES = ("word", "start", "part")
SHORTEST_STEM = 5
"""A shorter stem begins too many words that have nothing to do with health."""
_NEVER = "(?!)"
_WORD_END = re.compile(r"\w*")


@dataclass(frozen=True, slots=True)
class HealthWords:
    """The words as one pattern."""

    pattern: re.Pattern[str]

    def found_in(self, text: str) -> bool:
        return bool(self.pattern.search(unicodedata.normalize("NFC", text)))

    def mask(self, text: str) -> str:
        """The text (NFC) with every word that tells of health as asterisks, to its end."""
        text = unicodedata.normalize("NFC", text)
        out, done = [], 0
        for match in self.pattern.finditer(text):
            if match.end() > done:
                start, end = _whole_word(text, match, done)
                out += [text[done:start], "*" * (end - start)]
                done = end
        return "".join([*out, text[done:]])


def _whole_word(text: str, match: re.Match[str], after: int) -> tuple[int, int]:
    """The span of a match, widened to whole words; not before ``after``."""
    start, rest = max(match.start(), after), _WORD_END.match(text, match.end())
    while start > after and (text[start - 1].isalnum() or text[start - 1] == "_"):
        start -= 1
    return start, max(start, rest.end() if rest else match.end())


def health_words(stems: Iterable[tuple[str, str]]) -> HealthWords:
    """The pattern of (word, match) rows."""
    by: dict[str, list[str]] = {match: [] for match in MATCHES}
    for word, match in stems:
        parts = re.split(r"[\s-]+", unicodedata.normalize("NFC", word))
        by[match].append(r"[\s-]+".join(re.escape(part) for part in parts))
    words, starts, anywhere = ("|".join(by[match]) or _NEVER for match in MATCHES)
    return HealthWords(re.compile(rf"\b(?:(?:{words})\b|(?:{starts}))|(?:{anywhere})", re.IGNORECASE))


def word_problems(language: str, word: str, match: str) -> Iterator[str]:
    """What is wrong with one row."""
    if language not in LANGUAGES:
        yield f"language {language!r} is none of {', '.join(LANGUAGES)}"
    if match not in MATCHES:
        yield f"match {match!r} is none of {', '.join(MATCHES)}"
    elif not word:
        yield "word is empty, and would be found everywhere"
    elif match != "word" and len(word) < SHORTEST_STEM:
        yield f"{word!r} is too short for match {match}; use word"
