"""The rows of one entity: each through its transform, under its one legacy id, to its fate."""

from collections.abc import Callable, Iterator
from typing import Any

from migration.issues import Result, rejected
from migration.model import Entity
from migration.pipeline.landed import LandedRow, problem_issue
from migration.pipeline.writer import Origin, SourceWriter, duplicate
from migration.privacy import find_identity_numbers
from migration.rows import MissingValueError, RowReader

Transform = Callable[[str, RowReader], Result[Any]]


def write_rows(writer: SourceWriter, entity: Entity, rows: Iterator[LandedRow], transform: Transform) -> None:
    for row in rows:
        legacy_id, result = transform_row(writer, entity, row, transform)
        writer.write(entity, legacy_id, result, origin_of(row))


def transform_row(
    writer: SourceWriter, entity: Entity, row: LandedRow, transform: Transform
) -> tuple[str, Result[Any]]:
    """One row to its legacy id and result; a row that cannot be used is rejected under the id that it shows."""
    reader = row.reader()
    key = "" if row.problem in ("row_unreadable", "row_quote_not_closed") else reader.take("Id")
    refused = entity is not Entity.ITEM and bool(find_identity_numbers(key))
    key = "" if refused else key
    legacy_id, taken = writer.number(entity, key or f"@{row.ordinal}")
    if row.problem:
        found = problem_issue(row)
        return legacy_id, rejected(found.code, found.field, found.value)
    if not key:
        return legacy_id, rejected("identity_number_as_id" if refused else "id_missing", "Id")
    if taken:
        return legacy_id, duplicate(key)
    try:
        return legacy_id, transform(legacy_id, reader)
    except MissingValueError as error:
        return legacy_id, rejected("value_missing", error.column, issues=reader.issues)


def origin_of(row: LandedRow) -> Origin:
    return Origin(row.file.name, row.line, row.as_mapping, ordinal=row.ordinal)
