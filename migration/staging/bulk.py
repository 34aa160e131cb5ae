"""Bulk insert: COPY on PostgreSQL, raw executemany on SQLite, behind one function."""

import sqlite3
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

import psycopg
from sqlalchemy import Connection, Table

BATCH = 5_000
"""Rows per batch: what is held in memory at a time."""


class WriteError(Exception):
    """The staging database refuses rows: the disk is full, or the server went away. The transaction is rolled back."""


def bulk_insert(connection: Connection, table: Table, rows: Iterable[Sequence[Any]]) -> int:
    """Insert tuples in the order of the table's columns, in the connection's transaction. Returns how many.

    Raises WriteError where the database refuses; its text names the table and the database's code, never a value.
    """
    insert = _copy if connection.dialect.name == "postgresql" else _executemany
    try:
        return insert(connection, table, rows)
    except (sqlite3.Error, psycopg.Error) as error:
        code = getattr(error, "sqlite_errorname", None) or getattr(error, "sqlstate", None) or type(error).__name__
        raise WriteError(f"the staging database cannot write {table.name} ({code})") from None


def _copy(connection: Connection, table: Table, rows: Iterable[Sequence[Any]]) -> int:
    columns = ", ".join(f'"{c.name}"' for c in table.columns)
    count = 0
    cursor = connection.connection.cursor()
    with cursor.copy(f'COPY "{table.name}" ({columns}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row(row)
            count += 1
    return count


def _executemany(connection: Connection, table: Table, rows: Iterable[Sequence[Any]]) -> int:
    columns = ", ".join(f'"{c.name}"' for c in table.columns)
    marks = ", ".join("?" * len(table.columns))
    statement = f'INSERT INTO "{table.name}" ({columns}) VALUES ({marks})'  # noqa: S608 - names from our own schema
    cursor = connection.connection.cursor()
    count = 0
    iterator = iter(rows)
    while batch := list(islice(iterator, BATCH)):
        cursor.executemany(statement, batch)
        count += len(batch)
    return count
