"""What one source delivered, as it came."""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from assets.metadata import table_metadata
from assets.partitions import SOURCES
from assets.resources import ProjectResource
from assets.tables import RAW, specs
from migration import pipeline


@dg.multi_asset(specs=list(specs(RAW, "raw")), partitions_def=SOURCES)
def raw_tables(context: dg.AssetExecutionContext, grenselos: ProjectResource) -> Iterator[dg.MaterializeResult[Any]]:
    """Land one source: all its raw tables in one transaction."""
    with grenselos.open() as project:
        report = pipeline.land(project, context.partition_key)
    for table in RAW:
        yield dg.MaterializeResult(asset_key=table.name, metadata=table_metadata(report, table))
