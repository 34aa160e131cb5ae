"""Where every source stands, at a glance: one table of all, and numbers of each source that the UI plots."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import dagster as dg

from assets.metadata import Metadata, fate_numbers
from assets.owners import LEAD
from assets.partitions import SOURCES
from assets.resources import ProjectResource
from assets.tables import describe
from migration import pipeline
from migration.issues import Fate

NAME = "source_status"

STAGES = {"land": "hentet", "standardize": "standardisert", "match": "slått sammen", "quality": "kontrollert"}
NOT_BEGUN = "ikke begynt"

_GRADES = {"blocking": ("stopper", "stopper"), "error": ("feil", "feil"), "warning": ("advarsel", "advarsler")}
"""One and many; the gravest first. In words: an icon says nothing to who cannot see it, or has no font for it."""

NONE_FAILED = "i orden"


@dg.asset(
    name=NAME,
    partitions_def=SOURCES,
    group_name="delivery",
    owners=[LEAD],
    tags={"layer": "delivery", "subject": "accounts", "personal_data": "no"},
    kinds={"table"},
    description=describe(
        "Hvor hver kilde står: steg, rader og feilede kontroller. Brukes til å se hele fylket på ett blikk",
        "Where every source stands: stages, rows, failed checks",
    ),
)
def source_status(context: dg.AssetExecutionContext, grenselos: ProjectResource) -> dg.MaterializeResult[Any]:
    """Tell where one source stands; each check of a source and each run does it by itself."""
    with grenselos.open() as project:
        found = pipeline.status(project)
    return dg.MaterializeResult(metadata=status_metadata(found, context.partition_key))


def source_status_of(
    found: Sequence[pipeline.SourceStatus], sources: Sequence[str], pages: Mapping[str, str] | None = None
) -> Iterator[dg.AssetMaterialization]:
    """An event per source. ``pages``: addresses of the sources' reports."""
    for source in sources:
        metadata = status_metadata(found, source)
        if pages and source in pages:
            metadata["report"] = dg.MetadataValue.url(pages[source])
        yield dg.AssetMaterialization(NAME, metadata=metadata, partition=source)


def status_metadata(found: Sequence[pipeline.SourceStatus], source: str) -> Metadata:
    """The numbers of one source, and the table of all."""
    (own,) = [status for status in found if status.source == source]
    grades = ("blocking", "error", "warning", "info")
    return {
        "overview": dg.MetadataValue.md(overview(found)),
        "stages_passed": len(own.stages),
        "rows_in": rows_in(own),
        **fate_numbers(fates_of(own)),
        **{f"checks_failed_{grade}": own.failed.get(grade, 0) for grade in grades},
        "sources": status_table(found),
    }


def rows_in(status: pipeline.SourceStatus) -> int:
    """Rows of the entities, which their fates sum to; the files hold others, too (units, groups, cards)."""
    return sum(row.source_rows for row in status.balance)


def fates_of(status: pipeline.SourceStatus) -> dict[str, int]:
    """Rows by fate, of all kinds together."""
    return {fate: sum(getattr(row, fate.value) for row in status.balance) for fate in Fate}


def stage_of(status: pipeline.SourceStatus) -> str:
    """The last stage that a source has passed, in Bokmål."""
    passed = [word for stage, word in STAGES.items() if stage in status.stages]
    return passed[-1] if passed else NOT_BEGUN


def overview(found: Sequence[pipeline.SourceStatus]) -> str:
    """The table of all sources in Markdown: worst first, then in the order of ``sources.yaml``."""
    heads = ["| Kilde | Steg | Rader inn | Avvist | Kontroller |", "| --- | --- | ---: | ---: | --- |"]
    return "\n".join([*heads, *map(_line, sorted(found, key=_gravest_first))])


def _gravest_first(status: pipeline.SourceStatus) -> list[bool]:
    return [not status.failed.get(grade) for grade in _GRADES]


def _line(status: pipeline.SourceStatus) -> str:
    failed = [f"{n} {one if n == 1 else many}" for g, (one, many) in _GRADES.items() if (n := status.failed.get(g))]
    told = ", ".join(failed) or (NONE_FAILED if "quality" in status.stages else "")
    cells = (status.source, stage_of(status), rows_in(status), fates_of(status)[Fate.REJECTED], told)
    return f"| {' | '.join(map(str, cells))} |"


def status_table(found: Sequence[pipeline.SourceStatus]) -> dg.TableMetadataValue:
    """The same for whoever sorts and copies; columns in English."""
    numbers = ("files", "rows_in", *(str(fate) for fate in Fate), "blocking", "error", "warning", "info")
    columns = [dg.TableColumn(name) for name in ("source", "title", "status", "stage")]
    columns += [dg.TableColumn(name, "int") for name in numbers]
    return dg.MetadataValue.table([_record(s) for s in found], schema=dg.TableSchema(columns=columns))


def _record(status: pipeline.SourceStatus) -> dg.TableRecord:
    grades = {grade: status.failed.get(grade, 0) for grade in ("blocking", "error", "warning", "info")}
    return dg.TableRecord(
        {
            "source": status.source,
            "title": status.title,
            "status": str(status.status),
            "stage": stage_of(status),
            "files": status.files,
            "rows_in": rows_in(status),
            **{str(fate): count for fate, count in fates_of(status).items()},
            **grades,
        }
    )
