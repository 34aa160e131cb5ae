"""Items, patrons, loans, reservations and fees: ids, order, forms, references, barcodes, loans per item."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from migration.export.verification.layout import ENTITY_FILES, EntityFile
from migration.export.verification.state import Delivery
from migration.export.verification.tables import open_table
from migration.export.verification.values import FORMS, parse_id, ruled_id

RowCheck = Callable[[int, list[str]], None]
"""Looks at one row (its line, its cells) and notes what is wrong."""


def check_entities(delivery: Delivery) -> Iterator[int]:
    """Check each file; yields its number of rows. Fills ``ids`` and ``in_files``."""
    for file in ENTITY_FILES:
        table = open_table(delivery, file.name, file.columns, file.entity)
        if table is not None:
            checks = _row_checks(delivery, file, table.position)
            source_at = table.position["source"]
            by_source = Counter[str]()
            for line, cells in table.rows():
                by_source[cells[source_at]] += 1
                for check in checks:
                    check(line, cells)
            delivery.in_files.update({(source, file.entity): n for source, n in by_source.items()})
            delivery.count(file.name, by_source.total(), by_source)
            yield by_source.total()


def _row_checks(delivery: Delivery, file: EntityFile, at: Mapping[str, int]) -> list[RowCheck]:
    checks = [_order(delivery, file.name, at[file.id_column]), _ids(delivery, file, at), _forms(delivery, file, at)]
    checks += [_reference(delivery, file.name, column, at[column], of) for column, of in file.references.items()]
    if file.entity == "item":
        checks.append(_only_once(delivery, file.name, at["barcode"], "barcode", "the barcode"))
    if file.entity == "loan":
        checks.append(_only_once(delivery, file.name, at["item_id"], "two_loans", "a loan of the item"))
    return checks


def _order(delivery: Delivery, name: str, id_at: int) -> RowCheck:
    last = ""

    def check(line: int, cells: list[str]) -> None:
        nonlocal last
        if cells[id_at] == last:
            delivery.problems.note("order", name, f"the id {last} stands twice", line)
        elif cells[id_at] < last:
            delivery.problems.note("order", name, f"{cells[id_at]} stands after {last}: not sorted by id", line)
        last = cells[id_at]

    return check


def _ids(delivery: Delivery, file: EntityFile, at: Mapping[str, int]) -> RowCheck:
    id_at, source_at, legacy_at = at[file.id_column], at["source"], at["legacy_id"]
    own = delivery.ids[file.entity]

    def check(line: int, cells: list[str]) -> None:
        number = parse_id(cells[id_at])
        if number is None:
            delivery.problems.note("id_form", file.name, f"{file.id_column} is not a UUID", line)
            return
        own.add(number)
        if number != ruled_id(cells[source_at], file.entity, cells[legacy_at]):
            what = f"{file.id_column} is not the id that source, entity and legacy id give"
            delivery.problems.note("id_rule", file.name, what, line)

    return check


def _forms(delivery: Delivery, file: EntityFile, at: Mapping[str, int]) -> RowCheck:
    forms = [(column, at[column], *FORMS[form]) for column, form in file.forms.items()]

    def check(line: int, cells: list[str]) -> None:
        for column, position, is_good, words in forms:
            if cells[position] and not is_good(cells[position]):
                delivery.problems.note("value", file.name, f"{column} is not {words}", line)

    return check


def _reference(delivery: Delivery, name: str, column: str, position: int, entity: str) -> RowCheck:
    known = delivery.ids[entity]

    def check(line: int, cells: list[str]) -> None:
        if cells[position] and parse_id(cells[position]) not in known:
            what = f"{column} {cells[position]} is no {entity} of this delivery"
            delivery.problems.note("reference", name, what, line)

    return check


def _only_once(delivery: Delivery, name: str, position: int, kind: str, words: str) -> RowCheck:
    seen: set[str] = set()

    def check(line: int, cells: list[str]) -> None:
        if cells[position] in seen:
            delivery.problems.note(kind, name, f"{words} {cells[position]} stands in an earlier row, too", line)
        elif cells[position]:
            seen.add(cells[position])

    return check
