"""Match: the loaded sources become one county: clusters of records, unique barcodes, persons. Sources stay as they are.

Everything is recomputed from core_* in one transaction; only ``matched_cluster``, which tells whose id a cluster bears,
outlives a run.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Connection, delete, func, insert, select, tuple_, update

from migration.issues import Fate, Issue
from migration.marc.stored import parse_stored
from migration.match.cluster import Clustering, cluster
from migration.match.clusters.identity import Identities, assign
from migration.match.compare import Candidate
from migration.match.merging.survivorship import choose_base, merge
from migration.model import Entity
from migration.pipeline.barcodes import write_items
from migration.pipeline.persons import write_persons
from migration.pipeline.project import OrderError, Project
from migration.pipeline.sink import Sink
from migration.pipeline.stage import COUNTY, StageReport, loaded_sources, mark, require_open_gate
from migration.staging.bulk import BATCH
from migration.staging.features import features_of
from migration.staging.read import AnySelect, cursor, stream
from migration.staging.schema import (
    check_result,
    core_bib,
    core_bib_features,
    issue,
    ledger,
    matched_bib,
    matched_bib_member,
    matched_cluster,
    matched_item,
    matched_likely_person,
    matched_patron,
)

STAGE = "match"
FOUNDER = "founder"
"""``decided_by`` of a record that stands alone under the id of a cluster that it founded."""

Key = tuple[str, str]


class Head(NamedTuple):
    """``first``: the loaded record, which gives the cluster its id; ``base``: whose content it builds on."""

    first: Key
    base: Key


def match(project: Project) -> StageReport:
    """Replace the matched_* tables. Raises GateError where a source's blocking check has failed."""
    start = time.perf_counter()
    with project.engine.begin() as connection:
        sources = loaded_sources(project, connection)
        if not sources:
            raise OrderError("no source has been loaded; run grenselos run first")
        require_open_gate(connection, sources, county=False)
        sink = Sink(connection, COUNTY, STAGE)
        clustering = cluster(_groups(connection, sources), project.mappings.match)
        identities, components = _identify(connection, sources, clustering)
        _wipe(connection)
        heads = _write_members(sink, clustering, identities, components)
        _write_merged(project, sink, heads)
        _write_singles(connection, sources)
        _update_ledger(connection)
        write_items(sink, sources)
        unlisted = write_persons(sink, sources)
        _add_issues(sink, clustering)
        sink.flush()
        rows = dict(sink.counts) | {"matched_bib": _count(connection)}
        detail = {
            "sources": sources,
            "near misses not listed": clustering.unlisted,
            "groups of likely persons not listed": unlisted,
        }
        mark(connection, COUNTY, STAGE, detail, stale=("quality",))
    return StageReport(
        stage=STAGE, source=COUNTY, rows=rows, issues=dict(sink.issues), seconds=time.perf_counter() - start
    )


def _groups(connection: Connection, sources: Sequence[str]) -> Iterator[tuple[str, list[Candidate]]]:
    """Records that share a good ISBN, an ISBN at a time."""
    f, b = core_bib_features.c, core_bib.c
    query = (
        select(core_bib_features, b.target_id)
        .join_from(core_bib_features, core_bib, (b.source == f.source) & (b.legacy_id == f.legacy_id))
        .where(f.source.in_(sources))
    )
    groups: dict[str, list[Candidate]] = {}
    for source, legacy_id, _, *row, target in cursor(connection, query):
        own = features_of(row)
        found = Candidate(
            source, legacy_id, target, own.title_key, own.author, own.part_number, own.edition, own.format_class,
            own.language, own.year, own.pages, own.quality,
        )  # fmt: skip
        for identifier in own.identifiers:
            groups.setdefault(identifier.value, []).append(found)
    yield from sorted(
        (isbn, sorted(group, key=lambda r: (r.source, r.legacy_id))) for isbn, group in groups.items() if len(group) > 1
    )


def _identify(
    connection: Connection, sources: Sequence[str], clustering: Clustering
) -> tuple[Identities, list[Sequence[tuple[str, str, str]]]]:
    """Ids of the clusters, and of records that stand alone now but founded a cluster once."""
    founders: dict[Key, frozenset[str]] = {}
    for bib_id, source, legacy_id in connection.execute(select(matched_cluster)):
        key = (source, legacy_id)
        founders[key] = founders.get(key, frozenset()) | {bib_id}
    components: list[Sequence[tuple[str, str, str]]] = [
        [(m.source, m.legacy_id, m.target_id) for m in found.members] for found in clustering.clusters
    ]
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
    connection.execute(delete(issue).where(issue.c.stage == STAGE))
    connection.execute(delete(check_result).where(check_result.c.table_name.like("matched%")))


