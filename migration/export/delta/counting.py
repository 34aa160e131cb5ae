"""The rows of a delta's file, counted; on the way it is read as what it is said to be."""

import csv
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any
from xml.parsers import expat

import orjson

from migration.export.delta.framing import Frames
from migration.export.delta.model import Layout, UnfitError

Resource = Mapping[str, Any]
"""A file as its data package describes it."""


def count_rows(path: Path, resource: Resource) -> int | None:
    """None where nobody says what its rows are. Raises UnfitError, whose text names a row by its number at most."""
    form = str(resource.get("form"))
    count = _COUNTS.get(form, _document if path.suffix == ".xml" else None)
    try:
        return count(path, resource) if count else None
    except (AttributeError, LookupError, TypeError, ValueError, csv.Error, expat.ExpatError) as error:
        said = f"its bytes are not {resource.get('encoding')}" if isinstance(error, UnicodeError) else str(error)
        raise UnfitError(f"is no {form if form in _COUNTS else 'xml'} from here on ({said})") from error


def _table(path: Path, resource: Resource) -> int:
    """Every row has as many cells as there are columns."""
    count = 0
    with path.open(encoding=resource["encoding"], newline="") as file:
        rows = csv.reader(file, delimiter=resource["dialect"]["delimiter"], strict=True)
        width = len(next(rows, ()))
        for count, cells in enumerate(rows, 1):
            if len(cells) != width:
                raise ValueError(f"row {count} has {len(cells)} cells, not {width}")
    return count


def _lines(path: Path, _: Resource) -> int:
    count = 0
    with path.open("rb") as file:
        for count, line in enumerate(file, 1):
            if not isinstance(orjson.loads(line), dict):
                raise ValueError(f"row {count} is no object")
    return count


def _records(path: Path, _: Resource) -> int:
    return sum(1 for _ in Frames(path, Layout(path=path.name, form="iso2709", key=())))


def _marcxml(path: Path, _: Resource) -> int:
    return _elements(path, "record")


def _rows_of_xml(path: Path, resource: Resource) -> int:
    return _elements(path, resource["recordElement"])


def _document(path: Path, _: Resource) -> None:
    _elements(path, "")


def _elements(path: Path, name: str) -> int:
    """Children of the root with this name. The whole document is read, and nothing of it is kept."""
    parser = expat.ParserCreate()
    depth = count = 0

    def start(found: str, _: object) -> None:
        nonlocal depth, count
        count += depth == 1 and found == name
        depth += 1

    def end(_: object) -> None:
        nonlocal depth
        depth -= 1

    if name:
        parser.StartElementHandler, parser.EndElementHandler = start, end
    with path.open("rb") as file:
        parser.ParseFile(file)
    return count


_COUNTS: Mapping[str, Callable[[Path, Resource], int | None]] = MappingProxyType(
    {
        "csv": _table,
        "tsv": _table,
        "jsonl": _lines,
        "xml": _rows_of_xml,
        "marcxml": _marcxml,
        "iso2709": _records,
    }
)
