"""How far each source has come, and what stands against its cutover, as the county's page tells it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from migration.quality.checks import COUNTY
from migration.quality.readiness import WEIGHTS, Reason, Weight, is_ready, words_of_kind

STAGES = ("land", "standardize", "match", "quality", "deliver")
"""In their order; the words of each: ``migration.quality.words.STAGES``."""
TO_DECIDE = ("pairs_undecided", "sample_open", "sample_faults", "codes_unmapped")
"""Kinds of reasons of which a person's decision is all that is lacking."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """``passed``: the stages (``STAGES``) that the source's rows have passed as they stand, with the day (ISO 8601;
    empty where nobody wrote it down). ``deliver``: the last delivery that has the source."""

    source: str
    title: str
    passed: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceReasons:
    """A source and what stands against its cutover, by severity."""

    standing: Standing
    is_ready: bool
    reasons: Mapping[Weight, Sequence[Reason]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonKind:
    """The same reason in several sources. ``counts``: by source, the most first."""

    severity: Weight
    code: str
    text_nb: str
    text_en: str
    advice_nb: str
    advice_en: str
    counts: Mapping[str, int]


def by_source(standings: Sequence[Standing], reasons: Sequence[Reason]) -> list[SourceReasons]:
    """A row per source, in the order of ``standings``."""
    own: dict[str, list[Reason]] = defaultdict(list)
    for reason in reasons:
        own[reason.source].append(reason)
    blocked = not is_ready(own[COUNTY], COUNTY)
    return [
        SourceReasons(
            standing=one,
            is_ready=not blocked and is_ready(own[one.source], one.source),
            reasons={weight: [r for r in own[one.source] if r.severity == weight] for weight in WEIGHTS},
        )
        for one in standings
    ]


def by_kind(reasons: Sequence[Reason]) -> list[ReasonKind]:
    """Each reason once with the sources that it concerns, the gravest first, then the most widespread."""
    found: dict[tuple[Weight, str, str], list[Reason]] = defaultdict(list)
    for one in reasons:
        found[one.severity, one.code, words_of_kind(one)[0]].append(one)
    kinds = [_kind(same) for same in found.values()]
    return sorted(kinds, key=lambda kind: (WEIGHTS.index(kind.severity), -len(kind.counts), kind.code, kind.text_nb))


def _kind(same: Sequence[Reason]) -> ReasonKind:
    first = same[0]
    text_nb, text_en = words_of_kind(first)
    return ReasonKind(
        severity=first.severity,
        code=first.code,
        text_nb=text_nb,
        text_en=text_en,
        advice_nb=first.advice_nb,
        advice_en=first.advice_en,
        counts={r.source: r.count for r in sorted(same, key=lambda r: (-r.count, r.source))},
    )


def decisions(reasons: Sequence[Reason]) -> dict[str, dict[str, int]]:
    """What waits for a decision by source and kind (``TO_DECIDE``); sources with nothing are left out."""
    found: dict[str, dict[str, int]] = {}
    for one in reasons:
        if one.code in TO_DECIDE:
            found.setdefault(one.source, dict.fromkeys(TO_DECIDE, 0))[one.code] += one.count
    return dict(sorted(found.items()))
