"""What a matching changed: ids of titles that are no more, and records that are in another title than before."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import Connection, delete, func, insert, or_, select

from migration.match.clusters.changes import Event, Key, Kind, Redirect, changes
from migration.pipeline.sink import Sink
from migration.staging.read import cursor
from migration.staging.schema import (
    core_bib,
    matched_bib,
    matched_bib_member,
    matched_change,
    matched_cluster,
    matched_gone,
    matched_redirect,
)

COUNTS = "records since the last matching"
"""Where the counts stand in the detail of the county's matching."""


def write_changes(
    sink: Sink, sources: Sequence[str], components: Sequence[Sequence[tuple[str, str, str]]], ids: Sequence[str]
) -> dict[str, int]:
    """Hold the new titles against those of the last matching, which still stand in ``matched_bib_member``.

    ``components``: clusters, and lone records that bear or bore a cluster's id; ``ids``: of each, in their order. All
    others stand alone under their own id in both runs. Returns how many records of the sources are ``new``, ``gone``,
    ``kept`` in their title, or changed it by ``merge``, ``split`` or ``moved``.
    """
    current = {member[:2]: bib_id for members, bib_id in zip(components, ids, strict=True) for member in members}
    m = matched_bib_member.c
    former: dict[Key, str] = {}
    parted: set[Key] = set()
    for source, legacy_id, bib_id, decided_by in cursor(
        sink.connection, select(m.source, m.legacy_id, m.bib_id, m.decided_by)
    ):
        key = (source, legacy_id)
        if decided_by or key in current:
            former[key] = bib_id
            if key not in current:
                parted.add(key)
    current.update(_alone(sink, sources, parted))
    redirects = [Redirect(*row) for row in sink.connection.execute(select(matched_redirect))]
    found = changes(former, current, redirects, _founders(sink, {r.old_bib_id for r in redirects}))
    for table in (matched_redirect, matched_change):
        sink.connection.execute(delete(table))
    for redirect in found.redirects:
        sink.add(matched_redirect, redirect)
    for event in found.events:
        for record in event.records:
            sink.add(matched_change, (*record, event.kind.value, event.bib_id, event.former_bib_id))
    return _counts(sink.connection, sources, found.events)


def remember_gone(connection: Connection, sources: Sequence[str]) -> None:
    """Remember titles of the last matching of whose records none is there any more, before they are wiped."""
    m, t, b = matched_bib_member.c, matched_bib.c, core_bib.c
    is_same = (b.source == m.source) & (b.legacy_id == m.legacy_id) & b.source.in_(sources)
    is_there = select(b.legacy_id).where(is_same).exists()
    lost, kept = select(m.bib_id).where(~is_there), select(m.bib_id).where(is_there)
    known = select(matched_gone.c.bib_id)
    gone = select(t.bib_id, t.source).where(t.bib_id.in_(lost), t.bib_id.not_in(kept), t.bib_id.not_in(known))
    connection.execute(insert(matched_gone).from_select(["bib_id", "source"], gone))


def forget_returned(connection: Connection) -> None:
    """An id that is a title again, or leads to one, is not gone."""
    alive, led = select(matched_bib.c.bib_id), select(matched_redirect.c.old_bib_id)
    gone = matched_gone.c.bib_id
    connection.execute(delete(matched_gone).where(or_(gone.in_(alive), gone.in_(led))))


def _counts(connection: Connection, sources: Sequence[str], events: Sequence[Event]) -> dict[str, int]:
    m, b = matched_bib_member.c, core_bib.c
    is_same = (m.source == b.source) & (m.legacy_id == b.legacy_id) & b.source.in_(sources)
    both = select(func.count()).select_from(matched_bib_member.join(core_bib, is_same))
    before = select(func.count()).select_from(matched_bib_member)
    now = select(func.count()).select_from(core_bib).where(b.source.in_(sources))
    stayed, was, are = (connection.execute(query).scalar_one() for query in (both, before, now))
    changed = Counter(dict.fromkeys(Kind, 0))
    for event in events:
        changed[event.kind] += len(event.records)
    counts = {"kept": stayed - changed.total(), **{kind.value: n for kind, n in changed.items()}}
    return counts | {"new": are - stayed, "gone": was - stayed}


def _alone(sink: Sink, sources: Sequence[str], keys: set[Key]) -> dict[Key, str]:
    """Records that were in a cluster and stand alone now, under their own id; none that are no longer there."""
    if not keys:
        return {}
    b = core_bib.c
    rows = cursor(sink.connection, select(b.source, b.legacy_id, b.target_id).where(b.source.in_(sources)))
    return {(source, legacy_id): target for source, legacy_id, target in rows if (source, legacy_id) in keys}


def _founders(sink: Sink, old: set[str]) -> dict[str, list[Key]]:
    c = matched_cluster.c
    found: dict[str, list[Key]] = {}
    if old:
        for bib_id, source, legacy_id in cursor(sink.connection, select(c.bib_id, c.source, c.legacy_id)):
            if bib_id in old:
                found.setdefault(bib_id, []).append((source, legacy_id))
    return found
