"""The forms in which a profile's rows are written, as they come: tables, JSON lines, XML."""

import io
from collections.abc import Mapping, Sequence
from typing import IO, Any, Protocol
from xml.sax.saxutils import escape, quoteattr

import orjson

from migration.export.csvlines import csv_writer
from migration.export.profiles.model import Column, ProfileFile, Tree

_NEWLINES = {"lf": "\n", "crlf": "\r\n"}


class Writer(Protocol):
    """Writes rows that their file can hold (``letters``)."""

    def begin(self) -> None: ...
    def write(self, cells: Sequence[str]) -> None: ...
    def end(self) -> None: ...


def writer_of(spec: ProfileFile, file: IO[bytes]) -> Writer:
    forms: Mapping[str, type[_Table | _JsonLines | _Xml]] = {"jsonl": _JsonLines, "xml": _Xml}
    return forms.get(spec.rule.form, _Table)(spec, file)


class _Table:
    def __init__(self, spec: ProfileFile, file: IO[bytes]) -> None:
        self._file = file
        self._rule = spec.rule
        self._names = [leaf.name for leaf in spec.leaves]
        self._text = io.StringIO(newline="")
        delimiter = "\t" if spec.rule.form == "tsv" else spec.rule.delimiter
        self._writer = csv_writer(self._text, delimiter, _NEWLINES[spec.rule.newline])

    def begin(self) -> None:
        self.write(self._names)

    def write(self, cells: Sequence[str]) -> None:
        self._writer.writerow(cells)
        text = self._text.getvalue()
        self._text.seek(0)
        self._text.truncate()
        self._file.write(text.encode(self._rule.encoding))

    def end(self) -> None:
        pass


class _JsonLines:
    def __init__(self, spec: ProfileFile, file: IO[bytes]) -> None:
        self._file = file
        self._tree = spec.tree

    def begin(self) -> None:
        pass

    def write(self, cells: Sequence[str]) -> None:
        self._file.write(orjson.dumps(nested(self._tree, iter(cells)) or {}) + b"\n")

    def end(self) -> None:
        pass


class _Xml:
    def __init__(self, spec: ProfileFile, file: IO[bytes]) -> None:
        self._file = file
        self._rule = spec.rule
        self._tree = spec.tree

    def begin(self) -> None:
        head = f'<?xml version="1.0" encoding="{self._rule.encoding.upper()}"?>\n<{self._rule.root}>\n'
        self._file.write(head.encode())

    def write(self, cells: Sequence[str]) -> None:
        found = nested(self._tree, iter(cells)) or {}
        text = element(self._rule.element, found) + "\n"
        self._file.write(text.encode(self._rule.encoding))

    def end(self) -> None:
        self._file.write(f"</{self._rule.root}>\n".encode())


def nested(tree: Tree, cells: Any) -> Any:
    """The cells in the places of the tree's leaves; what is empty vanishes, and levels with nothing but constants.

    A level that has only constants (``{type: home}``) says nothing by itself.
    """
    found, says = _nested(tree, cells)
    return found if says else None


def _nested(tree: Tree, cells: Any) -> tuple[Any, bool]:
    if isinstance(tree, Column):
        value = next(cells)
        return (_typed(tree, value) if value != "" else None), value != "" and tree.value is None
    if isinstance(tree, Mapping):
        parts = {name: _nested(part, cells) for name, part in tree.items()}
        kept = {name: part for name, (part, _) in parts.items() if part is not None}
        says = any(speaks for _, speaks in parts.values())
        return (kept or None), says
    elements = [_nested(part, cells) for part in tree]
    kept_elements = [part for part, speaks in elements if part is not None and speaks]
    return (kept_elements or None), bool(kept_elements)


def _typed(column: Column, value: str) -> object:
    match column.type:
        case "integer":
            return int(value)
        case "number":
            return float(value)
        case "flag":
            return value in ("true", "1")
        case "list":
            return _parts(column, orjson.loads(value)) or None
        case _:
            return value


def _parts(column: Column, values: Sequence[str]) -> list[object]:
    if not column.each:
        return list(values)
    return [{name: text.replace("{}", value) for name, text in column.each.items()} for value in values]


def element(name: str, content: Any) -> str:
    """An XML element; ``@name`` members are attributes, a list is the element again and again, ``#`` the text."""
    if isinstance(content, list):
        return "".join(element(name, part) for part in content)
    if not isinstance(content, Mapping):
        return f"<{name}>{_escaped(content)}</{name}>"
    attributes = "".join(f" {key[1:]}={quoteattr(_text(value))}" for key, value in content.items() if key[0] == "@")
    inner = "".join(
        _escaped(value) if key == "#" else element(key, value) for key, value in content.items() if key[0] != "@"
    )
    return f"<{name}{attributes}>{inner}</{name}>"


def _escaped(value: object) -> str:
    """A reader of XML takes a bare CR for the end of a line."""
    return escape(_text(value), {"\r": "&#13;"})


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
