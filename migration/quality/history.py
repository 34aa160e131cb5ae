"""What each run left, as counts, and what has changed since the run before: trends are read here and nowhere else.

A snapshot (table ``run_count``) has these kinds of counts per source; source ``*`` is the county, the sum of all:

``rows``   by entity: rows that came in
``fate``   by entity and fate (``item loaded``): rows of the ledger
``issue``  by code: problems
``check``  by table and check (``core_item.barcode_unique``): failing rows of the checks that failed
``code``   by code list: codes in use that have no target
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, column, delete, func, insert, literal, select, table

from migration.quality.checks import CHECK_RESULT, COUNTY

KINDS = ("rows", "fate", "issue", "check", "code")

_COUNT = table("run_count", *(column(c) for c in ("run_id", "source", "kind", "name", "n", "snapshot")))
_ROWS = table("source_rows", column("source"), column("entity"), column("rows"))
_LEDGER = table("ledger", column("source"), column("entity"), column("fate"))
_ISSUE = table("issue", column("source"), column("code"))
_CODE = table("core_code", column("source"), column("code_list"), column("status"))

Trend = Mapping[tuple[str, str], tuple[int | None, int]]
"""(kind, name) -> (the run before, this run). Before is None where no run before this one had the source."""


class Change(NamedTuple):
    """A count that is not what it was. ``before`` is None where no run before this one had the source."""

    source: str
    kind: str
    name: str
    before: int | None
    now: int


def record_counts(connection: Connection, run_id: str, sources: Collection[str] | None = None) -> None:
    """Take a run's snapshot, in the place of one that it has already. ``sources``: the loaded ones; None: all."""
    counts: Counter[tuple[str, str, str]] = Counter()
    for source, kind, name, n in _counted(connection):
        if sources is None or source in sources or source == COUNTY:
            for owner in {source, COUNTY}:
                counts[owner, kind, name] += n
    connection.execute(delete(_COUNT).where(_COUNT.c.run_id == run_id))
    last = connection.scalar(select(func.max(_COUNT.c.snapshot))) or 0
    rows = [
        {"run_id": run_id, "source": source, "kind": kind, "name": name, "n": n, "snapshot": last + 1}
        for (source, kind, name), n in sorted(counts.items())
    ]
    if rows:
        connection.execute(insert(_COUNT), rows)


def trend(connection: Connection, source: str) -> Trend:
    """What the last run left of a source, and the run before it that had the source. What only one has is 0 in the
    other; empty where no run has the source."""
    now, before = _last_two(connection, source)
    names = sorted({*now, *(before or {})})
    return {key: (None if before is None else before.get(key, 0), now.get(key, 0)) for key in names}


def previous_run(connection: Connection, source: str) -> str:
    """The id of the run that ``trend`` has as the one before; empty where there is none."""
    c = _COUNT.c
    query = select(c.run_id, c.snapshot).where(c.source == source).distinct().order_by(c.snapshot.desc()).limit(2)
    runs = [run_id for run_id, _ in connection.execute(query)]
    return runs[1] if len(runs) > 1 else ""


def county_changes(connection: Connection) -> Sequence[Change]:
    """What is not as it was, by source (the county's ``*`` first) and kind. Of a source that is new: what came in."""
    return [
        Change(source, kind, name, before, now)
        for source in _sources(connection)
        for (kind, name), (before, now) in _by_kind(trend(connection, source))
        if before != now and (before is not None or kind == "rows")
    ]


def _by_kind(found: Trend) -> list[tuple[tuple[str, str], tuple[int | None, int]]]:
    return sorted(found.items(), key=lambda item: (KINDS.index(item[0][0]), item[0][1]))


def _sources(connection: Connection) -> Sequence[str]:
    """The sources of the last snapshot."""
    c = _COUNT.c
    last = select(func.max(c.snapshot)).scalar_subquery()
    return connection.execute(select(c.source).where(c.snapshot == last).distinct().order_by(c.source)).scalars().all()


def _last_two(
    connection: Connection, source: str
) -> tuple[dict[tuple[str, str], int], dict[tuple[str, str], int] | None]:
    c = _COUNT.c
    own = select(c.snapshot).where(c.source == source).distinct().order_by(c.snapshot.desc()).limit(2)
    snapshots = connection.execute(own).scalars().all()
    found: dict[int, dict[tuple[str, str], int]] = {snapshot: {} for snapshot in snapshots}
    query = select(c.snapshot, c.kind, c.name, c.n).where(c.source == source, c.snapshot.in_(snapshots))
    for snapshot, kind, name, n in connection.execute(query):
        found[snapshot][kind, name] = n
    counts = [found[snapshot] for snapshot in snapshots]
    return (counts[0] if counts else {}, counts[1] if len(counts) > 1 else None)


def _counted(connection: Connection) -> Iterator[tuple[str, str, str, int]]:
    """(source, kind, name, n): one pass over each table, whatever the number of sources."""
    for query in _queries():
        for source, kind, name, n in connection.execute(query):
            yield source, kind, name, int(n)


def _queries() -> tuple[Select[str, str, str, int], ...]:
    ledger, check, code = _LEDGER.c, CHECK_RESULT.c, _CODE.c
    return (
        select(_ROWS.c.source, literal("rows"), _ROWS.c.entity, _ROWS.c.rows),
        _grouped("fate", ledger.source, ledger.entity + " " + ledger.fate),
        _grouped("issue", _ISSUE.c.source, _ISSUE.c.code),
        select(check.source, literal("check"), check.table_name + "." + check.check_name, check.failing).where(
            ~check.success
        ),
        _grouped("code", code.source, code.code_list).where(code.status == "unmapped"),
    )


def _grouped(kind: str, source: ColumnElement[str], name: ColumnElement[str]) -> Select[str, str, str, int]:
    return select(source, literal(kind), name, func.count()).group_by(source, name)
