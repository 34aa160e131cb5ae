"""Measures of agreement with labels: precision, recall and F1 with Wilson intervals, and B-cubed for clusters."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

_Z = NormalDist().inv_cdf(0.975)
"""Standard deviations on either side that hold 95 % of a normal distribution."""


@dataclass(frozen=True, slots=True)
class Share:
    """``hits`` of ``total``, from 0 to 1, with its Wilson 95 % interval; None of nothing."""

    hits: int
    total: int
    value: float | None
    low: float | None
    high: float | None


def share(hits: int, total: int) -> Share:
    """E. B. Wilson's score interval (JASA 22, 1927), which holds at 0 and at 1, too."""
    if not total:
        return Share(hits, total, None, None, None)
    p, weight = hits / total, _Z * _Z / total
    middle = (p + weight / 2) / (1 + weight)
    half = _Z / (1 + weight) * sqrt(p * (1 - p) / total + weight / (4 * total))
    low = 0.0 if hits == 0 else middle - half
    high = 1.0 if hits == total else middle + half
    return Share(hits, total, p, low, high)


@dataclass(frozen=True, slots=True)
class Scores:
    """Of pairs said to be one title, against their labels."""

    true_positives: int
    false_positives: int
    false_negatives: int
    true_negatives: int
    precision: Share
    recall: Share
    f1: float | None


def scores(said: Iterable[tuple[bool, bool]]) -> Scores:
    """``said``: per pair whether it was called one title, and whether it is."""
    counts = {(called, is_one): 0 for called in (True, False) for is_one in (True, False)}
    for pair in said:
        counts[pair] += 1
    tp, fp, fn, tn = counts[True, True], counts[True, False], counts[False, True], counts[False, False]
    wrong_or_right = 2 * tp + fp + fn
    f1 = 2 * tp / wrong_or_right if wrong_or_right else None
    return Scores(tp, fp, fn, tn, share(tp, tp + fp), share(tp, tp + fn), f1)


@dataclass(frozen=True, slots=True)
class BCubed:
    """Means over records, from 0 to 1; None without records."""

    precision: float | None
    recall: float | None
    records: int


def b_cubed(
    cluster_of: Mapping[str, object], titles: Iterable[frozenset[str]], apart: Mapping[str, set[str]]
) -> BCubed:
    """How much of a record's cluster is its title, and how much of its title is in its cluster; a mean over records
    (Bagga and Baldwin, 1998).

    ``titles``: disjoint sets of records that are one title each; ``apart``: of each record those that are known to be
    of another title. Others in its cluster count for nothing: labelled pairs don't say what they are.
    """
    precision, recall = [], []
    members: dict[object, set[str]] = {}
    for record, cluster in cluster_of.items():
        members.setdefault(cluster, set()).add(record)
    for title in titles:
        for record in title:
            together = members[cluster_of[record]]
            right = len(together & title)
            precision.append(right / (right + len((together & apart.get(record, set())) - title)))
            recall.append(right / len(title))
    n = len(precision)
    return BCubed(sum(precision) / n, sum(recall) / n, n) if n else BCubed(None, None, 0)
