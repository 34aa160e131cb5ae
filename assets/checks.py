"""Quality as asset checks: one ``suite`` per table that has one, and the blocking checks, the balance first among them.

Blocking here stops this run only; what stops every later run, whoever starts it, is the gate in the staging database.
"""

import warnings
from collections.abc import Iterable, Iterator, Sequence

import dagster as dg

from assets.evaluations import Addresses, check_evaluation
from assets.failures import list_addresses
from assets.partitions import SOURCES, SUITES
from assets.resources import ProjectResource
from assets.status import source_status_of
from assets.tables import CORE, MATCHED, RAW, Table, describe
from migration import pipeline

SUITE = "suite"
BLOCKING = {
    "balance": describe("Regnskapet går opp for hver kilde", "The fates of every source sum to its rows"),
    "conversion": describe("Hvert delfelt i postene er gjort rede for", "Every subfield of the records has its fate"),
    "debts": describe("Gebyrene går opp, krone for krone", "The debts add up, to the last øre"),
    "ledger_core": describe("Regnskap og tabeller stemmer overens", "Ledger and tables agree"),
    "references": describe("Alle henvisninger finner målet sitt", "Every reference resolves"),
}

ROW_COUNTS = "row_counts"
GOLDEN = "golden"
NAMED_BY_TABLE = {
    ROW_COUNTS: describe(
        "Antall rader er som ventet, og ikke for mange er avvist", "Row counts as expected, and not too many rejected"
    ),
    GOLDEN: describe("Det bibliotekarene har skrevet at skal komme ut", "What librarians wrote must come out"),
}
"""Checks by the name under which their results stand in ``check_result`` instead of a table's. Those that may keep a
delivery back do so at the gate; here they stop nothing."""

NOBODY_EXPECTS = (
    "Ingen har skrevet forventninger ennå: se `mappings/golden/`.\n\n*Nobody has written expectations yet.*"
)

# The checks of one source are partitioned like its tables, so that each source keeps its own result. Dagster calls
# that a preview; the version is pinned exactly, and tests/assets would notice a change.
warnings.filterwarnings("ignore", category=dg.PreviewWarning, message=".*partitions_def on an AssetCheckSpec.*")


def check_specs(
    tables: Iterable[Table],
    gate: str,
    named: Iterable[str],
    partitions: dg.PartitionsDefinition[str] | None = None,
) -> list[dg.AssetCheckSpec]:
    """A ``suite`` per table that has one; the blocking checks and the ``named`` stand on the table ``gate``."""
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
    others = [
        dg.AssetCheckSpec(name, asset=gate, description=NAMED_BY_TABLE[name], partitions_def=partitions)
        for name in named
    ]
    return suites + blocking + others


SOURCE_CHECKS = check_specs((*RAW, *CORE), "ledger", [ROW_COUNTS], SOURCES)
COUNTY_CHECKS = check_specs(MATCHED, "matched_bib", [GOLDEN])


def results_of(spec: dg.AssetCheckSpec, results: Sequence[pipeline.CheckResult]) -> list[pipeline.CheckResult]:
    """The results that one asset check answers for: a blocking check by its name, a suite by its table."""
    if spec.name in BLOCKING:
        return [r for r in results if r.check_name == spec.name]
    table = spec.name if spec.name in NAMED_BY_TABLE else spec.asset_key.to_user_string()
    return [r for r in results if r.table_name == table and r.check_name not in BLOCKING]


def check_results(
    specs: Sequence[dg.AssetCheckSpec], results: Sequence[pipeline.CheckResult], addresses: Addresses
) -> Iterator[dg.AssetCheckResult]:
    """One result per asset check. ``addresses``: of the full lists."""
    for spec in specs:
        answering = results_of(spec, results)
        if spec.name == GOLDEN and not answering:
            yield dg.AssetCheckResult(
                passed=True, asset_key=spec.asset_key, check_name=spec.name, description=NOBODY_EXPECTS
            )
            continue
        passed, severity, description, metadata = check_evaluation(answering, addresses)
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
    """Check one source's tables, and bring its status up to date."""
    with grenselos.open() as project:
        results = pipeline.check_source(project, context.partition_key)
        addresses = list_addresses(project, results)
        told = source_status_of(pipeline.status(project), [context.partition_key])
    for event in told:
        context.op_execution_context.log_event(event)
    yield from check_results(SOURCE_CHECKS, results, addresses)


@dg.multi_asset_check(specs=COUNTY_CHECKS)
def county_checks(grenselos: ProjectResource) -> Iterator[dg.AssetCheckResult]:
    """Check the county's tables, and once more what must hold for every source."""
    with grenselos.open() as project:
        results = pipeline.check_county(project)
        addresses = list_addresses(project, results)
    yield from check_results(COUNTY_CHECKS, results, addresses)
