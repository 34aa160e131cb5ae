"""A file of a profile as one SQL query over the generic tables: a column for each cell, and why a row is left out.

The query is built in levels, each a SELECT of the one below: what the delivery has (``x<n>``), what the receiver calls
it (``c<n>``), the rule that a row breaks by itself, which rows are one, and what several rows have in common.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from migration.export.profiles.cells import REFUSE, Cell, given, mapped, path, reference, said, text, written_table
from migration.export.profiles.model import Fold, Where
from migration.export.profiles.tables import TABLES, columns, join_of, resolve

UNFIT: Mapping[str, str] = {
    "integer": "NOT regexp_full_match({c}, '[-+]?[0-9]+')",
    "number": "NOT regexp_full_match({c}, '[-+]?[0-9]+([.][0-9]+)?')",
    "list": "CASE WHEN json_valid({c}) THEN json_type({c}) <> 'ARRAY' ELSE true END",
}
"""Of JSON's types, when a value cannot be written as one."""
BEFORE_CELLS = ("id", "source", "legacy_id", "why", "code", "former")
"""Columns of every row, whatever its cells are."""
ANY = "*"
"""In ``where``: whatever the path has, but for nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Rows of ``table`` as ``cells``. ``unlisted``: of each map; ``where``, ``one_per``, ``fold`` as in a file's rule.

    ``unfit``: a pattern of letters that the file cannot hold. ``order``: names of cells. ``first``: a path that is the
    first column, and by which the rows are sorted first.
    """

    table: str
    cells: Sequence[Cell]
    unlisted: Mapping[str, str]
    where: Where = field(default_factory=dict)
    one_per: Sequence[str] = ()
    fold: Fold | None = None
    unfit: str = ""
    order: Sequence[str] = ()
    first: str = ""


def query(asked: Selection, shown: Sequence[str] | None = None) -> str:
    """SELECT of ``first`` (if there is one), ``BEFORE_CELLS``, then the cells (``c0`` …), sorted, last by id.

    ``why`` is ``<reason>:<name of the cell>``, or empty; ``code``: the value that a map refuses, if it may be told;
    ``former``: the value that got a prefix, as it was. ``shown``: SQL over the cells, to have in their place.
    """
    names = [cell.name for cell in asked.cells]
    order = [*(["first"] if asked.first else []), *(f"c{names.index(name)}" for name in asked.order), "id"]
    chosen = [*(["first"] if asked.first else []), *BEFORE_CELLS]
    chosen += [f"c{n}" for n in range(len(names))] if shown is None else shown
    return f"SELECT {', '.join(chosen)} FROM ({selected(asked)}) ORDER BY {', '.join(order)}"  # noqa: S608


def selected(asked: Selection) -> str:
    """The same unsorted, with ``kept``: the id of the row that stands for a row; mostly its own."""
    told = f"SELECT *, {_broken(asked)} AS broken FROM ({_becoming(asked)})"  # noqa: S608
    folded = f"SELECT *, {_kept(asked)} AS kept FROM ({told})"  # noqa: S608
    shared = f"SELECT *{_shared(asked.cells)} FROM ({folded})"  # noqa: S608
    former = _case(f"WHEN s{n} THEN c{n}" for n, cell in enumerate(asked.cells) if cell.column.prefix_if_shared)
    final = [f"(CASE WHEN s{n} THEN p{n} || '-' || c{n} ELSE c{n} END) AS c{n}"
             for n, cell in enumerate(asked.cells) if cell.column.prefix_if_shared]  # fmt: skip
    replaced = f"REPLACE ({', '.join(final)})" if final else ""
    named = f"SELECT * {replaced}, {former} AS former FROM ({shared})"  # noqa: S608
    return f"SELECT *, {_why(asked, named)} AS why FROM ({named})"  # noqa: S608


def counts(asked: Selection) -> str:
    """SELECT of how many rows ``where`` does not let through, and how many ``one_per`` leaves to others."""
    let = _let_through(asked.table, asked.where)
    by = ", ".join(path(asked.table, name) for name in asked.one_per)
    repeated = f"count(*) FILTER (WHERE {let}) - count(DISTINCT row({by})) FILTER (WHERE {let})" if by else "0"
    rows = _joined(asked.table, (*asked.where, *asked.one_per))
    return f"SELECT count(*) FILTER (WHERE NOT ({let})), {repeated} FROM {rows}"  # noqa: S608


