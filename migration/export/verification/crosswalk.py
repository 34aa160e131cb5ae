"""``bibs_crosswalk.csv``: every source record and the record that stands for it; held against the ledger's bibs."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from heapq import merge
from itertools import groupby
from unicodedata import normalize

from migration.export.verification.layout import CROSSWALK, FATES, LEDGER
from migration.export.verification.problems import Problems
from migration.export.verification.state import Delivery
from migration.export.verification.tables import open_table
from migration.export.verification.values import parse_id

NAME = "bibs_crosswalk.csv"
DELIVERED = frozenset({"loaded", "merged"})


def member(target: int, legacy_id: str) -> int:
    """What a crosswalk row and a 035 field have in common; 64 bits, so that a million of them fit in memory."""
    return hash((target, normalize("NFC", legacy_id)))


def check_crosswalk(delivery: Delivery) -> int:
    """Check the rows' own form; fills ``targets`` and ``members``. Returns the number of rows."""
    table = open_table(delivery, NAME, CROSSWALK, "bib")
    if table is None:
        return 0
    at, note, by_source, last = table.position, delivery.problems.note, Counter[str](), ("", "")
    for line, cells in table.rows():
        key, fate, target = (cells[at["source"]], cells[at["legacy_id"]]), cells[at["fate"]], cells[at["target_id"]]
        by_source[key[0]] += 1
        if key <= last:
            note("order", NAME, f"{' '.join(key)} stands after {' '.join(last)}: twice, or not sorted", line)
        last = key
        if fate not in FATES:
            note("fate", NAME, f"{fate!r} is no fate", line)
        elif fate in DELIVERED:
            _take_target(delivery, target, fate, key[1], line)
    delivery.count(NAME, by_source.total(), by_source)
    return by_source.total()


def _take_target(delivery: Delivery, target: str, fate: str, legacy_id: str, line: int) -> None:
    number = parse_id(target)
    if number is None:
        delivery.problems.note("id_form", NAME, f"target_id of a {fate} row is not a UUID", line)
        return
    delivery.targets[number] += 1
    delivery.members[member(number, legacy_id)] += 1


def check_against_ledger(delivery: Delivery) -> None:
    """Hold the sorted crosswalk and the sorted ledger against each other; where one is not sorted, that is enough."""
    if any(delivery.problems.counts["order", name] for name in (NAME, "ledger.csv")):
        return
    crosswalk, ledger = _delivered(delivery, NAME, CROSSWALK), _delivered(delivery, "ledger.csv", LEDGER)
    for key, rows in groupby(merge(crosswalk, ledger), key=lambda row: row[:2]):
        found = list(rows)
        if len(found) != 2 or found[0] != found[1]:
            what = f"{' '.join(key)}: fate and target are not the same here and in ledger.csv"
            delivery.problems.note("crosswalk", NAME, what)


def check_members(delivery: Delivery) -> None:
    """After the records have been read: each cluster's size, and a 035 in its record for each of its members."""
    for source, legacy_id, _, target, size in _delivered(delivery, NAME, CROSSWALK, "cluster_size"):
        number = parse_id(target)
        if number is None or number not in delivery.ids["bib"]:
            continue
        if size != str(delivery.targets[number]):
            what = f"{source} {legacy_id}: cluster_size is {size}, but {delivery.targets[number]} rows have its target"
            delivery.problems.note("crosswalk", NAME, what)
        if delivery.members[member(number, legacy_id)]:
            what = f"the record {target} has no 035 $a (ISIL){legacy_id} for {source} {legacy_id}"
            delivery.problems.note("origin", "bibs.xml", what)


def _delivered(delivery: Delivery, name: str, columns: tuple[str, ...], *more: str) -> Iterator[tuple[str, ...]]:
    """Loaded and merged bibs of the crosswalk or the ledger: source, legacy id, fate, target id, and more columns.

    A second reading: the problems of the rows' form have been noted by the first.
    """
    table = open_table(replace(delivery, problems=Problems()), name, columns, "bib")
    if table is None:
        return
    at = table.position
    wanted = [at[column] for column in ("source", "legacy_id", "fate", "target_id", *more)]
    fate_at, entity_at = at["fate"], at.get("entity")
    for _, cells in table.rows():
        if cells[fate_at] in DELIVERED and (entity_at is None or cells[entity_at] == "bib"):
            yield tuple([cells[position] for position in wanted])
