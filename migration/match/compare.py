"""Whether two records that share an ISBN are the same book. Vetoes, not a sum of points: one contradiction is enough.

A blank agrees with anything here; ``migration.match.evidence`` forbids that where the ISBN's records contradict
each other. The names of the failed checks are those that a reviewer sees.
"""

from collections.abc import Callable
from dataclasses import dataclass

from rapidfuzz.fuzz import ratio

from migration.match.rules import MatchRules
from migration.match.titles import is_shortened, likeness, only_numbers_differ, same_title

_SURNAME_LIKENESS = 85
"""Per cent. Transliterations and slips (dostojevskij, dostojevski) are above, different names mostly below."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One record's features (``migration.model.Bib``). Keys are folded, ``""`` is unknown; ``year`` has four digits."""

    source: str
    legacy_id: str
    target_id: str
    title_key: str
    author_key: str
    volume_key: str
    edition_key: str
    format_class: str
    language: str
    year: str
    pages: int | None
    quality: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """``failed``: what contradicts, empty when ``ok``. ``score``: likeness of the titles, 0 to 1, two decimals."""

    ok: bool
    score: float
    failed: tuple[str, ...]


def compare(a: Candidate, b: Candidate, rules: MatchRules) -> Comparison:
    """Compare two records of different sources; two of one source are never the same (``same_source``)."""
    found = agree(a, b, rules)
    if a.source != b.source:
        return found
    return Comparison(False, found.score, ("same_source", *found.failed))


def agree(a: Candidate, b: Candidate, rules: MatchRules) -> Comparison:
    """Compare two records without regard to where they come from. Symmetric."""
    failed = tuple(code for code in (check(a, b, rules) for check in _CHECKS) if code)
    return Comparison(not failed, likeness(a.title_key, b.title_key), failed)


def volume(a: Candidate, b: Candidate, _rules: MatchRules) -> str:
    """One-sided counts as different: the other may be any volume, or the set."""
    return "" if a.volume_key == b.volume_key else "volume"


def format_class(a: Candidate, b: Candidate, rules: MatchRules) -> str:
    mergeable = a.format_class == b.format_class and a.format_class not in rules.never_formats
    return "" if mergeable else "format"


def language(a: Candidate, b: Candidate, rules: MatchRules) -> str:
    one, two = a.language, b.language
    return "" if not one or not two or one == two or (one, two) in rules.language_pairs else "language"


def year(a: Candidate, b: Candidate, rules: MatchRules) -> str:
    """A small difference is a reprint or a slip only where the page counts say so."""
    apart = _years_apart(a, b)
    return "" if not apart or (apart <= rules.years_apart and close_pages(a, b, rules)) else "year"


def far_year(a: Candidate, b: Candidate, rules: MatchRules) -> str:
    """Years that no page count can explain."""
    return "year" if _years_apart(a, b) > rules.years_apart else ""


def _years_apart(a: Candidate, b: Candidate) -> int:
    """0 where either is unknown."""
    if not a.year or not b.year or a.year == b.year:
        return 0
    return abs(int(a.year) - int(b.year)) if a.year.isdecimal() and b.year.isdecimal() else 9999


def edition(a: Candidate, b: Candidate, _rules: MatchRules) -> str:
    """A second edition is often unsaid: one-sided only agrees in the same year."""
    if a.edition_key == b.edition_key:
        return ""
    one_sided = not a.edition_key or not b.edition_key
    return "" if one_sided and a.year and a.year == b.year else "edition"


def pages(a: Candidate, b: Candidate, rules: MatchRules) -> str:
    if a.pages is None or b.pages is None:
        return ""
    return "pages" if abs(a.pages - b.pages) > rules.pages_apart else ""


def author(a: Candidate, b: Candidate, _rules: MatchRules) -> str:
    if bool(a.author_key) != bool(b.author_key):
        return "author_missing"
    return "" if same_author(a.author_key, b.author_key) else "author"


def same_author(a: str, b: str) -> bool:
    """Whether two folded names, surname and first initial or a corporate name, agree. A missing initial agrees."""
    if a == b:
        return True
    (surname_a, initial_a), (surname_b, initial_b) = _name(a), _name(b)
    if initial_a and initial_b and initial_a != initial_b:
        return False
    return ratio(surname_a, surname_b) >= _SURNAME_LIKENESS


def _name(author_key: str) -> tuple[str, str]:
    words = author_key.split()
    return (" ".join(words[:-1]), words[-1]) if len(words) > 1 and len(words[-1]) == 1 else (author_key, "")


def title(a: Candidate, b: Candidate, rules: MatchRules) -> str:
    """A missing subtitle is let through only where author, year and page count all confirm."""
    if same_title(a.title_key, b.title_key, rules):
        return ""
    if only_numbers_differ(a.title_key, b.title_key, rules):
        return "title_number"
    return "" if is_shortened(a.title_key, b.title_key, rules) and confirmed(a, b, rules) else "title"


def confirmed(a: Candidate, b: Candidate, rules: MatchRules) -> bool:
    """Author and year known and equal, page counts known and close: the same book even if the ISBN proved nothing."""
    return (
        bool(a.author_key)
        and a.author_key == b.author_key
        and bool(a.year)
        and a.year == b.year
        and close_pages(a, b, rules)
    )


def close_pages(a: Candidate, b: Candidate, rules: MatchRules) -> bool:
    return a.pages is not None and b.pages is not None and abs(a.pages - b.pages) <= rules.pages_close


def corroborated(a: Candidate, b: Candidate, _rules: MatchRules) -> str:
    """Title and ISBN alone decide nothing: author, year or page count must be known on both sides."""
    known = (a.author_key and b.author_key) or (a.year and b.year) or (a.pages is not None and b.pages is not None)
    return "" if known else "too_little_known"


_CHECKS: tuple[Callable[[Candidate, Candidate, MatchRules], str], ...] = (
    volume, format_class, language, year, edition, pages, author, title, corroborated,
)  # fmt: skip
"""Each names what contradicts, or gives the empty text."""
