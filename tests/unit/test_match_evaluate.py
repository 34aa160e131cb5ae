"""The evaluation of decisions and clusters, worked out by hand on six records."""

import pytest
from rich.console import Console

from migration.match.comparing.grades import FEATURES
from migration.match.comparing.judgement import Decision, Judgement
from migration.match.evaluation.errors import COLUMNS, error_rows
from migration.match.evaluation.evaluate import Clustered, Evaluation, Outcome, evaluate
from migration.match.evaluation.pairs import LabelledPair
from migration.match.evaluation.terminal import in_terminal


def _outcome(ids: str, label: bool | None, decision: str, case: str = "", expect: str = "", **grades: str) -> Outcome:
    pair = LabelledPair(id1=ids[0], id2=ids[1], label=label, case=case, expect=expect)
    given = dict.fromkeys(FEATURES, "equal") | grades
    rule = {"auto": "same_isbn", "review": "near", "apart": ""}[decision]
    return Outcome(pair, Judgement(decision=Decision(decision), rule=rule, grades=given, title=1.0))


OUTCOMES = [
    _outcome("ab", True, "auto", "volumes"),
    _outcome("bc", True, "review", "volumes"),
    _outcome("cd", True, "apart", "films"),
    _outcome("de", False, "auto", "films", part="one_sided", year="different"),
    _outcome("af", False, "apart", "films", expect="review"),
    _outcome("bf", None, "auto", "volumes"),
]
"""a, b, c, d are one title, e and f are others."""
PAIRS = [*(o.pair for o in OUTCOMES), LabelledPair(id1="a", id2="x", label=True)]
CLUSTERED = Clustered({"a": "a", "b": "a", "c": "c", "d": "d", "e": "d", "f": "a"}, {("a", "b"), ("d", "e")})


@pytest.fixture
def found() -> Evaluation:
    return evaluate(OUTCOMES, PAIRS, "abcdef", CLUSTERED)


def test_pairs_are_counted_against_their_labels(found: Evaluation) -> None:
    assert (found.pairs, found.positives, found.negatives, found.missing) == (7, 3, 2, ["x"])
    assert (found.auto.true_positives, found.auto.false_positives, found.auto.false_negatives) == (1, 1, 2)
    assert (found.with_review.hits, found.with_review.total) == (2, 3)
    assert found.decisions == {"auto": 3, "review": 1, "apart": 2}


def test_rules_are_counted(found: Evaluation) -> None:
    rows = [(r.decision, r.rule, r.one_title, r.two_titles, r.unlabelled) for r in found.rules]
    assert rows == [("apart", "", 1, 1, 0), ("auto", "same_isbn", 1, 1, 1), ("review", "near", 1, 0, 0)]


def test_cases_are_counted(found: Evaluation) -> None:
    rows = [(c.case, c.pairs, c.auto, c.review, c.false_auto, c.unexpected) for c in found.cases]
    assert rows == [("films", 3, 1, 0, 1, 1), ("volumes", 3, 2, 1, 0, 0)]
    assert [c.recall_with_review.value for c in found.cases] == [0.0, 1.0]


def test_clusters_are_counted(found: Evaluation) -> None:
    """a and b are together, c and d are not; d is with e, a with f, which are other titles.

    B-cubed: precision a 2/3, b 2/3, c 1, d 1/2, e 1/2, f 1/3; recall a 1/2, b 1/2, c 1/4, d 1/4, e 1, f 1.
    """
    clustered = found.clustered
    assert (clustered.clusters, clustered.pairs.true_positives, clustered.pairs.false_positives) == (3, 1, 2)
    assert clustered.b_cubed.precision == pytest.approx((2 / 3 + 2 / 3 + 1 + 1 / 2 + 1 / 2 + 1 / 3) / 6)
    assert clustered.b_cubed.recall == pytest.approx((1 / 2 + 1 / 2 + 1 / 4 + 1 / 4 + 1 + 1) / 6)
    assert (clustered.impure, clustered.impure_by) == (2, {"nothing": 1, "part": 1, "year": 1})
    assert (clustered.blocking.hits, clustered.never_met, clustered.lost) == (1, [("b", "c"), ("c", "d")], [("b", "c")])


def test_errors_are_told_false_positives_first() -> None:
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in error_rows(OUTCOMES, CLUSTERED)]
    assert [(r["error"], r["id1"] + r["id2"], r["together"]) for r in rows] == [
        ("false_positive", "de", "1"),
        ("joined", "af", "1"),
        ("false_negative", "cd", "0"),
        ("false_negative", "bc", "0"),
    ]
    assert "part=one_sided" in rows[0]["grades"]


@pytest.mark.parametrize(
    ("decision", "expect", "as_expected"),
    [("auto", "auto", True), ("review", "auto", False), ("review", "not_auto", True), ("auto", "not_auto", False),
     ("apart", "", True)],
)  # fmt: skip
def test_what_a_pair_expects(decision: str, expect: str, as_expected: bool) -> None:
    assert _outcome("ab", None, decision, expect=expect).is_as_expected is as_expected


def test_the_terminal_tells_measures_cases_and_what_is_missing(found: Evaluation) -> None:
    console = Console(width=120, record=True, file=None, quiet=False)
    with console.capture() as capture:
        console.print(in_terminal(found))
    text = capture.get()
    for words in ("precision of auto", "0.5000", "1 of 2", "volumes", "B-cubed recall", "b c", "(1): x"):
        assert words in text
