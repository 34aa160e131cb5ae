"""Features on Spark to clusters: blocks and pairs on Spark, joining where this is called."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from migration.match.comparing.judgement import Decision
from migration.match.engine import AutoPair, Both, Joined, joined
from migration.match.rules import MatchRules
from migration.match.spark.catalogue import open_on_spark

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


def match_on_spark(
    frame: "DataFrame", rules: MatchRules, must: Sequence[Both] = (), cannot: Sequence[Both] = ()
) -> Joined:
    """What ``migration.match.engine`` finds in the same records. ``frame``: as for ``open_on_spark``; ``must``,
    ``cannot``: verdicts, as for ``engine.joined``."""
    with open_on_spark(frame, rules) as catalogue:
        return joined(catalogue, to_be_joined(catalogue.pairs), rules, must, cannot)


def to_be_joined(pairs: "DataFrame") -> Iterator[AutoPair]:
    """Those of the pairs that join records."""
    auto = pairs.where(pairs.decision == Decision.AUTO.value).select(*AutoPair._fields)
    for batch in auto.toArrow().to_batches():
        yield from map(AutoPair, *(column.to_pylist() for column in batch.columns))
