"""A source's small tables, which are attributes of the entities: units, locations, groups, cards.

They have no fates, but issues.
"""

from collections.abc import Callable, Iterator
from typing import Any

from migration.issues import Issue
from migration.pipeline.landed import LandedRow, problem_issue
from migration.pipeline.project import Project
from migration.pipeline.sink import Sink
from migration.privacy import mask
from migration.rows import MissingValueError, RowReader
from migration.transform.cards import card, shared_cards
from migration.transform.context import Card, Context, Unit, ids_of_units, tell_apart, tell_units_apart
from migration.transform.values import parse_flag

Rows = Callable[[str], Iterator[LandedRow]]
"""The landed rows of one staging table."""


def source_context(project: Project, key: str, rows: Rows, sink: Sink) -> Context:
    """The source's small tables, which are attributes of the entities: no fates, but issues."""
    units = _small(rows("raw_unit"), sink, _unit)
    locations = _small(rows("raw_location"), sink, lambda r: (r.need("Id"), _name(r)))
    groups = _small(rows("raw_patron_group"), sink, lambda r: (r.need("Id"), _name(r)))
    cards: dict[str, tuple[Card, ...]] = {}
    for borrower, found in _attributes(rows("raw_patron_barcode"), sink, card):
        cards[borrower] = (*cards.get(borrower, ()), found)
    return Context(
        source=project.sources[key],
        crosswalks=project.mappings.crosswalks,
        hash_key=project.settings.hash_key,
        as_of=project.settings.as_of,
        units=tell_units_apart(units),
        unit_ids=ids_of_units(units, project.sources[key]),
        locations=tell_apart(locations),
        groups=tell_apart(groups),
        cards=cards,
        shared_cards=shared_cards(cards),
        patron_kinds=project.mappings.patron_kinds,
        postal_codes=project.mappings.postal_codes,
        textbooks=project.mappings.textbooks,
    )


def _unit(row: RowReader) -> tuple[str, Unit]:
    is_department = parse_flag(row.take("IsDepartment")) is True
    return row.need("Id"), Unit(_name(row), row.take("ParentUnitId"), is_department)


def _name(row: RowReader) -> str:
    """The name of a code goes into reports and deliveries; a class or a shelf may have been named after a person."""
    name = row.need("Name")
    masked = mask(name)
    if masked != name:
        row.note("identity_number_masked", "Name")
    return masked


def _small(rows: Iterator[LandedRow], sink: Sink, read: Callable[[RowReader], tuple[str, Any]]) -> dict[str, Any]:
    table: dict[str, Any] = {}
    for key, value in _attributes(rows, sink, read):
        if table.setdefault(key, value) is not value:
            sink.add_issues("", key, [Issue("duplicate_code", "Id", key)])
    return table


def _attributes(
    rows: Iterator[LandedRow], sink: Sink, read: Callable[[RowReader], tuple[str, Any]]
) -> Iterator[tuple[str, Any]]:
    for row in rows:
        if row.problem:
            sink.add_issues("", f"@{row.ordinal}", [problem_issue(row)])
            continue
        try:
            reader = row.reader()
            yield read(reader)
            sink.add_issues("", f"@{row.ordinal}", reader.issues)
        except MissingValueError as error:
            sink.add_issues("", f"@{row.ordinal}", [Issue("value_missing", f"{row.file.name}:{error.column}")])
