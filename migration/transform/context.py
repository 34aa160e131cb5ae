"""What a transform may know of its source besides the row: code tables, units, and which rows were loaded before it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from migration.crosswalks import Crosswalk
from migration.issues import Fate
from migration.patron_kinds import PatronKinds
from migration.postal_codes import PostalCodes
from migration.privacy import mask
from migration.rows import RowReader
from migration.sources import Library, Source
from migration.textbooks import Textbooks

OPEN_LISTS = frozenset({"branch", "location", "item_type", "patron_category"})
"""Lists that each library makes itself. Until a crosswalk row decides, the library's own name goes through, and the
code stands as *unmapped* in the delivery's code list. In every other list an unknown code leaves the field empty."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A row of LibraryUnits."""

    name: str
    parent: str
    is_department: bool = False


class ItemRef(NamedTuple):
    """What a loan or reservation must know of its item. Kept small: a source may have a million."""

    bib_legacy_id: str
    library: str
    is_ill: bool
    is_textbook: bool = False
    status: str = ""
    due_on: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A row of BorrowerBarcodes."""

    barcode: str
    is_national: bool | None
    is_identity_number: bool | None


class Settlement(NamedTuple):
    """What is outstanding of a charge, in major units, and how that is known (``transform.debts.Rule``)."""

    outstanding: Decimal
    rule: str


@dataclass(slots=True, kw_only=True)
class Known:
    """The rows of this source that were loaded before: references are checked against them.

    ``*_fates`` hold only what was not loaded, so that a refusal can say why. ``barcodes``: items of a source whose
    items come from 099, by barcode; more than one item: the barcode alone does not say which. ``named_by_barcode``: the
    same of items with ids of their own, only for what stands in ``ItemId`` and is no id. ``bib_formats``: the format
    class of every loaded record that is no plain book; ``textbook_bibs``: records of a catalogue of textbooks.
    ``ill_libraries``: patrons that are libraries. ``settlements``: what is outstanding of the charges of accounts in
    which some charge does not say so itself, by legacy id.
    """

    bibs: set[str] = field(default_factory=set)
    bib_fates: dict[str, Fate] = field(default_factory=dict)
    bib_formats: dict[str, str] = field(default_factory=dict)
    textbook_bibs: set[str] = field(default_factory=set)
    items: dict[str, ItemRef] = field(default_factory=dict)
    item_fates: dict[str, Fate] = field(default_factory=dict)
    patrons: dict[str, str] = field(default_factory=dict)
    patron_fates: dict[str, Fate] = field(default_factory=dict)
    barcodes: dict[str, list[str]] = field(default_factory=dict)
    named_by_barcode: dict[str, list[str]] = field(default_factory=dict)
    ill_libraries: set[str] = field(default_factory=set)
    settlements: dict[str, Settlement] = field(default_factory=dict)

    def is_item(self, key: str) -> bool:
        """Whether an ``ItemId`` is what the contract says: an item's id, or in a 099 source its barcode."""
        return key in self.barcodes or key in self.items or key in self.item_fates


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """One source's settings and small tables. ``as_of``: the day against which two-digit years are read.

    ``shared_cards``: cards that several borrowers have, with the ids of these, lowest first. ``unit_ids``: ids of units
    by their folded names.
    """

    source: Source
    crosswalks: Mapping[str, Crosswalk]
    hash_key: bytes
    as_of: date
    units: Mapping[str, Unit]
    locations: Mapping[str, str]
    groups: Mapping[str, str]
    cards: Mapping[str, tuple[Card, ...]]
    shared_cards: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    patron_kinds: PatronKinds = field(default_factory=PatronKinds)
    postal_codes: PostalCodes = field(default_factory=PostalCodes)
    unit_ids: Mapping[str, str] = field(default_factory=dict)
    textbooks: Textbooks = field(default_factory=Textbooks)


