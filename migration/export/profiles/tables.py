"""The generic tables as a profile sees them: names, ids, and how a path leads through their references."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from migration.export.declared import columns_of
from migration.suggesting import did_you_mean

BIBS = "bibs"
TABLES: Mapping[str, str] = {
    "bibs": "bib_id", "items": "item_id", "patrons": "patron_id", "loans": "loan_id",
    "reservations": "reservation_id", "fees": "fee_id", "bibs_redirects": "old_bib_id",
}  # fmt: skip
"""Tables and their ids. ``bibs`` are the records, of which a path sees the id and whose it is."""
_BIB_COLUMNS = ("bib_id", "source", "cluster_size")
_REFERENCES = {"item": ("item_id", "items"), "patron": ("patron_id", "patrons"), "bib": ("bib_id", "bibs")}


class UnknownPathError(Exception):
    """A path that leads nowhere. The text says what there is."""


@dataclass(frozen=True, slots=True)
class Path:
    """``joins``: the references on the way, each as (prefix so far, reference); ``column``: at its end."""

    joins: Sequence[tuple[str, str]]
    column: str

    @property
    def alias(self) -> str:
        return "_".join(("r", *(reference for _, reference in self.joins)))


def columns(table: str) -> tuple[str, ...]:
    return _BIB_COLUMNS if table == BIBS else columns_of(table)


def resolve(table: str, path: str) -> Path:
    """``item.barcode`` from a loan: by ``item_id`` to the item. Raises UnknownPathError."""
    *references, column = path.split(".")
    joins: list[tuple[str, str]] = []
    here, prefix = table, "r"
    for reference in references:
        own, target = _REFERENCES.get(reference, ("", ""))
        if own not in columns(here) or here == target:
            raise UnknownPathError(f"{path!r}: {here} has no {reference}")
        joins.append((prefix, reference))
        here, prefix = target, f"{prefix}_{reference}"
    if column not in columns(here):
        meant = did_you_mean(column, columns(here)) or "."
        raise UnknownPathError(f"{path!r}: {here} has no column {column}{meant} It has {', '.join(columns(here))}")
    return Path(tuple(joins), column)


def join_of(prefix: str, reference: str) -> str:
    """The SQL of one step."""
    own, target = _REFERENCES[reference]
    alias = f"{prefix}_{reference}"
    return f"LEFT JOIN {target} AS {alias} ON {alias}.{TABLES[target]} = {prefix}.{own}"


def reference_to(table: str, target: str) -> str:
    """The column of ``table`` that names a row of ``target``, of its own rows their id; empty where there is none."""
    if table == target:
        return TABLES[target]
    found = (own for own, named in _REFERENCES.values() if named == target)
    return next((own for own in found if own in columns(table)), "")
