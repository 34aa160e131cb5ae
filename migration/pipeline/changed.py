"""What the last matching changed, told with the records that are in another title than before."""

from sqlalchemy import Connection, func, select

from migration.match.clusters.changes import Kind
from migration.pipeline.changes import COUNTS
from migration.pipeline.project import OrderError, Project
from migration.pipeline.stage import COUNTY, detail_of, passed
from migration.quality.matching_lines import CHANGES, ChangeLine, Changes, RecordLine
from migration.staging.engine import reading
from migration.staging.schema import core_bib, matched_bib_member, matched_change


def title_changes(project: Project) -> Changes:
    """What the last matching changed. Raises OrderError where the county has not been matched as it stands."""
    with reading(project.engine) as connection:
        if not passed(connection, COUNTY, "match"):
            raise OrderError("the titles have not been merged as the sources stand; run grenselos match first")
        return read_changes(connection)


def read_changes(connection: Connection) -> Changes:
    """The same; nothing at all where the county has not been matched."""
    counts = detail_of(connection, COUNTY, "match").get(COUNTS, {})
    return Changes(
        records={name: counts.get(name, 0) for name in CHANGES},
        titles=_titles(connection),
        lines=tuple(_lines(connection)),
    )


def _titles(connection: Connection) -> dict[str, int]:
    """Each flow of records from one title to another counts as one."""
    c = matched_change.c
    flows = select(c.kind, c.bib_id, c.former_bib_id).distinct().subquery()
    counted = connection.execute(select(flows.c.kind, func.count()).group_by(flows.c.kind))
    found = {str(kind): int(count) for kind, count in counted}
    return {kind.value: found.get(kind.value, 0) for kind in Kind}


def _lines(connection: Connection) -> list[ChangeLine]:
    """Title by title as they are now."""
    c, b, m = matched_change.c, core_bib.c, matched_bib_member.c
    query = (
        select(c.kind, c.bib_id, c.former_bib_id, c.source, c.legacy_id, b.title, b.year, m.decided_by)
        .join_from(matched_change, core_bib, (b.source == c.source) & (b.legacy_id == c.legacy_id))
        .outerjoin(matched_bib_member, (m.source == c.source) & (m.legacy_id == c.legacy_id))
        .order_by(c.bib_id, c.former_bib_id, c.source, c.legacy_id)
    )
    return [
        ChangeLine(
            record=RecordLine(source=source, legacy_id=legacy_id, title=title, statement=year, bib_id=bib_id),
            kind=kind,
            former_bib_id=former,
            rule=rule or "",
        )
        for kind, bib_id, former, source, legacy_id, title, year, rule in connection.execute(query)
    ]
