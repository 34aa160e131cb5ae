"""The matching against tests/labelled: records as libraries in the north have them, labelled as a cataloguer would.

No book may be lost in any case; what a librarian must look at besides is a matter of how many.
"""

import csv
from pathlib import Path

import orjson
import pytest
from typer.testing import CliRunner

from migration.cli.frame import app
from migration.match.evaluation.evaluate import Evaluation, Outcome
from migration.pipeline.evaluating import MatchEvaluation, evaluate_matching
from migration.settings import load_settings

LABELLED = Path(__file__).parents[1] / "labelled"
PAIRS = LABELLED / "pairs.csv"
RECORDS = sorted([*LABELLED.glob("*.txt"), *LABELLED.glob("*.xml"), *LABELLED.glob("*.jsonl")])

FOUND = {
    "annuals": 0.85, "editions": 1.0, "exchanged_words": 1.0, "films": 1.0, "formats": 1.0, "games": 1.0,
    "generic_titles": 1.0,
    "identifiers": 1.0, "kits": 1.0, "kven": 1.0, "maps": 1.0, "people": 1.0, "reprints": 1.0, "russian": 1.0,
    "sami_letters": 1.0, "school_books": 0.85, "similar_titles": 0.85, "target_forms": 1.0, "translations": 1.0,
    "two_libraries": 0.95, "versions": 1.0, "volumes": 0.85,
}  # fmt: skip
"""The least share of pairs that are one title, by case, which is merged or shown to a librarian."""
AUTO = 0.8
"""The least share of all pairs that are one title which is merged without being asked."""


@pytest.fixture(scope="module")
def matched() -> MatchEvaluation:
    return evaluate_matching(load_settings(), PAIRS, RECORDS)


@pytest.fixture(scope="module")
def found(matched: MatchEvaluation) -> Evaluation:
    return matched.evaluation


def _named(outcomes: list[Outcome]) -> list[str]:
    return [
        f"{o.pair.id1} {o.pair.id2} ({o.pair.why}): {o.judgement.decision} {o.judgement.rule} {o.judgement.failed}"
        for o in outcomes
    ]


def test_every_case_has_its_records(found: Evaluation) -> None:
    assert (found.missing, found.contradictions) == ([], [])
    assert found.pairs >= 400


def test_no_two_titles_are_merged(matched: MatchEvaluation) -> None:
    assert _named([o for o in matched.outcomes if o.is_auto and o.pair.label is False]) == []


def test_what_nobody_could_know_is_not_merged(matched: MatchEvaluation) -> None:
    assert _named([o for o in matched.outcomes if o.is_auto and o.pair.label is None]) == []


def test_no_cluster_holds_two_titles(found: Evaluation) -> None:
    assert (found.clustered.impure, dict(found.clustered.impure_by)) == (0, {})


@pytest.mark.parametrize("case", FOUND)
def test_what_is_one_title_is_merged_or_shown(matched: MatchEvaluation, found: Evaluation, case: str) -> None:
    share = next(c.recall_with_review for c in found.cases if c.case == case)
    lost = [o for o in matched.outcomes if o.pair.case == case and o.pair.label and not o.is_found]
    assert share.value is not None
    assert share.value >= FOUND[case], _named(lost)


def test_every_case_with_pairs_of_one_title_has_a_least_share(found: Evaluation) -> None:
    assert {c.case for c in found.cases if c.recall.total} == set(FOUND)


def test_most_of_what_is_one_title_is_merged(found: Evaluation) -> None:
    assert found.auto.recall.value is not None
    assert found.auto.recall.value >= AUTO


def test_what_would_be_found_meets_in_a_block(found: Evaluation) -> None:
    assert found.clustered.lost == []


def test_the_evidence_names_what_tells_two_titles_apart(matched: MatchEvaluation) -> None:
    """Of each pair of two titles the table names features, of which at least one must speak against a merge."""
    negative = [o for o in matched.outcomes if o.pair.label is False and o.pair.veto]
    silent = [o for o in negative if not set(o.pair.veto) & {*o.judgement.vetoes, *o.judgement.failed, *o.differing}]
    assert _named(silent) == []
    assert len(negative) >= 300


def test_pairs_are_decided_as_the_table_expects(matched: MatchEvaluation) -> None:
    assert _named([o for o in matched.outcomes if not o.is_as_expected]) == []


def test_the_command_tells_the_same(found: Evaluation, tmp_path: Path) -> None:
    files = [str(path) for path in (PAIRS, *RECORDS)]
    result = CliRunner().invoke(app, ["match-eval", *files, "--json", "--errors", str(tmp_path / "errors.csv")])
    assert result.exit_code == 0, result.output
    told = orjson.loads(result.stdout_bytes)
    assert told["auto"]["true_positives"] == found.auto.true_positives
    assert told["clustered"]["blocking"]["total"] == found.positives
    with (tmp_path / "errors.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert sum(row["error"] == "false_negative" for row in rows) == found.auto.false_negatives
    assert {row["grades"].split("=")[0] for row in rows} == {"identifier"}
