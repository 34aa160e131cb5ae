"""A folder of data as it is described: its files, their columns, keys and references."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, TypeAlias

Type = Literal["text", "uuid", "date", "moment", "flag", "integer", "amount", "list"]
"""``moment``: a date, or a date with time and offset; ``amount``: a decimal number; ``list``: a JSON array of texts."""

Form = Literal["csv", "tsv", "jsonl", "json", "xml", "marcxml", "iso2709"]
RECORDS: Mapping[Form, str] = MappingProxyType({"marcxml": "application/marcxml+xml", "iso2709": "application/marc"})
"""The forms of MARC records, whose key is always 001, and their media types."""

Tree: TypeAlias = "Field | Mapping[str, Tree] | Sequence[Tree]"
"""A row of a nested file: the columns are its leaves; a sequence has one part, which all of its parts are like."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A column. ``about``: what it means, in English. ``values``: all that it may hold; any where it is empty.

    ``required``: never empty. ``unique``: no value twice; ``length``: characters at most, 0 for no limit.
    """

    name: str
    type: Type = "text"
    about: str = ""
    required: bool = False
    unique: bool = False
    values: tuple[str, ...] = ()
    length: int = 0


@dataclass(frozen=True, slots=True)
class Reference:
    """A column that names a row of another file (``path``) by its ``column``, or is empty."""

    field: str
    path: str
    column: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One file. ``key``: columns that name a row, in whose order (by code point) the rows stand; empty: none.

    ``delimiter``, ``encoding``: of csv and tsv. ``tree``: how the rows of a ``jsonl`` file are nested; ``element``:
    what each row of an ``xml`` file is. ``whole``: a delta has all of the file, not its changes.
    """

    path: str
    about: str
    form: Form = "csv"
    fields: tuple[Field, ...] = ()
    key: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    delimiter: str = ","
    encoding: str = "utf-8"
    element: str = ""
    tree: Mapping[str, Tree] = field(default_factory=dict)
    whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A folder. ``name``: lower case letters, digits, ``-``, ``.``; ``resources``: any file that is missing here is
    described by its size and checksum alone."""

    name: str
    title: str
    about: str
    resources: tuple[Resource, ...]
