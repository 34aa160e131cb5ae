"""Decisions and clusters set against labelled pairs."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from migration.match.comparing.judgement import Decision, Judgement
from migration.match.evaluation.pairs import LabelledPair
from migration.match.evaluation.scores import BCubed, Scores, Share, b_cubed, scores, share
from migration.match.evaluation.truth import truth

_SAYS_APART = frozenset({"different", "numbers", "disjoint", "one_sided"})
"""Grades that tell two titles apart."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A labelled pair and what was decided of it."""

    pair: LabelledPair
    judgement: Judgement

    @property
    def ids(self) -> tuple[str, str]:
        """The smaller first."""
        return min(self.pair.id1, self.pair.id2), max(self.pair.id1, self.pair.id2)

    @property
    def is_auto(self) -> bool:
        return self.judgement.decision is Decision.AUTO

    @property
    def is_found(self) -> bool:
        """Whether it is merged or shown to a librarian."""
        return self.judgement.decision is not Decision.APART

    @property
    def is_wrong(self) -> bool:
        """A false positive or a false negative of ``auto``."""
        return self.pair.label is not None and self.is_auto != self.pair.label

    @property
    def is_as_expected(self) -> bool:
        expect = self.pair.expect
        return not expect or (not self.is_auto if expect == "not_auto" else self.judgement.decision.value == expect)

    @property
    def differing(self) -> tuple[str, ...]:
        """Features whose grades tell the records apart."""
        return tuple(name for name, grade in self.judgement.grades.items() if grade in _SAYS_APART)


@dataclass(frozen=True, slots=True)
class Clustered:
    """``cluster_of``: of every record; ``met``: ids of pairs (the smaller first) that blocking brought together."""

    cluster_of: Mapping[str, str]
    met: Collection[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCount:
    """Of one row of the decision table (``apart`` has none)."""

    decision: str
    rule: str
    one_title: int
    two_titles: int
    unlabelled: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseCount:
    """Of one class of pairs. ``unexpected``: pairs that were not decided as the table of pairs expects."""

    case: str
    pairs: int
    auto: int
    review: int
    false_auto: int
    recall: Share
    recall_with_review: Share
    unexpected: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterScores:
    """After blocking and clustering of all records.

    ``impure``: clusters with a pair labelled 0; ``impure_by``: those pairs, by the features that tell them apart
    (``nothing`` where none does). ``blocking``: pairs labelled 1 that met in a block; ``never_met``: the others, which
    vetoes may have kept from being compared; ``lost``: those of them that would be merged or shown to a librarian.
    """

    clusters: int
    pairs: Scores
    b_cubed: BCubed
    impure: int
    impure_by: Mapping[str, int]
    blocking: Share
    never_met: Sequence[tuple[str, str]]
    lost: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """``auto``: of pairs decided ``auto``, as judged pair by pair; ``with_review``: the share of pairs labelled 1 that
    is merged or shown to a librarian. ``missing``: ids of pairs that have no record; those pairs count for nothing.
    """

    records: int
    pairs: int
    positives: int
    negatives: int
    missing: Sequence[str]
    contradictions: Sequence[tuple[str, str]]
    auto: Scores
    with_review: Share
    decisions: Mapping[str, int]
    rules: Sequence[RuleCount]
    cases: Sequence[CaseCount]
    clustered: ClusterScores


def evaluate(
    outcomes: Sequence[Outcome], pairs: Sequence[LabelledPair], known: Collection[str], clustered: Clustered
) -> Evaluation:
    """``outcomes``: of the pairs whose records are ``known``."""
    labelled = [o for o in outcomes if o.pair.label is not None]
    positives = [o for o in labelled if o.pair.label]
    said = truth(pairs, known)
    return Evaluation(
        records=len(known),
        pairs=len(pairs),
        positives=len(positives),
        negatives=len(labelled) - len(positives),
        missing=sorted({i for p in pairs for i in (p.id1, p.id2) if i not in known}),
        contradictions=[(p.id1, p.id2) for p in said.contradictions],
        auto=_auto(labelled),
        with_review=share(sum(o.is_found for o in positives), len(positives)),
        decisions={d.value: sum(o.judgement.decision is d for o in outcomes) for d in Decision},
        rules=_rules(outcomes),
        cases=_cases(outcomes),
        clustered=_clustered(labelled, clustered, pairs, known),
    )


def _auto(labelled: Iterable[Outcome]) -> Scores:
    return scores((o.is_auto, bool(o.pair.label)) for o in labelled)


def _rules(outcomes: Sequence[Outcome]) -> list[RuleCount]:
    counts = Counter((o.judgement.decision.value, o.judgement.rule, o.pair.label) for o in outcomes)
    return [
        RuleCount(
            decision=decision,
            rule=rule,
            one_title=counts[decision, rule, True],
            two_titles=counts[decision, rule, False],
            unlabelled=counts[decision, rule, None],
        )
        for decision, rule in sorted({key[:2] for key in counts})
    ]


def _cases(outcomes: Sequence[Outcome]) -> list[CaseCount]:
    by_case: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        by_case.setdefault(outcome.pair.case, []).append(outcome)
    return [_case(case, by_case[case]) for case in sorted(by_case)]


def _case(case: str, outcomes: Sequence[Outcome]) -> CaseCount:
    positives = [o for o in outcomes if o.pair.label]
    autos = sum(o.is_auto for o in outcomes)
    return CaseCount(
        case=case,
        pairs=len(outcomes),
        auto=autos,
        review=sum(o.is_found for o in outcomes) - autos,
        false_auto=sum(o.is_auto and o.pair.label is False for o in outcomes),
        recall=share(sum(o.is_auto for o in positives), len(positives)),
        recall_with_review=share(sum(o.is_found for o in positives), len(positives)),
        unexpected=sum(not o.is_as_expected for o in outcomes),
    )


def _clustered(
    labelled: Sequence[Outcome], found: Clustered, pairs: Sequence[LabelledPair], known: Collection[str]
) -> ClusterScores:
    said = truth(pairs, known)
    judged = {record: found.cluster_of[record] for title in said.titles for record in title}
    together = [(o, judged[o.pair.id1] == judged[o.pair.id2]) for o in labelled]
    wrong = [o for o, joined in together if joined and not o.pair.label]
    positives = [o for o in labelled if o.pair.label]
    never_met = [o for o in positives if o.ids not in found.met]
    return ClusterScores(
        clusters=len(set(found.cluster_of.values())),
        pairs=scores((joined, bool(o.pair.label)) for o, joined in together),
        b_cubed=b_cubed(judged, said.titles, said.apart),
        impure=len({judged[o.pair.id1] for o in wrong}),
        impure_by=dict(sorted(Counter(name for o in wrong for name in o.differing or ("nothing",)).items())),
        blocking=share(len(positives) - len(never_met), len(positives)),
        never_met=[o.ids for o in never_met],
        lost=[o.ids for o in never_met if o.is_found],
    )
