"""What was decided against its label, a row a pair: for people who tune the rules."""

from collections.abc import Iterable, Iterator

from migration.match.evaluation.evaluate import Clustered, Outcome

COLUMNS = (
    "error", "id1", "id2", "case", "decision", "rule", "vetoes", "failed", "title", "together", "grades", "expect",
    "why",
)  # fmt: skip


def error_rows(outcomes: Iterable[Outcome], clustered: Clustered) -> Iterator[tuple[str, ...]]:
    """``COLUMNS`` of each wrong pair, false positives first. ``together``: whether they are in one cluster.

    ``error``: ``false_positive``, ``false_negative`` (of ``auto``); ``joined`` (two titles that other records brought
    together); ``unexpected`` (the label is kept, but not what the table of pairs expects).
    """
    told = [(error, outcome) for outcome in outcomes if (error := _error(outcome, clustered))]
    order = ("false_positive", "joined", "false_negative", "unexpected")
    for error, outcome in sorted(told, key=lambda row: (order.index(row[0]), row[1].pair.case)):
        pair, found = outcome.pair, outcome.judgement
        together = _together(outcome, clustered)
        yield (
            error,
            pair.id1,
            pair.id2,
            pair.case,
            found.decision.value,
            found.rule,
            " ".join(found.vetoes),
            " ".join(found.failed),
            f"{found.title:.2f}",
            str(int(together)),
            " ".join(f"{name}={grade}" for name, grade in found.grades.items()),
            pair.expect,
            pair.why,
        )


def _error(outcome: Outcome, clustered: Clustered) -> str:
    if outcome.is_wrong:
        return "false_positive" if outcome.is_auto else "false_negative"
    if outcome.pair.label is False and _together(outcome, clustered):
        return "joined"
    return "" if outcome.is_as_expected else "unexpected"


def _together(outcome: Outcome, clustered: Clustered) -> bool:
    return clustered.cluster_of[outcome.pair.id1] == clustered.cluster_of[outcome.pair.id2]
