"""What is told of a matching: what it changed, and where the second opinion and the rules differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

CHANGES = ("kept", "merge", "split", "moved", "new", "gone")
"""What became of records since the last matching; the last two were in one of the two only."""
OPINIONS = ("surely_one", "rather_one", "rather_two", "surely_two")
"""What the model thinks of a pair, from the most probable to be one title."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordLine:
    """A record as it is named in a list. ``statement``: author, year and extent; ``bib_id``: the title it is in."""

    source: str
    legacy_id: str
    title: str
    statement: str
    bib_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceLine:
    """Two records on which model and rules differ. ``decision``, ``rule``: the rules'; ``nb``, ``en``: their sentence.

    ``probability``: the model's, of being one title. ``agreeing``, ``differing``: features that speak for it and
    against it.
    """

    decision: str
    rule: str
    probability: float
    one: RecordLine
    other: RecordLine
    nb: str
    en: str
    agreeing: tuple[str, ...]
    differing: tuple[str, ...]

    @property
    def is_one_title(self) -> bool:
        """Whether the two are one title, if by other records alone."""
        return self.one.bib_id == self.other.bib_id != ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionCount:
    """Pairs that one rule decided, by what the model thinks of them (``OPINIONS``)."""

    decision: str
    rule: str
    pairs: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondOpinion:
    """``counts``: of the pairs that the model was asked about; empty where it could learn too little.

    ``differences``: those that differ most: kept apart, then asked about, then merged; the most striking first.
    """

    counts: tuple[OpinionCount, ...]
    differences: tuple[DifferenceLine, ...]

    def of(self, decision: str) -> Sequence[DifferenceLine]:
        return [line for line in self.differences if line.decision == decision]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLine:
    """A record that is in another title than before. ``kind``: merge, split or moved; ``rule``: what joins it now."""

    record: RecordLine
    kind: str
    former_bib_id: str
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """``records``: by ``CHANGES``; ``titles``: how many went into others (merge), came out of others (split) …"""

    records: Mapping[str, int]
    titles: Mapping[str, int]
    lines: tuple[ChangeLine, ...]

    @property
    def is_first(self) -> bool:
        """Whether nothing had been matched before."""
        return not any(count for kind, count in self.records.items() if kind != "new")
