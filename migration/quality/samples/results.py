"""What the sample says of all rows: faults found, and how many there may be, per stratum and weighted overall.

The interval is Wilson's (1927), which stays sensible where no fault was found. Its bounds are one-sided, 95 % each:
with that confidence the share is not above the upper one. Overall, each stratum counts by its size, and the number of
rows looked at is Kish's effective one, ``(sum of weights)² / sum of squared weights``: oversampled strata prove less. A
stratum of which everything was looked at leaves no doubt (the correction for finite populations).
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from migration.quality.samples.answer import Answer, Answers, RowKey, Verdict
from migration.quality.samples.drawing import Draw

Z = 1.6448536269514722
"""The 95 % quantile of the normal distribution."""
_COUNTED = (Verdict.OK, Verdict.FAULT)


@dataclass(frozen=True, slots=True)
class Interval:
    """A share of all rows, 0 to 1, and its bounds."""

    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A stratum, or all of an entity (``stratum`` empty).

    ``population``: rows of the source; ``drawn``: rows in the workbook; ``covered``: rows of the strata that were
    looked at, of which alone ``faulty`` speaks (None where nothing was looked at). ``unsure`` are not counted.
    """

    entity: str
    stratum: str
    population: int
    drawn: int
    checked: int
    faults: int
    unsure: int
    covered: int
    faulty: Interval | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleResults:
    """What was found in a source. ``changed``: answers on rows that are no longer what they were; ``gone``: how many on
    rows that are no longer there. Neither counts."""

    source: str
    entities: tuple[Part, ...]
    strata: tuple[Part, ...]
    faults: tuple[Answer, ...]
    changed: tuple[Answer, ...]
    gone: int


def results(source: str, draws: Sequence[Draw], answers: Answers, shown: Mapping[RowKey, str]) -> SampleResults:
    """``shown``: the imprints of the answered rows as they are now."""
    strata: list[Part] = []
    standing: list[Answer] = []
    changed: list[Answer] = []
    gone = 0
    for one in draws:
        own = [a for a in answers.values() if a.entity == one.entity]
        there = [a for a in own if a.legacy_id in one.strata]
        gone += len(own) - len(there)
        changed += [a for a in there if shown.get(a.key) != a.shown]
        counted = [a for a in there if shown.get(a.key) == a.shown]
        standing += counted
        strata += _strata(one, counted)
    return SampleResults(
        source=source,
        entities=tuple(_overall(one.entity, [p for p in strata if p.entity == one.entity]) for one in draws),
        strata=tuple(strata),
        faults=tuple(a for a in standing if a.verdict is Verdict.FAULT),
        changed=tuple(changed),
        gone=gone,
    )


def _strata(one: Draw, counted: Iterable[Answer]) -> list[Part]:
    by_stratum: dict[str, Counter[Verdict]] = defaultdict(Counter)
    for answer in counted:
        by_stratum[one.strata[answer.legacy_id]][answer.verdict] += 1
    return [_part(one, name, rows, by_stratum[name]) for name, rows in one.populations.items()]


def _part(one: Draw, stratum: str, rows: int, found: Mapping[Verdict, int]) -> Part:
    faults, checked = found.get(Verdict.FAULT, 0), sum(found.get(v, 0) for v in _COUNTED)
    return Part(
        entity=one.entity,
        stratum=stratum,
        population=rows,
        drawn=sum(chosen.stratum == stratum for chosen in one.chosen),
        checked=checked,
        faults=faults,
        unsure=found.get(Verdict.UNSURE, 0),
        covered=rows if checked else 0,
        faulty=weighted([(rows, checked, faults)]),
    )


def _overall(entity: str, strata: Sequence[Part]) -> Part:
    return Part(
        entity=entity,
        stratum="",
        population=sum(p.population for p in strata),
        drawn=sum(p.drawn for p in strata),
        checked=sum(p.checked for p in strata),
        faults=sum(p.faults for p in strata),
        unsure=sum(p.unsure for p in strata),
        covered=sum(p.covered for p in strata),
        faulty=weighted([(p.population, p.checked, p.faults) for p in strata]),
    )


def weighted(strata: Iterable[tuple[int, int, int]]) -> Interval | None:
    """``strata``: rows, rows looked at, faults among them. None where nothing was looked at."""
    seen = [(rows, n, faults) for rows, n, faults in strata if n]
    total = sum(rows for rows, _, _ in seen)
    if not total:
        return None
    share = sum(rows * faults / n for rows, n, faults in seen) / total
    doubt = sum(rows * (rows - n) / n for rows, n, _ in seen)
    return wilson(share, total**2 / doubt) if doubt > 0 else Interval(share, share, share)


def wilson(share: float, n: float) -> Interval:
    """Wilson's score interval of a share that was found in ``n`` rows (n > 0)."""
    centre = (share + Z**2 / (2 * n)) / (1 + Z**2 / n)
    half = Z / (1 + Z**2 / n) * math.sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
    return Interval(share, max(0.0, centre - half), min(1.0, centre + half))
