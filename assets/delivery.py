"""What leaves the house: the vendor's folder, and the pages that librarians read."""

from typing import Any

import dagster as dg

from assets.metadata import delivery_metadata
from assets.resources import ProjectResource
from assets.tables import CORE, MATCHED, describe
from migration import pipeline


class DeliveryConfig(dg.Config):
    """``run_type``: trial, delta or cutover, as it will stand in the manifest."""

    run_type: str = "trial"


@dg.asset(
    group_name="delivery",
    deps=[table.name for table in (*CORE, *MATCHED)],
    description=describe("Mappen som leverandøren får, med rapport", "The vendor's folder, with its report"),
)
def delivery(config: DeliveryConfig, grenselos: ProjectResource) -> dg.MaterializeResult[Any]:
    """Deliver every loaded source. Fails with GateError where a blocking check failed."""
    with grenselos.open() as project:
        delivered = pipeline.deliver(project, config.run_type)
        assert delivered.path is not None
        page = pipeline.report(project, delivered.path.name)  # the folder of a delivery is named after its run
    return dg.MaterializeResult(metadata=delivery_metadata(delivered, page))
