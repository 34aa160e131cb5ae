"""The county: titles merged, barcodes unique, persons known."""

from collections.abc import Iterator, Sequence
from typing import Any

import dagster as dg

from assets.metadata import Metadata, Row, rows_table, table_metadata
from assets.resources import ProjectResource
from assets.tables import MATCHED, specs
from migration import pipeline

_SHOWN = 5
"""Pairs of each kind on which rules and model differ; the report's list has more."""


@dg.multi_asset(specs=list(specs(MATCHED, "matched")))
def matched_tables(grenselos: ProjectResource) -> Iterator[dg.MaterializeResult[Any]]:
    """Match all sources that have been loaded. Fails with GateError where one has a blocking check that failed."""
    with grenselos.open() as project:
        report = pipeline.match(project)
        told = matched_metadata(project)
    for table in MATCHED:
        metadata = table_metadata(report, table) | told.get(table.name, {})
        yield dg.MaterializeResult(asset_key=table.name, metadata=metadata)


def matched_metadata(project: pipeline.Project) -> dict[str, Metadata]:
    """What the last matching left word of, by the table that it is shown on."""
    return {
        "matched_change": changes_metadata(pipeline.title_changes(project)),
        "matched_opinion": opinion_metadata(pipeline.second_opinion(project)),
    }


def changes_metadata(found: pipeline.Changes) -> Metadata:
    """What became of records since the last matching, and how many titles went into others or came out of them."""
    records = {f"records_{name}": count for name, count in found.records.items()}
    return records | {f"titles_{name}": count for name, count in found.titles.items()}


def opinion_metadata(found: pipeline.SecondOpinion) -> Metadata:
    """Pairs by rule and opinion, and the most striking ones of each kind."""
    counts: list[Row] = [{"decision": line.decision, "rule": line.rule, **line.pairs} for line in found.counts]
    differing = [line for kind in ("apart", "review", "auto") for line in found.of(kind)[:_SHOWN]]
    return {
        "sure_but_apart": len(found.of("apart")),
        "sure_but_for_review": len(found.of("review")),
        "merged_but_doubted": len(found.of("auto")),
        **({"opinions": rows_table(counts)} if counts else {}),
        **({"differing": dg.MetadataValue.md(_markdown(differing))} if differing else {}),
    }


def _markdown(lines: Sequence[pipeline.DifferenceLine]) -> str:
    heads = ["| rules | model | record | record | |", "| --- | ---: | --- | --- | --- |"]
    return "\n".join([*heads, *(f"| {' | '.join(_cells(line))} |" for line in lines)])


def _cells(line: pipeline.DifferenceLine) -> tuple[str, ...]:
    probability = f"{100 * line.probability:.1f} %"
    return line.decision, probability, _named(line.one), _named(line.other), _cell(line.nb)


def _named(record: pipeline.RecordLine) -> str:
    return f"{_cell(record.title)} `{record.source}:{_cell(record.legacy_id)}`"


def _cell(text: str) -> str:
    """Text that does not end a cell, and that is no markup."""
    return text.translate({ord(sign): f"\\{sign}" for sign in "\\|<>*_[]`"}).replace("\n", " ")
