"""What leaves the house: the vendor's folder, and the pages that librarians read."""

from typing import Any

import dagster as dg
from pydantic import Field

from assets.metadata import delivery_metadata
from assets.owners import LEAD
from assets.resources import ProjectResource
from assets.tables import CORE, MATCHED, describe
from migration import pipeline


class DeliveryConfig(dg.Config):
    """What the delivery is for, as it will stand in the manifest."""

    run_type: str = Field(default="trial", description="trial (prøve), delta (endringer) eller cutover (overgang)")


@dg.asset(
    group_name="delivery",
    deps=[table.name for table in (*CORE, *MATCHED)],
    owners=[LEAD],
    tags={"layer": "delivery", "subject": "accounts", "personal_data": "yes"},
    kinds={"csv", "html"},
    description=describe("Mappen som leverandøren får, med rapport", "The vendor's folder, with its report"),
)
def delivery(config: DeliveryConfig, grenselos: ProjectResource) -> dg.MaterializeResult[Any]:
    """Deliver every loaded source. Fails where a blocking check failed, and says which and why."""
    with grenselos.open() as project:
        delivered = pipeline.deliver(project, config.run_type)
        assert delivered.path is not None
        page = pipeline.report(project, delivered.path.name)  # the folder of a delivery is named after its run
        address = project.settings.report_address(page)
    return dg.MaterializeResult(metadata=delivery_metadata(delivered, page, address))
