"""How far an ISBN can be trusted, judged by the records that carry it.

Publishers reuse ISBNs, cataloguers copy a set's ISBN to each volume, and libraries invent dummies. Where the records of
one ISBN contradict each other on something, a blank no longer agrees with a value there. A *bad* ISBN (several volumes,
several formats, more than two titles) proves nothing: then everything else must be known and equal.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations

from migration.match import compare
from migration.match.compare import Candidate
from migration.match.rules import MatchRules
from migration.match.titles import is_shortened, same_title

Check = Callable[[Candidate, Candidate, MatchRules], str]

PROOF = frozenset({"title", "author", "language", "year", "pages"})
"""What must be known and equal where the ISBN proves nothing."""

MANY_VALUES = 12
"""So many different values under one ISBN contradict each other without being compared pair by pair."""


def disputed(records: Sequence[Candidate], rules: MatchRules) -> frozenset[str]:
    """What the records of one ISBN contradict each other on. Includes ``PROOF`` where the ISBN is bad."""
    found = {name for name, check in _CHECKED.items() if _contradict(records, *check, rules)}
    bad = {name for name in ("volume_key", "format_class") if len({getattr(r, name) for r in records}) > 1}
    if bad or _titles_differ(records, rules):
        found |= PROOF
    return frozenset(found | {"volume"} if "volume_key" in bad else found)


_CHECKED: Mapping[str, tuple[str, Check]] = {
    "author": ("author_key", compare.author),
    "language": ("language", compare.language),
    "year": ("year", compare.far_year),
    "edition": ("edition_key", compare.edition),
    "pages": ("pages", compare.pages),
}


def _contradict(records: Sequence[Candidate], field: str, check: Check, rules: MatchRules) -> bool:
    """Whether any two known values of a field fail the check."""
    by_value = {value: r for r in records if (value := getattr(r, field)) not in ("", None)}
    if len(by_value) > MANY_VALUES:
        return True
    return any(check(a, b, rules) for a, b in combinations(by_value.values(), 2))


def _titles_differ(records: Sequence[Candidate], rules: MatchRules) -> bool:
    """More than two titles that are clearly different from each other."""
    distinct: list[str] = []
    for title in sorted({r.title_key for r in records}):
        if not any(same_title(title, d, rules) or is_shortened(title, d, rules) for d in distinct):
            distinct.append(title)
        if len(distinct) > 2:
            return True
    return False


def unproved(a: Candidate, b: Candidate, required: Iterable[str], rules: MatchRules) -> tuple[str, ...]:
    """Which of the required features are not known and equal in both records, in order, as ``year_unsure``."""
    return tuple(f"{name}_unsure" for name in sorted(required) if not _PROVED[name](a, b, rules))


def _proved_language(a: Candidate, b: Candidate, rules: MatchRules) -> bool:
    return bool(a.language) and a.language == b.language and a.language not in rules.languages


_PROVED: Mapping[str, Callable[[Candidate, Candidate, MatchRules], bool]] = {
    "volume": lambda a, b, _: bool(a.volume_key) and a.volume_key == b.volume_key,
    "title": lambda a, b, _: a.title_key == b.title_key,
    "author": lambda a, b, _: bool(a.author_key) and a.author_key == b.author_key,
    "language": _proved_language,
    "year": lambda a, b, _: bool(a.year) and a.year == b.year,
    "edition": lambda a, b, _: bool(a.edition_key) and a.edition_key == b.edition_key,
    "pages": compare.close_pages,
}
