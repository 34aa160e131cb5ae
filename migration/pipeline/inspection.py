"""Inspect: what an odbc source shows, and a draft of its mapping."""

from migration.extract.odbc_inspect import Inspection, draft_mapping, inspect_odbc
from migration.extract.raw import InputError
from migration.pipeline.project import ConfigurationError, Mappings
from migration.settings import Settings, SettingsError


def inspect(settings: Settings, mappings: Mappings, key: str) -> tuple[Inspection, str]:
    """Tables, columns and counts of a source's database, and a mapping file to start from."""
    source = mappings.sources.get(key)
    if source is None or source.reader != "odbc":
        raise ConfigurationError([f"source {key!r} is not an odbc source in sources.yaml"])
    try:
        found = inspect_odbc(settings.secret(source.connection_env))
    except (InputError, SettingsError) as error:
        raise ConfigurationError(str(error).splitlines()) from error
    return found, draft_mapping(found)
