"""A profile: how another system wants the generic delivery, as data (``mappings/exports/<profile>.yaml``)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

FORMS = ("csv", "tsv", "jsonl", "xml", "marcxml", "iso2709")
LEAF_KEYS = frozenset({"from", "value", "id_of", "of_items", "written"})
"""A mapping with a text or a list under one of these keys says what a cell holds; any other is a level of a row."""

Tree: TypeAlias = "Column | Mapping[str, Tree] | Sequence[Tree]"


def _listed(value: object) -> object:
    """One text, or a list of them."""
    return (value,) if isinstance(value, str) else value


Texts = Annotated[tuple[str, ...], BeforeValidator(_listed)]
Where = dict[str, Texts]
Tag = Annotated[str, Field(pattern=r"^[0-9]{3}$")]


class Part(BaseModel):
    """Nothing but what is known: a misspelt key must not pass silently."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class When(Part):
    """Where ``path`` has one of the values, the cell is ``then``, whatever else it would be; without it, what it is."""

    path: str
    values: Texts = Field(alias="in")
    then: str | None = None


def _each(value: object) -> object:
    """One mapping, or a list of them."""
    return (value,) if isinstance(value, Mapping) else value


class Column(Part):
    """One cell: what it holds, how it is written, and what the receiver demands of it.

    ``source``: paths in the generic tables, the first that is not empty counts; ``value``: always the same; ``id_of``:
    a UUIDv5 of these paths' values (``of``: under which name); ``of_items``: of a record, what its first item has.
    ``written``: ``<file>/<column>``, what an earlier file has for the row that this one refers to: the way to name a
    patron or an item by something that may have been changed, or left out. ``prefix_if_shared``: the path whose value
    is put before a unique value that several rows have: none of them may pass for another.
    ``map``: the table that says their word for ours; ``or_from``: the path that counts, by the same table, where the
    value is not listed; ``unless``: the path that has it already, so that it is not said twice; ``shape``: how it is
    written (``part``, ``separator``: of a list that is ``joined``);
    ``wrap``: text around it, ``{}`` being the value; ``otherwise``: for an empty one; ``when``: exceptions, of which
    the first counts. ``type``: of JSON; ``each``: members that every part of a list becomes.
    ``required``, ``max`` (characters), ``unique``: a row that breaks them is left out, and told. ``compare``: how a
    receiver's database compares what is unique, ``loosely`` without regard to capitals and accents.
    """

    source: Texts = Field((), alias="from")
    value: str | None = None
    id_of: Texts = ()
    of: str = ""
    of_items: str = ""
    written: str = ""
    prefix_if_shared: str = ""
    map: str = ""
    shape: Literal["text", "date", "local_time", "end_of_day", "zero_one", "compact", "first", "joined"] = Field(
        "text", alias="as"
    )
    wrap: str = "{}"
    otherwise: str = ""
    when: Annotated[tuple[When, ...], BeforeValidator(_each)] = ()
    or_from: str = ""
    unless: str = ""
    part: str = "{}"
    separator: str = "; "
    type: Literal["text", "integer", "number", "flag", "list"] = "text"
    each: dict[str, str] = {}
    required: bool = False
    max: int = Field(0, ge=0)
    unique: bool = False
    compare: Literal["exactly", "loosely"] = "exactly"
    about: str = ""

    @property
    def paths(self) -> tuple[str, ...]:
        others = (self.prefix_if_shared, self.or_from, self.unless, *(one.path for one in self.when))
        return (*self.source, *self.id_of, *filter(None, others))


class MapRule(Part):
    """A table ``ours, theirs, note`` beside the profile. ``unlisted``: ``keep`` ours, ``refuse`` the row, or a word."""

    file: str
    unlisted: str = "keep"


class Also(Part):
    """A second field for each item, beside the one that the items are counted by."""

    tag: Tag
    indicators: str = Field("  ", min_length=2, max_length=2)
    subfields: dict[str, Column]


class Subfields(Also):
    """A field that is added to each record, or to each record once per item. ``also``: what each item has besides."""

    also: Also | None = None
    where: Where = {}


class Copied(Part):
    """Each ``$a`` of ``tag`` that begins with ``starts`` becomes, without that, ``$a`` of a field ``to``.

    ``subfields``: what stands beside it.
    """

    tag: Tag
    starts: str
    to: Tag
    subfields: dict[str, str] = {}


class Fold(Part):
    """Rows with the same value in the unique column ``on`` and in the path ``by``, if there is one, are one: that with
    the greatest value of ``newest`` (a path), else the first by id."""

    on: str
    by: str = ""
    newest: str = ""


