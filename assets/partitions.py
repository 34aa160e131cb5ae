"""One partition per source database. ``sources.yaml`` is read when the code location loads: reload for a new source."""

from collections.abc import Mapping

import dagster as dg

from migration import pipeline


def source_partitions(sources: Mapping[str, pipeline.Source]) -> dg.StaticPartitionsDefinition:
    """The sources that a run can be started for. An excluded one has no partition: nobody starts it by mistake."""
    return dg.StaticPartitionsDefinition([key for key, source in sources.items() if source.status != "excluded"])


_settings = pipeline.settings_of()

SOURCES = source_partitions(pipeline.sources_of(_settings))

SUITES = pipeline.suite_tables(_settings)
"""The tables that have a Great Expectations suite, the project's own suites included."""
