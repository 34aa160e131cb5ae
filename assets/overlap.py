"""What the county's libraries have in common: the figures and plots of the report, in the UI."""

from typing import Any

import dagster as dg

from assets.metadata import Metadata, Row, rows_table
from assets.owners import LEAD
from assets.resources import ProjectResource
from assets.tables import describe
from migration import pipeline


@dg.asset(
    group_name="delivery",
    owners=[LEAD],
    tags={"layer": "delivery", "subject": "catalogue", "personal_data": "no"},
    kinds={"html"},
    deps=["matched_bib", "matched_bib_member", "core_bib", "core_bib_features", "core_item", "ledger"],
    description=describe("Hva bibliotekene har felles, og hva bare ett har", "What the libraries share, or alone hold"),
)
def overlap(grenselos: ProjectResource) -> dg.MaterializeResult[Any]:
    """Count the overlap of the titles as they were matched. Fails with OrderError where they were not."""
    with grenselos.open() as project:
        found = pipeline.overlap(project)
    return dg.MaterializeResult(metadata=overlap_metadata(found))


def overlap_metadata(found: pipeline.Overlap) -> Metadata:
    """Numbers to plot from run to run, tables, and the plots of the report as pictures."""
    libraries: list[Row] = [
        {"library": line.name, "titles": line.titles, "unique": line.unique, "shared": line.shared, "items": line.items}
        for line in found.libraries
    ]
    languages: list[Row] = [
        {
            "language": line.name_en,
            "titles": line.titles,
            "items": line.items,
            "libraries": line.libraries,
            "in_one_library": line.spread[0],
        }
        for line in found.languages
    ]
    rules: list[Row] = [
        {"rule": line.rule, "format": line.format_class, "records": line.records, "titles": line.titles}
        for line in found.rules
    ]
    tables = {"libraries": libraries, "languages": languages, "rules": rules}
    return {
        "titles": found.titles,
        "titles_in_one_library": found.spread[0],
        **{name: rows_table(rows) for name, rows in tables.items() if rows},
        **{f"plot_{plot.name}": _picture(plot) for plot in pipeline.overlap_plots(found, "png")},
    }


def _picture(plot: pipeline.Plot) -> dg.MarkdownMetadataValue:
    return dg.MetadataValue.md(f"**{plot.title}**\n\n![{plot.text}](data:image/png;base64,{plot.image})")