def tell_apart(names: Mapping[str, str]) -> dict[str, str]:
    """Names of codes by id; one that several ids share gets its id added, since names go through as codes."""
    uses = Counter(names.values())
    return {key: name if uses[name] == 1 else f"{name} ({key})" for key, name in names.items()}


def tell_units_apart(units: Mapping[str, Unit]) -> dict[str, Unit]:
    """Departments repeat each other's names: where they do, the unit above goes in front, as Mikromarc shows them."""
    uses = Counter(unit.name for unit in units.values())

    def name(unit: Unit) -> str:
        above = units.get(unit.parent)
        return f"{above.name} – {unit.name}" if above and uses[unit.name] > 1 else unit.name

    names = tell_apart({key: name(unit) for key, unit in units.items()})
    return {key: replace(unit, name=names[key]) for key, unit in units.items()}


def ids_of_units(units: Mapping[str, Unit], source: Source) -> dict[str, str]:
    """Ids by folded name, of units and of the source's libraries; of two units with one name neither is told by it."""
    names = {str(library.unit): library.name for library in source.libraries}
    names |= {key: unit.name for key, unit in units.items()}
    uses = Counter(fold_name(name) for name in names.values())
    return {fold_name(name): key for key, name in names.items() if uses[fold_name(name)] == 1}


def fold_name(name: str) -> str:
    return " ".join(name.casefold().split())


def code(context: Context, row: RowReader, code_list: str, legacy_code: str, label: str = "") -> str:
    """The target code of a legacy code. What no crosswalk decides stays empty (or, in an open list, as it is named)."""
    if not legacy_code:
        return ""
    legacy_code = mask(legacy_code)
    row.codes.append((code_list, legacy_code))
    target, status = resolve(context, code_list, legacy_code, label)
    if status == "unmapped" and code_list not in OPEN_LISTS:
        row.note("code_unknown", code_list, legacy_code)
    return target


def resolve(context: Context, code_list: str, legacy_code: str, label: str = "") -> tuple[str, str]:
    """Target code and status (mapped, ignored, unmapped). The crosswalk may name the code or its label."""
    table = context.crosswalks[code_list]
    decided = table.find(context.source.key, legacy_code) or (label and table.find(context.source.key, label))
    if decided:
        return decided.target_code, decided.status
    return (label or legacy_code) if code_list in OPEN_LISTS else "", "unmapped"


def label_of(context: Context, code_list: str, legacy_code: str) -> str:
    """The library's own name of a code, where one of its small tables has it."""
    if code_list == "branch":
        unit = context.units.get(legacy_code)
        return unit.name if unit else _library_name(context.source, legacy_code)
    if code_list == "location":
        return context.locations.get(legacy_code) or ""
    if code_list == "patron_category":
        return context.groups.get(legacy_code) or ""
    return ""


def library_of(context: Context, row: RowReader, column: str, unit: str) -> str:
    """ISIL of the library that a unit belongs to: the unit's own, or of the nearest unit above it.

    A source with one library needs no unit. Otherwise an unknown unit leaves the library empty, with an issue.
    """
    library = _find_library(context, unit)
    if library:
        return library.isil
    if unit:
        row.note("unit_unknown", column, mask(unit))
    elif len(context.source.libraries) > 1:
        row.note("unit_missing", column)
    return context.source.isil if len(context.source.libraries) == 1 else ""


def _find_library(context: Context, unit: str) -> Library | None:
    seen: set[str] = set()
    while unit and unit not in seen:
        seen.add(unit)
        found = _library(context.source, unit)
        if found:
            return found
        above = context.units.get(unit)
        unit = above.parent if above else ""
    return None


def _library_name(source: Source, unit: str) -> str:
    library = _library(source, unit)
    return library.name if library else ""


def _library(source: Source, unit: str) -> Library | None:
    """Unit ids are 32-bit numbers; anything longer is none, and Python refuses to read it."""
    return source.library_of_unit(int(unit)) if unit.isdecimal() and len(unit) <= 10 else None
