"""From features to clusters: candidate pairs are decided, and records joined by the decided pairs.

    with open_catalogue(batches, columns, rules) as catalogue:
        for rows in decided(catalogue, rules): …            # keep them: they are what a later run builds on
        found = joined(catalogue, rows_of_auto_pairs, rules, must, cannot)

Pairs are of descriptions, by their names, so that they hold in every later run in which both are there.
"""

from array import array
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import orjson

from migration.features import BibFeatures, Identifier
from migration.match.blocking.catalogue import Catalogue, RecordRow, open_catalogue
from migration.match.clusters.clustering import cluster
from migration.match.clusters.model import Clustering, Contradicts, Pairs, Records
from migration.match.comparing.judge import judge_by
from migration.match.comparing.judgement import Decision
from migration.match.deciding import decided
from migration.match.rules import MatchRules

if TYPE_CHECKING:
    from numpy.typing import NDArray

Key = tuple[str, str]
"""(source, legacy_id)"""
Both = tuple[Key, Key]
_REMEMBERED = 50_000


class AutoPair(NamedTuple):
    """What joining needs of a pair."""

    a: str
    b: str
    rule: str
    score: str


class Described(Protocol):
    """A catalogue, as far as joining needs it: of DuckDB (``Catalogue``) or of Spark."""

    @property
    def bad(self) -> frozenset[Identifier]: ...

    def records(self) -> Iterable[RecordRow]: ...

    def names(self) -> Sequence[str]: ...

    def features(self, numbers: Collection[int], /) -> dict[int, BibFeatures]: ...


@dataclass(frozen=True, slots=True)
class County:
    """Every record by its number, and every description's name by its own."""

    records: tuple[RecordRow, ...]
    names: tuple[str, ...]

    def numbers(self) -> dict[Key, int]:
        return {(record.source, record.legacy_id): record.r for record in self.records}


@dataclass(frozen=True, slots=True)
class Joined:
    """``rules``: the table's rule names, by the numbers that the clustering uses."""

    county: County
    clustering: Clustering
    rules: tuple[str, ...]


def joined(
    catalogue: Described,
    pairs: Iterable[AutoPair],
    rules: MatchRules,
    must: Sequence[Both] = (),
    cannot: Sequence[Both] = (),
) -> Joined:
    """Cluster the records by ``auto`` pairs and verdicts. Pairs of descriptions that are not there are passed over."""
    county = County(tuple(catalogue.records()), tuple(catalogue.names()))
    number = county.numbers() if must or cannot else {}
    auto = _pairs(pairs, county.names, rules)
    found = cluster(
        _records(county),
        auto,
        _contradicts(catalogue, rules, (*auto.one.tolist(), *auto.two.tolist())),
        [(number[a], number[b]) for a, b in must],
        [(number[a], number[b]) for a, b in cannot],
    )
    return Joined(county, found, tuple(row.rule for row in rules.decisions))


def _records(county: County) -> Records:
    import numpy as np

    sources: dict[str, int] = {}
    count = len(county.records)
    return Records(
        np.fromiter((sources.setdefault(r.source, len(sources)) for r in county.records), np.int32, count),
        np.fromiter((r.d for r in county.records), np.int32, count),
    )


def _pairs(pairs: Iterable[AutoPair], names: Sequence[str], rules: MatchRules) -> Pairs:
    import numpy as np

    number = {name: d for d, name in enumerate(names)}
    place = {row.rule: n for n, row in enumerate(rules.decisions)}
    known = (p for p in pairs if p.a in number and p.b in number)
    cells = ((number[p.a], number[p.b], place[p.rule], round(float(p.score) * 100)) for p in known)
    packed = array("i", chain.from_iterable(cells))
    rows: NDArray[np.int32] = np.frombuffer(packed, np.int32).reshape(-1, 4)
    rows = rows[np.lexsort((rows[:, 1], rows[:, 0]))]  # in whatever order they were decided
    proof = np.array([row.proof for row in rules.decisions], np.bool_)
    rule = rows[:, 2].astype(np.uint16)
    return Pairs(rows[:, 0].copy(), rows[:, 1].copy(), rows[:, 3].astype(np.uint8), rule, proof[rule])


def _contradicts(catalogue: Described, rules: MatchRules, paired: Iterable[int]) -> Contradicts:
    """The vetoes between two descriptions; neighbours in a cluster are asked for again and again.

    Components come in no order of titles, so the features of all that may be asked for lie here, packed.
    """
    judge = judge_by(rules)
    packed = _packed(catalogue, sorted(set(paired)))

    @lru_cache(maxsize=_REMEMBERED)
    def features(d: int) -> BibFeatures:
        found = packed.get(d)
        return unpacked(found) if found else catalogue.features([d])[d]

    def contradicts(one: int, two: int) -> tuple[str, ...]:
        return judge.grade(features(one), features(two), catalogue.bad).answer.vetoes

    return contradicts


def _packed(catalogue: Described, numbers: Sequence[int]) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    for start in range(0, len(numbers), _REMEMBERED):
        some = catalogue.features(numbers[start : start + _REMEMBERED])
        # Copied, since what orjson gives holds on to some 8 kB, however short it is.
        found.update((d, bytes(bytearray(orjson.dumps(features)))) for d, features in some.items())
    return found


def unpacked(packed: bytes) -> BibFeatures:
    """Features from JSON, as ``orjson.dumps`` made it of them."""
    values: dict[str, Any] = orjson.loads(packed)
    values.update((name, tuple(value)) for name, value in values.items() if isinstance(value, list))
    values["identifiers"] = tuple(Identifier(**identifier) for identifier in values["identifiers"])
    return BibFeatures(**values)


def auto_pairs(catalogue: Catalogue, rules: MatchRules) -> Iterator[AutoPair]:
    """The pairs that join, without a memory of former runs."""
    for rows in decided(catalogue, rules):
        for row in rows:
            if row.decision == Decision.AUTO:
                yield AutoPair(row.a, row.b, row.rule, row.score)


def match_records(batches: Iterable[Sequence[Sequence[Any]]], columns: Sequence[str], rules: MatchRules) -> Joined:
    """All in one, without verdicts and without a memory. ``batches``, ``columns``: as for ``open_catalogue``."""
    with open_catalogue(batches, columns, rules) as catalogue:
        return joined(catalogue, auto_pairs(catalogue, rules), rules)
