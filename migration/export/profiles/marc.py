"""Records with what a system wants in them besides: fields of its own, and one for each item."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from migration.export.database import rows
from migration.export.profiles.cells import Cell
from migration.export.profiles.cells import text as sql_text
from migration.export.profiles.job import Job
from migration.export.profiles.left_out import LeftOut
from migration.export.profiles.model import Also, Column, ProfileFile, Subfields
from migration.export.profiles.queries import BEFORE_CELLS, Selection, query
from migration.export.profiles.records import BrokenRecordsError, records, without
from migration.export.profiles.records import fields as fields_of
from migration.export.profiles.tables import BIBS
from migration.marc.writing import escaped, marcxml_field

if TYPE_CHECKING:
    pass

_RECORD_END = "</record>\n"
_NO_FIELD = Subfields(tag="000", subfields={})


@dataclass(frozen=True, slots=True)
class MadeRecord:
    """``text``: the ``<record>`` element. ``items``: how many fields of items it got; ``left_out``: items without."""

    bib_id: str
    source: str
    text: str
    items: int
    left_out: Sequence[LeftOut]


def made_records(job: Job) -> Iterator[MadeRecord]:
    """The records in the order of their ids. One pass over ``bibs.xml``, beside it one over the items."""
    spec, item = job.spec, job.spec.rule.items
    tags = {*spec.rule.drop, *(one.tag for one in _per_item(item))}
    own, items = _Own(job), _Items(job)
    for bib_id, text in records(job.delivery / "bibs.xml"):
        source, fields = own.of(bib_id)
        lines, first, count, left_out = items.of(bib_id)
        added = [*_copied(spec, text), *own.filled(fields, first), *lines]
        plain = without(text, tags)
        yield MadeRecord(
            bib_id, source, plain.removesuffix(_RECORD_END) + "".join(added) + _RECORD_END, count, left_out
        )


def _copied(spec: ProfileFile, text: str) -> Iterator[str]:
    """Numbers that the record has in that field already are not copied there."""
    for rule in spec.rule.copied:
        beside = [part for pair in rule.subfields.items() for part in pair]
        known = set() if rule.to in spec.rule.drop else set(_numbers(text, rule.to))
        for value in _numbers(text, rule.tag):
            number = value.removeprefix(rule.starts)
            if value.startswith(rule.starts) and number not in known:
                known.add(number)
                yield marcxml_field([rule.to, "  ", "a", number, *beside])


def _numbers(text: str, tag: str) -> Iterator[str]:
    """``$a`` of a record's fields with a tag."""
    for row in fields_of(text, tag):
        yield from (value for code, value in zip(row[2::2], row[3::2], strict=True) if code == "a")


def _per_item(field: Subfields | None) -> list[Also]:
    return [one for one in (field, field.also if field else None) if one]


def _cells(fields: Sequence[Also]) -> list[Cell]:
    return [Cell(f"{one.tag}${code}", column) for one in fields for code, column in one.subfields.items()]


def item_selection(job: Job, wanted: Sequence[Cell] = ()) -> Selection:
    """The items' cells, and ``wanted`` besides, in the order of the records."""
    field = job.spec.rule.items or _NO_FIELD
    return Selection(
        table="items",
        cells=[*_cells(_per_item(field)), *wanted],
        unlisted=job.profile.unlisted,
        where=field.where,
        unfit=job.unfit,
        first="bib_id",
    )


class _Own:
    """The fields that each record gets, by its id."""

    def __init__(self, job: Job) -> None:
        self._fields = job.spec.rule.add
        cells = [Cell(c.name, Column(value="") if c.column.of_items else c.column) for c in _cells(self._fields)]
        self._rows = rows(job.connection, query(Selection(table=BIBS, cells=cells, unlisted=job.profile.unlisted)))

    def of(self, bib_id: str) -> tuple[str, Sequence[str]]:
        """Source, and the cells. Raises BrokenRecordsError where the crosswalk does not have the record."""
        found, source, *more = next(self._rows, ("",) * len(BEFORE_CELLS))
        if found != bib_id:
            raise BrokenRecordsError(f"bibs.xml has {bib_id} where bibs_crosswalk.csv has {found or 'no more'}")
        return source, more[len(BEFORE_CELLS) - 2 :]

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

    def __init__(self, job: Job) -> None:
        self._file = job.spec.name
        self._field = job.spec.rule.items
        of_items = [c.column for c in _cells(job.spec.rule.add) if c.column.of_items]
        wanted = [Cell("", c.model_copy(update={"source": (c.of_items,), "of_items": ""})) for c in of_items]
        self._fields = _per_item(self._field or _NO_FIELD)
        *begins, end = accumulate((len(one.subfields) for one in self._fields), initial=0)
        shown = [_subfields_sql(one, begin) for one, begin in zip(self._fields, begins, strict=True)]
        shown += [f"c{end + n}" for n in range(len(wanted))]
        self._groups: Iterator[tuple[str, Iterator[tuple[str, ...]]]] = iter(())
        if self._field or wanted:
            asked = query(item_selection(job, wanted), shown)
            self._groups = groupby(rows(job.connection, asked), key=itemgetter(0))
        self._next = next(self._groups, None)

    def of(self, bib_id: str) -> tuple[list[str], Sequence[str], int, list[LeftOut]]:
        """Lines, what the first item gives to the record's own fields, how many lines, and what was left out."""
        lines: list[str] = []
        count = 0
        left_out: list[LeftOut] = []
        first: Sequence[str] = ()
        if self._next is None or self._next[0] != bib_id:
            return lines, first, 0, left_out
        for _, item_id, source, legacy_id, why, code, _, *shown in self._next[1]:
            made = shown[: len(self._fields)]
            first = first or shown[len(self._fields) :]
            if self._field and not (why := why or ("" if made[0] else f"required:{self._field.tag}")):
                count += 1
                lines += (_wrapped(one, text) for one, text in zip(self._fields, made, strict=True) if text)
            elif self._field:
                left_out.append(LeftOut(self._file, source, item_id, why, legacy_id, code))
        self._next = next(self._groups, None)
        return lines, first, count, left_out


def _subfields_sql(field: Also, begin: int) -> str:
    """The cells from ``c<begin>`` as ``<subfield>`` elements, as ``marcxml_field`` writes them.

    In SQL, since there are two million.
    """
    parts = []
    for n, code in enumerate(field.subfields, begin):
        value = f"c{n}"
        for letter in '&<>"':
            value = f"replace({value}, {sql_text(letter)}, {sql_text(escaped(letter))})"
        start = sql_text(f'<subfield code="{escaped(code)}">')
        parts.append(f"CASE WHEN c{n} = '' THEN '' ELSE {start} || {value} || '</subfield>' END")
    return " || ".join(parts) or "''"


def _wrapped(field: Also, subfields: str) -> str:
    first, second = map(escaped, field.indicators)
    return f'<datafield tag="{field.tag}" ind1="{first}" ind2="{second}">{subfields}</datafield>\n'


def _line(field: Subfields, subfields: Sequence[tuple[str, str]]) -> Iterator[str]:
    """A field, unless all of it is empty."""
    filled = [part for pair in subfields if pair[1] for part in pair]
    if filled:
        yield marcxml_field([field.tag, field.indicators, *filled])