def _given(asked: Selection) -> str:
    """The values as the delivery has them, with all that they are looked up by."""
    table, cells, fold = asked.table, asked.cells, asked.fold
    beside = {"first": asked.first, "fold": fold.by if fold else "", "newest": fold.newest if fold else ""}
    beside |= {f"w{n}_{i}": one.path for n, cell in enumerate(cells) for i, one in enumerate(cell.column.when)}
    beside |= {f"y{n}": cell.column.or_from for n, cell in enumerate(cells)}
    beside |= {f"p{n}": cell.column.prefix_if_shared for n, cell in enumerate(cells)}
    used = {name: found for name, found in beside.items() if found}
    paths = [*(name for cell in cells for name in cell.column.paths), *asked.where, *asked.one_per, *used.values()]
    chosen = [f"r.{TABLES[table]} AS id", "r.source AS source"]
    chosen.append(f"{'r.legacy_id' if 'legacy_id' in columns(table) else text('')} AS legacy_id")
    chosen += [f"{path(table, found)} AS {name}" for name, found in used.items()]
    chosen += [f"{given(table, n, cell)} AS x{n}" for n, cell in enumerate(cells)]
    chosen += [f"{reference(table, cell)} AS r{n}" for n, cell in enumerate(cells) if cell.refers_to]
    rows = f"{_joined(table, paths)} {' '.join(_written(asked))} WHERE {_let_through(table, asked.where)}"
    return f"SELECT {', '.join(chosen)} FROM {rows} {_one(asked)}"  # noqa: S608


def _becoming(asked: Selection) -> str:
    chosen = [f"{mapped(n, cell.column, asked.unlisted)} AS c{n}" for n, cell in enumerate(asked.cells)]
    named = ((n, cell.column.map) for n, cell in enumerate(asked.cells) if cell.column.map)
    maps = [f"LEFT JOIN map_{name} AS m{n} ON m{n}.ours = x{n}" for n, name in named]
    other = ((n, cell.column.map) for n, cell in enumerate(asked.cells) if cell.column.or_from)
    maps += [f"LEFT JOIN map_{name} AS k{n} ON k{n}.ours = y{n}" for n, name in other]
    named_columns = ["g.*", f"{_refused(asked)} AS refused", f"{_code(asked)} AS code", *chosen]
    return f"SELECT {', '.join(named_columns)} FROM ({_given(asked)}) AS g {' '.join(maps)}"  # noqa: S608


def _joined(table: str, paths: Iterable[str]) -> str:
    joins = dict.fromkeys(join for name in paths for one in name.split("|") for join in resolve(table, one).joins)
    return " ".join([f"{table} AS r", *(join_of(*join) for join in sorted(joins))])


def _written(asked: Selection) -> Iterator[str]:
    for n, cell in enumerate(asked.cells):
        if cell.refers_to:
            on = reference(asked.table, cell)
            yield f"LEFT JOIN {written_table(cell.column.written)} AS v{n} ON v{n}.id = {on}"


def _let_through(table: str, where: Where) -> str:
    named = (
        f"{path(table, name)} <> ''" if ANY in values else f"{path(table, name)} IN ({', '.join(map(text, values))})"
        for name, values in where.items()
    )
    return " AND ".join(named) or "true"


def _one(asked: Selection) -> str:
    """Of rows with the same ``one_per`` the first by id."""
    if not asked.one_per:
        return ""
    table, key = asked.table, TABLES[asked.table]
    by = ", ".join(path(table, name) for name in asked.one_per)
    rows = f"{_joined(table, (*asked.where, *asked.one_per))} WHERE {_let_through(table, asked.where)}"
    return f"AND r.{key} IN (SELECT min(r.{key}) FROM {rows} GROUP BY {by})"  # noqa: S608


def _refused(asked: Selection) -> str:
    """A value of which nobody has said what it becomes, where the map refuses such."""
    return _case(f"WHEN {unknown} THEN {text(f'unlisted:{asked.cells[n].name}')}" for n, unknown in _refusing(asked))


def _code(asked: Selection) -> str:
    """That value, empty where it is a patron's."""
    return _case(
        f"WHEN {unknown} THEN {f'x{n}' if _is_code(asked.table, asked.cells[n]) else text('')}"
        for n, unknown in _refusing(asked)
    )


def _refusing(asked: Selection) -> Iterator[tuple[int, str]]:
    """Cells whose map refuses what it does not list, and when that is so."""
    for n, cell in enumerate(asked.cells):
        if cell.column.map and asked.unlisted[cell.column.map] == REFUSE:
            other = f" AND k{n}.ours IS NULL" if cell.column.or_from else ""
            filled = f"x{n} || y{n}" if cell.column.or_from else f"x{n}"
            yield n, f"{filled} <> '' AND m{n}.ours IS NULL{other}"


