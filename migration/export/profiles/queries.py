"""A file of a profile as one SQL query over the generic tables: a column for each cell, and why a row is left out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from migration.export.profiles.cells import REFUSE, Cell, given, mapped, path, text
from migration.export.profiles.tables import TABLES, join_of, reference_column, resolve

LACKING = "lacking"
"""The table (file, id) of the rows that files above left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """The row that ``reference`` leads to must stand in ``file``, which has the rows of its ``where``."""

    reference: str
    file: str
    where: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Rows of ``table`` as ``cells``. ``unlisted``: of each map; ``where`` … ``newest`` as in ``model.FileRule``.

    ``order``: names of cells, or paths of ``first``, which are columns before all others.
    """

    table: str
    cells: Sequence[Cell]
    unlisted: Mapping[str, str]
    where: Mapping[str, Sequence[str]] = field(default_factory=dict)
    one_per: Sequence[str] = ()
    order: Sequence[str] = ()
    first: Sequence[str] = ()
    needs: Sequence[Need] = ()
    fold: str = ""
    newest: str = ""


def query(asked: Selection) -> str:
    """SELECT of ``first``, id, source, why, then the cells (``c0`` …), in the order of ``order``, then id.

    ``why`` is ``<reason>:<name of the cell>``, or empty.
    """
    firsts = [f"f{n}" for n in range(len(asked.first))]
    cells = [f"c{n}" for n in range(len(asked.cells))]
    kept = [*firsts, "id", "source", "needed", "fold", "newest"]
    becoming = [f"{mapped(n, cell.column, asked.unlisted)} AS c{n}" for n, cell in enumerate(asked.cells)]
    inner = f"SELECT {', '.join([*kept, f'{_refused(asked)} AS refused', *becoming])} FROM ({_given(asked)})"  # noqa: S608
    told = f"SELECT *, {_broken(asked.cells)} AS broken FROM ({inner} {' '.join(_maps(asked.cells))})"  # noqa: S608
    columns = ", ".join([*firsts, "id", "source", f"{_why(asked.cells)} AS why", *cells])
    return f"SELECT {columns} FROM ({told}) ORDER BY {', '.join((*_order(asked), 'id'))}"  # noqa: S608


def counts(asked: Selection) -> str:
    """SELECT of how many rows ``where`` does not let through, and how many more ``one_per`` folds into others."""
    let = _let_through(asked.table, asked.where)
    by = ", ".join(path(asked.table, name) for name in asked.one_per)
    chosen = f"count(*) FILTER (WHERE NOT ({let}))"
    more = f"count(*) FILTER (WHERE {let}) - count(DISTINCT ({by},)) FILTER (WHERE {let})" if by else "0"
    return f"SELECT {chosen}, {more} FROM {_joined(asked.table, (*asked.where, *asked.one_per))}"  # noqa: S608


def _given(asked: Selection) -> str:
    """The values as the delivery has them, with all that they are looked up by: ``x`` of each cell."""
    table, cells = asked.table, asked.cells
    conditions = [name for need in asked.needs for name in _under(need)]
    paths = [*(name for cell in cells for name in cell.column.paths), *asked.where, *asked.one_per, *asked.first]
    paths += [*filter(None, (asked.fold, asked.newest)), *conditions]
    chosen = [f"{path(table, name)} AS f{n}" for n, name in enumerate(asked.first)]
    chosen += [f"r.{TABLES[table]} AS id", "r.source AS source", f"{_needed(asked)} AS needed"]
    chosen += [f"{path(table, asked.fold) if asked.fold else text('')} AS fold"]
    chosen += [f"{path(table, asked.newest) if asked.newest else text('')} AS newest"]
    chosen += [f"{given(table, cell.column)} AS x{n}" for n, cell in enumerate(cells)]
    chosen += [f"{path(table, c.column.when.path)} AS w{n}" for n, c in enumerate(cells) if c.column.when]
    rows = f"{_joined(table, paths)} {' '.join(_lacking(asked))} WHERE {_let_through(table, asked.where)}"
    return f"SELECT {', '.join(chosen)} FROM {rows} {_one(table, asked.one_per)}"  # noqa: S608


def _joined(table: str, paths: Iterable[str]) -> str:
    joins = dict.fromkeys(join for name in paths for join in resolve(table, name).joins)
    return " ".join([f"{table} AS r", *(join_of(*join) for join in sorted(joins))])


def _let_through(table: str, where: Mapping[str, Sequence[str]]) -> str:
    named = (f"{path(table, name)} IN ({', '.join(map(text, values))})" for name, values in where.items())
    return " AND ".join(named) or "true"


def _one(table: str, one_per: Sequence[str]) -> str:
    if not one_per:
        return ""
    by = ", ".join(path(table, name) for name in one_per)
    return f"QUALIFY row_number() OVER (PARTITION BY {by} ORDER BY r.{TABLES[table]}) = 1"


def _under(need: Need) -> dict[str, Sequence[str]]:
    """The needed file's conditions, as seen from the row that refers to it."""
    return {f"{need.reference}.{name}": values for name, values in need.where.items()}


