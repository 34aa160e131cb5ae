"""What is most useful for a library to mend before cutover.

Points of a kind of issue = rows that have it x the weight of its severity, if the library can mend it; else none. A
problem of a whole file, which names no row, counts as WHOLE_FILE rows. Kinds without points are never among the most
useful.
"""

from collections.abc import Iterable, Mapping

from migration.issues import Mender, Severity
from migration.quality.facts import IssueKind

MOST_USEFUL = 10
WEIGHTS: Mapping[str, int] = {Severity.ERROR: 10, Severity.WARNING: 2, Severity.INFO: 0}
"""An error leaves a row out; a warning is a value that may be wrong; the rest is only worth knowing."""
WHOLE_FILE = 100


def points(kind: IssueKind) -> int:
    """The kind's points; of a severity or code that the program no longer knows: none."""
    if kind.mend is not Mender.LIBRARY:
        return 0
    return WEIGHTS.get(kind.severity, 0) * (kind.rows + WHOLE_FILE * kind.whole_files)


def most_useful(kinds: Iterable[IssueKind]) -> list[IssueKind]:
    """Up to MOST_USEFUL kinds, those with the most points first; with as many points, by code."""
    ranked = sorted(kinds, key=lambda kind: (-points(kind), kind.code))
    return [kind for kind in ranked if points(kind)][:MOST_USEFUL]
