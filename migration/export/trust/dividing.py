"""Divides a delivery: what is nobody's is the catalogue's, a patron's rows go with the patron's library.

What is not known to be free of personal data stays at home: rows of people that were rejected or excluded, with what is
said of them, and files that nobody has declared here.
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import orjson

from migration.export.delta.tombstones import NAME as TOMBSTONES
from migration.export.packages.writing import NAME as PACKAGE
from migration.export.packages.writing import SCHEMAS
from migration.export.trust.cutting import Row, Whose, cut_table, rows_of
from migration.export.trust.model import CATALOGUE, PEOPLE, Divided, PackError
from migration.export.trust.opened import Opened
from migration.export.trust.owners import Owners
from migration.model import Entity

_NOBODYS = (
    "bibs.xml", "bibs.mrc", "bibs_crosswalk.csv", "bibs_redirects.csv", "bibs_gone.csv", "items.csv", "oversize.csv",
    "balance.csv", "rejects/bib.csv", "rejects/bib.mrc", "rejects/item.csv",
)  # fmt: skip
_NOBODYS_ROOMS = ("codes", "result")
_OTHERS = (Entity.BIB, Entity.ITEM)


def divide_generic(delivery: Opened, earlier: Sequence[Opened] = ()) -> Divided:
    """Of a generic delivery, or of a delta; ``earlier``: deliveries in which a delta's patrons are looked up besides.

    Raises PackError where a file is not what the manifest says.
    """
    owners, found = Owners(), Divided()
    for other in earlier:
        remember(other, owners)
    for table in PEOPLE:
        if f"{table}.csv" in delivery.listed:
            cut_table(delivery, f"{table}.csv", _of_person(owners, table), found)
    for name in sorted(delivery.listed.keys() - {f"{table}.csv" for table in PEOPLE}):
        if name in _MIXED:
            cut_table(delivery, name, _MIXED[name](owners), found)
        elif not is_description(name):
            put_whole(delivery, name, is_nobodys(name), found)
    found.libraries.update(owners.libraries)
    return found


def remember(delivery: Opened, owners: Owners) -> None:
    """Learn whose rows those of a generic delivery are."""
    for table in (table for table in PEOPLE if f"{table}.csv" in delivery.listed):
        for row in rows_of(delivery, f"{table}.csv"):
            owners.of_row(table, row)


def put_whole(delivery: Opened, name: str, nobodys: bool, found: Divided) -> None:
    """A file that is the catalogue's as it is, or stays at home."""
    if nobodys:
        found.whole.append(name)
    else:
        found.at_home[name] += delivery.listed[name].rows


def is_description(name: str) -> bool:
    """Whether a file describes others, so that each part has its own."""
    return name == PACKAGE or name.startswith(f"{SCHEMAS}/")


def is_nobodys(name: str) -> bool:
    """Whether a file of a generic delivery is known to hold nobody's personal data."""
    return name in _NOBODYS or name.split("/")[0] in _NOBODYS_ROOMS


def _of_person(owners: Owners, table: str) -> Whose:
    def whose(row: Row) -> str:
        part = owners.of_row(table, row)
        if part is None:
            raise PackError(f"{table}.csv: {row[PEOPLE[table]]} is of no patron; run grenselos verify on the delivery")
        return part

    return whose


def _of_fate(owners: Owners) -> Whose:
    return lambda row: CATALOGUE if row["entity"] in _OTHERS else owners.of_id(row["target_id"])


def _of_issue(owners: Owners) -> Whose:
    def whose(row: Row) -> str | None:
        if row["entity"] in _OTHERS:
            return CATALOGUE
        return owners.of_legacy(row["source"], row["entity"], row["legacy_id"]) if row["legacy_id"] else None

    return whose


def _of_tombstone(owners: Owners) -> Whose:
    def whose(row: Row) -> str | None:
        key = orjson.loads(row["key"])
        if row["file"].removesuffix(".csv") in PEOPLE:
            return owners.of_id(key[0])
        if row["file"] == "ledger.csv":
            source, entity, legacy_id = key
            return CATALOGUE if entity in _OTHERS else owners.of_legacy(source, entity, legacy_id)
        return CATALOGUE if is_nobodys(row["file"]) else None

    return whose


_MIXED: Mapping[str, Callable[[Owners], Whose]] = MappingProxyType(
    {"ledger.csv": _of_fate, "issues.csv": _of_issue, TOMBSTONES: _of_tombstone}
)
"""Files with rows both on people and on others."""
