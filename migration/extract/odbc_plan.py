"""From a site's mapping to the SELECTs that read it: the names are looked up in the database's own catalogue first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from migration.extract.odbc_connection import DbTable, explained, list_columns, list_tables, quoted, select
from migration.extract.odbc_mapping import CatalogueOrigin, EntityOrigin, OdbcMapping, Origin
from migration.extract.raw import MANDATORY, TABLE_OF_FILE, InputError

if TYPE_CHECKING:
    import pyodbc

CATALOGUE = "catalogue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One SELECT that is ready to be sent. ``where`` names it in messages; ``columns`` are the contract's."""

    name: str
    where: str
    sql: str
    columns: tuple[str, ...]


def plan_reading(connection: "pyodbc.Connection", mapping: OdbcMapping) -> tuple[list[Plan], list[str]]:
    """A SELECT per mapped table, and what stands in the way of the others."""
    tables = list_tables(connection)
    plans: list[Plan] = []
    problems: list[str] = []
    for name, origin in _origins(mapping):
        try:
            plans.append(_plan_one(connection, tables, name, origin, mapping.file))
        except InputError as error:
            problems += error.problems
    return plans, problems


def _origins(mapping: OdbcMapping) -> Iterator[tuple[str, CatalogueOrigin | EntityOrigin]]:
    yield CATALOGUE, mapping.catalogue
    yield from ((name, mapping.tables[name]) for name in TABLE_OF_FILE if name in mapping.tables)


def _plan_one(
    connection: "pyodbc.Connection",
    tables: Sequence[DbTable],
    name: str,
    origin: CatalogueOrigin | EntityOrigin,
    file: str,
) -> Plan:
    where = f"{file}: {name} ({origin.title})"
    source, actual = _source(connection, tables, origin, where)
    wanted, keys = _wanted(name, origin)
    physical = _resolve([*wanted, *keys], actual, where)
    chosen = ", ".join(quoted(connection, physical[column]) for column in wanted)
    order = ", ".join(quoted(connection, physical[column]) for column in keys)
    columns = tuple(origin.columns) if isinstance(origin, EntityOrigin) else ()
    # Every name is the database's own and quoted; a query has been checked for being one SELECT.
    sql = f"SELECT {chosen} FROM {source} ORDER BY {order}"  # noqa: S608
    return Plan(name=name, where=where, sql=sql, columns=columns)


def _source(
    connection: "pyodbc.Connection", tables: Sequence[DbTable], origin: Origin, where: str
) -> tuple[str, list[str]]:
    """What stands after FROM, and the columns that it has."""
    if origin.table:
        table = _find_table(tables, origin, where)
        return quoted(connection, table.schema, table.name), [c.name for c in list_columns(connection, table)]
    inner = f"({origin.query}) AS {quoted(connection, 'grenselos')}"
    cursor = select(connection, f"SELECT * FROM {inner} WHERE 1 = 0", where)  # noqa: S608
    with explained(where):
        names = [column[0] for column in cursor.description]
        cursor.close()
    return inner, names


def _find_table(tables: Sequence[DbTable], origin: Origin, where: str) -> DbTable:
    """The table of this name: as written, else in any case. Raises InputError where there is none or more than one."""
    schema, name = origin.schema_name, origin.table
    found = [t for t in tables if t.name == name and schema in ("", t.schema)] or [
        t for t in tables if t.name.casefold() == name.casefold() and schema.casefold() in ("", t.schema.casefold())
    ]
    if len(found) == 1:
        return found[0]
    if found:
        raise InputError([f"{where}: stands for {', '.join(t.title for t in found)}; write the schema and exact name"])
    raise InputError([f"{where}: the database has no such table that this account may see; check name and rights"])


def _wanted(name: str, origin: CatalogueOrigin | EntityOrigin) -> tuple[list[str], list[str]]:
    """Physical columns to read, and those to sort by: the key, so that two runs read alike."""
    if isinstance(origin, CatalogueOrigin):
        return list(origin.record), [origin.key]
    mandatory = MANDATORY[TABLE_OF_FILE[name]]
    keys = ("Id",) if "Id" in mandatory else mandatory
    return list(origin.columns.values()), list(dict.fromkeys(origin.columns[key] for key in keys))


def _resolve(wanted: Sequence[str], actual: Sequence[str], where: str) -> dict[str, str]:
    """Each mapped column to the database's own spelling. Raises InputError with every missing column."""
    folded: dict[str, str] = {}
    for column in actual:
        folded.setdefault(column.casefold(), column)
    missing = [c for c in dict.fromkeys(wanted) if c not in actual and c.casefold() not in folded]
    if missing:
        raise InputError([f"{where}: there is no column {column}; check the mapping" for column in missing])
    return {column: column if column in actual else folded[column.casefold()] for column in wanted}
