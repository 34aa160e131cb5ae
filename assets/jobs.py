"""The runs that people start: one source (or a backfill over all), and a trial, a delta or the cutover of chosen ones.

The last three do their work in one process: a backfill starts one per source (some four seconds each). They log the
same events as the assets do, partition by partition, so the UI shows the state of each source all the same.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import dagster as dg
from pydantic import Field

from assets.checks import COUNTY_CHECKS, SOURCE_CHECKS, check_results, results_of
from assets.core import core_tables
from assets.evaluations import Addresses
from assets.failures import blocked, list_addresses, unknown_sources, unusable
from assets.matched import matched_metadata
from assets.metadata import Metadata, delivery_metadata, table_metadata
from assets.overlap import overlap_metadata
from assets.raw import raw_tables
from assets.reasons import readiness_events
from assets.resources import ProjectResource
from assets.status import source_status_of
from assets.tables import CORE, MATCHED, RAW, Table, describe
from migration import pipeline

Event = dg.AssetMaterialization | dg.AssetCheckEvaluation

TABLES = {"land": RAW, "standardize": CORE, "match": MATCHED}
"""The tables that each stage makes."""

UNCHANGED_NB = (
    "Ingen eksport er endret siden den ble hentet, så ingenting er levert. Nevn kildene for å kjøre dem likevel."
)

one_source = dg.define_asset_job(
    "one_source",
    selection=dg.AssetSelection.assets(raw_tables, core_tables),
    description=describe("Hent, standardiser og kontroller én kilde", "Land, standardize and check one source"),
)


class RunConfig(dg.Config):
    """Which sources a run takes: those that are named, or all that are ready."""

    sources: list[str] = Field(
        default=[],
        description="Kildenes nøkler, titler eller bibliotek, som [nordvik, storvarre]. Tom: alle med status ready. "
        "Keys, titles or libraries; empty: all that are ready.",
    )


def county_job(run_type: str, nb: str, en: str) -> dg.JobDefinition:
    """A run of one type, as ``grenselos run --type`` does it: land, standardize, match, check, report, deliver."""

    @dg.op(name=f"{run_type}_run", out=dg.Out(dg.Nothing), description=describe(nb, en))
    def whole_job(
        context: dg.OpExecutionContext, config: RunConfig, grenselos: ProjectResource
    ) -> Iterator[Event | dg.Output[None]]:
        with grenselos.open() as project:
            yield from run_all(project, run_type, config.sources, context.log.info)
        yield dg.Output(None)

    @dg.job(
        name=run_type,
        executor_def=dg.in_process_executor,
        description=describe(nb, en),
        tags={"run_type": run_type},
    )
    def job() -> None:
        whole_job()

    return job


trial = county_job(
    "trial",
    "Prøvekjøring av valgte kilder: hent, standardiser, slå sammen, kontroller, lag rapport og leveranse",
    "A trial of chosen sources, from export to delivery",
)
delta = county_job(
    "delta",
    "Endringskjøring: nye eksporter av valgte kilder etter en prøve",
    "New exports of chosen sources after a trial",
)
cutover = county_job(
    "cutover",
    "Overgangen: den siste kjøringen, som det nye systemet åpner med",
    "The last run, with which the new system opens",
)


def run_all(
    project: pipeline.Project, run_type: str, names: Sequence[str], log: Callable[[str], None]
) -> Iterator[Event]:
    """Run, and log what the assets and checks would have logged. Raises Failure, in words, where it was stopped."""
    problems = unknown_sources(project, names)
    if problems:
        raise unusable(problems)
    chosen = pipeline.sources_to_run(project, names, run_type)
    if not chosen:
        log(f"{UNCHANGED_NB} {pipeline.UNCHANGED}")
        return
    report = pipeline.run(project, chosen, run_type, progress=lambda stage, source: log(f"{stage} {source}"))
    yield from run_events(project, report)
    ready = pipeline.readiness(project)
    yield from readiness_events(ready)
    if report.blocked_by:
        page = project.settings.report_address(report.report)
        raise blocked(project, report.blocked_by, page, ready.reasons if run_type == "cutover" else ())
    yield dg.AssetMaterialization("overlap", metadata=overlap_metadata(pipeline.overlap(project)))


def run_events(project: pipeline.Project, report: pipeline.RunReport) -> Iterator[Event]:
    """The state of every asset and check after a run, partition by partition."""
    told = matched_metadata(project) if any(stage.stage == "match" for stage in report.stages) else {}
    page = project.settings.report_address(report.report)
    for stage in report.stages:
        if stage.stage in TABLES:
            yield from _materializations(stage, TABLES[stage.stage], told)
        else:
            yield dg.AssetMaterialization("delivery", metadata=delivery_metadata(stage, report.report, page))
    sources = list(dict.fromkeys(stage.source for stage in report.stages if stage.source != pipeline.COUNTY))
    checks = report.checks or [r for r in pipeline.failed_checks(project) if r.severity == "blocking"]
    addresses = list_addresses(project, report.checks)
    for source in sources:
        found = [r for r in checks if r.source == source]
        yield from _evaluations(_looked_at(SOURCE_CHECKS, found, report), found, addresses, source)
    if report.checks:
        yield from _evaluations(COUNTY_CHECKS, report.checks, addresses)
    pages = {source: project.settings.report_address(report.report.with_name(f"{source}.html")) for source in sources}
    yield from source_status_of(pipeline.status(project), sources, pages)


def _looked_at(
    specs: Sequence[dg.AssetCheckSpec], results: Sequence[pipeline.CheckResult], report: pipeline.RunReport
) -> list[dg.AssetCheckSpec]:
    """All checks; where the gate closed before they were made, those that closed it."""
    return [spec for spec in specs if report.checks or results_of(spec, results)]


def _materializations(
    stage: pipeline.StageReport, tables: Iterable[Table], told: Mapping[str, Metadata]
) -> Iterator[dg.AssetMaterialization]:
    partition = None if stage.source == pipeline.COUNTY else stage.source
    for table in tables:
        metadata = table_metadata(stage, table) | told.get(table.name, {})
        yield dg.AssetMaterialization(table.name, metadata=metadata, partition=partition)


def _evaluations(
    specs: Sequence[dg.AssetCheckSpec],
    results: Sequence[pipeline.CheckResult],
    addresses: Addresses,
    partition: str | None = None,
) -> Iterator[dg.AssetCheckEvaluation]:
    for result in check_results(specs, results, addresses):
        assert result.asset_key is not None
        assert result.check_name is not None
        yield dg.AssetCheckEvaluation(
            asset_key=result.asset_key,
            check_name=result.check_name,
            passed=result.passed,
            severity=result.severity,
            description=result.description,
            metadata=result.metadata,
            partition=partition,
        )