def _lacking(asked: Selection) -> Iterator[str]:
    for n, need in enumerate(asked.needs):
        ids = f"SELECT DISTINCT id FROM {LACKING} WHERE file = {text(need.file)}"  # noqa: S608
        yield f"LEFT JOIN ({ids}) AS l{n} ON l{n}.id = r.{reference_column(need.reference)}"


def _needed(asked: Selection) -> str:
    """The reference whose row is not where it is needed. A row that refers to nothing needs nothing."""
    rules = []
    for n, need in enumerate(asked.needs):
        gone = f"l{n}.id IS NOT NULL OR NOT ({_let_through(asked.table, _under(need))})"
        there = f"{path(asked.table, reference_column(need.reference))} <> ''"
        rules.append(f"WHEN {there} AND ({gone}) THEN {text(f'reference:{need.reference}')}")
    return _case(rules)


def _maps(cells: Sequence[Cell]) -> Iterator[str]:
    named = ((n, cell.column.map) for n, cell in enumerate(cells) if cell.column.map)
    return (f"LEFT JOIN map_{name} AS m{n} ON m{n}.ours = x{n}" for n, name in named)


def _refused(asked: Selection) -> str:
    """A value of which nobody has said what it becomes, where the map refuses such."""
    return _case(
        f"WHEN x{n} <> '' AND m{n}.ours IS NULL THEN {text(f'unlisted:{cell.name}')}"
        for n, cell in enumerate(asked.cells)
        if cell.column.map and asked.unlisted[cell.column.map] == REFUSE
    )


def _broken(cells: Sequence[Cell]) -> str:
    """The first rule that a row breaks by itself."""
    rules = ["WHEN needed <> '' THEN needed", "WHEN refused <> '' THEN refused"]
    for n, cell in enumerate(cells):
        if cell.column.required:
            rules.append(f"WHEN c{n} = '' THEN {text(f'required:{cell.name}')}")
        if cell.column.max:
            rules.append(f"WHEN length(c{n}) > {cell.column.max} THEN {text(f'too_long:{cell.name}')}")
    return _case(rules)


def _why(cells: Sequence[Cell]) -> str:
    """Of rows that are well by themselves and have one value in a unique column one stays."""
    rules = ["WHEN broken <> '' THEN broken"]
    for n, cell in enumerate(cells):
        if cell.column.unique:
            same = f"OVER (PARTITION BY c{n}, broken = '' ORDER BY newest DESC, id)"
            rules.append(
                f"WHEN c{n} <> '' AND row_number() {same} > 1 THEN CASE "
                f"WHEN fold <> '' AND first_value(fold) {same} = fold THEN {text(f'same:{cell.name}')} "
                f"ELSE {text(f'not_unique:{cell.name}')} END"
            )
    return _case(rules)


def _case(rules: Iterable[str]) -> str:
    chosen = list(rules)
    return f"CASE {' '.join(chosen)} ELSE '' END" if chosen else "''"


def _order(asked: Selection) -> Iterator[str]:
    cells, firsts = [cell.name for cell in asked.cells], list(asked.first)
    return (f"f{firsts.index(name)}" if name in firsts else f"c{cells.index(name)}" for name in asked.order)
