"""Where an item stands. Three unit roles are kept apart: owner (*eier*), permanent placement (*fast plassering*), and
the unit of a loan (*utført ved*), which is the loan's.
"""

from migration.rows import RowReader
from migration.transform.context import Context, code, fold_name, label_of, library_of
from migration.transform.fields import text

_NO_UNIT = ("", "0")


def placed_branch(context: Context, row: RowReader, owner: str, library: str, branch: str) -> str:
    """The branch where the item stands for good: the owner's where the source names no other.

    A place in another library of a shared database is lawful (deposits, floating stock): worth knowing, no more.
    """
    unit, name = _placed_unit(context, row)
    if unit in _NO_UNIT:
        return code(context, row, "branch", name) if name else branch
    if unit == owner:
        return branch
    column = "PlacedAtUnitId" if row.take("PlacedAtUnitId") else "PlacedAtUnit"
    placed = code(context, row, "branch", unit, label_of(context, "branch", unit))
    elsewhere = library_of(context, row, column, unit)
    if elsewhere and library and elsewhere != library:
        row.note("item_placed_elsewhere", column, elsewhere)
    return placed


def _placed_unit(context: Context, row: RowReader) -> tuple[str, str]:
    """Id of the unit of placement, or (with an issue) the name that no unit has."""
    unit = row.take("PlacedAtUnitId")
    name = row.take("PlacedAtUnit")
    if unit not in _NO_UNIT or name in _NO_UNIT:
        return unit, ""
    if name in context.units or name.isdecimal():
        return name, ""
    found = context.unit_ids.get(fold_name(name), "")
    if not found:
        row.note("unit_unknown", "PlacedAtUnit", text(row, "PlacedAtUnit"))
        return "", text(row, "PlacedAtUnit")
    return found, ""


def department(context: Context, row: RowReader, unit: str) -> str:
    """The department: the item's own, or its owner's unit where that is one."""
    own = text(row, "Department")
    if own:
        named = context.units.get(own)
        return named.name if named else own
    owner = context.units.get(unit)
    return owner.name if owner and owner.is_department else ""


def location(context: Context, row: RowReader) -> str:
    """LocationId (*plassering*) under its name; an unknown one is reported."""
    legacy_code = row.take("LocationId")
    label = label_of(context, "location", legacy_code)
    if legacy_code and not label:
        row.note("location_unknown", "LocationId", legacy_code)
    return code(context, row, "location", legacy_code, label)
