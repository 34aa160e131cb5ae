"""Runs the suites of ``expectations/`` on the staging tables, with Great Expectations, whole tables at once.

The first pass asks each expectation only whether all is well: Great Expectations bundles these into few statements. The
second asks those that failed for the keys of the rows, all of them and nothing else; they are then counted per source.
Sixty sources cost no more than one. What was not committed when the run began is not seen.
"""

import re
import warnings
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, column, inspect, select, table, text
from sqlalchemy.exc import SQLAlchemyError

from migration.quality.batches import Batch, batch_of, columns_of, restricted
from migration.quality.checks import COUNTY, CheckResult
from migration.quality.suite_files import Check, Suite, SuiteError, great_expectations, load_suites

__all__ = ["SuiteError", "run_suites"]

ALL = 10**9
"""Failing rows that Great Expectations may return: without it 20, with its own limit 200."""

Keys = Mapping[str, Sequence[str]]
"""Failing keys by source."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Great Expectations' datasource on the staging database, and its engine, which takes no write lock."""

    datasource: Any
    engine: Engine


@dataclass(frozen=True, slots=True)
class Broken:
    """An expectation that could not be evaluated. ``cause``: the exception's name; its text may hold values."""

    cause: str


def run_suites(engine: Engine, paths: Sequence[Path], sources: Sequence[str] | None = None) -> list[CheckResult]:
    """Results of every check of the suites, a row per check and source, passed or failed; stored by the caller.

    ``sources``: None for all that were landed or have rows; a check of the whole table gets the source ``*`` where it
    looked at several. Raises SuiteError with all problems where a suite, a table or a column is not as it must be.
    """
    suites = load_suites(paths)
    with _reading(engine) as reader:
        columns = _columns(reader, suites)
        return [
            result
            for suite in suites
            for result in _run(reader, suite, batch_of(suite.table, columns[suite.table]), sources)
        ]


@contextmanager
def _reading(engine: Engine) -> Iterator[Reader]:
    """A reader in a context without files, telemetry or progress bars."""
    gx = great_expectations()
    context = gx.get_context(mode="ephemeral")
    context.enable_analytics(enable=False)
    context.variables.progress_bars = {"globally": False}
    datasource = _datasource(context, engine)
    own = datasource.get_execution_engine()
    try:
        yield Reader(datasource, own.engine)
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


def _columns(reader: Reader, suites: Sequence[Suite]) -> dict[str, list[str]]:
    """Columns by table. Raises SuiteError where a suite's table or column is not in the database."""
    inspector = inspect(reader.engine)
    columns = {suite.table: columns_of(inspector, suite.table) for suite in suites}
    problems = [f"{s.path}: there is no staging table {s.table}" for s in suites if not columns[s.table]]
    problems += [
        f"{suite.path}: {check.name}: the table {suite.table} has no column {name}"
        for suite in suites
        for check in suite.checks
        for name in check.columns
        if columns[suite.table] and name not in columns[suite.table]
    ]
    if problems:
        raise SuiteError(problems)
    return columns


def _landed(reader: Reader) -> list[str]:
    with reader.engine.connect() as connection:
        return sorted(connection.scalars(select(column("source")).select_from(table("source_rows")).distinct()))


def _run(reader: Reader, suite: Suite, batch: Batch, wanted: Sequence[str] | None) -> list[CheckResult]:
    """Results of one suite. The rows are restricted only where there are others: a plain scan is faster."""
    rows = _rows_by_source(reader, batch)
    if wanted is not None and not set(rows) <= {*wanted, COUNTY}:
        batch = restricted(batch, wanted)
        rows = {source: n for source, n in rows.items() if source in (*wanted, COUNTY)}
    sources = sorted({*(_landed(reader) if wanted is None else wanted), *rows})
    failures = _failures(reader, suite, batch)
    return [
        result for check in suite.checks for result in _results(suite, check, failures.get(check.name), rows, sources)
    ]