def _is_decided() -> Any:
    """The ledger row's record is in a cluster (or bears a cluster's id)."""
    m = matched_bib_member.c
    decided = select(m.source, m.legacy_id).where(m.decided_by != "")
    return tuple_(ledger.c.source, ledger.c.legacy_id).in_(decided)


def _write_members(
    sink: Sink,
    clustering: Clustering,
    identities: Identities,
    components: Sequence[Sequence[tuple[str, str, str]]],
) -> dict[str, Head]:
    """Write who belongs to which cluster, and remember founders. Returns the head of each cluster."""
    heads: dict[str, Head] = {}
    for number, (bib_id, members) in enumerate(zip(identities.ids, components, strict=True)):
        found = clustering.clusters[number] if number < len(clustering.clusters) else None
        score, decided_by = (found.score, found.decided_by) if found else ("", FOUNDER)
        for source, legacy_id, _ in members:
            sink.add(matched_bib_member, (source, legacy_id, bib_id, score, decided_by, ""))
        if found:
            base = choose_base(found.members)
            first = next((m for m in found.members if m.target_id == bib_id), base)
            heads[bib_id] = Head((first.source, first.legacy_id), (base.source, base.legacy_id))
        else:
            sink.add(matched_bib, (bib_id, *members[0][:2], 1, None))
    known = {tuple(row) for row in sink.connection.execute(select(matched_cluster))}
    for founder in identities.founders:
        if founder not in known:
            sink.add(matched_cluster, founder)
    sink.flush()
    return heads


def _write_merged(project: Project, sink: Sink, heads: Mapping[str, Head]) -> None:
    """The merged record of each cluster, from its base and the others in their order."""
    for bib_id, rows in groupby(stream(sink.connection, _cluster_query(), _CLUSTER_KEY), key=lambda row: row[0]):
        records = {(row.source, row.legacy_id): parse_stored(row.marc) for row in rows}
        head = heads[bib_id]
        merged = merge(records.pop(head.base), list(records.values()), project.mappings.survivorship)
        sink.add(matched_bib, (bib_id, *head.first, len(records) + 1, orjson.dumps(merged).decode()))
    sink.flush()


_CLUSTER_KEY = (matched_bib_member.c.bib_id, matched_bib_member.c.source, matched_bib_member.c.legacy_id)


def _cluster_query() -> AnySelect:
    b, m = core_bib.c, matched_bib_member.c
    return (
        select(*_CLUSTER_KEY, b.marc)
        .join_from(matched_bib_member, core_bib, (b.source == m.source) & (b.legacy_id == m.legacy_id))
        .where(m.decided_by.not_in(["", FOUNDER]))
    )


def _write_singles(connection: Connection, sources: Sequence[str]) -> None:
    """Every other record stands alone under its own target id."""
    b, m = core_bib.c, matched_bib_member.c
    alone = b.source.in_(sources) & ~(select(m.source).where(m.source == b.source, m.legacy_id == b.legacy_id).exists())
    nothing = func.coalesce("", "")
    singles = select(b.target_id, b.source, b.legacy_id, 1).where(alone)
    connection.execute(insert(matched_bib).from_select(["bib_id", "source", "legacy_id", "cluster_size"], singles))
    members = select(b.source, b.legacy_id, b.target_id, nothing, nothing, nothing).where(alone)
    names = ["source", "legacy_id", "bib_id", "score", "decided_by", "description"]
    connection.execute(insert(matched_bib_member).from_select(names, members))


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


def _add_issues(sink: Sink, clustering: Clustering) -> None:
    for refusal in clustering.refusals:
        other = f"{refusal.b[0]} {refusal.b[1]}"
        problem = Issue("possible_duplicate", " ".join(refusal.failed), f"{other}, ISBN {refusal.isbn}")
        sink.add_issues(Entity.BIB, refusal.a[1], [problem], refusal.a[0])
    for isbn in clustering.overflow:
        sink.add_issues(Entity.BIB, "", [Issue("isbn_overused", "020$a", isbn)])


def _count(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(matched_bib)).scalar_one()
