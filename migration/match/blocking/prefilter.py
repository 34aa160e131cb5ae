"""Pairs that need no comparison, because the decision table can only call them apart.

Derived from the table itself: a contradiction is used only where no row that can hold without an identifier in common
accepts it. So a librarian who changes the table changes this, too.
"""

from migration.match.comparing.grades import GRADES
from migration.match.rules import MatchRules, Row

_SHARED = frozenset({"shared"})

KEPT = """
    linked OR (
        (NOT $format OR (a.format_class = b.format_class AND NOT list_contains($never, a.format_class)))
        AND (NOT $part OR a.part_number = '' OR b.part_number = '' OR a.part_number = b.part_number)
        AND (NOT $edition OR a.edition = '' OR b.edition = '' OR a.edition = b.edition)
        AND (NOT $extent OR a.pages IS NULL OR b.pages IS NULL
             OR abs(a.pages - b.pages) <= greatest($pages_apart, $pages_share * greatest(a.pages, b.pages)))
        AND (NOT $language OR a.language = '' OR b.language = '' OR a.language = b.language
             OR list_contains($general, a.language || ' ' || b.language))
        AND (NOT $year OR a.year IS NULL OR b.year IS NULL OR abs(a.year - b.year) <= 2
             OR contains(a.other_years, b.year::TEXT) OR contains(b.other_years, a.year::TEXT)))
"""
"""SQL on two rows of ``stated`` (a, b) and ``linked``: whether they share a good identifier. Unknown is no reason.

The dear comparisons come last, where few pairs are left.
"""

STATED = """
    SELECT d, format_class, part_number, language, pages, TRY_CAST(year AS INTEGER) AS year, other_years,
        CASE WHEN edition = '1' THEN '' ELSE edition END AS edition
    FROM description
"""


def parameters(rules: MatchRules) -> dict[str, object]:
    """The values that ``KEPT`` asks for."""
    used = {name: contradicts(name, rules) for name in ("format", "language", "part", "edition", "extent", "year")}
    return {
        **used,
        "never": sorted(rules.never_formats),
        "general": sorted(f"{a} {b}" for a, b in rules.language_pairs | rules.family_pairs),
        "pages_apart": float(rules.pages_apart),
        "pages_share": float(rules.pages_share),
    }


def contradicts(feature: str, rules: MatchRules, grade: str = "different") -> bool:
    """Whether two records without an identifier in common are always apart where this feature has this grade."""
    return not any(_accepts(row, feature, grade, rules) for row in rules.decisions)


def _accepts(row: Row, feature: str, grade: str, rules: MatchRules) -> bool:
    if frozenset(row.when.get("identifier", GRADES["identifier"])) <= _SHARED:
        return False
    if row.decision == "auto" and grade in rules.vetoes.get(feature, ()):
        return False
    return grade in {**rules.defaults, **row.when}.get(feature, (grade,))
