"""Grades of who made it: main entries, added entries, and the statement of responsibility."""

from functools import lru_cache

from rapidfuzz.fuzz import ratio, token_set_ratio

from migration.features import BibFeatures
from migration.marc.folding import fold

_SURNAME_LIKENESS = 85
"""Per cent. Transliterations and slips (dostojevskij, dostojevski) are above, different names mostly below."""
_BODY_LIKENESS = 90
_MOST_NAMES = 12
"""Names looked at of one record; a hymn book has hundreds."""


def grade_author(a: BibFeatures, b: BibFeatures) -> str:
    """``compatible``: the same name with initials or slips, or the main entry of one among the other's names."""
    names_a, names_b = _names(a), _names(b)
    if not names_a and not names_b:
        return "none"
    if not names_a or not names_b:
        known, silent = (a, b) if names_a else (b, a)
        return "compatible" if _is_said(known, silent) else "missing"
    if a.author and a.author == b.author:
        return "equal"
    return "compatible" if _compatible(a, b, names_a, names_b) else "different"


def _names(record: BibFeatures) -> tuple[str, ...]:
    return record.names[:_MOST_NAMES] or ((record.author,) if record.author else ())


def _compatible(a: BibFeatures, b: BibFeatures, names_a: tuple[str, ...], names_b: tuple[str, ...]) -> bool:
    if a.author and b.author and same_name(a.author, b.author):
        return True
    mains = (names_a[0], names_b), (names_b[0], names_a)
    if any(same_name(main, other) or _same_body(main, other) for main, others in mains for other in others):
        return True
    return _is_said(a, b) or _is_said(b, a)


def _same_body(a: str, b: str) -> bool:
    """Whether two names of bodies (or of people, by another rule of order: ``Kock, Paul de``) have the same words."""
    words_a, words_b = set(a.split()), set(b.split())
    return min(len(words_a), len(words_b)) > 2 and token_set_ratio(a, b) >= _BODY_LIKENESS


def _is_said(known: BibFeatures, other: BibFeatures) -> bool:
    """Whether the other's statement of responsibility (245 $c) names the surname of the main entry."""
    surname = _names(known)[0].partition(" ")[0]
    return len(surname) > 2 and surname in fold(other.responsibility).split()


@lru_cache(maxsize=262_144)
def same_name(a: str, b: str) -> bool:
    """Whether two folded names, surname first, agree: each given name equal, alike, or the other's initial."""
    if a == b:
        return True
    words_a, words_b = a.split(), b.split()
    if not words_a or not words_b or ratio(words_a[0], words_b[0]) < _SURNAME_LIKENESS:
        return False
    given_a, given_b = words_a[1:], words_b[1:]
    return all(_same_given(x, y) for x, y in zip(given_a[:1], given_b[:1], strict=False))


def _same_given(a: str, b: str) -> bool:
    if 1 in (len(a), len(b)):
        return a[0] == b[0]
    return a[0] == b[0] and ratio(a, b) >= 60
