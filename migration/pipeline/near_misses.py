"""Near misses: pairs of records that a librarian should look at, one for each two titles that may be one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import orjson
from sqlalchemy import Connection, delete, func, select

from migration.features import BibFeatures
from migration.match.clusters.model import FORBIDDEN, UNPAIRED
from migration.match.comparing.judge import judge
from migration.match.comparing.judgement import Decision, Judgement
from migration.match.comparing.sentences import Sentence, sentence
from migration.match.differences import Watched
from migration.match.engine import Joined
from migration.match.rules import MatchRules
from migration.match.verdicts.verdict import Key
from migration.pipeline.opinions import REFUSED, Counts, second_opinions
from migration.pipeline.sink import Sink
from migration.pipeline.titles import Titles
from migration.staging.read import cursor
from migration.staging.schema import core_item, matched_pair, matched_review

_AT_ONCE = 2_000


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

    def titles(self, one: int, other: int) -> tuple[int, int]:
        """The two titles that two records are in, the smaller first."""
        a, b = self.title[one], self.title[other]
        return (a, b) if a <= b else (b, a)

    def first_apart(self, a: str, b: str) -> tuple[int, int] | None:
        """The first records of two descriptions that are in two titles; None where there are none."""
        one, other = (self._records.get(self._number.get(name, -1), []) for name in (a, b))
        return next(((x, y) for x in one[:9] for y in other[:9] if x != y and self.title[x] != self.title[y]), None)


def write_near_misses(sink: Sink, titles: Titles, rules: MatchRules) -> tuple[int, Counts]:
    """Fill ``matched_review``: of several pairs between the same two titles, the one with the most alike titles.

    Nobody is asked of two titles of which a librarian has said that they are two. Returns how many pairs there are, and
    what the second opinion thinks of the rules' decisions.
    """
    sink.connection.execute(delete(matched_review))
    found = _near_misses(titles, sink.connection)
    records = titles.joined.county.records
    asked = [Watched(records[miss.one].d, records[miss.other].d, Decision.REVIEW.value, miss.rule) for miss in found]
    told = second_opinions(sink, titles, asked, rules)
    items = _items(sink.connection)
    explainer = _Explainer(titles, rules)
    for start in range(0, len(found), _AT_ONCE):
        some = found[start : start + _AT_ONCE]
        said = explainer.sentences(some)
        for miss, probability, text in zip(some, told.probabilities[start : start + _AT_ONCE], said, strict=True):
            _write(sink, titles.joined, miss, items, text, probability)
    sink.flush()
    return len(found), told.counts


def _near_misses(titles: Titles, connection: Connection) -> list[NearMiss]:
    homes = _Homes(titles.joined)
    best = _best(titles.joined, homes, connection)
    number = titles.joined.county.numbers() if best and titles.settled.cannot else {}
    for one, other in titles.settled.cannot if best else ():
        best.pop(homes.titles(number[one], number[other]), None)
    return [best[key] for key in sorted(best)]


def _best(joined: Joined, homes: _Homes, connection: Connection) -> dict[tuple[int, int], NearMiss]:
    best: dict[tuple[int, int], NearMiss] = {}
    for found in (*_refused(joined), *_reviewed(connection, homes)):
        titles = homes.titles(found.one, found.other)
        if titles[0] != titles[1] and (titles not in best or found.score > best[titles].score):
            best[titles] = found
    return best


class _Explainer:
    """Says in a sentence what the two records of a pair have in common and what not."""

    def __init__(self, titles: Titles, rules: MatchRules) -> None:
        self._titles = titles
        self._rules = rules

    def sentences(self, pairs: Sequence[NearMiss]) -> list[Sentence]:
        records = self._titles.joined.county.records
        features = self._titles.catalogue.features({records[r].d for pair in pairs for r in pair[:2]})
        sides = ([features[records[r].d] for r in pair[:2]] for pair in pairs)
        return [sentence(a, b, self._as_review(a, b)) for a, b in sides]

    def _as_review(self, a: BibFeatures, b: BibFeatures) -> Judgement:
        """Whatever the table says of the two alone: they are asked about."""
        return replace(judge(a, b, self._rules, self._titles.catalogue.bad), decision=Decision.REVIEW)


def _key(joined: Joined, number: int) -> Key:
    record = joined.county.records[number]
    return record.source, record.legacy_id


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
    sink: Sink, joined: Joined, found: NearMiss, items: Mapping[Key, int], said: Sentence, probability: float | None
) -> None:
    one, other = sorted(_key(joined, number) for number in found[:2])
    evidence = {**orjson.loads(found.evidence), "nb": said.nb, "en": said.en}
    gain = items.get(one, 0) + items.get(other, 0)
    likely = "" if probability is None else f"{probability:.4f}"
    row = (*one, *other, found.rule, found.score, found.failed, orjson.dumps(evidence).decode(), gain, likely)
    sink.add(matched_review, row)
