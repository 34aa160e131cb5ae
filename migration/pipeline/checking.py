"""Check: every problem of the configuration and the inputs at once, each with its file and row."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from sqlalchemy import create_engine, inspect

from migration.export.tables import REJECTS
from migration.extract.corrections import check_corrections
from migration.extract.folder import check_folder, faulty_rows
from migration.extract.odbc import check_odbc
from migration.extract.odbc_mapping import load_mapping
from migration.extract.raw import InputError
from migration.pipeline.correction_check import correction_problems
from migration.pipeline.project import Mappings
from migration.pipeline.webapi import check_webapi
from migration.quality.row_limits import FILE, load_row_counts
from migration.quality.suites import SuiteError, check_suites
from migration.settings import Settings, SettingsError, overlay, overlay_names
from migration.sources import Source
from migration.staging.schema import metadata


def check_inputs(settings: Settings, mappings: Mappings, keys: Iterable[str]) -> list[str]:
    """What makes a run of these sources impossible."""
    problems = [f"{key}: {p}" for key in keys for p in source_problems(settings, mappings.sources[key])]
    return problems + suite_problems(settings, mappings.sources)


def check_rows(settings: Settings, mappings: Mappings, keys: Sequence[str]) -> Iterator[str]:
    """Rows and records that cannot be read, and corrections that will not be applied: a run goes on without them."""
    for key in keys:
        source = mappings.sources[key]
        folder = source.folder(settings.project)
        is_folder = source.reader == "folder"
        if source_problems(settings, source) if is_folder else check_corrections(folder, REJECTS):
            continue
        if is_folder:
            for path, row, code in faulty_rows(folder, source.charset):
                yield f"{key}: {path}:{row}: {code}"
        yield from (f"{key}: {problem}" for problem in correction_problems(source, folder))


def source_problems(settings: Settings, source: Source) -> list[str]:
    folder = source.folder(settings.project)
    problems = check_folder(folder) if source.reader == "folder" else _remote_problems(settings, source)
    return problems + check_corrections(folder, REJECTS)


def _remote_problems(settings: Settings, source: Source) -> list[str]:
    try:
        if source.reader == "odata":
            return check_webapi(settings, source)
        mapping = load_mapping(settings.mapping(source.mapping or f"odbc/{source.key}.yaml"))
        return check_odbc(settings.secret(source.connection_env), mapping)
    except InputError as error:
        return error.problems
    except SettingsError as error:
        return [str(error)]


def suite_problems(settings: Settings, sources: Collection[str]) -> list[str]:
    """What is wrong with ``expectations/``: the suites, tried on empty tables, and the limits of the row counts."""
    names = overlay_names(settings.project, "expectations", "*.json")
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    problems = []
    try:
        check_suites(engine, [overlay(settings.project, "expectations", name) for name in names])
    except SuiteError as error:
        problems += error.problems
    try:
        load_row_counts(overlay(settings.project, "expectations", FILE), sources, inspect(engine))
    except SuiteError as error:
        problems += error.problems
    return problems
