"""The second opinion: how probable a statistical model holds near misses to be, and where it and the rules differ.

It decides nothing. It ranks the review queue, and shows pairs from which the rules may learn.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import delete

from migration.match.blocking.catalogue import Catalogue
from migration.match.differences import Difference, differences
from migration.match.engine import Joined, Watched
from migration.match.second_opinion import opinions
from migration.pipeline.sink import Sink
from migration.staging.schema import matched_opinion

if TYPE_CHECKING:
    from pyarrow import Table

_LEARNED_FROM = 200_000
"""Descriptions from which the model learns, beside those that it is asked about."""

Asked = Sequence[tuple[int, int]]


def second_opinions(
    sink: Sink, catalogue: Catalogue, joined: Joined, asked: Asked, watched: Sequence[Watched]
) -> list[float | None]:
    """The probability of each pair of descriptions asked about, None where there is too little to learn from.

    Fills ``matched_opinion`` with the most telling of the watched pairs on which model and rules differ.
    """
    sink.connection.execute(delete(matched_opinion))
    pairs = [*asked, *((pair.one, pair.two) for pair in watched)]
    if not pairs:
        return []
    found = _ask(catalogue, pairs)
    differing = differences(found.slice(len(asked)), [pair.decision for pair in watched])
    for difference in (*differing.sure_but_apart, *differing.merged_but_doubted):
        sink.add(matched_opinion, _row(joined, difference))
    probabilities: list[float | None] = found.column("probability").slice(0, len(asked)).to_pylist()
    return probabilities


def _ask(catalogue: Catalogue, pairs: Asked) -> "Table":
    import pyarrow

    ones, twos = (pyarrow.array([pair[side] for pair in pairs], pyarrow.int32()) for side in (0, 1))
    descriptions = catalogue.table({d for pair in pairs for d in pair}, _LEARNED_FROM)
    return opinions(descriptions, pyarrow.table({"d1": ones, "d2": twos}))


def _row(joined: Joined, found: Difference) -> tuple[str, ...]:
    """With the first record of each description."""
    one, other = sorted(_first(joined, d) for d in (found.d1, found.d2))
    lists = (" ".join(found.agreeing), " ".join(found.differing))
    return (*one, *other, found.decision, f"{found.probability:.4f}", *lists)


def _first(joined: Joined, d: int) -> tuple[str, str]:
    record = next(record for record in joined.county.records if record.d == d)
    return record.source, record.legacy_id
