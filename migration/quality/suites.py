"""Runs the suites of ``expectations/`` on the staging tables: whole tables at once, results per source.

Sixty sources cost no more than one. What was not committed when the run began is not seen.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from sqlalchemy import Engine, column, inspect, select, table

from migration.quality.batches import Batch, batch_of, columns_of, restricted
from migration.quality.checks import COUNTY, CheckResult
from migration.quality.evaluation import Broken, Keys, Reader, ask, failures, reading
from migration.quality.suite_files import Check, Suite, SuiteError, load_suites

__all__ = ["SuiteError", "check_suites", "run_suites"]


def run_suites(engine: Engine, paths: Sequence[Path], sources: Sequence[str] | None = None) -> list[CheckResult]:
    """Results of every check of the suites, a row per check and source, passed or failed; stored by the caller.

    ``sources``: None for all that were landed or have rows; a check of the whole table gets the source ``*`` where it
    looked at several, and so do all checks of a table that knows no sources. Raises SuiteError with all problems where
    a suite, a table or a column is not as it must be.
    """
    suites = load_suites(paths)
    with reading(engine) as reader:
        columns = _columns(reader.engine, suites)
        return [
            result
            for suite in suites
            for result in _run(reader, suite, batch_of(suite.table, columns[suite.table]), sources)
        ]


def check_suites(engine: Engine, paths: Sequence[Path]) -> None:
    """Try suites on an empty staging database. Raises SuiteError with every problem, of the queries as well."""
    suites = load_suites(paths)
    columns = _columns(engine, suites)
    problems = [
        f"{suite.path}: {check.name}: the query cannot be run ({found.cause}); see its columns and tables, and that it "
        f"selects source, {', '.join(batch.keys)}"
        for suite in suites
        for batch in [batch_of(suite.table, columns[suite.table])]
        for check in suite.checks
        if check.query and isinstance(found := ask(engine, batch, check), Broken)
    ]
    if problems:
        raise SuiteError(problems)


def _columns(engine: Engine, suites: Sequence[Suite]) -> dict[str, list[str]]:
    """Columns by table. Raises SuiteError where a suite's table or column is not in the database."""
    inspector = inspect(engine)
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
    asked = _landed(reader) if wanted is None else wanted
    sources = [COUNTY] if batch.is_of_county else sorted({*asked, *rows})
    failed = failures(reader, suite, batch, is_empty=not any(rows.values()))
    return [
        result for check in suite.checks for result in _results(suite, check, failed.get(check.name), rows, sources)
    ]


def _rows_by_source(reader: Reader, batch: Batch) -> dict[str, int]:
    with reader.engine.connect() as connection:
        return {row[0]: row[1] for row in connection.execute(batch.counts)}


def _results(
    suite: Suite, check: Check, failure: Keys | Broken | None, rows: Mapping[str, int], sources: Sequence[str]
) -> list[CheckResult]:
    """Results of one check: per source, or one for all where the check looks at the table as a whole."""
    if isinstance(failure, Broken):
        return [_broken(suite, check, source, failure, rows) for source in sources or [COUNTY]]
    if not check.keyed:
        source = sources[0] if len(sources) == 1 else COUNTY
        seen = sum(rows.values())
        return [_result(suite, check, source, int(failure is not None), (), seen, success=failure is None)]
    return [_source_result(suite, check, source, (failure or {}).get(source, ()), rows) for source in sources]


def _source_result(
    suite: Suite, check: Check, source: str, keys: Sequence[str], rows: Mapping[str, int]
) -> CheckResult:
    """Result of one source: it passes where no more rows fail than the check allows."""
    seen = rows.get(source, 0)
    success = len(keys) <= (1 - check.share) * seen + 1e-9
    return _result(suite, check, source, len(keys), tuple(sorted(filter(None, keys))), seen, success=success)


def _result(
    suite: Suite, check: Check, source: str, failing: int, keys: tuple[str, ...], rows: int, *, success: bool
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
        rows=rows,
        advice_nb=check.advice_nb,
        advice_en=check.advice_en,
    )


def _broken(suite: Suite, check: Check, source: str, failure: Broken, rows: Mapping[str, int]) -> CheckResult:
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
        message_nb=f"Kontrollen kunne ikke kjøres ({failure.cause}). Den krever: {check.nb}",
        message_en=f"The check could not be run ({failure.cause}). It demands: {check.en}",
        rows=rows.get(source, 0),
        advice_nb=f"Rett kontrollen i expectations/{file}, og kjør grenselos check.",
        advice_en=f"Mend the check in expectations/{file}, and run grenselos check.",
    )
