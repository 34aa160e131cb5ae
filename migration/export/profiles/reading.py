"""Reads a profile's files back for who verifies them, as what each row has in each column."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, iterparse

import orjson

from migration.export.profiles.records import fields, records

Row = Mapping[str, Sequence[str]]
"""Values by column; a column inside a list may have several."""

csv.field_size_limit(1 << 30)


class UnreadableError(Exception):
    """A file is not in the form that its manifest says. The text tells what is wrong."""


def read_rows(path: Path, layout: Mapping[str, Any]) -> Iterator[Row]:
    """The rows of a file; of records the items' fields, see ``read_records``. Raises UnreadableError.

    Each with the manifest's columns, and those of the key, which what is made of records has besides.
    """
    form, columns = layout["form"], list(layout["columns"])
    nested = list(dict.fromkeys([*columns, *layout.get("key", ())]))
    try:
        if form in ("csv", "tsv"):
            yield from _table(path, "\t" if form == "tsv" else layout["delimiter"], layout["encoding"], columns)
        elif form == "jsonl":
            yield from _json_lines(path, nested)
        elif form == "xml":
            yield from _xml(path, layout["element"], nested)
    except (ValueError, SyntaxError, LookupError, csv.Error) as error:  # LookupError: an encoding that nobody knows
        raise UnreadableError(f"is no {form} from here on ({error})") from error


def read_records(path: Path, form: str, columns: Sequence[str]) -> Iterator[tuple[str, Sequence[Row]]]:
    """001 of each record and its items' fields (not in ISO 2709). ``columns``: ``<tag>$<code>`` of the items' field."""
    if form == "iso2709":
        yield from ((bib_id, ()) for bib_id in _iso2709(path))
        return
    tag = columns[0].partition("$")[0] if columns else ""
    for bib_id, text in records(path):
        yield bib_id, [_subfields(row) for row in fields(text, tag)] if tag else ()


def _subfields(row: Sequence[str]) -> Row:
    found: dict[str, list[str]] = {}
    for code, value in zip(row[2::2], row[3::2], strict=True):
        found.setdefault(f"{row[0]}${code}", []).append(value)
    return found


def _table(path: Path, delimiter: str, encoding: str, columns: Sequence[str]) -> Iterator[Row]:
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        if next(reader, None) != list(columns):
            raise UnreadableError("has other columns than its manifest says")
        for cells in reader:
            yield {name: [cell] for name, cell in zip(columns, cells, strict=True) if cell}


def _json_lines(path: Path, columns: Sequence[str]) -> Iterator[Row]:
    with path.open("rb") as file:
        for line in file:
            row = orjson.loads(line)
            yield {name: list(_in_json(row, name.split("."))) for name in columns}


def _in_json(part: Any, steps: Sequence[str]) -> Iterator[str]:
    """A list is looked through whole: what is empty was left out of it, and the places have moved."""
    if isinstance(part, list):
        rest = steps[1:] if steps and steps[0].isdigit() else steps
        for one in part:
            yield from _in_json(one, rest)
    elif steps and isinstance(part, dict) and steps[0] in part:
        yield from _in_json(part[steps[0]], steps[1:])
    elif not steps and part is not None:
        yield str(part)


def _xml(path: Path, element: str, columns: Sequence[str]) -> Iterator[Row]:
    root: Element | None = None
    for event, found in iterparse(path, events=("start", "end")):  # noqa: S314 (expat refuses entities that explode)
        root = found if root is None else root
        if event == "end" and found.tag == element:
            yield {name: list(_in_xml(found, [s for s in name.split(".") if not s.isdigit()])) for name in columns}
            root.clear()


def _in_xml(part: Element, steps: Sequence[str]) -> Iterator[str]:
    if not steps or steps[0] == "#":
        yield part.text or ""
    elif steps[0].startswith("@"):
        yield from filter(None, [part.get(steps[0][1:])])
    else:
        for child in part.findall(steps[0]):
            yield from _in_xml(child, steps[1:])


def _iso2709(path: Path) -> Iterator[str]:
    with path.open("rb") as file:
        while head := file.read(24):
            body = file.read(int(head[:5]) - 24)
            base = int(head[12:17]) - 24
            start, length = int(body[7:12]), int(body[3:7])
            if body[:3] != b"001" or not body.endswith(b"\x1d"):
                raise UnreadableError("has a record without 001, or whose length is wrong")
            yield body[base + start : base + start + length - 1].decode()
