"""What the small SQL Server answers: SELECT through SQLite, and the catalogue procedures that drivers call."""

import re
import sqlite3
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tds_types import SqlType, sql_type

DATABASE = "proveby"
NAME = SqlType("nvarchar", 128)
NUMBER = SqlType("int")
TABLE_COLUMNS = ("TABLE_QUALIFIER", "TABLE_OWNER", "TABLE_NAME", "TABLE_TYPE", "REMARKS")
COLUMN_COLUMNS = (
    "TABLE_QUALIFIER", "TABLE_OWNER", "TABLE_NAME", "COLUMN_NAME", "DATA_TYPE", "TYPE_NAME", "PRECISION", "LENGTH",
    "SCALE", "RADIX", "NULLABLE", "REMARKS", "COLUMN_DEF", "SQL_DATA_TYPE", "SQL_DATETIME_SUB", "CHAR_OCTET_LENGTH",
    "ORDINAL_POSITION", "IS_NULLABLE", "SS_DATA_TYPE",
)  # fmt: skip
NUMBERS = {
    "DATA_TYPE", "PRECISION", "LENGTH", "SCALE", "RADIX", "NULLABLE", "SQL_DATA_TYPE", "SQL_DATETIME_SUB",
    "CHAR_OCTET_LENGTH", "ORDINAL_POSITION", "SS_DATA_TYPE",
}  # fmt: skip
ODBC_TYPES = {
    "int": 4, "bigint": -5, "bit": -7, "float": 8, "decimal": 3, "datetime": 93, "datetime2": 93, "date": 91,
    "datetimeoffset": -155, "nvarchar": -9, "varchar": 12, "varbinary": -3, "uniqueidentifier": -11,
}  # fmt: skip
SYSTEM_TABLES = (
    ("sys", "objects", "SYSTEM TABLE"),
    ("sys", "tables", "VIEW"),
    ("INFORMATION_SCHEMA", "TABLES", "VIEW"),
)


@dataclass(frozen=True, slots=True)
class Answer:
    """A result set."""

    columns: Sequence[tuple[str, SqlType]]
    rows: Sequence[Sequence[object]]


def answer_of(database: sqlite3.Connection, text: str) -> Answer | None:
    """The result of a batch; None for what only sets something. Raises sqlite3.Error."""
    if not text.lower().startswith("select"):
        return None
    cursor = database.execute(text)
    rows = cursor.fetchall()
    declared = dict(_declared(database, text))
    columns = [
        (column[0], declared.get(column[0]) or _type_of(rows[0][n] if rows else ""))
        for n, column in enumerate(cursor.description)
    ]
    return Answer(columns, rows)


def _declared(database: sqlite3.Connection, text: str) -> Iterator[tuple[str, SqlType]]:
    for table in re.findall(r'"?dbo"?\."?(\w+)"?', text):
        for column in database.execute(f"pragma dbo.table_info({table})"):
            yield column[1], sql_type(column[2])


def _type_of(value: object) -> SqlType:
    kinds = {int: SqlType("bigint"), float: SqlType("float"), bytes: SqlType("varbinary")}
    return kinds.get(type(value), SqlType("nvarchar"))


def catalogue_answer(database: sqlite3.Connection, name: str, given: Mapping[str, object]) -> Answer | None:
    """The result of a catalogue procedure; None for a procedure that this server does not have."""
    if name == "sp_tables":
        return Answer([(c, NAME) for c in TABLE_COLUMNS], list(_tables(database)))
    if name == "sp_columns":
        rows = [row for row in _columns(database) if _like(row[2], given.get("@table_name"))]
        return Answer([(c, NUMBER if c in NUMBERS else NAME) for c in COLUMN_COLUMNS], rows)
    return None


def _tables(database: sqlite3.Connection) -> Iterator[tuple[object, ...]]:
    for name, kind in database.execute(
        "select name, upper(type) from dbo.sqlite_master where type in ('table','view')"
    ):
        yield DATABASE, "dbo", name, kind, None
    for schema, name, kind in SYSTEM_TABLES:
        yield DATABASE, schema, name, kind, None


def _columns(database: sqlite3.Connection) -> Iterator[tuple[object, ...]]:
    for _, schema, table, _, _ in [row for row in _tables(database) if row[1] == "dbo"]:
        for number, name, declared, not_null, _, _ in database.execute(f'pragma dbo.table_info("{table}")').fetchall():
            kind = sql_type(declared)
            code = ODBC_TYPES[kind.name]
            yield (
                DATABASE, schema, table, name, code, kind.name, kind.size, kind.size, kind.scale, 10, int(not not_null),
                None, None, code, None, None, number + 1, "NO" if not_null else "YES", 0,
            )  # fmt: skip


def _like(name: object, pattern: object) -> bool:
    """SQL Server takes the name for a pattern: ``_`` is any character, ``%`` any text."""
    if pattern is None:
        return True
    expression = re.escape(str(pattern)).replace("_", ".").replace("%", ".*")
    return re.fullmatch(expression, str(name), re.IGNORECASE) is not None


def call_of(body: bytes) -> tuple[str, dict[str, object]]:
    """Name and named parameters of an RPC message: nvarchar and int, which is what drivers send to the catalogue."""
    position = struct.unpack_from("<I", body)[0]
    length = struct.unpack_from("<H", body, position)[0]
    if length == 0xFFFF:
        return f"procedure {struct.unpack_from('<H', body, position + 2)[0]}", {}
    name = body[position + 2 : position + 2 + 2 * length].decode("utf-16-le")
    return name, dict(_parameters(body, position + 4 + 2 * length))


def _parameters(body: bytes, position: int) -> Iterator[tuple[str, object]]:
    while position < len(body):
        length = body[position]
        name = body[position + 1 : position + 1 + 2 * length].decode("utf-16-le")
        position += 2 + 2 * length  # and the status flags
        if body[position] == 0xE7:
            size = struct.unpack_from("<H", body, position + 8)[0]
            value: object = body[position + 10 : position + 10 + size].decode("utf-16-le")
            position += 10 + size
        else:
            size = body[position + 2]
            value = int.from_bytes(body[position + 3 : position + 3 + size], "little")
            position += 3 + size
        yield name, value
