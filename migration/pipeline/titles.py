"""Titles: which records of the county are one. Decided pairs stay in the staging database from run to run.

A pair is of two descriptions, and its decision follows from these, the rules and the identifiers that prove nothing; so
what was decided once holds until one of them changes. A run decides the pairs of those blocks that are not as they
were, and joins all records anew by all pairs that hold: the same result as a full run.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice
from typing import Any

import orjson
from sqlalchemy import Connection, bindparam, delete, select

from migration.features import FEATURES_VERSION
from migration.match.blocking.blocks import KeyCounts
from migration.match.blocking.catalogue import Catalogue, open_catalogue
from migration.match.comparing.judge import JUDGE_VERSION
from migration.match.comparing.judgement import Decision
from migration.match.deciding import PairRow, Watch, decided
from migration.match.engine import AutoPair, Joined, joined
from migration.match.rules import MatchRules
from migration.match.verdicts.standing import Settled, settle, verdict_rows
from migration.match.verdicts.verdict import Key, Verdict
from migration.pipeline.project import Project
from migration.pipeline.sink import Sink
from migration.staging.bulk import BATCH
from migration.staging.read import cursor, stream
from migration.staging.schema import (
    core_bib,
    core_bib_features,
    matched_bad_identifier,
    matched_block,
    matched_pair,
    matched_verdict,
)

_RULES = "rules"
"""Stands in ``matched_block`` for the rules by which the pairs were decided."""
_ASKED_AT_ONCE = 200_000


@dataclass(frozen=True, slots=True)
class Titles:
    """``named``: records that verdicts name, by target id. ``decided_pairs``: those of this run."""

    catalogue: Catalogue
    watch: Watch
    joined: Joined
    settled: Settled
    named: dict[str, Key]
    keys: tuple[KeyCounts, ...]
    decided_pairs: int


@contextmanager
def find_titles(project: Project, sink: Sink, sources: Sequence[str]) -> Iterator[Titles]:
    """Decide the pairs of what changed, and join the records of the sources. Writes pairs, blocks and verdicts."""
    connection, rules, verdicts = sink.connection, project.mappings.match, project.mappings.verdicts
    named = _named(connection, sources, verdicts)
    settled = settle(verdicts, named)
    with open_catalogue(_batches(connection, sources), _columns(), rules) as catalogue:
        former = _former(connection, rules)
        _forget(connection, catalogue, former)
        watch = Watch()
        workers = project.workers if project.settings.workers > 1 else None
        count = _decide(sink, decided(catalogue, rules, former, watch, workers), keeps=former is not None)
        project.stop_workers()
        _remember(sink, catalogue, rules)
        found = joined(catalogue, _auto(connection), rules, settled.must, settled.cannot)
        _write_verdicts(sink, settled, named)
        yield Titles(catalogue, watch, found, settled, named, catalogue.key_counts, count)


def _columns() -> list[str]:
    return [*(column.name for column in core_bib_features.columns), "target_id"]


def _batches(connection: Connection, sources: Sequence[str]) -> Iterator[Sequence[Any]]:
    f, b = core_bib_features.c, core_bib.c
    query = (
        select(core_bib_features, b.target_id)
        .join_from(core_bib_features, core_bib, (b.source == f.source) & (b.legacy_id == f.legacy_id))
        .where(f.source.in_(sources))
    )
    yield from connection.execute(query.execution_options(yield_per=BATCH)).partitions()


def _named(connection: Connection, sources: Sequence[str], verdicts: Sequence[Verdict]) -> dict[str, Key]:
    """The records that verdicts name and that are there; those of a source that has been excluded are not."""
    ids = sorted({record.target_id for verdict in verdicts for record in (verdict.one, verdict.other)})
    found: dict[str, Key] = {}
    b = core_bib.c
    for start in range(0, len(ids), 500):
        some = b.target_id.in_(ids[start : start + 500]) & b.source.in_(sources)
        query = select(b.target_id, b.source, b.legacy_id).where(some)
        found.update((target, (source, legacy_id)) for target, source, legacy_id in connection.execute(query))
    return found


def _fingerprint(rules: MatchRules) -> str:
    """What decisions follow from, beside the descriptions. Sets come in an order of their own in every process."""
    said = orjson.dumps(rules.model_dump(), default=sorted, option=orjson.OPT_SORT_KEYS)
    return blake2b(b"%d %d %b" % (FEATURES_VERSION, JUDGE_VERSION, said), digest_size=8).hexdigest()


def _former(connection: Connection, rules: MatchRules) -> list[str] | None:
    """The blocks of the last run; None where its pairs were decided by other rules, or never."""
    b = matched_block.c
    known = connection.execute(select(b.members).where(b.block == _RULES)).scalar_one_or_none()
    if known != _fingerprint(rules):
        return None
    return [members for (members,) in cursor(connection, select(b.members).where(b.block != _RULES))]


_DELETE = delete(matched_pair).where(matched_pair.c.a == bindparam("one"), matched_pair.c.b == bindparam("two"))


def _forget(connection: Connection, catalogue: Catalogue, former: list[str] | None) -> None:
    """Delete the pairs that would not be compared any more; all of them for a full run."""
    if former is None:
        connection.execute(delete(matched_pair))
        return
    p = matched_pair.c
    rows = stream(connection, select(p.a, p.b), (p.a, p.b), _ASKED_AT_ONCE)
    while some := [(a, b) for a, b in islice(rows, _ASKED_AT_ONCE)]:
        still = set(catalogue.still_candidates(some))
        _delete(connection, [pair for pair in some if pair not in still])


def _delete(connection: Connection, pairs: Sequence[tuple[str, str]]) -> None:
    if pairs:
        connection.execute(_DELETE, [{"one": a, "two": b} for a, b in pairs])


def _decide(sink: Sink, batches: Iterable[Sequence[PairRow]], *, keeps: bool) -> int:
    """Write what is decided. ``keeps``: pairs of the last run are there; one that shares a changed block, too, gets the
    same row again."""
    count = 0
    for rows in batches:
        if keeps:
            _delete(sink.connection, [(row.a, row.b) for row in rows])
        for row in rows:
            sink.add(matched_pair, row)
        count += len(rows)
    sink.flush()
    return count


def _remember(sink: Sink, catalogue: Catalogue, rules: MatchRules) -> None:
    for table in (matched_block, matched_bad_identifier):
        sink.connection.execute(delete(table))
    sink.add(matched_block, (_RULES, _fingerprint(rules)))
    for block in catalogue.blocks():
        sink.add(matched_block, block)
    for identifier in sorted(catalogue.bad):
        sink.add(matched_bad_identifier, (identifier.kind, identifier.value))
    sink.flush()


def _auto(connection: Connection) -> Iterator[AutoPair]:
    p = matched_pair.c
    for row in cursor(connection, select(p.a, p.b, p.rule, p.score).where(p.decision == Decision.AUTO)):
        yield AutoPair(*row)


def _write_verdicts(sink: Sink, settled: Settled, named: dict[str, Key]) -> None:
    sink.connection.execute(delete(matched_verdict))
    for row in verdict_rows(settled, named):
        sink.add(matched_verdict, row)
