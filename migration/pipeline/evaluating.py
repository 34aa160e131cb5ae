"""Match-eval: the matching, as it stands, set against pairs that people have labelled."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from migration.features import BibFeatures
from migration.marc.rules import RulesError, load_rules
from migration.match.comparing.judge import Judge
from migration.match.evaluation.errors import COLUMNS, error_rows
from migration.match.evaluation.evaluate import Clustered, Evaluation, Outcome, evaluate
from migration.match.evaluation.pairs import LabelledPair, PairsError, pairs_of
from migration.match.rulefile import RuleFileError
from migration.match.rules import MatchRules, load_match_rules
from migration.pipeline.labelled_clusters import match_labelled
from migration.pipeline.labelled_records import RecordsError, labelled_records, open_plain
from migration.pipeline.project import ConfigurationError
from migration.settings import Settings


@dataclass(frozen=True, slots=True)
class MatchEvaluation:
    """``outcomes``: every pair whose records are there, as it was decided by itself."""

    evaluation: Evaluation
    outcomes: Sequence[Outcome]
    clustered: Clustered


def evaluate_matching(
    settings: Settings, pairs: Path, records: Sequence[Path], rules: Path | None = None
) -> MatchEvaluation:
    """``records``: files in any format that exports have, or MARC-in-JSON; ``rules``: another match.yaml.

    Raises ConfigurationError with every problem at once.
    """
    try:
        match_rules = load_match_rules(rules or settings.mapping("match.yaml"))
        labelled = _pairs(pairs)
        found = labelled_records(records, load_rules(settings.mapping))
    except (PairsError, RecordsError, RuleFileError, RulesError) as error:
        raise ConfigurationError(error.problems) from error
    except OSError as error:
        raise ConfigurationError([f"{error.filename}: {error.strerror}; name a file that can be read"]) from error
    return evaluate_records(labelled, found, match_rules)


def _pairs(path: Path) -> list[LabelledPair]:
    with open_plain(path) as file:
        try:
            return pairs_of(io.TextIOWrapper(file, encoding="utf-8-sig", newline=""), str(path))
        except UnicodeDecodeError as error:
            raise PairsError([f"{path}: is not UTF-8 (byte {error.start}); save it as UTF-8"]) from error


def evaluate_records(
    pairs: Sequence[LabelledPair], records: Mapping[str, BibFeatures], rules: MatchRules
) -> MatchEvaluation:
    """Every pair judged by itself, and the clusters of all records, set against the labels."""
    judge = Judge(rules)
    usable = [pair for pair in pairs if pair.id1 in records and pair.id2 in records]
    matched = match_labelled(records, usable, rules)
    outcomes = [Outcome(pair, judge.judge(records[pair.id1], records[pair.id2], matched.bad)) for pair in usable]
    evaluation = evaluate(outcomes, pairs, records.keys(), matched.clustered)
    return MatchEvaluation(evaluation, outcomes, matched.clustered)


def write_errors(path: Path, found: MatchEvaluation) -> None:
    """Every pair that was decided against its label, as CSV. Raises ConfigurationError where it can't be written."""
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(COLUMNS)
            writer.writerows(error_rows(found.outcomes, found.clustered))
    except OSError as error:
        problem = f"{path} cannot be written ({error.strerror}); name a file in a folder that exists"
        raise ConfigurationError([problem]) from error
