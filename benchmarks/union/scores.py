"""How well clusters agree with the truth, over all pairs of records."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """From 0 to 1, but for counts. ``precision`` and ``recall``: of pairs of records; ``b_…``: means over records
    (Bagga and Baldwin 1998). ``impure``: clusters that hold more than one title."""

    clusters: int
    precision: float
    recall: float
    f1: float
    b_precision: float
    b_recall: float
    impure: int


def scores(clusters: "Numbers", titles: "Numbers") -> Scores:
    """Of each record the number of its cluster and that of its title."""
    import numpy as np

    (_, in_cluster), (_, in_title) = (np.unique(n, return_counts=True) for n in (clusters, titles))
    both, shared = np.unique(np.stack([clusters, titles]), axis=1, return_counts=True)
    together, said, true = (float((n * (n - 1) // 2).sum()) for n in (shared, in_cluster, in_title))
    precision, recall = together / said if said else 1.0, together / true if true else 1.0
    _, of = np.unique(both[0], return_inverse=True)
    _, title = np.unique(both[1], return_inverse=True)
    return Scores(
        clusters=len(in_cluster),
        precision=precision,
        recall=recall,
        f1=2 * precision * recall / (precision + recall) if together else 0.0,
        b_precision=float((shared**2 / in_cluster[of]).sum()) / len(clusters),
        b_recall=float((shared**2 / in_title[title]).sum()) / len(clusters),
        impure=int((np.bincount(of) > 1).sum()),
    )
