"""The key, the library and the source of a row, read from its bytes with as little parsing as will do."""

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias
from xml.sax.saxutils import unescape

import orjson

from migration.export.delta.framing import Frames
from migration.export.delta.model import NOBODY, Key, Layout, Row, UnfitError

Read: TypeAlias = Callable[[bytes], tuple[Key, str, str]]
"""Key, library and source of a row. Raises LookupError or ValueError where it has no key."""

csv.field_size_limit(1 << 30)

_DIRECTORY = 24
_ENTRY = 12


def rows(frames: Frames) -> Iterator[Row]:
    """The rows of a file in the order of their keys. Raises UnfitError where they stand in any other, or have none."""
    read, last = _READERS[frames.layout.form](frames.layout), None
    for raw in frames:
        try:
            key, library, source = read(raw)
        except (LookupError, TypeError, ValueError, csv.Error) as error:
            raise UnfitError("a row has no key") from error
        if last is not None and key <= last:
            raise UnfitError("rows do not stand in the order of their keys, each once")
        last = key
        yield key, library, source, raw


def open_rows(folder: Path, layout: Layout) -> tuple[Frames, Iterator[Row]]:
    frames = Frames(folder / layout.path, layout)
    return frames, rows(frames)


def _table(layout: Layout) -> Read:
    """Cells of a row without quotes are cut at the delimiter; only others go through the CSV reader."""
    positions = [layout.columns.index(name) for name in layout.key]
    library, source = (_place(layout, name) for name in (layout.library, layout.source))
    needed = max([*positions, library, source]) + 1
    delimiter, encoding = layout.delimiter.encode(layout.encoding), layout.encoding

    def read(raw: bytes) -> tuple[Key, str, str]:
        if b'"' in raw:
            cells = next(csv.reader([raw.decode(encoding)], delimiter=layout.delimiter))
        else:
            cells = [cell.decode(encoding) for cell in raw.rstrip(b"\r\n").split(delimiter, needed)[:needed]]
        key = tuple([cells[n].encode() for n in positions])
        return key, NOBODY if library < 0 else cells[library], NOBODY if source < 0 else cells[source]

    return read


def _place(layout: Layout, name: str) -> int:
    return layout.columns.index(name) if name in layout.columns else -1


def _json(layout: Layout) -> Read:
    def read(raw: bytes) -> tuple[Key, str, str]:
        row = orjson.loads(raw)
        key = tuple([str(row[name]).encode() for name in layout.key])
        return key, str(row.get(layout.library, NOBODY)), str(row.get(layout.source, NOBODY))

    return read


def _element(layout: Layout) -> Read:
    """A key is the text of a child element, or, named ``@name``, an attribute of the row's own element."""
    patterns = [re.compile(_pattern(name).encode()) for name in layout.key]

    def read(raw: bytes) -> tuple[Key, str, str]:
        return tuple([_found(pattern, raw) for pattern in patterns]), NOBODY, NOBODY

    return read


def _pattern(name: str) -> str:
    if name.startswith("@"):
        return rf'^\s*<[^>]*\s{re.escape(name[1:])}="([^"]*)"'
    return rf"<{re.escape(name)}(?:\s[^>]*)?>([^<]*)<"


def _marcxml(layout: Layout) -> Read:
    """001, and the library of 003."""
    number, library = (re.compile(rb'<controlfield tag="%s">([^<]*)<' % tag) for tag in (b"001", b"003"))

    def read(raw: bytes) -> tuple[Key, str, str]:
        isil = library.search(raw)
        return (_found(number, raw),), isil[1].decode() if isil else NOBODY, NOBODY

    return read


def _found(pattern: re.Pattern[bytes], raw: bytes) -> bytes:
    found = pattern.search(raw)
    if not found:
        raise LookupError(pattern.pattern)
    text: bytes = found[1]
    return unescape(text.decode(), {"&quot;": '"', "&apos;": "'"}).encode() if b"&" in text else text


def _iso2709(layout: Layout) -> Read:
    def read(raw: bytes) -> tuple[Key, str, str]:
        base = int(raw[12:17])
        directory = raw[_DIRECTORY : base - 1]
        fields = {directory[at : at + 3]: directory[at + 3 : at + _ENTRY] for at in (0, _ENTRY)}
        isil = _control(raw, base, fields[b"003"]).decode() if b"003" in fields else NOBODY
        return (_control(raw, base, fields[b"001"]),), isil, NOBODY

    return read


def _control(raw: bytes, base: int, entry: bytes) -> bytes:
    start = base + int(entry[4:])
    return raw[start : start + int(entry[:4]) - 1]


_READERS: Mapping[str, Callable[[Layout], Read]] = MappingProxyType(
    {"csv": _table, "tsv": _table, "jsonl": _json, "xml": _element, "marcxml": _marcxml, "iso2709": _iso2709}
)
