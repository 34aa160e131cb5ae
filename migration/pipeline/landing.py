"""Land: an export becomes raw_* rows, byte for byte, in one transaction."""

import time
from collections import Counter
from collections.abc import Iterator

import orjson
from sqlalchemy import Connection, delete, insert

from migration.extract.folder import read_folder
from migration.extract.odbc import read_odbc
from migration.extract.odbc_mapping import load_mapping
from migration.extract.raw import COLUMNS, NOT_MOVED, TABLE_OF_FILE, InputError, RawRow, RawTable
from migration.issues import severity
from migration.marc.charset.evidence import CharsetEvidence, observe
from migration.pipeline.project import ConfigurationError, Project
from migration.pipeline.stage import StageReport, mark
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
    try:
        with project.engine.begin() as connection:
            _wipe(connection, key)
            rows, issues = _load(connection, key, read(project, source))
            mark(connection, key, "land", rows, stale=("standardize", "match", "quality"))
    except InputError as error:
        raise ConfigurationError(f"{key}: {problem}" for problem in error.problems) from error
    except SettingsError as error:
        raise ConfigurationError([f"{key}: {error}"]) from error
    except OSError as error:
        raise ConfigurationError([f"{key}: {error.filename or 'export'}: {error.strerror or error}"]) from error
    return StageReport(stage="land", source=key, rows=rows, issues=issues, seconds=time.perf_counter() - start)


def read(project: Project, source: Source) -> Iterator[RawTable]:
    """The source's tables through its reader. Raises InputError before any row, with every problem at once."""
    if source.reader == "folder":
        return read_folder(source.folder(project.settings.project))
    if source.reader == "odbc":
        mapping = load_mapping(project.settings.mapping(source.mapping or f"odbc/{source.key}.yaml"))
        return read_odbc(project.settings.secret(source.connection_env), mapping)
    raise InputError([f"reader {source.reader} is not available in this version; use folder or odbc"])


def _wipe(connection: Connection, key: str) -> None:
    for table in (*RAW_TABLES.values(), raw_file):
        connection.execute(delete(table).where(table.c.source == key))
    connection.execute(delete(issue).where(issue.c.source == key, issue.c.stage == "land"))


def _load(connection: Connection, key: str, tables: Iterator[RawTable]) -> tuple[dict[str, int], Counter[str]]:
    ordinals: dict[str, int] = {}
    problems: list[tuple[str, str, str]] = []
    file_no = 0
    for file_no, table in enumerate(tables, 1):
        votes: Counter[str] = Counter()
        count = _load_table(connection, key, file_no, table, ordinals, votes) if table.table else 0
        connection.execute(insert(raw_file).values(_file_row(key, file_no, table, count, votes)))
        problems += _file_issues(table)
    if not ordinals.get("raw_bib"):
        problems.append(("catalogue_empty", "", ""))
    absent = sorted(set(COLUMNS) - set(ordinals))
    problems += [("file_absent", _FILE_OF_TABLE[t], "") for t in absent]
    rows = [(key, "land", "", "", code, severity(code).value, field, value) for code, field, value in problems]
    bulk_insert(connection, issue, rows)
    return ordinals | {raw_file.name: file_no}, Counter(code for code, _, _ in problems)


def _load_table(
    connection: Connection, key: str, file_no: int, table: RawTable, ordinals: dict[str, int], votes: Counter[str]
) -> int:
    first = ordinals.get(table.table, 0) + 1
    delivered = _observed(table, votes) if table.table == raw_bib.name else table.rows
    numbered = enumerate(delivered, first)
    rows = ((key, n, file_no, row.line, row.payload, row.problem) for n, row in numbered)
    count = bulk_insert(connection, RAW_TABLES[table.table], rows)
    ordinals[table.table] = first - 1 + count
    return count


def _observed(table: RawTable, votes: Counter[str]) -> Iterator[RawRow]:
    """The records as they pass, with what each says about the charset counted: standardize needs it of all at once."""
    for row in table.rows:
        votes[observe(row.payload, table.format)] += 1
        yield row


def _file_row(key: str, file_no: int, table: RawTable, count: int, votes: Counter[str]) -> dict[str, object]:
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
        "rows": count,
        "charsets": CharsetEvidence.of(votes).to_json(),
    }


def _file_issues(table: RawTable) -> Iterator[tuple[str, str, str]]:
    if not table.table:
        yield "file_unknown", table.name, ""
    elif table.columns:
        for column in unread(table.columns, COLUMNS[table.table]):
            yield "column_unknown", f"{table.name}:{column}", ""
        for column in repeated(table.columns):
            yield "column_repeated", f"{table.name}:{column}", ""
        for column in set(NOT_MOVED.get(table.table, ())) & set(table.columns):
            yield "column_not_moved", f"{table.name}:{column}", ""
