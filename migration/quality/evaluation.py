"""Evaluates one suite's expectations on one batch, with Great Expectations, in two passes.

The first asks each expectation only whether all is well: Great Expectations bundles these into few statements. The
second asks those that failed for the keys of the rows, all of them and nothing else. The failing values stay in the
database: they may be a person's. Queries are asked for their rows at once, by us: Great Expectations would run each
twice, and keep 200 rows.
"""

import re
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Engine, event, text
from sqlalchemy.exc import SQLAlchemyError

from migration.quality.batches import Batch
from migration.quality.suite_files import Check, Suite, great_expectations

ALL = 10**9
"""Failing rows that Great Expectations may return: without it 20, with its own limit 200."""

ROWS_AT_ONCE = 10_000
VALUES_KNOWN = 1 << 16
"""Values (prices, days, shelf marks) whose match with a pattern is kept in mind."""


Keys = Mapping[str, Sequence[str]]
"""Failing keys by source."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Great Expectations' datasource on the staging database, and its engine, which takes no write lock.

    ``selects``: those of the batches.
    """

    datasource: Any
    engine: Engine
    selects: set[str]


@dataclass(frozen=True, slots=True)
class Broken:
    """An expectation that could not be evaluated. ``cause``: the exception's name; its text may hold values."""

    cause: str


@contextmanager
def reading(engine: Engine) -> Iterator[Reader]:
    """A reader in a context without files, telemetry or progress bars."""
    gx = great_expectations()
    context = gx.get_context(mode="ephemeral")
    context.enable_analytics(enable=False)
    context.variables.progress_bars = {"globally": False}
    datasource = _datasource(context, engine)
    own = datasource.get_execution_engine()
    reader = Reader(datasource, own.engine, set())
    event.listen(own.engine, "connect", _PREPARE[engine.dialect.name])
    event.listen(own.engine, "before_cursor_execute", _without_rows(reader), retval=True)
    own.engine.dispose()  # Great Expectations has connected already
    try:
        yield reader
    finally:
        own.close()
        own.engine.dispose()


def _datasource(context: Any, engine: Engine) -> Any:
    """The plain SQL datasource for PostgreSQL: the one made for it refuses a server without a host (a socket)."""
    url = engine.url.render_as_string(hide_password=False)  # $, which names a variable, is %24 here
    if engine.dialect.name == "sqlite":
        return context.data_sources.add_sqlite("staging", connection_string=url)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*more specific.*|.*PostgresDatasource.*")
        return context.data_sources.add_sql("staging", connection_string=url)


def _without_rows(reader: Reader) -> Callable[..., tuple[str, Any]]:
    """Great Expectations selects a whole batch to see its columns, and PostgreSQL's driver would fetch all of it."""

    def limited(_c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> tuple[str, Any]:
        return (f"{statement} LIMIT 0" if statement.strip() in reader.selects else statement), parameters

    return limited


def _add_regexp(connection: Any, _record: Any) -> None:
    """REGEXP of SQLite. SQLAlchemy's own looks the pattern up, and at each of a million dates anew: half the speed."""
    search = cache(lambda pattern: re.compile(pattern).search)
    matches = lru_cache(maxsize=VALUES_KNOWN)(lambda pattern, text: search(pattern)(text) is not None)
    connection.create_function("regexp", 2, matches, deterministic=True)


def _prepare_postgresql(connection: Any, _record: Any) -> None:
    """Every row of a query will be read, and its sorts shall stay in memory."""
    connection.autocommit = True  # or the settings would go with the first transaction
    for setting in ("cursor_tuple_fraction = 1", "work_mem = '64MB'"):
        connection.execute(f"SET {setting}")
    connection.autocommit = False


_PREPARE = {"sqlite": _add_regexp, "postgresql": _prepare_postgresql}


def failures(reader: Reader, suite: Suite, batch: Batch, *, is_empty: bool = False) -> dict[str, Keys | Broken]:
    """Failing keys, or why a check could not be evaluated, by the check's name; passed checks are absent.

    Of an empty batch no row can fail, and Great Expectations is asked only about the table as a whole.
    """
    plain = [check for check in suite.checks if not check.query and not (is_empty and check.keyed)]
    failed = _validate(reader, f"{suite.table} unnamed", batch.unnamed, plain, "BOOLEAN_ONLY")
    again = [check for check in suite.checks if check.keyed and isinstance(failed.get(check.name), Mapping)]
    mapped = _validate(reader, suite.table, batch.select, again, _with_keys(batch))
    asked = {check.name: ask(reader.engine, batch, check) for check in suite.checks if check.query}
    unnamed = {check.name: Broken("NoFailingRowFound") for check in again}  # or a failure would pass for a success
    return {**failed, **unnamed, **{name: keys for name, keys in (mapped | asked).items() if keys}}


def _with_keys(batch: Batch) -> dict[str, object]:
    """The result format that gives the keys of every failing row, and no value of the tested column."""
    return {
        "result_format": "COMPLETE",
        "unexpected_index_column_names": ["source", *batch.keys],
        "partial_unexpected_count": ALL,
        "exclude_unexpected_values": True,
        "return_unexpected_index_query": False,  # it fails on a value with unprintable characters
    }


def _validate(
    reader: Reader, name: str, rows: str, checks: Sequence[Check], result_format: object
) -> dict[str, Keys | Broken]:
    """What failed, by check name; keys where they were asked for. Results come back in another order than given."""
    if not checks:
        return {}
    gx = great_expectations()
    reader.selects.add(rows)
    data = reader.datasource.add_query_asset(name, rows).add_batch_definition("whole").get_batch()
    suite = gx.ExpectationSuite(name="staging", expectations=[check.expectation for check in checks])
    results = data.validate(suite, result_format=result_format).results
    return {r.expectation_config.meta["check"]: _failure(r) for r in results if not r.success}


def _failure(result: Any) -> Keys | Broken:
    cause = _exception(result.exception_info or {})
    if cause:
        return Broken(cause)
    return _by_source(_index_rows(result.result.get("unexpected_index_list") or ()))


def _exception(info: Mapping[str, Any]) -> str:
    """The name of the exception, without its text. Great Expectations nests it per metric, or does not."""
    nested = [part for part in info.values() if isinstance(part, Mapping)]
    raised = [part for part in (info, *nested) if part.get("raised_exception")]
    if not raised:
        return ""
    names = re.findall(
        r"^([A-Za-z_][\w.]*(?:Error|Exception))\b", str(raised[0].get("exception_traceback")), re.MULTILINE
    )
    return names[0] if names else "Exception"


def _index_rows(index: Sequence[Mapping[str, Any]]) -> Iterator[tuple[Any, ...]]:
    """Rows of keys. Without values Great Expectations returns lists by column, with values a mapping by row."""
    for part in index:
        yield from zip(*(v if isinstance(v, list) else [v] for v in part.values()), strict=True)


def ask(engine: Engine, batch: Batch, check: Check) -> Keys | Broken:
    """Failing keys of a query, whatever other columns it selects."""
    query = text(check.query.format(batch=batch.rows)).execution_options(yield_per=ROWS_AT_ONCE)
    try:
        with engine.connect() as connection:
            return _by_source(connection.execute(query).columns("source", *batch.keys))
    except SQLAlchemyError as error:
        return Broken(type(error).__name__)


def _by_source(rows: Iterable[Sequence[Any]]) -> Keys:
    keys: dict[str, list[str]] = defaultdict(list)
    for source, *key in rows:
        keys[source].append(" ".join(map(str, key)))
    return keys
