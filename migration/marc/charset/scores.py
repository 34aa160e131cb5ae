"""How well the words of a text read in each charset that a Norwegian library system may have written."""

import re
from collections.abc import Sequence
from functools import lru_cache
from unicodedata import category

from migration.charsets import CANDIDATES, likelihood, likelihoods
from migration.marc.charset.ansel import MARC_8, decode_marc8

CHARSETS = (*CANDIDATES, MARC_8)
_PRIOR = (*CANDIDATES.values(), 0, 0, 0)
NEAR = 8
"""Scores that differ by no more don't decide: an å that could be another letter is worth 10, an é 4 to 6."""

ACCENT = re.compile(rb"[\xe0-\xfe]")
_AT_EDGE = re.compile(rb"(?<![A-Za-z\x80-\xff])[\xa1-\xc8]|[\xa1-\xc8](?![A-Za-z\x80-\xff])")
"""Letters of MARC-8 that are signs in Windows-1252, where signs stand: ``note\xb2`` is ``note²``, not ``noteø``."""
_NOT_NORDIC_AT_EDGE = re.compile(
    rb"(?<![A-Za-z\x80-\xff])(?:[\xa1-\xc8](?![A-Za-z\xe0-\xfe])|[\xa1\xa3\xa4\xa6-\xb1\xb3\xb4\xb6-\xc8])"
    rb"|(?<=[A-Za-z])[\xa1\xa3\xa4\xa6-\xb1\xb3\xb4\xb6-\xc8](?![A-Za-z\x80-\xff])"
)
"""The same without æ and ø beside a letter, which are frequent at a word's edge."""
_TIES = re.compile("(?<=[A-Za-z])[\u0360\u0361\ufe20-\ufe23]")


def scores_of(words: list[bytes], may_be_marc8: bool, preferred: Sequence[str]) -> dict[str, int]:
    """By charset. MARC-8 that leader/09 denies must be much the best; ``preferred``: what counts at words' edges."""
    *totals, whole, nordic, inside = [sum(column) for column in zip(_PRIOR, *map(_word_scores, words), strict=True)]
    marc8 = (whole if preferred[0] == MARC_8 else inside) if preferred else nordic
    return dict(zip(CHARSETS, (*totals, marc8 - (0 if may_be_marc8 else 2 * NEAR)), strict=True))


@lru_cache(maxsize=65_536)
def _word_scores(word: bytes) -> tuple[int, ...]:
    """By charset, MARC-8 three times: with all its letters, and without gain from those that may be signs.

    Kept, since a catalogue uses few words very often.
    """
    whole = likelihood(_without_ties(word))
    less = (min(whole, likelihood(_without_ties(signs.sub(b"", word)))) for signs in (_NOT_NORDIC_AT_EDGE, _AT_EDGE))
    return (*likelihoods(word), whole, *less)


@lru_cache(maxsize=65_536)
def is_composed(word: bytes) -> bool:
    """Whether every accent of MARC-8 in a word stands before a letter that can have it."""
    return not any(char == "\ufffd" or category(char) == "Mn" for char in _without_ties(word))


def _without_ties(word: bytes) -> str:
    """A word of MARC-8 without the halves of ligatures and double tildes, which have no letter of their own."""
    return _TIES.sub("", decode_marc8(word))
