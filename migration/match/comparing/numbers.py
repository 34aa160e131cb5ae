"""Grades of what is counted: years, pages, discs, minutes, centimetres."""

from migration.features import BibFeatures
from migration.match.rules import MatchRules


def grade_year(a: BibFeatures, b: BibFeatures) -> str:
    if not a.year or not b.year:
        return "unknown"
    if a.year == b.year:
        return "equal"
    apart = abs(int(a.year) - int(b.year)) if a.year.isdecimal() and b.year.isdecimal() else 9999
    given = a.year in b.other_years or b.year in a.other_years
    if apart <= 1:
        return "both" if given else "near"
    return "other" if given else "different"


def grade_extent(a: BibFeatures, b: BibFeatures, rules: MatchRules) -> str:
    """Pages where both have them; else the number of physical units, which is less telling; else minutes."""
    if a.pages is not None and b.pages is not None:
        return _pages(a.pages, b.pages, rules)
    if a.volumes is not None and b.volumes is not None and max(a.volumes, b.volumes) > 1:
        return "close" if a.volumes == b.volumes else "different"
    if a.minutes is not None and b.minutes is not None:
        return _pages(a.minutes, b.minutes, rules)
    return "unknown"


def _pages(a: int, b: int, rules: MatchRules) -> str:
    apart = abs(a - b)
    if not apart:
        return "equal" if a >= rules.pages_telling else "few"
    if apart <= rules.pages_close:
        return "close"
    return "near" if apart <= max(rules.pages_apart, rules.pages_share * max(a, b)) else "different"


def grade_height(a: BibFeatures, b: BibFeatures) -> str:
    if a.height is None or b.height is None:
        return "unknown"
    return "equal" if abs(a.height - b.height) <= 1 else "different"