def _is_code(table: str, cell: Cell) -> bool:
    """A code of anything but a patron says nothing of a person."""
    ways = (one for name in cell.column.source for one in name.split("|"))
    return table != "patrons" and not any("patron" in one.split(".")[:-1] for one in ways)


def _broken(asked: Selection) -> str:
    """The first rule that a row breaks by itself."""
    rules = ["WHEN refused <> '' THEN refused"]
    for n, cell in enumerate(asked.cells):
        if cell.refers_to:
            rules.append(f"WHEN r{n} <> '' AND x{n} = '' THEN {text(f'not_written:{cell.name}')}")
        if cell.column.required:
            rules.append(f"WHEN c{n} = '' THEN {text(f'required:{cell.name}')}")
        if unfit := UNFIT.get(cell.column.type):
            rules.append(f"WHEN c{n} <> '' AND {unfit.format(c=f'c{n}')} THEN {text(f'unfit:{cell.name}')}")
        if cell.column.max:
            rules.append(f"WHEN length(c{n}) > {cell.column.max} THEN {text(f'too_long:{cell.name}')}")
    return _case([*rules, *_letters(asked)])


def _letters(asked: Selection) -> Iterator[str]:
    """All cells at once, and only where one has such a letter each of them."""
    if asked.unfit and asked.cells:
        plain = [said(f"c{n}", cell.column) for n, cell in enumerate(asked.cells)]
        found = (f"regexp_matches({one}, {text(asked.unfit)})" for one in plain)
        named = (f"WHEN {one} THEN {text(f'letter:{cell.name}')}" for one, cell in zip(found, asked.cells, strict=True))
        yield f"WHEN regexp_matches(concat({', '.join(plain)}), {text(asked.unfit)}) THEN {_case(named)}"


def _kept(asked: Selection) -> str:
    """Only rows that are well by themselves can stand for others."""
    if asked.fold is None:
        return "id"
    n = [cell.name for cell in asked.cells].index(asked.fold.on)
    newest = "newest DESC, " if asked.fold.newest else ""
    by, filled = (", fold", " AND fold <> ''") if asked.fold.by else ("", "")
    parted = f"PARTITION BY {_compared(n, asked.cells[n])}{by}, broken = ''"
    alike = f"first_value(id) OVER ({parted} ORDER BY {newest}id)"
    return f"CASE WHEN c{n} <> ''{filled} AND broken = '' THEN {alike} ELSE id END"


def _compared(n: int, cell: Cell) -> str:
    """What the receiver's database compares of a cell."""
    return f"strip_accents(lower(c{n}))" if cell.column.compare == "loosely" else f"c{n}"


def _shared(cells: Sequence[Cell]) -> str:
    """``s<n>``: whether rows that are not one have the value.

    Rows without a value are parted by id: DuckDB takes half a minute for one partition of all those of a county.
    """
    found = ""
    for n, cell in enumerate(cells):
        if cell.column.prefix_if_shared:
            parted = f"PARTITION BY {_compared(n, cell)}, CASE WHEN c{n} = '' THEN id END, broken = ''"
            others = f"count(*) FILTER (WHERE kept = id) OVER ({parted})"
            found += f", (broken = '' AND c{n} <> '' AND p{n} <> '' AND {others} > 1) AS s{n}"
    return found


def _why(asked: Selection, rows: str) -> str:
    """Of rows that are well by themselves and have one value in a unique column the first by id stays.

    The others are few, and looked for by themselves: windows over ``rows`` would hold all cells of two million items.
    """
    rules = ["WHEN broken <> '' THEN broken", "WHEN kept <> id THEN 'same:'"]
    for n, cell in enumerate(asked.cells):
        if cell.column.prefix_if_shared and asked.unfit:
            rules.append(f"WHEN regexp_matches(c{n}, {text(asked.unfit)}) THEN {text(f'letter:{cell.name}')}")
        if cell.column.prefix_if_shared and cell.column.max:
            rules.append(f"WHEN length(c{n}) > {cell.column.max} THEN {text(f'too_long:{cell.name}')}")
        if cell.column.unique:
            well = f"SELECT id, {_compared(n, cell)} AS it FROM ({rows}) WHERE broken = '' AND kept = id AND c{n} <> ''"  # noqa: S608
            later = f"SELECT id FROM ({well}) QUALIFY row_number() OVER (PARTITION BY it ORDER BY id) > 1"  # noqa: S608
            rules.append(f"WHEN id IN ({later}) THEN {text(f'not_unique:{cell.name}')}")
    return _case(rules)


def _case(rules: Iterable[str]) -> str:
    chosen = list(rules)
    return f"CASE {' '.join(chosen)} ELSE '' END" if chosen else "''"
