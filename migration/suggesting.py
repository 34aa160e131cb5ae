"""What a misspelt word was probably meant to be."""

from collections.abc import Iterable
from difflib import get_close_matches

_LIKE = 0.6


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that is most like it; empty where none is."""
    return next(iter(get_close_matches(word, list(known), n=1, cutoff=_LIKE)), "")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """``; did you mean X?``, or nothing where no known word is like it."""
    found = nearest(word, known)
    return f"; did you mean {found}?" if found else ""
