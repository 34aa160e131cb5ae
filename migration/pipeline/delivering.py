"""Deliver: the county's loaded rows become one folder for the vendor, whole or not at all."""

import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, select

from migration import __version__
from migration.export.bibs import write_bibs
from migration.export.files import DeliveredFile
from migration.export.folder import whole_folder
from migration.export.manifest import CONTRACT_VERSION, ExtractedFile, ExtractedSource, Manifest, write_manifest
from migration.export.packages.generic import generic_package
from migration.export.packages.writing import describe_package
from migration.pipeline import delivered
from migration.pipeline.diffing import require_expected
from migration.pipeline.project import OrderError, Project
from migration.pipeline.quality import check_blocking
from migration.pipeline.stage import COUNTY, StageReport, detail_of, loaded_sources, passed, require_open_gate
from migration.staging.engine import reading
from migration.staging.schema import raw_file

CUTOVER = "cutover"
"""The run type whose delivery is the one that counts."""


def write_delivery(project: Project, run_id: str, run_type: str) -> StageReport:
    """Write ``deliveries/<run>/``. Raises GateError where nothing is loaded, matching is stale or a check failed, and
    where a cutover differs from the last delivery in what nobody expects."""
    start = time.perf_counter()
    check_blocking(project)
    target = project.settings.project / "deliveries" / run_id
    with reading(project.engine) as connection:
        sources = loaded_sources(project, connection)
        if not sources:
            raise OrderError("no source has been loaded; run grenselos run first")
        _require_fresh(connection, sources)
        with whole_folder(target, mode=0o700) as folder:
            files = _write(project, connection, folder, sources)
            write_manifest(folder, _manifest(project, connection, run_id, run_type, sources, files))
            if run_type == CUTOVER:
                require_expected(project, folder)
    return StageReport(
        stage="deliver",
        source=COUNTY,
        rows={f.name: f.rows for f in files},
        path=target,
        seconds=time.perf_counter() - start,
    )


def _require_fresh(connection: Connection, sources: Sequence[str]) -> None:
    """Raise OrderError unless just these sources were matched and checked as they stand; GateError if one failed."""
    if detail_of(connection, COUNTY, "match").get("sources") != list(sources):
        raise OrderError("sources have changed since they were matched; run grenselos match first")
    unchecked = [s for s in (*sources, COUNTY) if not passed(connection, s, "quality")]
    if unchecked:
        raise OrderError(f"not checked as it stands now: {', '.join(unchecked)}; run grenselos quality first")
    require_open_gate(connection, sources, county=True)


def _write(project: Project, connection: Connection, folder: Path, sources: Sequence[str]) -> list[DeliveredFile]:
    isils = {key: project.sources[key].isil for key in sources}
    files = write_bibs(folder, delivered.bibs(connection, isils))
    for name, write in delivered.TABLES.items():
        files.append(write(folder, name, connection, sources))
    files += delivered.code_lists(folder, connection, sources)
    files += delivered.rejects(folder, connection, sources)
    files += describe_package(folder, generic_package(folder, [f.name for f in files]), files)
    return sorted(files, key=lambda f: f.name)


def _manifest(
    project: Project,
    connection: Connection,
    run_id: str,
    run_type: str,
    sources: Sequence[str],
    files: Sequence[DeliveredFile],
) -> Manifest:
    return Manifest(
        contract_version=CONTRACT_VERSION,
        run_id=run_id,
        run_type=run_type,
        created_at=datetime.now().astimezone().isoformat(timespec="seconds"),
        tool_version=__version__,
        mapping_version=project.mappings.version,
        sources=[_extracted_source(connection, s) for s in sources],
        files=files,
    )


def _extracted_source(connection: Connection, source: str) -> ExtractedSource:
    """The mappings may have changed since a source was standardized: each says which it was made with."""
    version = detail_of(connection, source, "standardize")["mapping_version"]
    return ExtractedSource(source=source, mapping_version=version, extracted_files=_extracted(connection, source))


def _extracted(connection: Connection, source: str) -> list[ExtractedFile]:
    query = (
        select(raw_file.c.name, raw_file.c.bytes, raw_file.c.sha256)
        .where(raw_file.c.source == source, raw_file.c.table_name != "")
        .order_by(raw_file.c.name)
    )
    return [ExtractedFile(name=name, bytes=size, sha256=sha) for name, size, sha in connection.execute(query)]
