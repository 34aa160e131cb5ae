"""Where the second opinion and the rules differ: pairs that a librarian may learn from, or the rules.

A pair that it is sure of and the rules keep apart may be a title that is in the catalogue twice; so may one that the
rules ask librarians about. An automatic merge that it doubts may be a false one.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from migration.match.comparing.judgement import Decision
from migration.match.second_opinion import features_weighed

if TYPE_CHECKING:
    from pyarrow import Table

SHOWN = 50
SURE, DOUBTED = 0.99, 0.5
BANDS: Mapping[str, float] = {"surely_one": SURE, "rather_one": DOUBTED, "rather_two": 1 - SURE, "surely_two": 0.0}
"""Opinions by the least probability of being one title, from the most probable."""
TELLING = 1.0
"""Weight (log2) of a feature that is worth naming: it makes the odds twice what they were, or half."""


class Watched(NamedTuple):
    """A pair that was decided, by numbers of descriptions. ``rule``: the row that held; empty for none."""

    one: int
    two: int
    decision: str
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """``agreeing``, ``differing``: features that speak for and against one title by the model, the weightiest first."""

    d1: int
    d2: int
    decision: str
    probability: float
    agreeing: tuple[str, ...]
    differing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Differences:
    """``sure_but_apart`` and ``sure_but_asked``: the surest first; ``merged_but_doubted``: the most doubtful first."""

    sure_but_apart: tuple[Difference, ...]
    sure_but_asked: tuple[Difference, ...]
    merged_but_doubted: tuple[Difference, ...]

    def all(self) -> tuple[Difference, ...]:
        return self.sure_but_apart + self.sure_but_asked + self.merged_but_doubted


def differences(opinions: "Table", decisions: Sequence[str], shown: int = SHOWN) -> Differences:
    """The most telling of ``second_opinion.opinions``. ``decisions``: what the rules made of each, in that order."""
    import pyarrow as pa
    import pyarrow.compute as pc

    decided = opinions.append_column("decision", pa.array(decisions, pa.string()))
    said, likely = pc.field("decision"), pc.field("probability")
    apart = decided.filter((said == Decision.APART.value) & (likely >= SURE))
    asked = decided.filter((said == Decision.REVIEW.value) & (likely >= SURE))
    merged = decided.filter((said == Decision.AUTO.value) & (likely < DOUBTED))
    return Differences(
        _first(apart, "descending", shown), _first(asked, "descending", shown), _first(merged, "ascending", shown)
    )


def tally(pairs: Sequence[Watched], probabilities: Sequence[float | None]) -> dict[tuple[str, str], dict[str, int]]:
    """How many pairs of each (decision, rule) got which opinion (``BANDS``). Pairs without an opinion don't count."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    for pair, probability in zip(pairs, probabilities, strict=True):
        if probability is not None:
            counts.setdefault((pair.decision, pair.rule), Counter())[_band(probability)] += 1
    return {key: {band: found[band] for band in BANDS} for key, found in sorted(counts.items())}


def _band(probability: float) -> str:
    return next(band for band, least in BANDS.items() if probability >= least)


def _first(pairs: "Table", order: str, shown: int) -> tuple[Difference, ...]:
    ordered = pairs.sort_by([("weight", order), ("d1", "ascending"), ("d2", "ascending")])
    return tuple(map(_difference, ordered.slice(0, shown).to_pylist()))


def _difference(row: Mapping[str, Any]) -> Difference:
    weights = {name.removeprefix("by_"): row[name] or 0.0 for name in features_weighed()}
    ordered = sorted(weights, key=lambda name: -abs(weights[name]))
    return Difference(
        d1=row["d1"],
        d2=row["d2"],
        decision=row["decision"],
        probability=row["probability"],
        agreeing=tuple(name for name in ordered if weights[name] >= TELLING),
        differing=tuple(name for name in ordered if weights[name] <= -TELLING),
    )
