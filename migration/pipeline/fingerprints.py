"""Tells whether an export folder, or what was handed in to correct it, has changed, without reading its files."""

import hashlib
from collections.abc import Sequence

from sqlalchemy import Connection

from migration.extract.corrections import correction_files
from migration.pipeline.project import Project
from migration.pipeline.stage import detail_of, passed
from migration.staging.engine import reading

FINGERPRINT = "fingerprint"
"""Where ``source_stage`` keeps what the export looked like when it was landed."""


def fingerprint(project: Project, key: str) -> str:
    """A hash over the names, sizes and times of a folder source's files; empty where there is nothing to see."""
    source = project.source(key)
    folder = source.folder(project.settings.project)
    if source.reader != "folder" or not folder.is_dir():
        return ""
    files = [p for p in folder.iterdir() if p.is_file() and not p.name.startswith(".")]
    files = sorted(files + [p for p in correction_files(folder) if p.is_file()])
    facts = [f"{p.relative_to(folder)}\0{p.stat().st_size}\0{p.stat().st_mtime_ns}" for p in files]
    return hashlib.sha256("\n".join(facts).encode()).hexdigest() if facts else ""


def changed_sources(project: Project, keys: Sequence[str]) -> list[str]:
    """Those of ``keys`` that a delta takes: new, changed since they were landed, or left half-way.

    A WebAPI or a database does not show whether it has changed: such a source is always taken.
    """
    with reading(project.engine) as connection:
        return [key for key in keys if not passed(connection, key, "standardize") or _is_due(project, connection, key)]


def _is_due(project: Project, connection: Connection, key: str) -> bool:
    return project.source(key).reader != "folder" or has_changed(project, connection, key)


def has_changed(project: Project, connection: Connection, key: str) -> bool:
    """Whether the files of a source that was landed are others now. A folder that was taken away is no new export."""
    now = fingerprint(project, key)
    return now not in ("", detail_of(connection, key, "land").get(FINGERPRINT))
