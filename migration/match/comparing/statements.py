"""Grades of what records state in words and codes: language, part, edition, version, imprint, series, host."""

from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz.fuzz import partial_ratio, token_set_ratio

from migration.features import BibFeatures
from migration.marc.folding import fold
from migration.match.rules import MatchRules

_PUBLISHER_LIKENESS = 85
_SERIES_LIKENESS = 90
_INITIALS = 2
"""Letters of the longest word that is itself initials (``US``); fewer than an acronym has."""
_ACRONYM = 6
"""Letters of the longest acronym."""


def grade_format(a: BibFeatures, b: BibFeatures, rules: MatchRules) -> str:
    if a.format_class != b.format_class or a.format_class in rules.never_formats:
        return "different"
    return a.format_class if a.format_class in ("serial", "component") else "equal"


def grade_language(a: BibFeatures, b: BibFeatures, rules: MatchRules) -> str:
    one, two = a.language, b.language
    if not one or not two:
        return "unknown"
    if one == two:
        return "equal"
    if (one, two) in rules.language_pairs:
        return "general"
    return "family" if (one, two) in rules.family_pairs else "different"


def grade_part(a: BibFeatures, b: BibFeatures) -> str:
    """Numbers and titles of parts. A number that is lacking in one may be any volume, or the set; but one that the
    other has as its number in a series, and an annual's year, where both are of that year, say nothing new. Nor does a
    part's title that is the other's subtitle."""
    one, two = a.part_number, b.part_number
    if one and two and one != two:
        return "different"
    if a.part_title and b.part_title and fold(a.part_title) != fold(b.part_title):
        return "different"
    if _says_nothing_new(a, b):
        one = two = ""
    if not (one or two) and _is_part(a, b) != _is_part(b, a):
        return "none"
    if not (one or two or a.part_title or b.part_title):
        return "none"
    return "equal" if bool(one) == bool(two) and bool(a.part_title) == bool(b.part_title) else "one_sided"


def _says_nothing_new(a: BibFeatures, b: BibFeatures) -> bool:
    """Whether the number that only one has is the year of both, or the other's number in a series."""
    if a.part_number and b.part_number:
        return False
    number, other = (a.part_number, b) if a.part_number else (b.part_number, a)
    return bool(number) and (number == other.series_number or number == a.year == b.year)


def _is_part(a: BibFeatures, b: BibFeatures) -> bool:
    """Whether the one has as title or subtitle what the other calls a part of something."""
    if not b.part_title or a.part_title:
        return False
    return fold(b.part_title) in (fold(a.title), fold(a.subtitle))


def grade_edition(a: BibFeatures, b: BibFeatures) -> str:
    """A first edition is seldom said: it agrees with nothing said. Two numbers contradict each other; where one only
    says *revised*, or more than the other, it may be the same edition."""
    one, two = a.edition, b.edition
    if one == two or {one, two} == {"1", ""}:
        return "equal" if one and two else "none"
    if not one or not two or one.isdecimal() != two.isdecimal():
        return "one_sided"
    words = set(one.split()), set(two.split())
    return "one_sided" if not one.isdecimal() and (words[0] < words[1] or words[1] < words[0]) else "different"


def grade_version(a: BibFeatures, b: BibFeatures) -> str:
    one, two = frozenset(a.version), frozenset(b.version)
    if one == two:
        return "equal"
    return "one_sided" if not one or not two or one < two or two < one else "different"


def grade_publisher(a: BibFeatures, b: BibFeatures) -> str:
    """A book of two publishers is often described with the one that the library bought it of."""
    if not a.publishers or not b.publishers:
        return "unknown"
    if set(a.publishers) & set(b.publishers):
        return "equal"
    if _any_alike(a.publishers, b.publishers, _PUBLISHER_LIKENESS):
        return "alike"
    return "alike" if any(_abbreviated(x, y) for x in a.publishers for y in b.publishers) else "different"


@lru_cache(maxsize=65_536)
def _abbreviated(a: str, b: str) -> bool:
    """Whether the one is the initials of the other (``hmso``, ``hm stationery office``); what stands before them may
    be missing (``us govt print off``, ``gpo``)."""
    short, long = (a, b) if len(a) < len(b) else (b, a)
    initials = "".join(word if len(word) <= _INITIALS else word[0] for word in long.split())
    return _INITIALS < len(short) <= _ACRONYM and " " not in short and initials.endswith(short)


def grade_place(a: BibFeatures, b: BibFeatures) -> str:
    if not a.places or not b.places:
        return "unknown"
    return "equal" if _any_alike(a.places, b.places, _SERIES_LIKENESS) else "different"


def grade_series(a: BibFeatures, b: BibFeatures) -> str:
    if not a.series or not b.series:
        return "unknown"
    if not _any_alike(a.series, b.series, _SERIES_LIKENESS):
        return "different"
    if not a.series_number or not b.series_number or a.series_number == b.series_number:
        return "equal"
    return "number" if _is_only_number(a) and _is_only_number(b) else "different"


def _is_only_number(record: BibFeatures) -> bool:
    """Whether the number is surely the one in the one series; of several series each has its own."""
    return len(record.series) == 1 and record.series_number.isdecimal()


def grade_original(a: BibFeatures, b: BibFeatures) -> str:
    """What a translation is of."""
    if not a.original_title or not b.original_title:
        return "unknown"
    return "equal" if _alike(a.original_title, b.original_title, _SERIES_LIKENESS) else "different"


def grade_host(a: BibFeatures, b: BibFeatures) -> str:
    if not a.host and not b.host:
        return "none"
    if not a.host or not b.host:
        return "one_sided"
    return "equal" if a.host == b.host else "different"


def _any_alike(a: Sequence[str], b: Sequence[str], likeness: int) -> bool:
    return any(_alike(x, y, likeness) for x in a for y in b)


def _alike(a: str, b: str, likeness: int) -> bool:
    return a == b or token_set_ratio(a, b) >= likeness or (min(len(a), len(b)) > 4 and partial_ratio(a, b) >= likeness)