class FileRule(Part):
    """One file. ``rows``: the generic table (``bibs`` for records); ``where``: column and values that a row must have.

    ``one_per``: one row for each combination of these columns (the first by id). ``key``: columns that name a row.
    ``fold``: which rows are one row for the receiver.
    Of xml: ``root``, ``element``, ``at_most`` rows per file. Of jsonl of records: ``make``, what builds them. Of
    records: fields to ``drop``, to make of others (``copied``), to ``add``, and to add for each of the ``items``.
    """

    form: Literal["csv", "tsv", "jsonl", "xml", "marcxml", "iso2709"]
    rows: str
    about: str = ""
    where: Where = {}
    one_per: tuple[str, ...] = ()
    key: tuple[str, ...] = ()
    fold: Fold | None = None
    columns: dict[str, object] = {}
    delimiter: str = Field(",", min_length=1, max_length=1)
    encoding: str = "utf-8"
    newline: Literal["lf", "crlf"] = "lf"
    root: str = ""
    element: str = ""
    at_most: int = Field(0, ge=0)
    make: str = ""
    drop: tuple[Tag, ...] = ()
    copied: tuple[Copied, ...] = Field((), alias="copy")
    add: tuple[Subfields, ...] = ()
    items: Subfields | None = None

    @field_validator("delimiter", mode="before")
    @classmethod
    def _tab(cls, value: object) -> object:
        if value in ("\n", "\r", '"'):
            raise ValueError("ends or quotes a cell, and cannot part them")
        return "\t" if value == "tab" else value


class OaiRule(Part):
    """Answers to a harvester. ``records``: the file with the records, in MARCXML; the rest as in ``oai.pages``."""

    records: str
    repository: str
    identifier: str
    isil: str
    base_url: str
    admin: str


class ProfileRule(Part):
    """The document. ``copies``: the delivery as it is, without files of its own. ``record_counts``: name of a table
    with the records in each file. ``oai``: what the answers to a harvester say."""

    title: str
    about: str = ""
    maps: dict[str, MapRule] = {}
    files: dict[str, FileRule] = {}
    copies: bool = False
    record_counts: str = ""
    oai: OaiRule | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "ProfileRule":
        if self.copies == bool(self.files):
            raise ValueError("needs files, or copies: true")
        return self


@dataclass(frozen=True, slots=True)
class Leaf:
    """A column with its place: ``users.personal.addresses.0.city``; ``name`` is its path."""

    steps: tuple[str | int, ...]
    column: Column

    @property
    def name(self) -> str:
        return ".".join(map(str, self.steps))


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileFile:
    """A file of a checked profile. ``tree`` and its ``leaves``: the columns in their order."""

    name: str
    rule: FileRule
    tree: Tree
    leaves: tuple[Leaf, ...]

    @property
    def is_marc(self) -> bool:
        return self.rule.form in ("marcxml", "iso2709")


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """``maps``: their words by ours, by the map's name; ``unlisted`` as in ``MapRule``. ``reference``: ids by list
    and name, for makers. ``referred_to``: every ``<file>/<column>`` that a column is ``written`` as."""

    name: str
    title: str
    about: str
    maps: Mapping[str, Mapping[str, str]]
    unlisted: Mapping[str, str]
    files: tuple[ProfileFile, ...]
    reference: Mapping[tuple[str, str], str]
    referred_to: frozenset[str]
    copies: bool = False
    record_counts: str = ""
    oai: OaiRule | None = None

    def table_of(self, written: str) -> str:
        """The generic table whose rows a file's unique column (``<file>/<column>``) names; empty for none."""
        file, _, column = written.partition("/")
        found = next((one for one in self.files if one.name == file), None)
        return dict(unique_columns(found.rule)).get(column, "") if found else ""


def leaves_of(tree: Tree, steps: tuple[str | int, ...] = ()) -> Iterator[Leaf]:
    if isinstance(tree, Column):
        yield Leaf(steps, tree)
    elif isinstance(tree, Mapping):
        for name, part in tree.items():
            yield from leaves_of(part, (*steps, name))
    else:
        for n, part in enumerate(tree):
            yield from leaves_of(part, (*steps, n))


def unique_columns(rule: FileRule) -> Iterator[tuple[str, str]]:
    """Names of a file's unique columns, each with the table whose rows it names."""
    if rule.items:
        yield from ((f"{rule.items.tag}${code}", "items") for code, one in rule.items.subfields.items() if one.unique)
    for name, cell in rule.columns.items():
        if isinstance(cell, Mapping) and str(cell.get("unique", "")).lower() == "true":
            yield name, rule.rows
