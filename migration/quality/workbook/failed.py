"""The failed checks of a source with all the keys that they name."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, case, literal, select

from migration.quality.checks import CHECK_RESULT, SEVERITIES, keys_of


def failed_keys(connection: Connection, source: str) -> Iterator[tuple[Any, str]]:
    """The check and a key, the gravest checks first; a check of the whole table stands once, with no key.

    The check has table_name, check_name, severity, message_nb, message_en.
    """
    c = CHECK_RESULT.c
    grade = case(*((c.severity == name, literal(n)) for n, name in enumerate(SEVERITIES)), else_=literal(9))
    query = select(c.table_name, c.check_name, c.severity, c.message_nb, c.message_en, c.failing_keys)
    query = query.where(c.source == source, ~c.success).order_by(grade, c.table_name, c.check_name)
    for row in connection.execute(query):
        yield from ((row, key) for key in keys_of(row.failing_keys) or ("",))
