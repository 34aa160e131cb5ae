"""One source in the common model, with its ledger."""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from assets.metadata import table_metadata
from assets.partitions import SOURCES
from assets.resources import ProjectResource
from assets.tables import CORE, specs
from migration import pipeline


@dg.multi_asset(specs=list(specs(CORE, "core")), partitions_def=SOURCES)
def core_tables(context: dg.AssetExecutionContext, grenselos: ProjectResource) -> Iterator[dg.MaterializeResult[Any]]:
    """Standardize one source: all its core tables in one transaction."""
    with grenselos.open() as project:
        report = pipeline.standardize(project, context.partition_key)
    for table in CORE:
        yield dg.MaterializeResult(asset_key=table.name, metadata=table_metadata(report, table))
