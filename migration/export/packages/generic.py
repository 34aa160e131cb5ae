"""The generic delivery (docs/contract.md, section 5) as a data package."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from migration.export.declared import fields_of, references_of
from migration.export.packages.model import Field, Package, Reference, Resource


@dataclass(frozen=True, slots=True)
class _Table:
    about: str
    key: tuple[str, ...]
    whole: bool = False


_TABLES: Mapping[str, _Table] = MappingProxyType(
    {
        "bibs_crosswalk": _Table("What became of each source record", ("source", "legacy_id")),
        "bibs_redirects": _Table("Ids of earlier deliveries, and what stands for them", ("old_bib_id",)),
        "bibs_gone": _Table("Ids of earlier deliveries of which nothing is left", ("bib_id",)),
        "items": _Table("The items", ("item_id",)),
        "patrons": _Table("The patrons, each at one library", ("patron_id",)),
        "loans": _Table("The current loans", ("loan_id",)),
        "reservations": _Table("The active reservations", ("reservation_id",)),
        "fees": _Table("What patrons owe", ("fee_id",)),
        "ledger": _Table("What became of every source row", ("source", "entity", "legacy_id")),
        "balance": _Table("The sums of the ledger", ("source", "entity"), whole=True),
        "issues": _Table("What was found, by source and row", (), whole=True),
        "oversize": _Table("Records that ISO 2709 cannot hold", ("target_id",), whole=True),
    }
)
_MARC = (
    Resource(path="bibs.xml", about="The records as MARCXML, MARC 21", form="marcxml", key=("001",)),
    Resource(path="bibs.mrc", about="The records as ISO 2709, MARC 21 in UTF-8", form="iso2709", key=("001",)),
)
_ROW_KEY = ("source", "legacy_id")


def generic_package(folder: Path, names: Iterable[str]) -> Package:
    """The package of a delivery's files. Headers of ``rejects/`` are read: they have the sources' own columns."""
    resources = [_resource(folder, name) for name in names]
    return Package(
        name="grenselos-delivery",
        title="Library data of a county, to be loaded into a new library system",
        about="Records, items, patrons, loans, reservations and fees of all libraries, and an account of every source "
        "row. The contract of the project describes it, the guide for vendors says how to load it.",
        resources=tuple(r for r in resources if r is not None),
    )


def _resource(folder: Path, name: str) -> Resource | None:
    if marc := next((r for r in _MARC if r.path == name), None):
        return marc
    room, _, stem = name.removesuffix(".csv").rpartition("/")
    if not name.endswith(".csv"):
        return None
    if room == "codes":
        key = ("source", "legacy_code")
        return Resource(path=name, about=f"Codes: {stem}", fields=fields_of("codes"), key=key, whole=True)
    if room == "rejects":
        about = f"What was not loaded: {stem}"
        return Resource(path=name, about=about, fields=_rejected(folder / name, stem), key=_ROW_KEY, whole=True)
    table = _TABLES[stem]
    references = tuple(Reference(own, f"{other}.csv", column) for own, other, column in references_of(stem))
    return Resource(
        path=name, about=table.about, fields=fields_of(stem), key=table.key, references=references, whole=table.whole
    )


def _rejected(path: Path, entity: str) -> tuple[Field, ...]:
    ours = {field.name: field for field in fields_of("rejected_bibs" if entity == "bib" else "rejects")}
    with path.open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    return tuple(ours.get(name, Field(name=name, about="Column of the source")) for name in header)
