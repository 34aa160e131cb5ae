"""Quality as asset checks: one ``suite`` per table that has one, and the blocking checks, the balance first among them.

Blocking here stops this run only; what stops every later run, whoever starts it, is the gate in the staging database.
"""

import warnings
from collections.abc import Iterable, Iterator, Sequence

import dagster as dg

from assets.metadata import check_evaluation
from assets.partitions import SOURCES, SUITES
from assets.resources import ProjectResource
from assets.tables import CORE, MATCHED, Table, describe
from migration import pipeline

SUITE = "suite"
BLOCKING = {
    "balance": describe("Regnskapet går opp for hver kilde", "The fates of every source sum to its rows"),
    "conversion": describe("Hvert delfelt i postene er gjort rede for", "Every subfield of the records has its fate"),
    "ledger_core": describe("Regnskap og tabeller stemmer overens", "Ledger and tables agree"),
    "references": describe("Alle henvisninger finner målet sitt", "Every reference resolves"),
}

# The checks of one source are partitioned like its tables, so that each source keeps its own result. Dagster calls
# that a preview; the version is pinned exactly, and tests/assets would notice a change.
warnings.filterwarnings("ignore", category=dg.PreviewWarning, message=".*partitions_def on an AssetCheckSpec.*")


def check_specs(
    tables: Iterable[Table], gate: str, partitions: dg.PartitionsDefinition[str] | None = None
) -> list[dg.AssetCheckSpec]:
    """A ``suite`` per table that has one; the blocking checks stand on the table ``gate``."""
    text = describe("Kvalitetsreglene for tabellen", "The quality rules of the table")
    suites = [
        dg.AssetCheckSpec(SUITE, asset=table.name, description=text, partitions_def=partitions)
        for table in tables
        if table.name in SUITES
    ]
    blocking = [
        dg.AssetCheckSpec(name, asset=gate, description=text, blocking=True, partitions_def=partitions)
        for name, text in BLOCKING.items()
    ]
    return suites + blocking


SOURCE_CHECKS = check_specs(CORE, "ledger", SOURCES)
COUNTY_CHECKS = check_specs(MATCHED, "matched_bib")


def results_of(spec: dg.AssetCheckSpec, results: Sequence[pipeline.CheckResult]) -> list[pipeline.CheckResult]:
    """The results that one asset check answers for: a blocking check by its name, a suite by its table."""
    if spec.name in BLOCKING:
        return [r for r in results if r.check_name == spec.name]
    table = spec.asset_key.to_user_string()
    return [r for r in results if r.table_name == table and r.check_name not in BLOCKING]


def check_results(
    specs: Sequence[dg.AssetCheckSpec], results: Sequence[pipeline.CheckResult]
) -> Iterator[dg.AssetCheckResult]:
    """One result per asset check."""
    for spec in specs:
        passed, severity, description, metadata = check_evaluation(results_of(spec, results))
        yield dg.AssetCheckResult(
            passed=passed,
            asset_key=spec.asset_key,
            check_name=spec.name,
            severity=severity,
            description=description,
            metadata=metadata,
        )


@dg.multi_asset_check(specs=SOURCE_CHECKS)
def source_checks(context: dg.AssetCheckExecutionContext, grenselos: ProjectResource) -> Iterator[dg.AssetCheckResult]:
    """Check one source's tables."""
    with grenselos.open() as project:
        results = pipeline.check_source(project, context.partition_key)
    yield from check_results(SOURCE_CHECKS, results)


@dg.multi_asset_check(specs=COUNTY_CHECKS)
def county_checks(grenselos: ProjectResource) -> Iterator[dg.AssetCheckResult]:
    """Check the county's tables, and once more what must hold for every source."""
    with grenselos.open() as project:
        results = pipeline.check_county(project)
    yield from check_results(COUNTY_CHECKS, results)
