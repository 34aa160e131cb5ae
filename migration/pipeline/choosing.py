"""Which sources a run takes."""

from collections.abc import Sequence

from migration.pipeline.fingerprints import changed_sources
from migration.pipeline.project import ConfigurationError, Project

DELTA = "delta"
"""The run type that takes what has changed."""


def ready_sources(project: Project, keys: Sequence[str]) -> list[str]:
    """The named sources, or every source with status ready. Raises ConfigurationError for one that cannot be run.

    A source answers to its key, its title, and the name or the municipality number of any of its libraries.
    """
    keys = [key for name in keys for key in _named(project, name)]
    problems = [f"source {k!r} is not in sources.yaml; it has {', '.join(project.sources)}" for k in keys
                if k not in project.sources]  # fmt: skip
    problems += [f"source {k} is excluded in sources.yaml; set its status to ready or pilot" for k in keys
                 if k in project.sources and project.sources[k].status == "excluded"]  # fmt: skip
    chosen = list(dict.fromkeys(keys)) or [k for k, s in project.sources.items() if s.status == "ready"]
    if not chosen:
        problems.append("no source in sources.yaml has status ready; name the sources to run")
    if problems:
        raise ConfigurationError(problems)
    return chosen


def sources_to_run(project: Project, keys: Sequence[str], run_type: str) -> list[str]:
    """The sources that a run takes: the named ones or all that are ready; of these a delta without names takes those
    whose exports have changed since they were landed, which may be none. Raises as ``ready_sources`` does."""
    chosen = ready_sources(project, keys)
    return changed_sources(project, chosen) if run_type == DELTA and not keys else chosen


def _named(project: Project, name: str) -> list[str]:
    if name in project.sources:
        return [name]
    wanted = name.casefold()
    found = [
        key
        for key, source in project.sources.items()
        if wanted == source.title.casefold()
        or any(wanted in (lib.name.casefold(), lib.municipality) for lib in source.libraries)
    ]
    return found or [name]
