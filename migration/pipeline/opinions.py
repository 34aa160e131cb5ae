"""The second opinion: how probable a statistical model holds near misses to be, and where it and the rules differ.

It decides nothing. It ranks the review queue, and shows pairs from which the rules may learn.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, select

from migration.match.blocking.catalogue import Catalogue
from migration.match.comparing.judge import judge
from migration.match.comparing.judgement import Decision
from migration.match.differences import Difference, Watched, differences, tally
from migration.match.engine import Joined
from migration.match.rules import MatchRules
from migration.match.second_opinion import opinions
from migration.match.verdicts.verdict import Key
from migration.pipeline.sink import Sink
from migration.pipeline.titles import Titles
from migration.staging.schema import matched_opinion, matched_pair

if TYPE_CHECKING:
    from pyarrow import Table

_LEARNED_FROM = 200_000
"""Descriptions from which the model learns, beside those that it is asked about."""
_SAMPLED = 20_000
"""Merged pairs that it is asked about; their names are hashes, so the first of them are a sample."""

REFUSED = "refused"
"""Rule of a pair that the table would merge, and that something else keeps apart."""

COUNTS = "second opinion"
"""Where the counts stand in the detail of the county's matching."""
Counts = list[dict[str, str | int]]
"""A row per decision and rule: ``decision``, ``rule``, and a count for each of ``differences.BANDS``."""


@dataclass(frozen=True, slots=True)
class Told:
    """``probabilities``: of the pairs asked about, None where there is too little to learn from."""

    probabilities: list[float | None]
    counts: Counts


def second_opinions(sink: Sink, titles: Titles, asked: Sequence[Watched], rules: MatchRules) -> Told:
    """Ask about pairs of descriptions that librarians are to be asked about, each with the rule that wants it.

    Fills ``matched_opinion`` with the most telling pairs on which model and rules differ: of these, of a sample of
    merged pairs, and of pairs kept apart, those of this run and those that stood there and are still apart.
    """
    apart = {*titles.watch.pairs(), *_still_apart(sink.connection, titles, rules)}
    sink.connection.execute(delete(matched_opinion))
    watched = [
        *asked,
        *_merged(sink.connection, titles.joined),
        *(Watched(*pair, Decision.APART.value) for pair in sorted(apart)),
    ]
    if not watched:
        return Told([], [])
    found = _ask(titles.catalogue, watched)
    _write(sink, titles.joined, _comparable(watched), found)
    probabilities: list[float | None] = found.column("probability").to_pylist()
    counts = tally(watched, probabilities).items()
    rows: Counts = [{"decision": decision, "rule": rule, **bands} for (decision, rule), bands in counts]
    return Told(probabilities[: len(asked)], rows)


def _merged(connection: Connection, joined: Joined) -> Iterator[Watched]:
    p = matched_pair.c
    query = select(p.a, p.b, p.rule).where(p.decision == Decision.AUTO, p.a != p.b).order_by(p.a, p.b).limit(_SAMPLED)
    rows = connection.execute(query).all()
    wanted = {name for row in rows for name in row[:2]}
    number = {name: d for d, name in enumerate(joined.county.names) if name in wanted}
    for a, b, rule in (row for row in rows if row.a in number and row.b in number):
        yield Watched(number[a], number[b], Decision.AUTO.value, rule)


def _still_apart(connection: Connection, titles: Titles, rules: MatchRules) -> Iterator[tuple[int, int]]:
    """Pairs of the last run that nobody decided anew in this one, and that are apart by what their records say now."""
    o = matched_opinion.c
    query = select(o.source, o.legacy_id, o.other_source, o.other_legacy_id).where(o.decision == Decision.APART)
    rows = connection.execute(query).all()
    number = _descriptions(titles.joined, {key for row in rows for key in (row[:2], row[2:])}) if rows else {}
    pairs = [(number[row[:2]], number[row[2:]]) for row in rows if row[:2] in number and row[2:] in number]
    features = titles.catalogue.features({d for pair in pairs for d in pair})
    for one, two in pairs:
        found = judge(features[one], features[two], rules, titles.catalogue.bad)
        if one != two and found.decision is Decision.APART:
            yield (one, two) if one < two else (two, one)


def _descriptions(joined: Joined, keys: set[Key]) -> dict[Key, int]:
    found = ((record.source, record.legacy_id, record.d) for record in joined.county.records)
    return {(source, legacy_id): d for source, legacy_id, d in found if (source, legacy_id) in keys}


def _ask(catalogue: Catalogue, pairs: Sequence[Watched]) -> "Table":
    import pyarrow

    ones, twos = (pyarrow.array([pair[side] for pair in pairs], pyarrow.int32()) for side in (0, 1))
    descriptions = catalogue.table({d for pair in pairs for d in pair[:2]}, _LEARNED_FROM)
    return opinions(descriptions, pyarrow.table({"d1": ones, "d2": twos}))


def _comparable(watched: Sequence[Watched]) -> list[str]:
    """The decision of each pair on which the rules and the model can differ; empty for the others.

    A description and itself: what keeps its records apart are their sources. So it is where a union was refused.
    """
    seen: set[tuple[int, int]] = set()
    decisions = []
    for one, two, decision, rule in watched:
        pair = (min(one, two), max(one, two))
        decisions.append("" if one == two or rule == REFUSED or pair in seen else decision)
        seen.add(pair)
    return decisions


def _write(sink: Sink, joined: Joined, decisions: Sequence[str], found: "Table") -> None:
    """With the first record of each description."""
    differing = differences(found, decisions).all()
    wanted = {d for difference in differing for d in (difference.d1, difference.d2)}
    first: dict[int, Key] = {}
    for record in joined.county.records:
        if record.d in wanted:
            first.setdefault(record.d, (record.source, record.legacy_id))
    for difference in differing:
        sink.add(matched_opinion, _row(first, difference))


def _row(first: dict[int, Key], found: Difference) -> tuple[str, ...]:
    one, other = sorted(first[d] for d in (found.d1, found.d2))
    lists = (" ".join(found.agreeing), " ".join(found.differing))
    return (*one, *other, found.decision, f"{found.probability:.4f}", *lists)
