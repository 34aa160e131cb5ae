"""Check: every problem of the configuration and the inputs at once, each with its file and row."""

from collections.abc import Iterable, Iterator, Sequence

from migration.extract.folder import check_folder, faulty_rows
from migration.extract.odbc import check_odbc
from migration.extract.odbc_mapping import load_mapping
from migration.extract.raw import InputError
from migration.pipeline.project import Mappings
from migration.quality.suite_files import SuiteError, load_suites
from migration.settings import Settings, SettingsError, overlay, overlay_names
from migration.sources import Source


def check_inputs(settings: Settings, mappings: Mappings, keys: Iterable[str]) -> list[str]:
    """What makes a run of these sources impossible."""
    problems = [f"{key}: {p}" for key in keys for p in source_problems(settings, mappings.sources[key])]
    return problems + suite_problems(settings)


def check_rows(settings: Settings, mappings: Mappings, keys: Sequence[str]) -> Iterator[str]:
    """Rows and records that will be rejected because they cannot be read: a run goes on without them."""
    for key in keys:
        source = mappings.sources[key]
        if source.reader == "folder" and not source_problems(settings, source):
            for path, row, code in faulty_rows(source.folder(settings.project), source.charset):
                yield f"{key}: {path}:{row}: {code}"


def source_problems(settings: Settings, source: Source) -> list[str]:
    if source.reader == "folder":
        return check_folder(source.folder(settings.project))
    if source.reader == "odbc":
        return _odbc_problems(settings, source)
    return [f"reader {source.reader} is not available in this version; use folder or odbc"]


def _odbc_problems(settings: Settings, source: Source) -> list[str]:
    try:
        mapping = load_mapping(settings.mapping(source.mapping or f"odbc/{source.key}.yaml"))
        return check_odbc(settings.secret(source.connection_env), mapping)
    except InputError as error:
        return error.problems
    except SettingsError as error:
        return [str(error)]


def suite_problems(settings: Settings) -> list[str]:
    """What is wrong with the suites of ``expectations/``."""
    names = overlay_names(settings.project, "expectations", "*.json")
    try:
        load_suites([overlay(settings.project, "expectations", name) for name in names])
    except SuiteError as error:
        return error.problems
    return []
