"""The whole matching over labelled records: bad identifiers, blocks, pairs and clusters, as a run does it."""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from migration.features import BibFeatures, Identifier
from migration.match.blocking.catalogue import Catalogue, PairBatch, RecordRow, open_catalogue
from migration.match.clusters.clustering import cluster
from migration.match.clusters.model import Contradicts, Pairs, Records
from migration.match.comparing.judge import Judge
from migration.match.comparing.judgement import Decision
from migration.match.evaluation.evaluate import Clustered
from migration.match.evaluation.pairs import LabelledPair
from migration.staging.features import features_row
from migration.staging.schema import core_bib_features

_COLUMNS = (*(column.name for column in core_bib_features.columns), "target_id")
_AT_ONCE = 10_000
"""Records loaded at a time."""

Both = tuple[int, int]
"""Two descriptions, the smaller number first."""


@dataclass(frozen=True, slots=True)
class Matched:
    """``bad``: identifiers that prove nothing among these records."""

    clustered: Clustered
    bad: frozenset[Identifier]


@dataclass(slots=True)
class _Decided:
    """Pairs of descriptions decided ``auto``, and those of the ``wanted`` that met in a block."""

    wanted: frozenset[Both]
    met: set[Both] = field(default_factory=set)
    one: "array[int]" = field(default_factory=lambda: array("i"))
    two: "array[int]" = field(default_factory=lambda: array("i"))
    strength: "array[int]" = field(default_factory=lambda: array("B"))
    rule: "array[int]" = field(default_factory=lambda: array("H"))

    def add(self, batch: PairBatch, judge: Judge, bad: frozenset[Identifier], number_of: Mapping[str, int]) -> None:
        for one, two in zip(batch.one, batch.two, strict=True):
            if (one, two) in self.wanted:
                self.met.add((one, two))
            found = judge.judge(batch.features[one], batch.features[two], bad)
            if found.decision is Decision.AUTO:
                self.one.append(one)
                self.two.append(two)
                self.strength.append(round(100 * found.title))
                self.rule.append(number_of[found.rule])


def match_records(records: Mapping[str, BibFeatures], pairs: Sequence[LabelledPair], judge: Judge) -> Matched:
    """Clusters of all records, and which of the pairs met in a block. ``pairs``: of these records."""
    with open_catalogue(_batches(records, _sources(pairs)), _COLUMNS, judge.rules) as catalogue:
        rows = list(catalogue.records())
        description_of = {row.legacy_id: row.d for row in rows}
        wanted = {(p.id1, p.id2): _ordered(description_of[p.id1], description_of[p.id2]) for p in pairs}
        decided = _decide(catalogue, judge, frozenset(wanted.values()))
        met = {(min(ids), max(ids)) for ids, both in wanted.items() if both in decided.met}
        return Matched(Clustered(_cluster_of(catalogue, judge, rows, decided), met), catalogue.bad)


def _sources(pairs: Sequence[LabelledPair]) -> dict[str, str]:
    """The sources that pairs name; a record of which none is named is a source of its own."""
    named = [(p.id1, p.source1) for p in pairs] + [(p.id2, p.source2) for p in pairs]
    return {record: source for record, source in named if source}


def _batches(records: Mapping[str, BibFeatures], sources: Mapping[str, str]) -> Iterator[list[tuple[Any, ...]]]:
    batch: list[tuple[Any, ...]] = []
    for record, found in records.items():
        batch.append((sources.get(record, f"of {record}"), record, *features_row(found), record))
        if len(batch) == _AT_ONCE:
            yield batch
            batch = []
    yield batch


def _ordered(one: int, two: int) -> Both:
    return (one, two) if one <= two else (two, one)


def _decide(catalogue: Catalogue, judge: Judge, wanted: frozenset[Both]) -> _Decided:
    decided = _Decided(wanted)
    number_of = {row.rule: number for number, row in enumerate(judge.rules.decisions)}
    for batch in catalogue.pairs():
        decided.add(batch, judge, catalogue.bad, number_of)
    return decided


def _cluster_of(catalogue: Catalogue, judge: Judge, rows: Sequence[RecordRow], decided: _Decided) -> dict[str, str]:
    """Each record's cluster, named by its first member."""
    found = cluster(_records(rows), _pairs(decided, judge), _contradicts(catalogue, judge))
    ids = [row.legacy_id for row in rows]
    alone = {own: own for own in ids}
    return alone | {ids[member]: ids[c.members[0]] for c in found.clusters for member in c.members}


def _records(rows: Sequence[RecordRow]) -> Records:
    import numpy as np

    numbers = {source: n for n, source in enumerate(dict.fromkeys(row.source for row in rows))}
    sources = np.array([numbers[row.source] for row in rows], np.int32)
    return Records(sources, np.array([row.d for row in rows], np.int32))


def _pairs(decided: _Decided, judge: Judge) -> Pairs:
    import numpy as np

    proofs = np.array([row.proof for row in judge.rules.decisions], np.bool_)
    rule = np.array(decided.rule, np.uint16)
    strength = np.array(decided.strength, np.uint8)
    return Pairs(np.array(decided.one, np.int32), np.array(decided.two, np.int32), strength, rule, proofs[rule])


def _contradicts(catalogue: Catalogue, judge: Judge) -> Contradicts:
    features = catalogue.features(range(catalogue.description_count()))

    def vetoes(one: int, two: int) -> tuple[str, ...]:
        return judge.judge(features[one], features[two], catalogue.bad).vetoes

    return vetoes
