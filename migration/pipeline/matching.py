"""Match: the loaded sources become one county: clusters of records, unique barcodes, persons. Sources stay as they are.

Everything is recomputed from core_* in one transaction; only ``matched_cluster``, which tells whose id a cluster bears,
outlives a run.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, func, insert, select, tuple_, update

from migration.issues import Fate, Issue
from migration.match.clusters.identity import Identities, assign
from migration.match.clusters.model import VERDICT
from migration.match.engine import Joined
from migration.match.verdicts.standing import verdict_issues
from migration.model import Entity
from migration.pipeline import changes, opinions
from migration.pipeline.barcodes import write_items
from migration.pipeline.linking import write_links
from migration.pipeline.merged import write_merged
from migration.pipeline.near_misses import write_near_misses
from migration.pipeline.persons import write_persons
from migration.pipeline.project import OrderError, Project
from migration.pipeline.sink import Sink
from migration.pipeline.stage import COUNTY, StageReport, loaded_sources, mark, require_open_gate
from migration.pipeline.titles import Titles, find_titles
from migration.staging.bulk import BATCH
from migration.staging.read import cursor
from migration.staging.schema import (
    check_result,
    core_bib,
    issue,
    ledger,
    matched_bad_identifier,
    matched_bib,
    matched_bib_member,
    matched_cluster,
    matched_item,
    matched_likely_person,
    matched_patron,
    matched_review,
)

STAGE = "match"
BY_VERDICT = "verdict"
FOUNDER = "founder"
"""``decided_by`` of a record that stands alone under the id of a cluster that it founded."""

Key = tuple[str, str]


class Member(NamedTuple):
    """One record of a title. ``description``: the name of what it says of itself."""

    source: str
    legacy_id: str
    target_id: str
    description: str

    @property
    def key(self) -> Key:
        return self.source, self.legacy_id


@dataclass(frozen=True, slots=True)
class Cluster:
    """Two records or more. ``score``: likeness of the titles of the weakest pair that joined them, as ``0.97``."""

    members: tuple[Member, ...]
    score: str
    decided_by: str


def match(project: Project) -> StageReport:
    """Replace the matched_* tables. Raises GateError where a source's blocking check has failed."""
    start = time.perf_counter()
    with project.engine.begin() as connection:
        sources = loaded_sources(project, connection)
        if not sources:
            raise OrderError("no source has been loaded; run grenselos run first")
        require_open_gate(connection, sources, county=False)
        sink = Sink(connection, COUNTY, STAGE)
        _wipe_issues(connection)
        with find_titles(project, sink, sources) as titles:
            clusters = _clusters(titles.joined)
            identities, components = _identify(connection, sources, clusters)
            changed = changes.write_changes(sink, sources, components, identities.ids)
            changes.remember_gone(connection, sources)
            _wipe(connection)
            firsts = _write_members(sink, clusters, identities, components, titles.joined)
            _write_singles(sink, sources, titles.joined)
            near, told = write_near_misses(sink, titles, project.mappings.match)
            _add_issues(sink, titles)
        bases = write_merged(sink, firsts, project.mappings)
        write_links(sink, bases, project.mappings.sources)
        changes.forget_returned(connection)
        _update_ledger(connection)
        write_items(sink, sources)
        unlisted = write_persons(sink, sources)
        sink.flush()
        rows = dict(sink.counts) | {"matched_bib": _count(connection)}
        detail = {
            "sources": sources,
            "pairs decided in this run": titles.decided_pairs,
            "pairs for review": near,
            changes.COUNTS: changed,
            opinions.COUNTS: told,
            "groups of likely persons not listed": unlisted,
        }
        mark(connection, COUNTY, STAGE, detail, stale=("quality",))
    seconds = time.perf_counter() - start
    return StageReport(stage=STAGE, source=COUNTY, rows=rows, issues=dict(sink.issues), seconds=seconds, detail=detail)


