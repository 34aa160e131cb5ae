"""Ours, from features to clusters, without staging and without verdicts.

``python -m union.by_rules CATALOGUE RESULT``
"""

import sys
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from migration.match.blocking.catalogue import Catalogue, open_catalogue
from migration.match.comparing.judgement import Decision
from migration.match.deciding import Workers, decided
from migration.match.engine import AutoPair, joined
from migration.match.rules import MatchRules, load_match_rules
from union.catalogue import COLUMNS
from union.running import Run

RULES = Path(__file__).parents[2] / "mappings" / "match.yaml"


def match(run: Run) -> None:
    """Load and block, decide pairs, join records. Pairs flow from deciding to joining: their times are taken apart."""
    import numpy as np

    rules = load_match_rules(RULES)
    start = time.perf_counter()
    with run.workers() as workers, open_catalogue(run.rows(COLUMNS), COLUMNS, rules) as catalogue:
        run.phases["load and block"] = time.perf_counter() - start
        with run.phase("join"):
            found = joined(catalogue, _auto(run, catalogue, rules, workers), rules)
        run.phases["join"] -= run.phases["decide"]
        run.counts |= {"records": catalogue.record_count(), "descriptions": catalogue.description_count()}
        run.counts |= {"pairs compared": catalogue.pair_counts.candidates}
    clusters = np.arange(len(found.county.records))
    for cluster in found.clustering.clusters:
        clusters[list(cluster.members)] = cluster.members[0]
    run.counts |= {"refused unions": len(found.clustering.refusals)}
    run.clusterings["rules"] = clusters


def _auto(run: Run, catalogue: Catalogue, rules: MatchRules, workers: Workers) -> Iterator[AutoPair]:
    batches = decided(catalogue, rules, workers=workers)
    while True:
        with run.phase("decide"):
            rows = next(batches, None)
        if rows is None:
            return
        auto = [AutoPair(row.a, row.b, row.rule, row.score) for row in rows if row.decision == Decision.AUTO]
        run.counts["auto pairs"] = run.counts.get("auto pairs", 0) + len(auto)
        run.counts["review pairs"] = run.counts.get("review pairs", 0) + len(rows) - len(auto)
        yield from chain(auto)


if __name__ == "__main__":
    run = Run(Path(sys.argv[1]), Path(sys.argv[2]))
    match(run)
    run.finish()
