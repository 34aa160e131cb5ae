"""Grades of who made it: main entries, added entries, and the statement of responsibility."""

from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz.fuzz import ratio, token_set_ratio

from migration.features import BibFeatures
from migration.marc.folding import fold

_SURNAME_LIKENESS = 85
"""Per cent. Transliterations and slips (dostojevskij, dostojevski) are above, different names mostly below."""
_BODY_LIKENESS = 90
_NO_GIVEN = frozenset(
    ("av", "by", "og", "and", "von", "van", "de", "der", "den", "af", "di", "da", "du", "la", "le", "fra", "med", "ved",
     "red", "tekst", "text", "forf", "utg", "ed", "edited", "illustrert", "mr", "mrs", "dr", "sir", "professor", "prof",
     "the")
)  # fmt: skip
"""Words that stand before a surname and are no given name."""
_MOST_NAMES = 12
"""Names looked at of one record; a hymn book has hundreds."""
Names = tuple[str, ...]


def grade_author(a: BibFeatures, b: BibFeatures) -> str:
    """``compatible``: the same name with initials or slips, or the main entry of one among the other's names;
    ``namesake``: the same surname with another given name."""
    names_a, names_b = _names(a), _names(b)
    if not names_a and not names_b:
        return "none"
    if not names_a or not names_b:
        known, silent = (a, b) if names_a else (b, a)
        return "compatible" if _is_said(known, silent) else "missing"
    if _namesakes(a, b, names_a, names_b):
        return "namesake"
    if a.author and a.author == b.author:
        return "equal"
    return "compatible" if _compatible(a, b, names_a, names_b) else "different"


def _namesakes(a: BibFeatures, b: BibFeatures, names_a: Names, names_b: Names) -> bool:
    """Whether the main entries have one surname and given names that exclude each other. Where one has initials only,
    the title page may say what they stand for; who stands among the other's names, or was born in the same year under
    the same initial, is the same; a body has no surname."""
    name_a, name_b = names_a[0], names_b[0]
    (surname, _, given_a), (other, _, given_b) = name_a.partition(" "), name_b.partition(" ")
    if surname != other or not given_a or not given_b or (name_a == name_b and len(given_a) > 1):
        return False
    if _is_body(a) or _is_body(b) or _is_another_entry(names_a, names_b):
        return False
    if a.birth_year and a.birth_year == b.birth_year and given_a[0] == given_b[0]:
        return False
    full_a, full_b = _full(given_a) or _said(a, surname, given_a), _full(given_b) or _said(b, surname, given_b)
    if not full_a or not full_b:
        return not _given_agree(given_a.split(), given_b.split())
    return not _given_agree(full_a, full_b) and given_a.replace(" ", "") != given_b.replace(" ", "")


def _is_body(record: BibFeatures) -> bool:
    """Whether the main entry is a body's: a person's is cut to surname and initial."""
    words = record.author.split()
    return len(words) > 1 and len(words[-1]) > 1


def _is_another_entry(names_a: Names, names_b: Names) -> bool:
    """Whether the main entry of one is among the further names of the other, or all the further names are the same."""
    further_a, further_b = names_a[1:], names_b[1:]
    return names_a[0] in further_b or names_b[0] in further_a or (bool(further_a) and further_a == further_b)


def _full(given: str) -> list[str]:
    """The given names that are more than an initial."""
    return [word for word in given.split() if len(word) > 1]


def _said(record: BibFeatures, surname: str, initials: str) -> list[str]:
    """What the statement of responsibility has before the surname, where the initials allow it."""
    words = _words_of(record.responsibility)
    near = (words[max(0, n - 3) : n] for n, word in enumerate(words) if word == surname)
    first = {initial[0] for initial in initials.split()}
    return [w for some in near for w in some if len(w) > 1 and w[0] in first and w not in _NO_GIVEN]


def _given_agree(a: Sequence[str], b: Sequence[str]) -> bool:
    """Whether some given name of the one is one of the other, or its initial: people are known by their second."""
    return any(_same_given(x, y) for x in a for y in b)


@lru_cache(maxsize=65_536)
def _words_of(responsibility: str) -> tuple[str, ...]:
    return tuple(fold(responsibility).split())


def _names(record: BibFeatures) -> tuple[str, ...]:
    return record.names[:_MOST_NAMES] or ((record.author,) if record.author else ())


def _compatible(a: BibFeatures, b: BibFeatures, names_a: Names, names_b: Names) -> bool:
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
    surname, _, given = _names(known)[0].partition(" ")
    words = _words_of(other.responsibility)
    if len(surname) < 3 or surname not in words:
        return False
    before = [words[n - 1] for n, word in enumerate(words) if word == surname and n]
    said = [word for word in before if len(word) > 1 and word not in _NO_GIVEN]
    return not said or not given or _given_agree(said, given.split())


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
