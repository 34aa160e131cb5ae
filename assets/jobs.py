"""The two runs that people start: one source, and the whole county in one process.

The county is a job of its own and no backfill, which would start a process per source (some four seconds each). It
logs the same events as the assets do, partition by partition, so the UI shows the state of each source all the same.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import dagster as dg

from assets.checks import COUNTY_CHECKS, SOURCE_CHECKS, check_results
from assets.core import core_tables
from assets.delivery import DeliveryConfig
from assets.matched import matched_metadata
from assets.metadata import Metadata, delivery_metadata, table_metadata
from assets.overlap import overlap_metadata
from assets.raw import raw_tables
from assets.resources import ProjectResource
from assets.tables import CORE, MATCHED, RAW, Table, describe
from migration import pipeline

Event = dg.AssetMaterialization | dg.AssetCheckEvaluation

TABLES = {"land": RAW, "standardize": CORE, "match": MATCHED}
"""The tables that each stage makes."""

one_source = dg.define_asset_job(
    "one_source",
    selection=dg.AssetSelection.assets(raw_tables, core_tables),
    description=describe("Hent, standardiser og kontroller én kilde", "Land, standardize and check one source"),
)


@dg.op(out=dg.Out(dg.Nothing))
def whole_job(
    context: dg.OpExecutionContext, config: DeliveryConfig, grenselos: ProjectResource
) -> Iterator[Event | dg.Output[None]]:
    """Run every source that is ready, match, check, report and deliver, as ``grenselos run`` does."""
    with grenselos.open() as project:
        report = pipeline.run(
            project, run_type=config.run_type, progress=lambda stage, source: context.log.info(f"{stage} {source}")
        )
        found = None if report.blocked_by else pipeline.overlap(project)
        told = matched_metadata(project) if any(stage.stage == "match" for stage in report.stages) else {}
    yield from run_events(report, told)
    if report.blocked_by:
        raise dg.Failure(report.blocked_by, metadata={"report": str(report.report)}, allow_retries=False)
    if found:
        yield dg.AssetMaterialization("overlap", metadata=overlap_metadata(found))
    yield dg.Output(None)


@dg.job(
    executor_def=dg.in_process_executor,
    description=describe("Hele fylket: alle kilder, sammenslåing og leveranse", "All sources, matching and delivery"),
)
def county() -> None:
    whole_job()


def run_events(report: pipeline.RunReport, told: Mapping[str, Metadata]) -> Iterator[Event]:
    """What the assets and their checks would have logged, stage by stage. ``told``: further metadata of tables."""
    for stage in report.stages:
        if stage.stage in TABLES:
            yield from _materializations(stage, TABLES[stage.stage], told)
        else:
            yield dg.AssetMaterialization("delivery", metadata=delivery_metadata(stage, report.report))
    for source in dict.fromkeys(stage.source for stage in report.stages if stage.source != pipeline.COUNTY):
        yield from _evaluations(SOURCE_CHECKS, [r for r in report.checks if r.source == source], source)
    if report.checks:
        yield from _evaluations(COUNTY_CHECKS, report.checks)


def _materializations(
    stage: pipeline.StageReport, tables: Iterable[Table], told: Mapping[str, Metadata]
) -> Iterator[dg.AssetMaterialization]:
    partition = None if stage.source == pipeline.COUNTY else stage.source
    for table in tables:
        metadata = table_metadata(stage, table) | told.get(table.name, {})
        yield dg.AssetMaterialization(table.name, metadata=metadata, partition=partition)


def _evaluations(
    specs: Sequence[dg.AssetCheckSpec], results: Sequence[pipeline.CheckResult], partition: str | None = None
) -> Iterator[dg.AssetCheckEvaluation]:
    for result in check_results(specs, results):
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
