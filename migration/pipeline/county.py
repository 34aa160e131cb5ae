"""The county's page with its lists: how far each source has come, and what stands against its cutover."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from sqlalchemy import Connection, select

from migration.export.manifest import NAME as MANIFEST
from migration.pipeline.diffing import deliveries
from migration.pipeline.overlap import write_list
from migration.pipeline.project import GateError, Project
from migration.pipeline.readiness import in_cutover, judged, staged_reasons
from migration.pipeline.stage import COUNTY, passed_at
from migration.quality.county import county_lists, county_report, read_county, with_delivery
from migration.quality.county_readiness import STAGES, Standing
from migration.quality.overlap_lines import Overlap
from migration.quality.samples.results import SampleResults
from migration.staging.schema import source_stage
from migration.wholefile import replace_file


def write_county(
    project: Project,
    connection: Connection,
    folder: Path,
    run: Mapping[str, str],
    samples: Mapping[str, SampleResults],
    overlap: Overlap,
) -> None:
    """Write ``index.html`` and the county's lists into a report's folder. ``samples``: what each has shown so far."""
    sources = in_cutover(project, connection)
    reasons = judged(sources, list(staged_reasons(project, connection, sources, samples))).reasons
    found = read_county(connection, standings(project, connection, sources), reasons, overlap)
    (folder / "index.html").write_text(county_report(found, run), encoding="utf-8", newline="")
    for name, (header, rows) in county_lists(found).items():
        write_list(folder / name, header, rows)


def tell_delivery(page: Path, delivery: Path | None, refused: GateError | None = None) -> None:
    """Say on the county's page, which is written before the delivery, what became of it."""
    text = page.read_text(encoding="utf-8")
    name, why_en = (delivery.name if delivery else ""), str(refused or "")
    told = with_delivery(text, name, (refused.nb if refused else "") or why_en, why_en[:1].upper() + why_en[1:])
    replace_file(page, told.encode())


def standings(project: Project, connection: Connection, sources: Sequence[str]) -> list[Standing]:
    """How far these sources have come. Matching is of all at once: its day is each standardized source's."""
    passed: dict[str, dict[str, str]] = {}
    query = select(source_stage.c.source, source_stage.c.stage, source_stage.c.detail)
    for source, stage, detail in connection.execute(query):
        passed.setdefault(source, {})[stage] = passed_at(detail)
    county = passed.get(COUNTY, {})
    matched = {"match": county["match"]} if "match" in county else {}
    sent = _delivered(deliveries(project), sources)
    return [_standing(project, source, passed.get(source, {}), matched, sent) for source in sources]


def _standing(
    project: Project, source: str, own: Mapping[str, str], matched: Mapping[str, str], sent: Mapping[str, str]
) -> Standing:
    all_passed = {**own, **(matched if "standardize" in own else {})}
    all_passed |= {"deliver": sent[source]} if source in sent else {}
    return Standing(
        source=source,
        title=project.sources[source].title,
        passed={stage: all_passed[stage] for stage in STAGES if stage in all_passed},
    )


def _delivered(folders: Sequence[Path], sources: Sequence[str]) -> dict[str, str]:
    """When each source was delivered last. Reads no more manifests than that takes."""
    found: dict[str, str] = {}
    for folder in reversed(folders):
        if found.keys() >= set(sources):
            break
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        for one in manifest["sources"]:
            found.setdefault(one["source"], manifest["created_at"])
    return found
