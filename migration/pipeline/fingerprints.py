"""Tells whether an export folder has changed, without reading its files."""

import hashlib

from migration.pipeline.project import Project


def fingerprint(project: Project, key: str) -> str:
    """A hash over the names, sizes and times of a folder source's files; empty where there is nothing to see."""
    source = project.source(key)
    folder = source.folder(project.settings.project)
    if source.reader != "folder" or not folder.is_dir():
        return ""
    files = sorted(p for p in folder.iterdir() if p.is_file() and not p.name.startswith("."))
    facts = [f"{p.name}\0{p.stat().st_size}\0{p.stat().st_mtime_ns}" for p in files]
    return hashlib.sha256("\n".join(facts).encode()).hexdigest() if facts else ""
