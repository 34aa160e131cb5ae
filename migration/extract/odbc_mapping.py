"""The per-site mapping of an ``odbc`` source: physical tables and columns onto the contract's names.

Mikromarc's own table and column names are not public, so a mapping is always written against one installation
(``mappings/odbc/README.md`` shows the format).
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator, model_validator

from migration.extract.raw import COLUMNS, MANDATORY, TABLE_OF_FILE, InputError
from migration.yamlfile import YamlError, YamlFile, read_yaml

EntityName = Literal[
    "CatalogueItems", "CatalogueItemLocations", "LibraryUnits", "BorrowerGroups", "Borrowers", "BorrowerBarcodes",
    "BorrowerLoans", "BorrowerReservations", "BorrowerDebts",
]  # fmt: skip
Identifier = Annotated[str, Field(min_length=1, max_length=128)]

_SKIPPED = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|\[(?:[^\]]|\]\])*\]|`[^`]*`")
_WRITES = re.compile(
    r"\b(insert|update|delete|merge|truncate|create|alter|drop|grant|revoke|exec|execute|call|into|set)\b",
    re.IGNORECASE,
)


class Origin(BaseModel):
    """Where rows come from: a table or view of the database, or a SELECT of the site's own."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    schema_name: Annotated[str, Field(alias="schema")] = ""
    table: str = ""
    query: str = ""

    @field_validator("query")
    @classmethod
    def _only_reads(cls, query: str) -> str:
        reason = unsafe(query) if query else ""
        if reason:
            raise ValueError(reason)
        return query

    @model_validator(mode="after")
    def _one_origin(self) -> "Origin":
        if bool(self.table) == bool(self.query):
            raise ValueError("must have either table or query")
        if self.query and self.schema_name:
            raise ValueError("schema goes with table; write the schema inside the query")
        return self

    @property
    def title(self) -> str:
        """The origin as people say it."""
        return f"{self.schema_name}.{self.table}".lstrip(".") if self.table else "the query"


class EntityOrigin(Origin):
    """``columns``: the contract's column name to the physical one."""

    columns: dict[str, Identifier]


class CatalogueOrigin(Origin):
    """``record``: the column that holds the MARC record, or the columns whose parts make it up, in order.

    ``key`` orders the records, so that two runs read them alike.
    """

    key: Identifier
    record: Annotated[
        tuple[Identifier, ...],
        BeforeValidator(lambda value: (value,) if isinstance(value, str) else value),
        Field(min_length=1),
    ]
    format: Literal["auto", "iso2709", "line", "xml"] = "auto"


class OdbcMapping(BaseModel):
    """What is read from one database. ``file`` is where the mapping was written, for messages."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    file: str
    catalogue: CatalogueOrigin
    tables: dict[EntityName, EntityOrigin] = Field(default_factory=dict)


def unsafe(query: str) -> str:
    """Why a query may do more than read, or leave the brackets that it is put into; empty where it cannot."""
    bare = _SKIPPED.sub("''", query)
    if not re.match(r"\s*select\b", bare, re.IGNORECASE):
        return "the query must begin with SELECT"
    if any(mark in bare for mark in (";", "--", "/*", "#")):
        return "the query must be one statement without a comment or semicolon"
    if _WRITES.search(bare):
        return "the query may only read"
    if not _balanced(bare):
        return "the query has brackets or quotes that do not match"
    return ""


def _balanced(bare: str) -> bool:
    depth = 0
    for mark in bare.replace("''", ""):
        depth += (mark == "(") - (mark == ")")
        if depth < 0 or mark in "'\"[]`":
            return False
    return depth == 0


def load_mapping(path: Path) -> OdbcMapping:
    """Read and check a mapping file. Raises InputError with every problem at once, each with file and line."""
    try:
        file = read_yaml(path)
    except YamlError as error:
        raise InputError([str(error)]) from error
    if not isinstance(file.data, dict):
        raise InputError([f"{path}: must hold the keys 'catalogue' and 'tables'; see mappings/odbc/README.md"])
    problems = [*_column_problems(file)]
    try:
        mapping = OdbcMapping.model_validate({**file.data, "file": str(path)})
    except ValidationError as error:
        wrong = [_problem(file, [*e["loc"]], e["msg"].removeprefix("Value error, ")) for e in error.errors()]
        raise InputError(wrong + problems) from None
    if problems:
        raise InputError(problems)
    return mapping


def _problem(file: YamlFile, steps: list[str | int], text: str) -> str:
    return f"{file.where(steps)}: {'.'.join(str(s) for s in steps if s != '[key]')}: {text}"


def _column_problems(file: YamlFile) -> Iterator[str]:
    """Contract columns that do not exist or are missing, whatever else is wrong with the file."""
    tables = file.data.get("tables") if isinstance(file.data, dict) else None
    for name, entry in tables.items() if isinstance(tables, dict) else ():
        columns = entry.get("columns") if isinstance(entry, dict) else None
        if name not in TABLE_OF_FILE or not isinstance(columns, dict):
            continue
        steps: list[str | int] = ["tables", name, "columns"]
        known = COLUMNS[TABLE_OF_FILE[name]]
        for column in columns:
            if column not in known:
                yield _problem(file, [*steps, str(column)], f"is not a column of {name}; they are {', '.join(known)}")
        for column in MANDATORY[TABLE_OF_FILE[name]]:
            if column not in columns:
                yield _problem(file, steps, f"the mandatory column {column} is not mapped")
