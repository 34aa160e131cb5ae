"""One read-only ODBC connection: opening it, its catalogue, its quoting, and its errors in plain words.

Nothing of a driver's own message is passed on: it may hold the connection string, a user name or a value of a row.
"""

import re
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from migration.extract.raw import InputError

if TYPE_CHECKING:
    import pyodbc

LOGIN_TIMEOUT = 30
SQL_SERVER = "Microsoft SQL Server"
SYSTEM_SCHEMAS = frozenset({"sys", "information_schema", "pg_catalog", "pg_toast"})
_PLAIN_NAME = re.compile(r"[^\W\d]\w*")
_SQLSTATE = re.compile(r"[0-9A-Z]{5}")
_DATETIMEOFFSET = -155

_UNREACHABLE = "the database cannot be reached; check that it runs, and server and port in the connection string"
_REFUSED = "the database refused the login; check user name, password and database in the connection string"
_NO_DRIVER = "the ODBC driver is not installed or has another name; `odbcinst -q -d` lists the installed ones"
_BROKEN = "the connection broke on the way; check the network and that the database runs, and run again"
_OPENING = {"01000": _NO_DRIVER, "08": f"{_UNREACHABLE}; or {_REFUSED}", "28": _REFUSED, "3D": _REFUSED, "42": _REFUSED,
            "HYT": _UNREACHABLE, "IM": _NO_DRIVER}  # fmt: skip
_READING = {
    "01": _BROKEN,
    "08": _BROKEN,
    "22": "the driver could not convert a value; map the table by a query that casts the column to text",
    "40": "the database ended the transaction; run again",
    "42": "the database refused the SELECT; check the mapping, and that the account may read this table",
    "57": _BROKEN,
    "HYT": "the database took too long to answer; run again when it is less busy",
}
"""The meaning of an SQLSTATE by its beginning, while the connection is opened and afterwards (drivers differ)."""


@dataclass(frozen=True, slots=True)
class DbTable:
    """A table or view. ``schema`` is empty where the database has none."""

    schema: str
    name: str
    type: str

    @property
    def title(self) -> str:
        return f"{self.schema}.{self.name}" if self.schema else self.name


@dataclass(frozen=True, slots=True)
class DbColumn:
    """A column as the driver describes it. ``size``: characters, bytes or digits; None where it is not told."""

    name: str
    type: str
    size: int | None
    nullable: bool


def sentence(state: str, *, opening: bool = False) -> str:
    """What an SQLSTATE means for the reader of the message, and what to do."""
    meanings = _OPENING if opening else _READING
    general = "the database or its driver reported an error; ask who runs the database"
    plain = next((text for start, text in meanings.items() if state.startswith(start)), general)
    return f"{plain} (SQLSTATE {state})"


@contextmanager
def explained(where: str, *, opening: bool = False) -> Iterator[None]:
    """Raises InputError for every SQLSTATE: where it happened, what it means, and what to do."""
    import pyodbc

    try:
        yield
    except pyodbc.Error as error:
        state = str(error.args[0])
        if not _SQLSTATE.fullmatch(state):
            raise  # pyodbc itself says that it is used wrongly
        raise InputError([f"{where}: {sentence(state, opening=opening)}"]) from None
    except UnicodeDecodeError:
        advice = "mend it in the source, or map the table by a query that leaves the column out"
        raise InputError([f"{where}: a text cannot be read, since it ends inside a character; {advice}"]) from None


@contextmanager
def connected(connection_string: str) -> Iterator["pyodbc.Connection"]:
    """A read-only connection, closed at the end. Raises InputError where it cannot be opened."""
    try:
        import pyodbc
    except ImportError:
        raise InputError(
            ["ODBC: the driver manager is missing; install unixODBC (Debian: apt install unixodbc) and run again"]
        ) from None
    with explained("ODBC", opening=True):
        connection = pyodbc.connect(connection_string, readonly=True, autocommit=True, timeout=LOGIN_TIMEOUT)
    try:
        with explained("ODBC"):
            product = connection.getinfo(pyodbc.SQL_DBMS_NAME)
        if product == SQL_SERVER:
            _convert_for_sql_server(connection)
        yield connection
    finally:
        connection.close()