def _rows_by_source(reader: Reader, batch: Batch) -> dict[str, int]:
    with reader.engine.connect() as connection:
        return {row[0]: row[1] for row in connection.execute(batch.counts)}


def _failures(reader: Reader, suite: Suite, batch: Batch) -> dict[str, Keys | Broken]:
    """Failing keys, or why a check could not be evaluated, by the check's name; passed checks are absent."""
    asset = reader.datasource.add_query_asset(suite.table, batch.select)
    data = asset.add_batch_definition("whole").get_batch()
    failed = _validate(data, suite.checks, "BOOLEAN_ONLY")
    again = [check for check in suite.checks if check.keyed and isinstance(failed.get(check.name), Mapping)]
    asked = {check.name: _ask(reader, batch, check) for check in again if check.query}
    mapped = _validate(data, [check for check in again if not check.query], _with_keys(batch))
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


def _validate(data: Any, checks: Sequence[Check], result_format: object) -> dict[str, Keys | Broken]:
    """What failed, by check name; keys where they were asked for. Results come back in another order than given."""
    if not checks:
        return {}
    gx = great_expectations()
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


def _ask(reader: Reader, batch: Batch, check: Check) -> Keys | Broken:
    """Failing keys of a query, which Great Expectations cuts at 200 rows."""
    try:
        with reader.engine.connect() as connection:
            found = connection.execute(text(check.query.format(batch=batch.rows))).mappings()
            return _by_source((row["source"], *(row[key] for key in batch.keys)) for row in found)
    except (SQLAlchemyError, KeyError) as error:
        return Broken(type(error).__name__)


def _by_source(rows: Iterable[Sequence[Any]]) -> Keys:
    keys: dict[str, list[str]] = defaultdict(list)
    for source, *key in rows:
        keys[source].append(" ".join(map(str, key)))
    return keys


def _results(
    suite: Suite, check: Check, failure: Keys | Broken | None, rows: Mapping[str, int], sources: Sequence[str]
) -> list[CheckResult]:
    """Results of one check: per source, or one for all where the check looks at the table as a whole."""
    if isinstance(failure, Broken):
        return [_broken(suite, check, source, failure) for source in sources or [COUNTY]]
    if not check.keyed:
        source = sources[0] if len(sources) == 1 else COUNTY
        return [_result(suite, check, source, int(failure is not None), (), success=failure is None)]
    return [_source_result(suite, check, source, (failure or {}).get(source, ()), rows) for source in sources]


def _source_result(
    suite: Suite, check: Check, source: str, keys: Sequence[str], rows: Mapping[str, int]
) -> CheckResult:
    """Result of one source: it passes where no more rows fail than the check allows."""
    allowed = (1 - check.share) * rows.get(source, 0)
    success = len(keys) <= allowed + 1e-9
    return _result(suite, check, source, len(keys), tuple(sorted(filter(None, keys))), success=success)


def _result(
    suite: Suite, check: Check, source: str, failing: int, keys: tuple[str, ...], *, success: bool
) -> CheckResult:
    return CheckResult(
        source=source,
        table_name=suite.table,
        check_name=check.name,
        severity=check.severity,
        success=success,
        failing=failing,
        failing_keys=keys,
        message_nb=check.nb,
        message_en=check.en,
    )


def _broken(suite: Suite, check: Check, source: str, failure: Broken) -> CheckResult:
    """A check that could not be evaluated says nothing of the data, and is an error whatever its own severity."""
    file = suite.path.name
    return CheckResult(
        source=source,
        table_name=suite.table,
        check_name=check.name,
        severity="blocking" if check.severity == "blocking" else "error",
        success=False,
        failing=0,
        failing_keys=(),
        message_nb=f"Kontrollen kunne ikke kjøres ({failure.cause}). Rett den i {file}. Den krever: {check.nb}",
        message_en=f"The check could not be run ({failure.cause}). Mend it in {file}. It demands: {check.en}",
    )
