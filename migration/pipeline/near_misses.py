"""Near misses: pairs of records that a librarian should look at, one for each two titles that may be one."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import orjson
from sqlalchemy import Connection, delete, func, select

from migration.match.clusters.model import FORBIDDEN, UNPAIRED
from migration.match.comparing.judgement import Decision
from migration.match.engine import Joined
from migration.match.verdicts.verdict import Key
from migration.pipeline.sink import Sink
from migration.staging.read import cursor
from migration.staging.schema import core_item, matched_pair, matched_review

REFUSED = "refused"
"""Rule of a pair that the table would merge, and that something else keeps apart."""


class NearMiss(NamedTuple):
    """Two records by number. ``score``: likeness of the titles as ``0.97``, empty where they were not compared."""

    one: int
    other: int
    rule: str
    score: str
    failed: str
    evidence: str


class _Homes:
    """Where each record and each description is."""

    def __init__(self, joined: Joined) -> None:
        records = joined.county.records
        self.title = list(range(len(records)))
        for cluster in joined.clustering.clusters:
            for member in cluster.members:
                self.title[member] = cluster.members[0]
        self._number = {name: d for d, name in enumerate(joined.county.names)}
        self._records: dict[int, list[int]] = {}
        for record in records:
            self._records.setdefault(record.d, []).append(record.r)

    def first_apart(self, a: str, b: str) -> tuple[int, int] | None:
        """The first records of two descriptions that are in two titles; None where there are none."""
        one, other = (self._records.get(self._number.get(name, -1), []) for name in (a, b))
        return next(((x, y) for x in one[:9] for y in other[:9] if x != y and self.title[x] != self.title[y]), None)


def write_near_misses(sink: Sink, joined: Joined, cannot: frozenset[frozenset[Key]]) -> int:
    """Fill ``matched_review``: of several pairs between the same two titles, the one with the most alike titles.

    ``cannot``: what librarians have answered already. Returns how many there are.
    """
    sink.connection.execute(delete(matched_review))
    homes = _Homes(joined)
    best: dict[tuple[int, int], NearMiss] = {}
    for found in (*_refused(joined), *_reviewed(sink.connection, homes)):
        titles = homes.title[found.one], homes.title[found.other]
        key = (min(titles), max(titles))
        if titles[0] != titles[1] and (key not in best or found.score > best[key].score):
            best[key] = found
    items = _items(sink.connection)
    for found in best.values():
        _write(sink, joined, found, items, cannot)
    sink.flush()
    return len(best)


def _refused(joined: Joined) -> Iterator[NearMiss]:
    for refusal in joined.clustering.refusals:
        if FORBIDDEN not in refusal.reasons:
            evidence = {"between": [_shown(joined, r) for r in refusal.between]}
            score = "" if refusal.pair == UNPAIRED else "0.99"
            failed = " ".join(refusal.reasons)
            yield NearMiss(refusal.a, refusal.b, REFUSED, score, failed, orjson.dumps(evidence).decode())


def _shown(joined: Joined, number: int) -> str:
    record = joined.county.records[number]
    return f"{record.source}:{record.legacy_id}"


def _reviewed(connection: Connection, homes: _Homes) -> Iterator[NearMiss]:
    p = matched_pair.c
    query = select(p.a, p.b, p.rule, p.score, p.failed, p.evidence).where(p.decision == Decision.REVIEW)
    for a, b, *rest in cursor(connection, query.order_by(p.a, p.b)):
        apart = homes.first_apart(a, b)
        if apart:
            yield NearMiss(*apart, *rest)


def _items(connection: Connection) -> Mapping[Key, int]:
    """How many items each record has."""
    i = core_item.c
    query = select(i.source, i.bib_legacy_id, func.count()).group_by(i.source, i.bib_legacy_id)
    return {(source, bib): count for source, bib, count in cursor(connection, query)}


def _write(
    sink: Sink, joined: Joined, found: NearMiss, items: Mapping[Key, int], cannot: frozenset[frozenset[Key]]
) -> None:
    one, other = sorted((joined.county.records[r].source, joined.county.records[r].legacy_id) for r in found[:2])
    if frozenset((one, other)) not in cannot:
        gain = items.get(one, 0) + items.get(other, 0)
        row = (*one, *other, found.rule, found.score, found.failed, found.evidence, gain, "")
        sink.add(matched_review, row)
