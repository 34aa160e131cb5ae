"""What every stage shares: its report, the source's place in the house, and the gate."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from migration.pipeline.project import GateError, OrderError, Project
from migration.quality.golden.results import TABLE as GOLDEN
from migration.staging.schema import check_result, source_stage

COUNTY = "*"
"""Stands for the whole county where a source key would stand."""
_AT = "at"


@dataclass(frozen=True, slots=True, kw_only=True)
class StageReport:
    """What a stage did. ``rows`` per staging table or file, ``fates`` per entity, ``issues`` per code.

    ``detail``: what matching left word of (``detail_of``).
    """

    stage: str
    source: str
    rows: Mapping[str, int]
    seconds: float
    fates: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    issues: Mapping[str, int] = field(default_factory=dict)
    path: Path | None = None
    detail: Mapping[str, object] = field(default_factory=dict)


def mark(
    connection: Connection, source: str, stage: str, detail: Mapping[str, object], *, stale: Sequence[str]
) -> None:
    """Record that a source has passed a stage, and that the stages after it stand on older rows now."""
    county_stale = [s for s in ("match", "quality") if s in stale]
    connection.execute(
        delete(source_stage).where(source_stage.c.source == source, source_stage.c.stage.in_([stage, *stale]))
    )
    connection.execute(
        delete(source_stage).where(source_stage.c.source == COUNTY, source_stage.c.stage.in_(county_stale))
    )
    text = json.dumps({**detail, _AT: _now()}, ensure_ascii=False, sort_keys=True)
    connection.execute(insert(source_stage).values(source=source, stage=stage, state="done", detail=text))


def detail_of(connection: Connection, source: str, stage: str) -> dict[str, Any]:
    """What a stage left word of when it was passed; empty where it was not."""
    query = select(source_stage.c.detail).where(source_stage.c.source == source, source_stage.c.stage == stage)
    found = connection.execute(query).scalar_one_or_none()
    return dict(json.loads(found)) if found else {}


def passed_at(detail: str) -> str:
    """When a stage was passed (ISO 8601), from what it left word of; empty where nobody wrote it down."""
    return str(json.loads(detail).get(_AT, "")) if detail else ""


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")


def passed(connection: Connection, source: str, stage: str) -> bool:
    query = select(source_stage.c.stage).where(source_stage.c.source == source, source_stage.c.stage == stage)
    return connection.execute(query).first() is not None


def loaded_sources(project: Project, connection: Connection) -> list[str]:
    """The sources whose rows stand in core_*, in the order of their keys; one that is now excluded is left out.

    Raises OrderError for a source that was landed anew and not standardized, or that is no longer in sources.yaml.
    """
    rows = connection.execute(select(source_stage.c.source, source_stage.c.stage)).all()
    stages: dict[str, set[str]] = {}
    for source, stage in rows:
        stages.setdefault(source, set()).add(stage)
    stages.pop(COUNTY, None)
    unknown = sorted(s for s in stages if s not in project.sources)
    if unknown:
        raise OrderError(f"in the staging database but not in sources.yaml: {', '.join(unknown)}; put them back in it")
    active = sorted(s for s in stages if project.sources[s].status != "excluded")
    waiting = [s for s in active if "standardize" not in stages[s]]
    if waiting:
        raise OrderError(f"landed but not standardized: {', '.join(waiting)}; run grenselos standardize first")
    return active


def require_open_gate(connection: Connection, sources: Sequence[str], *, county: bool) -> None:
    """Raise GateError where a blocking check of one of these sources has failed; with ``county``, of the county, too.

    Matching builds on the sources alone: a failed check of an earlier matching must not keep it from a better one.
    """
    c = check_result.c
    query = (
        select(c.source, c.check_name, c.failing)
        .where(c.source.in_([*sources, COUNTY]), c.severity == "blocking", c.success.is_(False))
        .order_by(c.source, c.check_name)
    )
    if not county:
        query = query.where(c.source != COUNTY, c.table_name.not_like("matched%"), c.table_name != GOLDEN)
    failed = [f"{source}: {check} ({failing})" for source, check, failing in connection.execute(query)]
    if failed:
        told = f"a blocking check has failed, so nothing is built on it: {'; '.join(failed)}"
        nb = f"En kontroll som hindrer, er ikke bestått: {'; '.join(failed)}. Tabellen under sier hva som må gjøres."
        raise GateError(f"{told}. grenselos readiness says what to do", nb)