def _clusters(joined: Joined) -> list[Cluster]:
    return [
        Cluster(
            members=tuple(_member(joined, number) for number in found.members),
            score=f"{found.strength / 100:.2f}",
            decided_by=BY_VERDICT if found.rule == VERDICT else joined.rules[found.rule],
        )
        for found in joined.clustering.clusters
    ]


def _member(joined: Joined, number: int) -> Member:
    record = joined.county.records[number]
    return Member(record.source, record.legacy_id, record.target_id, joined.county.names[record.d])


def _identify(
    connection: Connection, sources: Sequence[str], clusters: Sequence[Cluster]
) -> tuple[Identities, list[Sequence[tuple[str, str, str]]]]:
    """Ids of the clusters, and of records that stand alone now but founded a cluster once."""
    founders: dict[Key, frozenset[str]] = {}
    for bib_id, source, legacy_id in connection.execute(select(matched_cluster)):
        key = (source, legacy_id)
        founders[key] = founders.get(key, frozenset()) | {bib_id}
    components: list[Sequence[tuple[str, str, str]]] = [[m[:3] for m in found.members] for found in clusters]
    clustered = {member[:2] for members in components for member in members}
    components += [[row] for row in _founders_alone(connection, sources) if row[:2] not in clustered]
    wanted = {member[:2] for members in components for member in members}
    m = matched_bib_member.c
    former = connection.execute(select(m.source, m.legacy_id, m.bib_id).execution_options(yield_per=BATCH))
    current = {(s, i): bib_id for s, i, bib_id in former if (s, i) in wanted}
    return assign(components, founders, current), components


def _founders_alone(connection: Connection, sources: Sequence[str]) -> list[tuple[str, str, str]]:
    b, c = core_bib.c, matched_cluster.c
    query = (
        select(b.source, b.legacy_id, b.target_id)
        .join_from(matched_cluster, core_bib, (b.source == c.source) & (b.legacy_id == c.legacy_id))
        .where(b.source.in_(sources))
        .distinct()
        .order_by(b.source, b.legacy_id)
    )
    return [(source, legacy_id, target) for source, legacy_id, target in connection.execute(query)]


def _wipe(connection: Connection) -> None:
    """Take back what the former matching said in the ledger, then empty its tables."""
    own = (
        select(core_bib.c.target_id)
        .where(core_bib.c.source == ledger.c.source, core_bib.c.legacy_id == ledger.c.legacy_id)
        .scalar_subquery()
    )
    connection.execute(
        update(ledger)
        .where(ledger.c.entity == Entity.BIB, ledger.c.fate.in_([Fate.LOADED, Fate.MERGED]), _is_decided())
        .values(fate=Fate.LOADED.value, target_id=func.coalesce(own, ledger.c.target_id))
    )
    for table in (matched_bib, matched_bib_member, matched_item, matched_patron, matched_likely_person):
        connection.execute(delete(table))
    connection.execute(delete(check_result).where(check_result.c.table_name.like("matched%")))


def _wipe_issues(connection: Connection) -> None:
    connection.execute(delete(issue).where(issue.c.stage == STAGE))


def _is_decided() -> Any:
    """The ledger row's record is in a cluster (or bears a cluster's id)."""
    m = matched_bib_member.c
    decided = select(m.source, m.legacy_id).where(m.decided_by != "")
    return tuple_(ledger.c.source, ledger.c.legacy_id).in_(decided)


