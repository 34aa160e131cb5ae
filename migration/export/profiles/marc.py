"""Records with what a system wants in them besides: fields of its own, and one for each item."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from migration.export.profiles.database import rows
from migration.export.profiles.left_out import LeftOut
from migration.export.profiles.model import Column, Profile, ProfileFile, Subfields
from migration.export.profiles.queries import Cell, query
from migration.export.profiles.records import records, without
from migration.export.profiles.tables import BIBS
from migration.marc.writing import marcxml_field

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_RECORD_END = "</record>\n"


@dataclass(frozen=True, slots=True)
class MadeRecord:
    """``text``: the ``<record>`` element. ``items``: how many fields of items it got; ``left_out``: items without."""

    bib_id: str
    source: str
    text: str
    items: int
    left_out: Sequence[LeftOut]


def made_records(
    connection: "DuckDBPyConnection", bibs: Path, profile: Profile, spec: ProfileFile
) -> Iterator[MadeRecord]:
    """The records in the order of their ids. One pass over ``bibs.xml``, beside it one over the items."""
    tags = set(spec.rule.drop) | ({spec.rule.items.tag} if spec.rule.items else set())
    own = _Own(connection, profile, spec)
    items = _Items(connection, profile, spec)
    for bib_id, text in records(bibs):
        source, fields = own.of(bib_id)
        lines, first, count, left_out = items.of(bib_id)
        added = [*own.filled(fields, first), *lines]
        plain = without(text, tags)
        yield MadeRecord(
            bib_id, source, plain.removesuffix(_RECORD_END) + "".join(added) + _RECORD_END, count, left_out
        )


def _cells(fields: Sequence[Subfields]) -> list[Cell]:
    return [Cell(f"{one.tag}${code}", column) for one in fields for code, column in one.subfields.items()]


def item_query(profile: Profile, field: Subfields, wanted: Sequence[Cell] = ()) -> str:
    """The items' cells, and ``wanted`` besides, in the order of the records; the first column is ``bib_id``."""
    return query(
        "items",
        [*_cells([field]), *wanted],
        profile.unlisted,
        where=field.where,
        one_per=field.one_per,
        order=("f0",),
        first=("bib_id",),
    )


class _Own:
    """The fields that each record gets, by its id."""

    def __init__(self, connection: "DuckDBPyConnection", profile: Profile, spec: ProfileFile) -> None:
        self._fields = spec.rule.add
        cells = [Cell(c.name, Column(value="") if c.column.of_items else c.column) for c in _cells(self._fields)]
        self._rows = rows(connection, query(BIBS, cells, profile.unlisted, where={}))

    def of(self, bib_id: str) -> tuple[str, Sequence[str]]:
        """Source, and the cells. Raises KeyError where the crosswalk does not have the record."""
        found, source, _, _, *cells = next(self._rows, ("", "", "", ""))
        if found != bib_id:
            raise KeyError(f"bibs.xml has {bib_id} where bibs_crosswalk.csv has {found or 'no more'}")
        return source, cells

    def filled(self, cells: Sequence[str], first: Sequence[str]) -> Iterator[str]:
        """The fields as lines; ``first``: what the record's first item gives for cells that are ``of_items``."""
        values, of_items = iter(cells), iter(first)
        for field in self._fields:
            chosen = []
            for code, column in field.subfields.items():
                value = next(values)
                if column.of_items:
                    value = next(of_items, "") or column.otherwise
                chosen.append((code, value))
            yield from _line(field, chosen)


class _Items:
    """The items of each record, in the order of the records, then of their own ids."""

    def __init__(self, connection: "DuckDBPyConnection", profile: Profile, spec: ProfileFile) -> None:
        self._file = spec.name
        self._field = spec.rule.items
        of_items = [c.column for c in _cells(spec.rule.add) if c.column.of_items]
        wanted = [Cell("", c.model_copy(update={"source": (c.of_items,), "of_items": ""})) for c in of_items]
        field = self._field or Subfields(tag="000", subfields={})
        self._width = len(field.subfields)
        self._groups: Iterator[tuple[str, Iterator[tuple[str, ...]]]] = iter(())
        if self._field or wanted:
            self._groups = groupby(rows(connection, item_query(profile, field, wanted)), key=lambda row: row[0])
        self._next = next(self._groups, None)

    def of(self, bib_id: str) -> tuple[list[str], Sequence[str], int, list[LeftOut]]:
        """Lines, what the first item gives to the record's own fields, how many lines, and what was left out."""
        lines: list[str] = []
        left_out: list[LeftOut] = []
        first: Sequence[str] = ()
        if self._next is None or self._next[0] != bib_id:
            return lines, first, 0, left_out
        for _, item_id, source, why, _, *cells in self._next[1]:
            first = first or cells[self._width :]
            if why:
                left_out.append(LeftOut(self._file, source, item_id, why))
            elif self._field:
                lines += _line(self._field, list(zip(self._field.subfields, cells[: self._width], strict=True)))
        self._next = next(self._groups, None)
        return lines, first, len(lines), left_out


def _line(field: Subfields, subfields: Sequence[tuple[str, str]]) -> Iterator[str]:
    """A field, unless all of it is empty."""
    filled = [part for pair in subfields if pair[1] for part in pair]
    if filled:
        yield marcxml_field([field.tag, field.indicators, *filled])
