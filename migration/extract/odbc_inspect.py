"""What an ODBC connection shows, and the draft of a mapping made from it: for whoever writes a new site's."""

import difflib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from migration.extract.odbc_connection import (
    DbColumn,
    DbTable,
    batches,
    connected,
    list_columns,
    list_tables,
    quoted,
    select,
)
from migration.extract.raw import COLUMNS, MANDATORY, TABLE_OF_FILE, InputError

if TYPE_CHECKING:
    import pyodbc

SIMILAR_TABLE = 0.85
SIMILAR_COLUMN = 0.85
KEY_OF_TABLE = 0.99
CATALOGUE_NAMES = ("catalogue", "catalog", "marcrecord", "marcrecords", "marc")
RECORD_NAMES = ("record", "marc", "marcrecord", "marcdata", "marcxml", "xml")
KEY_NAMES = ("id", "marcrecordid", "recordid", "catalogueid")


@dataclass(frozen=True, slots=True, kw_only=True)
class TableInfo:
    """One table or view. ``rows`` is None where they cannot be counted, mostly for want of rights."""

    schema: str
    name: str
    type: str
    columns: tuple[DbColumn, ...]
    rows: int | None


@dataclass(frozen=True, slots=True)
class Inspection:
    """All tables that the connection shows, by schema and name."""

    tables: tuple[TableInfo, ...]


def inspect_odbc(connection_string: str) -> Inspection:
    """Tables, columns and row counts of a database. Raises InputError where it cannot be reached."""
    with connected(connection_string) as connection:
        return Inspection(tuple(_info(connection, table) for table in list_tables(connection)))


def _info(connection: "pyodbc.Connection", table: DbTable) -> TableInfo:
    return TableInfo(
        schema=table.schema,
        name=table.name,
        type=table.type,
        columns=tuple(list_columns(connection, table)),
        rows=_count(connection, table),
    )


def _count(connection: "pyodbc.Connection", table: DbTable) -> int | None:
    where = f"ODBC: {table.title}"
    try:
        cursor = select(connection, f"SELECT COUNT(*) FROM {quoted(connection, table.schema, table.name)}", where)  # noqa: S608
        return int(next(batches(cursor, where, 1))[0][0])
    except InputError:
        return None


def draft_mapping(inspection: Inspection) -> str:
    """A mapping in YAML, guessed by equal and similar names; each guess is marked, what has no match is left out."""
    chosen = _by_name(inspection)
    lines = ["# Drafted by names alone. Check every guess and add what is missing (mappings/odbc/README.md)."]
    lines += _catalogue_lines(inspection)
    entities = [line for name, table in chosen.items() for line in _entity_lines(name, table)]
    return "\n".join([*lines, *(["tables:", *entities] if entities else ["# tables: none was recognised"]), ""])


def _by_name(inspection: Inspection) -> dict[str, TableInfo]:
    """The contract's tables to those of the database, the most similar pairs first, each used once."""
    pairs = sorted(
        ((_likeness(name, table.name), name, n) for name in TABLE_OF_FILE for n, table in enumerate(inspection.tables)),
        key=lambda pair: (-pair[0], pair[1], pair[2]),
    )
    found = _unique_pairs(pairs, SIMILAR_TABLE)
    return {name: inspection.tables[found[name]] for name in TABLE_OF_FILE if name in found}


def _unique_pairs(pairs: Sequence[tuple[float, str, int]], least: float) -> dict[str, int]:
    found: dict[str, int] = {}
    for likeness, name, position in pairs:
        if likeness >= least and name not in found and position not in found.values():
            found[name] = position
    return found


def _fold(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum())


def _likeness(name: str, physical: str) -> float:
    return difflib.SequenceMatcher(None, _fold(name), _fold(physical), autojunk=False).ratio()


def _columns(name: str, table: TableInfo) -> dict[str, str]:
    """The contract's columns to the table's, the most similar pairs first, each used once."""
    pairs = sorted(
        (
            (_column_likeness(name, column, physical.name), column, n)
            for column in COLUMNS[TABLE_OF_FILE[name]]
            for n, physical in enumerate(table.columns)
        ),
        key=lambda pair: (-pair[0], pair[1], pair[2]),
    )
    found = _unique_pairs(pairs, SIMILAR_COLUMN)
    return {c: table.columns[found[c]].name for c in COLUMNS[TABLE_OF_FILE[name]] if c in found}


def _column_likeness(name: str, column: str, physical: str) -> float:
    """A key is often called after its table: ``BorrowerId`` of ``Borrowers`` may be its ``Id``."""
    if column == "Id" and _fold(physical) == _fold(name).removesuffix("s") + "id":
        return KEY_OF_TABLE
    return _likeness(column, physical)


def _entity_lines(name: str, table: TableInfo) -> Iterator[str]:
    columns = _columns(name, table)
    yield f"  {name}:"
    yield from _origin_lines(table)
    yield "    columns:"
    yield from (f"      {column}: {_yaml(physical)}  # guess" for column, physical in columns.items())
    yield from _comment("to be mapped", [c for c in MANDATORY[TABLE_OF_FILE[name]] if c not in columns])
    yield from _comment("not used", [c.name for c in table.columns if c.name not in columns.values()])


def _comment(title: str, names: Sequence[str]) -> Iterator[str]:
    if names:
        yield f"      # {title}: {', '.join(_yaml(name) for name in names)}"


def _origin_lines(table: TableInfo, indent: str = "    ") -> Iterator[str]:
    if table.schema:
        yield f"{indent}schema: {_yaml(table.schema)}"
    rows = "" if table.rows is None else f", {table.rows} rows"
    yield f"{indent}table: {_yaml(table.name)}  # guess{rows}"


def _yaml(name: str) -> str:
    """A name as a YAML scalar; JSON's string is one, whatever the name holds."""
    plain = name.isidentifier() and name.isascii() and not _is_word(name)
    return name if plain else json.dumps(name, ensure_ascii=False)


def _is_word(name: str) -> bool:
    """YAML 1.1 takes these for booleans and null."""
    return name.casefold() in {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}


def _catalogue_lines(inspection: Inspection) -> list[str]:
    guess = next((g for name in CATALOGUE_NAMES for g in [_catalogue_guess(inspection, name)] if g), None)
    if guess is None:
        return ["# catalogue: not recognised; it is mandatory (schema, table, key, record, format)"]
    table, key, record = guess
    return [
        "catalogue:",
        *_origin_lines(table, "  "),
        f"  key: {_yaml(key)}  # guess",
        f"  record: {_yaml(record)}  # guess",
        "  format: auto",
    ]


def _catalogue_guess(inspection: Inspection, name: str) -> tuple[TableInfo, str, str] | None:
    for table in inspection.tables:
        folded = {_fold(c.name): c.name for c in reversed(table.columns)}
        key, record = _first(KEY_NAMES, folded), _first(RECORD_NAMES, folded)
        if _fold(table.name) == name and key and record:
            return table, key, record
    return None


def _first(names: Sequence[str], folded: Mapping[str, str]) -> str:
    return next((folded[name] for name in names if name in folded), "")
