"""Tells whether an export folder, or what was handed in to correct it, has changed, without reading its files."""

import hashlib

from migration.extract.corrections import correction_files
from migration.pipeline.project import Project


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