def _convert_for_sql_server(connection: "pyodbc.Connection") -> None:
    """A converter gets a value as the server's own bytes, which are another thing with every server."""
    import pyodbc

    for kind in (pyodbc.SQL_WCHAR, pyodbc.SQL_WVARCHAR, pyodbc.SQL_WLONGVARCHAR):
        connection.add_output_converter(kind, _wide_text)
    connection.add_output_converter(_DATETIMEOFFSET, _datetimeoffset)


def _wide_text(value: bytes) -> str:
    """UTF-16. Half a surrogate pair, which SQL Server lets in, must not stop the whole table."""
    return value.decode("utf-16-le", "replace")


def _datetimeoffset(value: bytes) -> str:
    """SQL Server's ``datetimeoffset`` (SQL_SS_TIMESTAMPOFFSET_STRUCT) as ISO 8601; pyodbc has no type for it."""
    year, month, day, hour, minute, second, fraction, zone_hours, zone_minutes = struct.unpack("<6hI2h", value)
    zone = timezone(timedelta(hours=zone_hours, minutes=zone_minutes))
    return datetime(year, month, day, hour, minute, second, fraction // 1000, zone).isoformat()


def list_tables(connection: "pyodbc.Connection") -> list[DbTable]:
    """All tables and views that the account sees, without the system's own, sorted."""
    with explained("ODBC: list of tables"):
        rows = connection.cursor().tables().fetchall()
    found = (DbTable(row[1] or "", row[2], row[3] or "") for row in rows if row[2])
    return sorted((t for t in found if not _is_system(t)), key=lambda t: (t.schema, t.name))


def _is_system(table: DbTable) -> bool:
    return "SYSTEM" in table.type.upper() or table.schema.casefold() in SYSTEM_SCHEMAS


def list_columns(connection: "pyodbc.Connection", table: DbTable) -> list[DbColumn]:
    """Columns in the table's order. The catalogue takes names for patterns, so only exact answers count."""
    with explained(f"ODBC: columns of {table.title}"):
        rows = connection.cursor().columns(table=table.name, schema=table.schema or None).fetchall()
    exact = (row for row in rows if row[2] == table.name and (row[1] or "") == table.schema)
    return [DbColumn(row[3], row[5] or "", row[6], bool(row[10])) for row in exact]


def quoted(connection: "pyodbc.Connection", *names: str) -> str:
    """A qualified name in the driver's own quotes; empty parts are left out. Raises InputError."""
    import pyodbc

    with explained("ODBC"):
        mark = str(connection.getinfo(pyodbc.SQL_IDENTIFIER_QUOTE_CHAR)).strip()
    return ".".join(_quote(name, mark) for name in names if name)


def _quote(name: str, mark: str) -> str:
    if mark:
        return f"{mark}{name.replace(mark, mark * 2)}{mark}"
    if _PLAIN_NAME.fullmatch(name):
        return name
    raise InputError([f"ODBC: the driver cannot quote the name {name!r}; give it a plain name in a view"])


def select(connection: "pyodbc.Connection", sql: str, where: str) -> "pyodbc.Cursor":
    """Run one SELECT. Raises InputError; ValueError for any other statement, which would be a fault of the program."""
    if not sql.startswith("SELECT "):
        raise ValueError("only SELECT is ever sent")
    with explained(where):
        return connection.cursor().execute(sql)


def batches(cursor: "pyodbc.Cursor", where: str, size: int) -> Iterator[list[Any]]:
    """The result in batches, streamed. Raises InputError where the connection breaks."""
    while True:
        with explained(where):
            batch = cursor.fetchmany(size)
        if not batch:
            return
        yield list(batch)
