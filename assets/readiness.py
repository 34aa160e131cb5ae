"""Whether the sources are ready for the cutover, and what stands against each: an asset, with a check that says so."""

import dagster as dg

from assets.owners import LEAD
from assets.reasons import NAME, READY, figures, judged, readiness_metadata
from assets.resources import ProjectResource
from assets.tables import describe
from migration import pipeline

SPEC = dg.AssetCheckSpec(
    READY,
    asset=NAME,
    description=describe("Om kildene er klare for overgangen", "Whether the sources are ready for the cutover"),
)


@dg.asset(
    name=NAME,
    deps=["delivery", "source_status"],
    group_name="delivery",
    owners=[LEAD],
    tags={"layer": "delivery", "subject": "accounts", "personal_data": "no"},
    kinds={"table"},
    check_specs=[SPEC],
    description=describe(
        "Hva som står i veien for overgangen, kilde for kilde, og hva dere kan gjøre",
        "What stands against the cutover, source by source, and what to do",
    ),
)
def readiness(grenselos: ProjectResource) -> dg.MaterializeResult:  # type: ignore[type-arg]  # Dagster asks for it bare
    """Ask everything that may stand against the cutover; the last two deliveries are compared."""
    with grenselos.open() as project:
        found = pipeline.readiness(project)
    passed, description = judged(found)
    check = dg.AssetCheckResult(
        passed=passed,
        check_name=READY,
        severity=dg.AssetCheckSeverity.WARN,
        description=description,
        metadata=figures(found),
    )
    return dg.MaterializeResult(metadata=readiness_metadata(found), check_results=[check])
