"""One partition per source database. ``sources.yaml`` is read when the code location loads: reload for a new source."""

import dagster as dg

from migration.settings import Settings, load_settings, overlay_names
from migration.sources import Sources, load_sources


def source_partitions(sources: Sources) -> dg.StaticPartitionsDefinition:
    """The sources that a run can be started for. An excluded one has no partition: nobody starts it by mistake."""
    return dg.StaticPartitionsDefinition([key for key, source in sources.items() if source.status != "excluded"])


_settings: Settings = load_settings()

SOURCES = source_partitions(load_sources(_settings.project / "mappings" / "sources.yaml"))

SUITES = frozenset(name.removesuffix(".json") for name in overlay_names(_settings.project, "expectations", "*.json"))
"""The tables that have a Great Expectations suite, the project's own suites included."""
