"""Ledger, balance, issues, code lists and rejects: every source row has one fate, and the sums prove it."""

from collections import Counter
from collections.abc import Iterator

from migration.export.verification.layout import BALANCE, CODES, ENTITIES, FATES, ISSUES, LEDGER, REJECTS
from migration.export.verification.state import Delivery
from migration.export.verification.tables import open_table
from migration.export.verification.values import is_number, parse_id, ruled_id

SEVERITIES = ("error", "warning", "info")
REJECTED_MARC = "rejects/bib.mrc"


def check_ledger(delivery: Delivery) -> int:
    """Check each row and count the fates. Returns the number of rows."""
    name = "ledger.csv"
    table = open_table(delivery, name, LEDGER)
    if table is None:
        return 0
    places = [table.position[column] for column in LEDGER]
    last, by_source = ("", "", ""), Counter[str]()
    for line, cells in table.rows():
        source, entity, legacy_id, fate, reason, target = (cells[place] for place in places)
        by_source[source] += 1
        if (source, entity, legacy_id) <= last:
            what = f"{source} {entity} {legacy_id} stands after {' '.join(last)}: twice, or not sorted"
            delivery.problems.note("order", name, what, line)
        last = (source, entity, legacy_id)
        problem = _fate_problem(delivery, source, entity, legacy_id, fate, reason, target)
        if problem:
            delivery.problems.note("ledger", name, problem, line)
        delivery.fates[source, entity, fate] += 1
    delivery.count(name, by_source.total(), by_source)
    return by_source.total()


def _fate_problem(
    delivery: Delivery, source: str, entity: str, legacy_id: str, fate: str, reason: str, target: str
) -> str:
    if entity not in ENTITIES:
        return f"{entity!r} is no entity"
    if fate not in FATES:
        return f"{fate!r} is no fate"
    if fate in ("rejected", "excluded"):
        return "" if reason else f"{source} {entity} {legacy_id} is {fate} without a reason"
    number = parse_id(target)
    if number not in delivery.ids[entity]:
        return f"{source} {entity} {legacy_id} is {fate}, but its target is not in the delivery"
    if entity != "bib" and fate == "loaded" and number != ruled_id(source, entity, legacy_id):
        return f"{source} {entity} {legacy_id} is loaded under another id than its own"
    return ""


def check_loaded(delivery: Delivery) -> None:
    """The ledger's loaded rows are as many as the rows of the entity's file, per source."""
    loaded = {(s, e): n for (s, e, fate), n in delivery.fates.items() if fate == "loaded" and e != "bib"}
    for source, entity in sorted({*loaded, *delivery.in_files}):
        said, found = loaded.get((source, entity), 0), delivery.in_files[source, entity]
        if said != found:
            what = f"says that {said} rows of {source} {entity} are loaded, but {entity}s.csv has {found}"
            delivery.problems.note("ledger", "ledger.csv", what)


def check_balance(delivery: Delivery) -> int:
    """Work the balance out again from the ledger. Returns the number of rows."""
    name = "balance.csv"
    table = open_table(delivery, name, BALANCE)
    if table is None:
        return 0
    by_source, told = Counter[str](), set[tuple[str, str]]()
    for line, cells in table.rows():
        source, entity, *numbers = (cells[table.position[column]] for column in BALANCE)
        by_source[source] += 1
        if (source, entity) in told:
            delivery.problems.note("balance", name, f"{source} {entity} stands twice", line)
        told.add((source, entity))
        problem = _balance_problem(delivery, source, entity, numbers)
        if problem:
            delivery.problems.note("balance", name, f"{source} {entity}: {problem}", line)
    for source, entity in sorted({(s, e) for s, e, _ in delivery.fates} - told):
        delivery.problems.note("balance", name, f"{source} {entity} stands in ledger.csv, but not here")
    delivery.count(name, by_source.total(), by_source)
    return by_source.total()


def _balance_problem(delivery: Delivery, source: str, entity: str, numbers: list[str]) -> str:
    if not all(is_number(number) for number in numbers):
        return "a sum is not a whole number"
    rows, *sums = map(int, numbers)
    counted = [delivery.fates[source, entity, fate] for fate in FATES]
    if sums != counted:
        return f"{', '.join(FATES)} are {sums}, but ledger.csv has {counted}"
    if rows != sum(sums):
        return f"{rows} rows came in, but {sum(sums)} have a fate"
    return ""


def check_rejects(delivery: Delivery) -> Iterator[int]:
    """Each entity's rejects are as many as the ledger's rejected rows; yields the rows of each file.

    Rejected records keep their bytes, so they cannot be told apart again: for them the manifest's count stands.
    """
    for entity in ENTITIES:
        rejected = sum(n for (_, e, fate), n in delivery.fates.items() if e == entity and fate == "rejected")
        name = REJECTED_MARC if entity == "bib" else f"rejects/{entity}.csv"
        found = _listed_rejects(delivery) if entity == "bib" else _csv_rows(delivery, name, REJECTS, entity)
        if found != rejected:
            what = f"has {found} rows, but ledger.csv has {rejected} rejected rows of {entity}"
            delivery.problems.note("rejects", name, what)
        yield found


def _listed_rejects(delivery: Delivery) -> int:
    listed = delivery.listed.get(REJECTED_MARC)
    return listed.rows if listed else 0


def check_issues(delivery: Delivery) -> int:
    """Codes, severities and entities of the issues. Returns the number of rows."""
    name = "issues.csv"
    table = open_table(delivery, name, ISSUES)
    if table is None:
        return 0
    at, by_source = table.position, Counter[str]()
    for line, cells in table.rows():
        by_source[cells[at["source"]]] += 1
        if not cells[at["code"]] or cells[at["severity"]] not in SEVERITIES:
            delivery.problems.note("value", name, "has no code, or a severity that is not known", line)
    delivery.count(name, by_source.total(), by_source)
    return by_source.total()


def check_codes(delivery: Delivery) -> Iterator[int]:
    """The code lists' form; yields the rows of each file."""
    for path in sorted((delivery.path / "codes").glob("*.csv")):
        yield _csv_rows(delivery, f"codes/{path.name}", CODES, "")


def _csv_rows(delivery: Delivery, name: str, columns: tuple[str, ...], entity: str) -> int:
    table = open_table(delivery, name, columns, entity)
    if table is None:
        return 0
    source_at = table.position.get("source")
    rows, by_source = 0, Counter[str]()
    for _, cells in table.rows():
        rows += 1
        if source_at is not None:
            by_source[cells[source_at]] += 1
    delivery.count(name, rows, None if source_at is None else by_source)
    return rows
