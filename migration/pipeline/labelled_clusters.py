"""The whole matching over labelled records: bad identifiers, blocks, pairs and clusters, as a run does it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from migration.features import BibFeatures, Identifier
from migration.match.blocking.catalogue import Catalogue, open_catalogue
from migration.match.engine import Joined, auto_pairs, joined
from migration.match.evaluation.evaluate import Clustered
from migration.match.evaluation.pairs import LabelledPair
from migration.match.rules import MatchRules
from migration.staging.features import features_row
from migration.staging.schema import core_bib_features

_COLUMNS = (*(column.name for column in core_bib_features.columns), "target_id")
_AT_ONCE = 10_000
"""Records loaded at a time."""

Ids = tuple[str, str]
"""Of two records, the smaller first."""


@dataclass(frozen=True, slots=True)
class Matched:
    """``bad``: identifiers that prove nothing among these records."""

    clustered: Clustered
    bad: frozenset[Identifier]


def match_labelled(records: Mapping[str, BibFeatures], pairs: Sequence[LabelledPair], rules: MatchRules) -> Matched:
    """Clusters of all records, and which of the pairs met in a block. ``pairs``: of these records."""
    with open_catalogue(_batches(records, _sources(pairs)), _COLUMNS, rules) as catalogue:
        found = joined(catalogue, auto_pairs(catalogue, rules), rules)
        return Matched(Clustered(_cluster_of(found), _met(catalogue, found, pairs)), catalogue.bad)


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


def _cluster_of(found: Joined) -> dict[str, str]:
    """Each record's cluster, named by its first member."""
    ids = [record.legacy_id for record in found.county.records]
    alone = {own: own for own in ids}
    return alone | {ids[member]: ids[c.members[0]] for c in found.clustering.clusters for member in c.members}


def _met(catalogue: Catalogue, found: Joined, pairs: Sequence[LabelledPair]) -> set[Ids]:
    """The pairs whose descriptions are compared."""
    name_of = {record.legacy_id: found.county.names[record.d] for record in found.county.records}
    names = {_ordered(p.id1, p.id2): _ordered(name_of[p.id1], name_of[p.id2]) for p in pairs}
    compared = set(catalogue.still_candidates(sorted(set(names.values()))))
    return {ids for ids, both in names.items() if both in compared}


def _ordered(one: str, two: str) -> Ids:
    return (one, two) if one <= two else (two, one)
