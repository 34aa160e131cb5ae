"""A vendor's load report, a CSV file with a row per thing that was loaded or not, whatever its dialect."""

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from types import MappingProxyType
from uuid import UUID

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
_SAMPLE, _START = 1 << 20, 1 << 10
_LONGEST = 1 << 24
"""Characters of a cell: more than csv's own limit, since a message may quote a record."""
_MESSAGE = 300
_MOST_STATUSES = 10
"""Unknown statuses that are told; of more, some other column was taken for that of the status."""
_SEPARATOR = re.compile(r'"?sep=([^\w"])"?\s*', re.IGNORECASE)
"""A line before the heading, by which Excel knows the delimiter."""
_OURS = {32, 36, 38, 45}
"""Lengths of our ids as programs write them: bare, with hyphens, in braces, as a URN."""
_ADDRESS = re.compile(r"\S+@\S+")
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
    """``places``: the column (from 0) of each of ``NAMES`` that the file has; ``before``: lines before its heading."""

    charset: str
    delimiter: str
    places: Mapping[str, int]
    before: int = 0


def dialect_of(path: Path, named: Mapping[str, str] = MappingProxyType({})) -> Dialect:
    """How the file is written. ``named``: headings of the columns, where they are others than ``NAMES``.

    Raises LoadReportError where it has no heading, or lacks a column.
    """
    charset = _charset(path)
    delimiter, before, cells = _heading(path, charset)
    if not cells:
        raise LoadReportError([f"{path.name}: the file is empty; {_EXPECTED}"])
    places = _places(path, [cell.strip().casefold() for cell in cells], named)
    return Dialect(charset, delimiter, places, before)


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


def _heading(path: Path, charset: str) -> tuple[str, int, list[str]]:
    """The delimiter, how many lines stand before the heading (blank ones, Excel's ``sep=``), and its cells."""
    with path.open(encoding=charset, errors="replace", newline="") as file:
        told = ""
        for before, line in enumerate(file):
            if match := _SEPARATOR.fullmatch(line):
                told = match[1]
            elif line.strip():
                delimiter = told or max(_DELIMITERS, key=line.count)
                return delimiter, before, next(csv.reader(chain([line], file), delimiter=delimiter))
    return _DELIMITERS[0], 0, []


def _charset(path: Path) -> str:
    """UTF-16 by its mark or its zero bytes, UTF-8 where all of it is; else what its first part looks most like."""
    with path.open("rb") as file:
        start = file.read(_START)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if 3 * start.count(0) > len(start):
        return "utf-16-be" if start[::2].count(0) > start[1::2].count(0) else "utf-16-le"
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    with path.open("rb") as file:
        sample = file.read(_SAMPLE)
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
    """The rows as ``ROWS``; messages without identity numbers and e-mail addresses.

    Raises LoadReportError on the way where quotes don't match or statuses are no statuses, and at the end where there
    was no row, or with the statuses that ``statuses`` does not know and how often they stand.
    """
    unknown: Counter[str] = Counter()
    number = 1
    for number, row in _rows(path, dialect):
        entity, key, status, message = (_cell(row, dialect, name) for name in ("entity", "id", "status", "message"))
        outcome = statuses.get(status.casefold()) or statuses.get(status.casefold().rstrip(" .!"), "")
        if not outcome:
            unknown[status] += 1
            _require_few(path, unknown)
        known = _FILES.get(entity.casefold().removesuffix(".csv"), "")
        yield number, known, _id(key), outcome, _ADDRESS.sub("…", mask(message))[:_MESSAGE]
    if unknown:
        raise LoadReportError([_unknown(path, status, count) for status, count in sorted(unknown.items())])
    if number == 1:
        raise LoadReportError([f"{path.name}: has a heading and no rows; ask the vendor for the whole report"])


def _rows(path: Path, dialect: Dialect) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not blank, with its ordinal. A quote that is not closed would swallow all that follows."""
    csv.field_size_limit(max(_LONGEST, csv.field_size_limit()))
    number = 0
    with path.open(encoding=dialect.charset, errors="replace", newline="") as file:
        rows = csv.reader(islice(file, dialect.before, None), delimiter=dialect.delimiter, strict=True)
        try:
            for number, row in enumerate(rows, 1):
                if number > 1 and any(row):
                    yield number, row
        except csv.Error as error:
            raise LoadReportError(
                [f"{path.name}: row {number + 1} cannot be read ({error}); a quote in it is not closed, or not doubled"]
            ) from error


def _id(key: str) -> str:
    """An id of ours as we write it; another as it is."""
    if len(key) in _OURS:
        with suppress(ValueError):
            return str(UUID(key))
    return key


def _require_few(path: Path, unknown: Mapping[str, int]) -> None:
    if len(unknown) > _MOST_STATUSES:
        raise LoadReportError(
            [
                f"{path.name}: more than {_MOST_STATUSES} different statuses are not in mappings/load_statuses.csv; is "
                "it the column of the status? name that with --status-column"
            ]
        )


def _unknown(path: Path, status: str, count: int) -> str:
    what = f"{path.name}: status {mask(status)[:_MESSAGE]!r} ({count} rows)"
    return f"{what} is not in mappings/load_statuses.csv; add it there"


def _cell(row: Sequence[str], dialect: Dialect, name: str) -> str:
    place = dialect.places.get(name)
    return row[place].strip() if place is not None and place < len(row) else ""