def _write_members(
    sink: Sink,
    clusters: Sequence[Cluster],
    identities: Identities,
    components: Sequence[Sequence[tuple[str, str, str]]],
    joined: Joined,
) -> dict[str, Key]:
    """Write who belongs to which cluster, and remember founders. Returns the record whose id each cluster bears."""
    firsts: dict[str, Key] = {}
    alone = {members[0][:2] for members in components[len(clusters) :]}
    records = (r for r in joined.county.records if (r.source, r.legacy_id) in alone)
    described = {(r.source, r.legacy_id): joined.county.names[r.d] for r in records}
    for number, (bib_id, members) in enumerate(zip(identities.ids, components, strict=True)):
        found = clusters[number] if number < len(clusters) else None
        score, decided_by = (found.score, found.decided_by) if found else ("", FOUNDER)
        descriptions = [m.description for m in found.members] if found else [described.get(members[0][:2], "")]
        for (source, legacy_id, _), description in zip(members, descriptions, strict=True):
            sink.add(matched_bib_member, (source, legacy_id, bib_id, score, decided_by, description))
        if found:
            firsts.update((bib_id, m.key) for m in found.members if m.target_id == bib_id)
        else:
            sink.add(matched_bib, (bib_id, *members[0][:2], 1, None))
    known = {tuple(row) for row in sink.connection.execute(select(matched_cluster))}
    for founder in identities.founders:
        if founder not in known:
            sink.add(matched_cluster, founder)
    sink.flush()
    return firsts


def _write_singles(sink: Sink, sources: Sequence[str], joined: Joined) -> None:
    """Every other record stands alone under its own target id."""
    sink.flush()
    b, m = core_bib.c, matched_bib_member.c
    decided = select(m.source).where(m.source == b.source, m.legacy_id == b.legacy_id).exists()
    alone = b.source.in_(sources) & ~decided
    singles = select(b.target_id, b.source, b.legacy_id, 1).where(alone)
    names = ["bib_id", "source", "legacy_id", "cluster_size"]
    sink.connection.execute(insert(matched_bib).from_select(names, singles))
    written = {(s, i) for s, i in cursor(sink.connection, select(m.source, m.legacy_id))}
    for record in joined.county.records:
        if (record.source, record.legacy_id) not in written:
            description = joined.county.names[record.d]
            sink.add(matched_bib_member, (record.source, record.legacy_id, record.target_id, "", "", description))
    sink.flush()


def _update_ledger(connection: Connection) -> None:
    """A cluster's first record is loaded, the others are merged into it."""
    m, b = matched_bib_member.c, matched_bib.c
    same = (m.source == ledger.c.source) & (m.legacy_id == ledger.c.legacy_id)
    bib_id = select(m.bib_id).where(same).scalar_subquery()
    firsts = select(b.source, b.legacy_id).where(b.bib_id.in_(select(m.bib_id).where(m.decided_by != "")))
    bib_rows = update(ledger).where(ledger.c.entity == Entity.BIB)
    connection.execute(bib_rows.where(_is_decided()).values(target_id=bib_id, fate=Fate.MERGED.value))
    is_first = tuple_(ledger.c.source, ledger.c.legacy_id).in_(firsts)
    connection.execute(bib_rows.where(is_first).values(fate=Fate.LOADED.value))


def _add_issues(sink: Sink, titles: Titles) -> None:
    for source, legacy_id, problem in verdict_issues(titles.settled, titles.named):
        sink.add_issues(Entity.BIB, legacy_id, [problem], source)
    for key in titles.keys:
        for found in key.overflows:
            problem = Issue("block_too_large", found.name, f"{found.shown} ({found.size})")
            sink.add_issues(Entity.BIB, "", [problem])
    r = matched_review.c
    query = select(r.source, r.legacy_id, r.other_source, r.other_legacy_id, r.failed)
    for source, legacy_id, other_source, other_id, failed in cursor(sink.connection, query):
        problem = Issue("possible_duplicate", failed, f"{other_source} {other_id}")
        sink.add_issues(Entity.BIB, legacy_id, [problem], source)
    bad = select(matched_bad_identifier.c.kind, matched_bad_identifier.c.value)
    for kind, value in cursor(sink.connection, bad):
        sink.add_issues(Entity.BIB, "", [Issue("identifier_proves_nothing", kind, value)])


def _count(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(matched_bib)).scalar_one()
