"""Readiness: what stands against the cutover of each source, asked of stages, exports, deliveries and the tables."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from migration.export.differences.model import Difference
from migration.export.manifest import NAME as MANIFEST
from migration.pipeline.choosing import ready_sources
from migration.pipeline.diffing import LAST, PREVIOUS, deliveries, diff, in_words
from migration.pipeline.fingerprints import has_changed
from migration.pipeline.project import Project
from migration.pipeline.samples import sample_results
from migration.pipeline.stage import COUNTY, detail_of, passed
from migration.quality.golden.judging import NAMES as FATES
from migration.quality.readiness import Reason, first_of, in_order, is_ready, reason, sample_reasons, standing_reasons
from migration.quality.row_counts import NAMES
from migration.quality.samples.results import SampleResults
from migration.staging.engine import reading
from migration.staging.schema import raw_file


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """``ready``: the sources against which nothing blocking stands. ``reasons``: by source, the gravest first."""

    sources: tuple[str, ...]
    ready: tuple[str, ...]
    reasons: tuple[Reason, ...]


def readiness(project: Project, keys: Sequence[str] = ()) -> Readiness:
    """Everything against the cutover of these sources, the last two deliveries compared.

    None named: all that are ready, and those that were landed, for a cutover delivers them too.

    Raises ConfigurationError for a source that cannot be run.
    """
    with reading(project.engine) as connection:
        chosen = ready_sources(project, keys or in_cutover(project, connection))
        found = [*staged_reasons(project, connection, chosen), *_undelivered(project, connection, chosen)]
    return judged(chosen, [*found, *_differences(project, chosen)])


def in_cutover(project: Project, connection: Connection) -> list[str]:
    """The sources that a cutover delivers: those that are ready, and those that were landed."""
    sources = ((key, source.status) for key, source in project.sources.items() if source.status != "excluded")
    return [key for key, status in sources if status == "ready" or passed(connection, key, "land")]


def staged_reasons(
    project: Project,
    connection: Connection,
    sources: Sequence[str],
    samples: Mapping[str, SampleResults] | None = None,
) -> Iterator[Reason]:
    """What can be told without the deliveries, as a report does that is written before its run's delivery.

    ``samples``: results that are known already; None: read here, which takes a look at every row.
    """
    yield from _exports(project, connection, sources)
    yield from _stages(connection, sources)
    yield from standing_reasons(connection, sources)
    for source in sources:
        if passed(connection, source, "standardize"):
            yield from sample_reasons(samples[source] if samples else sample_results(project, connection, source))


def judged(sources: Sequence[str], reasons: Sequence[Reason]) -> Readiness:
    ready = tuple(source for source in sources if is_ready(reasons, source))
    return Readiness(sources=tuple(sources), ready=ready, reasons=tuple(in_order(reasons)))


def _exports(project: Project, connection: Connection, sources: Sequence[str]) -> Iterator[Reason]:
    for source in sources:
        if not passed(connection, source, "land"):
            yield reason(source, "not_landed")
        elif has_changed(project, connection, source):
            yield reason(source, "export_changed")


def _stages(connection: Connection, sources: Sequence[str]) -> Iterator[Reason]:
    for source in sources:
        if not passed(connection, source, "land"):
            continue
        if not passed(connection, source, "standardize"):
            yield reason(source, "not_standardized")
        elif not passed(connection, source, "quality"):
            yield reason(source, "not_checked")
    if not passed(connection, COUNTY, "match"):
        yield reason(COUNTY, "not_matched")
    elif not passed(connection, COUNTY, "quality"):
        yield reason(COUNTY, "not_checked")


def _undelivered(project: Project, connection: Connection, sources: Sequence[str]) -> Iterator[Reason]:
    """Sources that the last delivery does not have as they stand, and tables that were changed after it."""
    made = deliveries(project)
    manifest = json.loads((made[-1] / MANIFEST).read_text(encoding="utf-8")) if made else {"sources": ()}
    delivered = {
        one["source"]: (one["mapping_version"], frozenset(file["sha256"] for file in one["extracted_files"]))
        for one in manifest["sources"]
    }
    for source in sources:
        if delivered.get(source) != _standing(connection, source):
            yield reason(source, "not_delivered")
    if made and manifest["mapping_version"] != project.mappings.version:
        yield reason(COUNTY, "mappings_changed")


def _standing(connection: Connection, source: str) -> tuple[str, frozenset[str]]:
    query = select(raw_file.c.sha256).where(raw_file.c.source == source, raw_file.c.table_name != "")
    version = detail_of(connection, source, "standardize").get("mapping_version", "")
    return version, frozenset(connection.execute(query).scalars())


def _differences(project: Project, sources: Sequence[str]) -> Iterator[Reason]:
    """Where the last delivery differs from the one before in what nobody expects."""
    if len(deliveries(project)) < 2:
        return
    told: dict[str, list[Difference]] = defaultdict(list)
    for line in diff(project, PREVIOUS, LAST).unexplained:
        told[line.difference.source].append(line.difference)
    for source in (*sources, COUNTY):
        if source in told:
            nb, en = ([words(found) for found in told[source]] for words in (_in_norwegian, in_words))
            yield reason(source, "difference_unexplained", len(told[source]), (first_of(nb)[0], first_of(en)[1]))


def _in_norwegian(found: Difference) -> str:
    name = NAMES.get(found.entity, (found.entity,))[0]
    what = f"{_fate(found.before)} → {_fate(found.after)}" if found.kind == "fate" else found.name
    return f"{name} {what}: {found.rows}"


def _fate(text: str) -> str:
    """The fate in words before its reason: ``avvist: bib_missing``."""
    name, *why = text.split(": ")
    return ": ".join([FATES.get(name, name), *why]) if text else "finnes ikke"
