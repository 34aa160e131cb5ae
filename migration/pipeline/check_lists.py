"""The failing rows of the checks, all of them, as lists that a librarian opens in a spreadsheet.

``reports/checks/<source>/<table>.csv`` holds what fails as it stands now: once a table is clean, its list goes.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select

from migration.pipeline.overlap import write_list
from migration.pipeline.project import Project
from migration.pipeline.stage import COUNTY
from migration.quality.checks import CheckResult, keys_of
from migration.staging.engine import reading
from migration.staging.schema import check_result

Lists = Mapping[tuple[str, str], Path]
"""Lists by source and table."""

FOLDER = "checks"
COUNTY_FOLDER = "_fylket"
"""No source can have this name: keys have no underscore."""

HEADER = ("kontroll", "alvorlighet", "gammel_id", "hva_kontrollen_krever", "hva_du_kan_gjøre")
SEVERITIES = {"blocking": "stopper leveransen", "error": "feil", "warning": "advarsel", "info": "til opplysning"}


def write_check_lists(project: Project, results: Sequence[CheckResult]) -> Lists:
    """Write a list per source and table with failing rows, and take away those of tables without. Returns the written.

    A check that fails without naming rows (a whole table, a sum) has one line without a key.
    """
    folder = project.settings.project / "reports" / FOLDER
    written = {}
    for (source, table), found in _by_table(results).items():
        path = folder / (COUNTY_FOLDER if source == COUNTY else source) / f"{table}.csv"
        failed = [r for r in found if not r.success]
        if failed:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_list(path, HEADER, _lines(failed))
            written[source, table] = path
        else:
            path.unlink(missing_ok=True)
    return written


def _by_table(results: Iterable[CheckResult]) -> dict[tuple[str, str], list[CheckResult]]:
    found: dict[tuple[str, str], list[CheckResult]] = {}
    for result in results:
        found.setdefault((result.source, result.table_name), []).append(result)
    return found


def _lines(failed: Iterable[CheckResult]) -> Iterator[tuple[str, ...]]:
    for r in failed:
        for key in r.failing_keys or ("",):
            yield r.check_name, SEVERITIES[r.severity], key, r.message_nb, r.advice_nb


def failed_checks(project: Project) -> list[CheckResult]:
    """The checks that stand as failed in the staging database."""
    query = select(check_result).where(check_result.c.success.is_(False))
    query = query.order_by(*check_result.primary_key.columns)
    with reading(project.engine) as connection:
        return [_stored(dict(row)) for row in connection.execute(query).mappings()]


def _stored(row: Mapping[str, Any]) -> CheckResult:
    facts = {**row, "failing_keys": keys_of(str(row["failing_keys"]))}
    return CheckResult(**facts)  # the columns of check_result are its fields
