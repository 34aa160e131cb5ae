"""Status: where each source stands."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select

from migration.extract.corrections import PREFIX
from migration.pipeline.project import Project
from migration.pipeline.stage import COUNTY
from migration.quality.balance import BalanceRow, balance
from migration.staging.engine import reading
from migration.staging.schema import check_result, raw_file, source_stage


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceStatus:
    """``stages``: those that the source has passed on the rows that stand there now. ``failed``: checks by severity.

    ``files`` and ``rows`` are the export's, without what was handed in to correct it.
    """

    source: str
    title: str
    status: str
    stages: tuple[str, ...]
    files: int
    rows: int
    failed: Mapping[str, int]
    balance: tuple[BalanceRow, ...]


def status(project: Project) -> list[SourceStatus]:
    """A row per source of ``sources.yaml``, in its order."""
    with reading(project.engine) as connection:
        stages = [(s, stage) for s, stage in connection.execute(select(source_stage.c.source, source_stage.c.stage))]
        # The county's matching is that of each source that is in it; its checks are of other tables than a source's.
        county = [stage for source, stage in stages if source == COUNTY and stage != "quality"]
        files = select(raw_file.c.source, func.count(), func.sum(raw_file.c.rows))
        files = files.where(~raw_file.c.name.startswith(PREFIX)).group_by(raw_file.c.source)
        landed = {source: (count, int(rows or 0)) for source, count, rows in connection.execute(files)}
        c = check_result.c
        failed_query = select(c.source, c.severity, func.count()).where(c.success.is_(False))
        failed: dict[str, dict[str, int]] = {}
        for source, severity, count in connection.execute(failed_query.group_by(c.source, c.severity)):
            failed.setdefault(source, {})[severity] = count
        rows = balance(connection)
    result = []
    for key, source in project.sources.items():
        own = [stage for s, stage in stages if s == key]
        passed = sorted([*own, *(county if "standardize" in own else [])], key=_ORDER.index)
        count, total = landed.get(key, (0, 0))
        result.append(
            SourceStatus(
                source=key,
                title=source.title,
                status=source.status,
                stages=tuple(passed),
                files=count,
                rows=total,
                failed=failed.get(key, {}),
                balance=tuple(r for r in rows if r.source == key),
            )
        )
    return result


_ORDER = ("land", "standardize", "match", "quality")
