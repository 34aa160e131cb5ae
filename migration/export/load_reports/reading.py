"""A vendor's load report, a CSV file with a row per thing that was loaded or not, whatever its dialect."""

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import MappingProxyType

from migration.charsets import choose_charset
from migration.model import Entity
from migration.privacy import mask

NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "id": ("id", "record_id", "external_id", "key", "barcode", "cardnumber", "strekkode", "lånernummer"),
        "status": ("status", "state", "result", "outcome", "resultat"),
        "message": ("message", "error", "reason", "text", "melding", "feilmelding", "årsak"),
        "entity": ("entity", "type", "record_type", "file", "hva"),
    }
)  # fmt: skip
"""Headings by which a column is known, unless it is named; the first that is there counts."""
REQUIRED = ("id", "status")
ROWS = ("row", "entity", "id", "outcome", "message")
"""Columns of the normal form. ``row``: ordinal of the record in the vendor's file, its heading being 1."""
_DELIMITERS = ";,\t|"
_FOR_EXCEL = re.compile(r'"?sep=([^\w"])"?', re.IGNORECASE)
"""A first line that tells a spreadsheet the delimiter."""
_MARKED = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SAMPLE = 1 << 20
_LONGEST = 1 << 24
"""Characters of a cell: more than csv's own limit, since a message may quote a record."""
_MESSAGE = 300
_STATUS = 60
_MOST_STATUSES = 20
"""More unknown ones than these are no statuses, but what a vendor says of single rows, which may be of persons."""
_EXPECTED = (
    "the first row must be a heading with an id and a status; name columns that are called otherwise with --id-column, "
    "--status-column, --message-column and --entity-column"
)
_FILES = {name: entity for entity in Entity for name in (entity.value, f"{entity.value}s")}


class LoadReportError(Exception):
    """The file cannot be used. ``problems``: one line each, with what to do."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = list(problems)


@dataclass(frozen=True, slots=True)
class Dialect:
    """``lead``: lines before the heading; ``places``: the column (from 0) of each of ``NAMES`` that the file has."""

    charset: str
    delimiter: str
    lead: int
    places: Mapping[str, int]


def dialect_of(path: Path, named: Mapping[str, str] = MappingProxyType({})) -> Dialect:
    """How the file is written. ``named``: headings of the columns, where they are others than ``NAMES``.

    Raises LoadReportError where it has no heading, or lacks a column.
    """
    charset = _charset(path)
    with path.open(encoding=charset, errors="replace", newline="") as file:
        first = file.readline()
        said = _FOR_EXCEL.fullmatch(first.strip())
        first = file.readline() if said else first
    if not first.strip():
        raise LoadReportError([f"{path.name}: the file is empty; {_EXPECTED}"])
    delimiter = said[1] if said else max(_DELIMITERS, key=first.count)
    heading = [cell.strip().casefold() for cell in next(csv.reader([first], delimiter=delimiter), [])]
    return Dialect(charset, delimiter, int(bool(said)), _places(path, heading, named))


def _places(path: Path, heading: Sequence[str], named: Mapping[str, str]) -> Mapping[str, int]:
    places, problems = {}, []
    for name, known in NAMES.items():
        wanted = (named[name].casefold(),) if named.get(name) else known
        found = next((heading.index(word) for word in wanted if word in heading), None)
        if found is not None:
            places[name] = found
        elif name in REQUIRED or named.get(name):
            problems.append(f"{path.name}: no column {' or '.join(wanted)}; {_first_row(heading)}")
    if problems:
        raise LoadReportError([*problems, f"{path.name}: {_EXPECTED}"])
    return places


def _first_row(heading: Sequence[str]) -> str:
    """What the first row is like. Only words of ours are repeated: without a heading, it is a row on somebody."""
    known = [word for word in heading if any(word in names for names in NAMES.values())]
    columns = f"the first row has {len(heading)} column{'' if len(heading) == 1 else 's'}"
    return f"{columns}, and known among them {', '.join(known) or 'none'}"


def _charset(path: Path) -> str:
    """UTF-16 by its mark, or by the zero beside its first letter; UTF-8 where all of it is; else what its first part
    looks most like."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    with path.open("rb") as file:
        sample = file.read(_SAMPLE)
        if sample.startswith(_MARKED):
            return "utf-16"
        if b"\0" in sample[:2]:
            return "utf-16-be" if sample[:1] == b"\0" else "utf-16-le"
        chunk = sample
        try:
            while chunk:
                decoder.decode(chunk)
                chunk = file.read(_SAMPLE)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return choose_charset(sample)
    return "utf-8-sig"


def normal_rows(path: Path, dialect: Dialect, statuses: Mapping[str, str]) -> Iterator[tuple[int, str, str, str, str]]:
    """The rows as ``ROWS``; messages without identity numbers.

    Raises LoadReportError at the end, with every status that ``statuses`` does not know and how often it stands, and
    where there was no row.
    """
    unknown: Counter[str] = Counter()
    csv.field_size_limit(_LONGEST)
    with path.open(encoding=dialect.charset, errors="replace", newline="") as file:
        rows = csv.reader(islice(file, dialect.lead, None), delimiter=dialect.delimiter)
        next(rows, None)
        is_empty = True
        for number, row in enumerate(rows, 2):
            if not any(row):
                continue
            is_empty = False
            entity, key, status, message = (_cell(row, dialect, name) for name in ("entity", "id", "status", "message"))
            outcome = statuses.get(status.casefold(), "")
            if not outcome:
                unknown[status] += 1
            yield number, _FILES.get(entity.casefold().removesuffix(".csv"), ""), key, outcome, mask(message)[:_MESSAGE]
    if is_empty:
        raise LoadReportError([f"{path.name}: there is a heading, and no row below it; ask for the report again"])
    if unknown:
        raise LoadReportError(_unknown_statuses(path, unknown))


def _unknown_statuses(path: Path, unknown: Counter[str]) -> list[str]:
    if len(unknown) > _MOST_STATUSES:
        return [
            f"{path.name}: {len(unknown)} different words stand in the column of the status, so that it is probably "
            "another column; name the right one with --status-column"
        ]
    return [_unknown(path, status, count) for status, count in sorted(unknown.items())]


def _unknown(path: Path, status: str, count: int) -> str:
    what = f"{path.name}: status {mask(status)[:_STATUS]!r} ({count} rows)"
    return f"{what} is not in mappings/load_statuses.csv; add it there"


def _cell(row: Sequence[str], dialect: Dialect, name: str) -> str:
    place = dialect.places.get(name)
    return row[place].strip() if place is not None and place < len(row) else ""
