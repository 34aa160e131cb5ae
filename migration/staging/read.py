"""Two ways to read more than memory holds: in pages by the key, beside writing; or by a cursor, in any order."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Column, Connection, Row, Select, tuple_

from migration.staging.bulk import BATCH

AnyRow = Row[*tuple[Any, ...]]
AnySelect = Select[*tuple[Any, ...]]


def cursor(connection: Connection, query: AnySelect) -> Iterator[Any]:
    """The rows of a query as they come; a server-side cursor where the database has one."""
    return iter(connection.execute(query.execution_options(yield_per=BATCH)))


def pages(
    connection: Connection, query: AnySelect, key: Sequence[Column[Any]], size: int = BATCH
) -> Iterator[Sequence[AnyRow]]:
    """Pages of a query in the order of ``key``, with no cursor left open between them.

    The key's columns must be selected first, and be unique and not null.
    """
    ordered = query.order_by(*key).limit(size)
    page = connection.execute(ordered).all()
    while page:
        yield page
        if len(page) < size:
            return
        last = page[-1][: len(key)]
        after = tuple_(*key) > tuple_(*last) if len(key) > 1 else key[0] > last[0]
        page = connection.execute(ordered.where(after)).all()


def stream(connection: Connection, query: AnySelect, key: Sequence[Column[Any]], size: int = BATCH) -> Iterator[AnyRow]:
    """The rows of ``pages``, one by one."""
    for page in pages(connection, query, key, size):
        yield from page
