"""The rows of one entity: each through its transform, under its one legacy id, to its fate."""

from collections.abc import Callable
from typing import Any

from migration.issues import Result, rejected
from migration.model import Entity
from migration.pipeline.landed import LandedRow, problem_issue
from migration.pipeline.writer import Origin, SourceWriter, duplicate
from migration.privacy import find_identity_numbers
from migration.rows import MissingValueError, RowReader

CELLS_UNKNOWN = ("row_unreadable", "row_quote_not_closed")
"""Problems of rows whose text could not be cut: it stands whole in the first cell."""

Transform = Callable[[str, RowReader], Result[Any]]


def transform_row(
    writer: SourceWriter, entity: Entity, row: LandedRow, transform: Transform
) -> tuple[str, Result[Any]]:
    """One row to its legacy id and result; a row that cannot be used is rejected under the id that it shows."""
    reader = row.reader()
    key, refused = own_key(entity, row, reader)
    if row.numbered_as:  # rows after it keep the numbers that they have without the correction
        writer.number(entity, row.numbered_as)
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


def own_key(entity: str, row: LandedRow, reader: RowReader) -> tuple[str, bool]:
    """The row's Id, empty where there is none to be used; and whether that is because it is an identity number."""
    key = "" if row.problem in CELLS_UNKNOWN else reader.take("Id")
    refused = entity != Entity.ITEM and bool(find_identity_numbers(key))
    return "" if refused else key, refused


def origin_of(row: LandedRow) -> Origin:
    return Origin(row.file.name, row.line, row.as_mapping, ordinal=row.ordinal, correction=row.correction)
