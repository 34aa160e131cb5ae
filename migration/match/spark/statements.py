"""DuckDB's SQL, translated by sqlglot and run on Spark: one definition of keys, prefilter and bad identifiers.

Spark has no tables to insert into without a warehouse, so a table here is a list of parts, each computed once,
under one name.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlglot import exp, parse

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession

_TYPES = {'["VARCHAR"]': "array<string>", '[["VARCHAR"]]': "array<array<string>>"}
"""Types of JSON, as DuckDB and as Spark writes them."""


@lru_cache
def translated(statements: str) -> tuple[exp.Expression, ...]:
    """Statements of DuckDB's SQL, each as Spark understands it but for the names of tables."""
    return tuple(statement.transform(_spark) for statement in parse(statements, read="duckdb") if statement)


def _spark(node: exp.Expression) -> exp.Expression:
    if isinstance(node, exp.Literal) and node.is_string and node.this in _TYPES:
        return exp.Literal.string(_TYPES[node.this])
    if isinstance(node, exp.Anonymous) and node.name.lower() == "md5_number_lower":
        return exp.Anonymous(this="xxhash64", expressions=node.expressions)  # any hash of 64 bits forms the same blocks
    return node


@dataclass(slots=True)
class Rows:
    """What a query found."""

    frame: "DataFrame"

    def fetchall(self) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self.frame.collect()]


@dataclass(slots=True)
class SparkTables:
    """Stands in for a connection to DuckDB. Its views have names of their own, and ``close`` takes all of them away."""

    session: "SparkSession"
    _prefix: str = field(default_factory=lambda: f"grenselos_{uuid4().hex}_")
    _parts: "dict[str, list[DataFrame]]" = field(default_factory=dict)
    _views: set[str] = field(default_factory=set)
    _columns: dict[str, list[str]] = field(default_factory=dict)

    def execute(self, query: str, parameters: object = None, /) -> Rows:
        """Run statements; what the last of them found. Raises ValueError at a statement that has no twin here."""
        values = parameters if isinstance(parameters, Mapping) else {}
        found = [self._run(statement, values) for statement in translated(query)]
        return Rows(found[-1])

    def keep(self, name: str, frame: "DataFrame") -> "DataFrame":
        """Make a table of rows that are computed now, once, and held in memory or on disk."""
        self.drop(name)
        return self._add(name, frame)

    def show(self, name: str, frame: "DataFrame") -> "DataFrame":
        """Make a table of rows that are computed whenever they are asked for."""
        frame.createOrReplaceTempView(self._prefix + name)
        self._views.add(name)
        return frame

    def table(self, name: str) -> "DataFrame":
        return self.session.table(self._prefix + name)

    def drop(self, name: str) -> None:
        """Let go of a table's rows; Spark takes them away in its own time."""
        self._parts.pop(name, None)
        self._views.discard(name)
        self.session.catalog.dropTempView(self._prefix + name)

    def close(self) -> None:
        for name in list(self._views):
            self.drop(name)

    def _run(self, statement: exp.Expression, values: Mapping[str, object]) -> "DataFrame":
        match statement:
            case exp.Create():
                return self._create(statement, values)
            case exp.Insert():
                return self._add(statement.this.name, self._query(statement.expression, values))
            case exp.Delete():
                return self._delete(statement, values)
            case exp.Query():
                return self._query(statement, values)
        raise ValueError(f"not known on Spark: {statement.sql('duckdb')}")

    def _create(self, statement: exp.Create, values: Mapping[str, object]) -> "DataFrame":
        if isinstance(statement.this, exp.Schema):
            self._columns[statement.this.this.name] = [column.name for column in statement.this.expressions]
            return self.session.range(0)
        frame = self._query(statement.expression, values)
        make = self.show if statement.find(exp.TemporaryProperty) else self.keep
        return make(statement.this.name, frame)

    def _add(self, name: str, frame: "DataFrame") -> "DataFrame":
        parts = self._parts.setdefault(name, [])
        parts.append(_computed(frame.toDF(*self._columns.get(name) or frame.columns)))
        whole = parts[0]
        for part in parts[1:]:
            whole = whole.union(part)
        return self.show(name, whole)

    def _delete(self, statement: exp.Delete, values: Mapping[str, object]) -> "DataFrame":
        """An emptied table is there again when something is put into it."""
        name, where = statement.this.name, statement.args.get("where")
        if where is None:
            self.drop(name)
            return self.session.range(0)
        gone = exp.func("coalesce", where.this.copy(), exp.false())
        left = self._query(exp.select("*").from_(name).where(exp.not_(gone)), values)
        self._parts[name] = [left]
        return self.show(name, left)

    def _query(self, query: exp.Expression, values: Mapping[str, object]) -> "DataFrame":
        text = query.transform(self._renamed).sql("spark")
        asked = {found.name for found in query.find_all(exp.Parameter, exp.Placeholder)}
        return self.session.sql(text, args={name: literal(values[name]) for name in asked})

    def _renamed(self, node: exp.Expression) -> exp.Expression:
        if isinstance(node, exp.Table) and not node.name.startswith(self._prefix):
            return exp.to_table(self._prefix + node.name, alias=node.alias_or_name)
        return node


def _computed(frame: "DataFrame") -> "DataFrame":
    """The rows without the plan that led to them: a plan that grows with each statement soon takes longer than they."""
    return frame.localCheckpoint(eager=True)


def literal(value: object) -> "Column":
    """A value as Spark's SQL has it: a number, a text, or a list, of lists too."""
    from pyspark.sql import functions as f

    return f.array(*map(literal, value)) if isinstance(value, list) else f.lit(value)
