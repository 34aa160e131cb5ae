"""Land: an export becomes raw_* rows, byte for byte, in one transaction."""

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import count

import orjson
from sqlalchemy import Connection, delete, insert

from migration.export.tables import REJECTS
from migration.extract.corrections import PREFIX, corrects_by_id, read_corrections
from migration.extract.folder import read_folder
from migration.extract.odbc import read_odbc
from migration.extract.odbc_mapping import load_mapping
from migration.extract.raw import COLUMNS, NOT_MOVED, TABLE_OF_FILE, InputError, RawRow, RawTable
from migration.issues import severity
from migration.marc.charset.evidence import CharsetEvidence, observe
from migration.pipeline.fingerprints import FINGERPRINT, fingerprint
from migration.pipeline.handed_in import OVERFLOW
from migration.pipeline.project import ConfigurationError, Project
from migration.pipeline.stage import StageReport, mark
from migration.pipeline.webapi import forget_pages, read_webapi
from migration.rows import repeated, unread
from migration.settings import SettingsError
from migration.sources import Source
from migration.staging.bulk import bulk_insert
from migration.staging.schema import RAW_TABLES, issue, raw_bib, raw_file

_FILE_OF_TABLE = {table: name for name, table in TABLE_OF_FILE.items()}


def land(project: Project, key: str) -> StageReport:
    """Replace a source's raw rows by what its export holds now. Raises ConfigurationError; then nothing has changed."""
    start = time.perf_counter()
    source = project.source(key)
    seen = fingerprint(project, key)  # before it is read: what changes meanwhile is landed next time
    try:
        tables = read(project, source)  # a WebAPI is fetched here: the database is not held meanwhile
        corrections = list(read_corrections(source.folder(project.settings.project), REJECTS))
        with project.engine.begin() as connection:
            _wipe(connection, key)
            rows, issues = _load(connection, key, tables, corrections)
            detail = {FINGERPRINT: seen, "rows": rows}
            mark(connection, key, "land", detail, stale=("standardize", "match", "quality"))
        forget_pages(project.settings, source)
    except InputError as error:
        raise ConfigurationError(f"{key}: {problem}" for problem in error.problems) from error
    except SettingsError as error:
        raise ConfigurationError([f"{key}: {error}"]) from error
    except OSError as error:
        raise ConfigurationError([f"{key}: {error.filename or 'export'}: {error.strerror or error}"]) from error
    return StageReport(stage="land", source=key, rows=rows, issues=issues, seconds=time.perf_counter() - start)


def read(project: Project, source: Source) -> Iterator[RawTable]:
    """The source's tables through its reader. Raises InputError before any row, with every problem at once."""
    if source.reader == "odata":
        return read_webapi(project.settings, source)
    if source.reader == "odbc":
        mapping = load_mapping(project.settings.mapping(source.mapping or f"odbc/{source.key}.yaml"))
        return read_odbc(project.settings.secret(source.connection_env), mapping)
    return read_folder(source.folder(project.settings.project))


def _wipe(connection: Connection, key: str) -> None:
    for table in (*RAW_TABLES.values(), raw_file):
        connection.execute(delete(table).where(table.c.source == key))
    connection.execute(delete(issue).where(issue.c.source == key, issue.c.stage == "land"))


def _load(
    connection: Connection, key: str, tables: Iterable[RawTable], corrections: Iterable[RawTable]
) -> tuple[dict[str, int], Counter[str]]:
    """Rows of the export by table, and issues by code. Corrections come last: they take no row's ordinal."""
    ordinals: dict[str, int] = {}
    problems: list[tuple[str, str, str]] = []
    columns = {table: {*names, *REJECTS, OVERFLOW} for table, names in COLUMNS.items()}
    numbers = count(1)
    for table in tables:
        _load_file(connection, key, next(numbers), table, ordinals)
        columns.setdefault(table.table, set()).update(table.columns)
        problems += _file_issues(table)
    delivered = dict(ordinals)
    problems += _absences(delivered)
    for table in corrections:
        _load_file(connection, key, next(numbers), table, ordinals)
        problems += _correction_issues(table, columns)
    rows = [(key, "land", "", "", code, severity(code).value, field, value) for code, field, value in problems]
    bulk_insert(connection, issue, rows)
    return delivered | {raw_file.name: next(numbers) - 1}, Counter(code for code, _, _ in problems)


def _load_file(connection: Connection, key: str, file_no: int, table: RawTable, ordinals: dict[str, int]) -> None:
    votes: Counter[str] = Counter()
    rows = _load_table(connection, key, file_no, table, ordinals, votes) if table.table else 0
    connection.execute(insert(raw_file).values(_file_row(key, file_no, table, rows, votes)))


def _absences(delivered: Mapping[str, int]) -> Iterator[tuple[str, str, str]]:
    if not delivered.get("raw_bib"):
        yield "catalogue_empty", "", ""
    for table in sorted(set(COLUMNS) - set(delivered)):
        yield "file_absent", _FILE_OF_TABLE[table], ""


def _load_table(
    connection: Connection, key: str, file_no: int, table: RawTable, ordinals: dict[str, int], votes: Counter[str]
) -> int:
    first = ordinals.get(table.table, 0) + 1
    votes_count = table.table == raw_bib.name and not table.name.startswith(PREFIX)
    delivered = _observed(table, votes) if votes_count else table.rows
    numbered = enumerate(delivered, first)
    rows = ((key, n, file_no, row.line, row.payload, row.problem) for n, row in numbered)
    landed = bulk_insert(connection, RAW_TABLES[table.table], rows)
    ordinals[table.table] = first - 1 + landed
    return landed


def _observed(table: RawTable, votes: Counter[str]) -> Iterator[RawRow]:
    """The records as they pass, with what each says about the charset counted: standardize needs it of all at once."""
    for row in table.rows:
        votes[observe(row.payload, table.format)] += 1
        yield row


def _file_row(key: str, file_no: int, table: RawTable, rows: int, votes: Counter[str]) -> dict[str, object]:
    return {
        "source": key,
        "file_no": file_no,
        "name": table.name,
        "table_name": table.table,
        "format": table.format,
        "charset": table.charset,
        "delimiter": table.delimiter,
        "columns": orjson.dumps(table.columns).decode(),
        "bytes": table.bytes,
        "sha256": table.sha256,
        "rows": rows,
        "charsets": CharsetEvidence.of(votes).to_json(),
    }


def _file_issues(table: RawTable) -> Iterator[tuple[str, str, str]]:
    yield from ((found.code, found.field, found.value) for found in table.issues)
    if not table.table:
        yield "file_unknown", table.name, ""
    elif table.columns:
        for column in unread(table.columns, COLUMNS[table.table]):
            yield "column_unknown", f"{table.name}:{column}", ""
        for column in repeated(table.columns):
            yield "column_repeated", f"{table.name}:{column}", ""
        for column in set(NOT_MOVED.get(table.table, ())) & set(table.columns):
            yield "column_not_moved", f"{table.name}:{column}", ""


def _correction_issues(table: RawTable, known: Mapping[str, set[str]]) -> Iterator[tuple[str, str, str]]:
    """``known``: the columns that each table's export has, or that the contract or the rejects name."""
    if not table.table:
        yield "file_unknown", table.name, ""
    elif table.table in COLUMNS and not corrects_by_id(table.table):
        yield "correction_not_supported", table.name, ""
    elif table.columns:
        for column in unread(table.columns, sorted(known[table.table])):
            yield "column_unknown", f"{table.name}:{column}", ""
        for column in repeated(table.columns):
            yield "column_repeated", f"{table.name}:{column}", ""
