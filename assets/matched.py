"""The county: titles merged, barcodes unique, persons known."""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from assets.metadata import table_metadata
from assets.resources import ProjectResource
from assets.tables import MATCHED, specs
from migration import pipeline


@dg.multi_asset(specs=list(specs(MATCHED, "matched")))
def matched_tables(grenselos: ProjectResource) -> Iterator[dg.MaterializeResult[Any]]:
    """Match all sources that have been loaded. Fails with GateError where one has a blocking check that failed."""
    with grenselos.open() as project:
        report = pipeline.match(project)
    for table in MATCHED:
        yield dg.MaterializeResult(asset_key=table.name, metadata=table_metadata(report, table))
