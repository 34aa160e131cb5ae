"""Records with what a system wants in them besides: fields of its own, and one for each item."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

from migration.export.database import rows
from migration.export.profiles.cells import Cell
from migration.export.profiles.cells import text as sql_text
from migration.export.profiles.forms import NOT_XML
from migration.export.profiles.left_out import LeftOut
from migration.export.profiles.model import Column, Profile, ProfileFile, Subfields
from migration.export.profiles.queries import Selection, query
from migration.export.profiles.records import BrokenRecordsError, records, without
from migration.export.profiles.records import fields as fields_of
from migration.export.profiles.tables import BIBS
from migration.marc.writing import escaped, marcxml_field

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
    item = spec.rule.items
    tags = {*spec.rule.drop, *((item.tag, item.also) if item else ())} - {""}
    own = _Own(connection, profile, spec)
    items = _Items(connection, profile, spec)
    for bib_id, text in records(bibs):
        source, fields = own.of(bib_id)
        lines, first, count, left_out = items.of(bib_id)
        added = [*_copied(spec, text), *own.filled(fields, first), *lines]
        plain = without(text, tags)
        yield MadeRecord(
            bib_id, source, plain.removesuffix(_RECORD_END) + "".join(added) + _RECORD_END, count, left_out
        )


def _copied(spec: ProfileFile, text: str) -> Iterator[str]:
    for rule in spec.rule.copied:
        beside = [part for pair in rule.subfields.items() for part in pair]
        for row in fields_of(text, rule.tag):
            for code, value in zip(row[2::2], row[3::2], strict=True):
                if code == "a" and value.startswith(rule.starts):
                    yield marcxml_field([rule.to, "  ", "a", value.removeprefix(rule.starts), *beside])


def _cells(fields: Sequence[Subfields]) -> list[Cell]:
    return [Cell(f"{one.tag}${code}", column) for one in fields for code, column in one.subfields.items()]


def item_selection(profile: Profile, field: Subfields, wanted: Sequence[Cell] = ()) -> Selection:
    """The items' cells, and ``wanted`` besides, in the order of the records."""
    return Selection(
        table="items",
        cells=[*_cells([field]), *wanted],
        unlisted=profile.unlisted,
        where=field.where,
        first="bib_id",
    )


class _Own:
    """The fields that each record gets, by its id."""

    def __init__(self, connection: "DuckDBPyConnection", profile: Profile, spec: ProfileFile) -> None:
        self._fields = spec.rule.add
        cells = [Cell(c.name, Column(value="") if c.column.of_items else c.column) for c in _cells(self._fields)]
        self._rows = rows(connection, query(Selection(table=BIBS, cells=cells, unlisted=profile.unlisted)))

    def of(self, bib_id: str) -> tuple[str, Sequence[str]]:
        """Source, and the cells. Raises BrokenRecordsError where the crosswalk does not have the record."""
        found, source, _, _, *cells = next(self._rows, ("", "", "", ""))
        if found != bib_id:
            raise BrokenRecordsError(f"bibs.xml has {bib_id} where bibs_crosswalk.csv has {found or 'no more'}")
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
        shown = [_subfields_sql(field), *(f"c{len(field.subfields) + n}" for n in range(len(wanted)))]
        self._groups: Iterator[tuple[str, Iterator[tuple[str, ...]]]] = iter(())
        if self._field or wanted:
            asked = query(item_selection(profile, field, wanted), shown)
            self._groups = groupby(rows(connection, asked), key=itemgetter(0))
        self._next = next(self._groups, None)

    def of(self, bib_id: str) -> tuple[list[str], Sequence[str], int, list[LeftOut]]:
        """Lines, what the first item gives to the record's own fields, how many lines, and what was left out."""
        lines: list[str] = []
        count = 0
        left_out: list[LeftOut] = []
        first: Sequence[str] = ()
        if self._next is None or self._next[0] != bib_id:
            return lines, first, 0, left_out
        for _, item_id, source, why, _, subfields, *cells in self._next[1]:
            first = first or cells
            if self._field and not (why := why or _unwritable(subfields, self._field.tag)):
                count += 1
                lines += _wrapped(self._field, subfields)
            elif self._field:
                left_out.append(LeftOut(self._file, source, item_id, why))
        self._next = next(self._groups, None)
        return lines, first, count, left_out


def _unwritable(subfields: str, tag: str) -> str:
    if not subfields:
        return f"required:{tag}"
    return f"letter:{tag}" if not subfields.isprintable() and NOT_XML.search(subfields) else ""


def _subfields_sql(field: Subfields) -> str:
    """The cells as ``<subfield>`` elements, as ``marcxml_field`` writes them: two million times, so in SQL."""
    parts = []
    for n, code in enumerate(field.subfields):
        value = f"c{n}"
        for letter in '&<>"':
            value = f"replace({value}, {sql_text(letter)}, {sql_text(escaped(letter))})"
        start = sql_text(f'<subfield code="{escaped(code)}">')
        parts.append(f"CASE WHEN c{n} = '' THEN '' ELSE {start} || {value} || '</subfield>' END")
    return " || ".join(parts) or "''"


def _wrapped(field: Subfields, subfields: str) -> Iterator[str]:
    first, second = map(escaped, field.indicators)
    for tag in filter(None, (field.tag, field.also)):
        yield f'<datafield tag="{tag}" ind1="{first}" ind2="{second}">{subfields}</datafield>\n'


def _line(field: Subfields, subfields: Sequence[tuple[str, str]]) -> Iterator[str]:
    """A field, unless all of it is empty."""
    filled = [part for pair in subfields if pair[1] for part in pair]
    if filled:
        yield marcxml_field([field.tag, field.indicators, *filled])
