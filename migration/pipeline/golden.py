"""The librarians' expectations in every run: tried against the matched tables, stored with the other checks."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete

from migration.pipeline.project import Project
from migration.pipeline.stage import COUNTY, passed
from migration.quality.checks import CheckResult
from migration.quality.golden.results import TABLE, golden_results
from migration.staging.schema import check_result


def golden_checks(project: Project, connection: Connection, sources: Sequence[str]) -> list[CheckResult]:
    """Try the expectations of these loaded sources; nothing before the county is matched.

    What stood in ``check_result`` of expectations goes, so that one that nobody has any longer is not left behind.
    """
    connection.execute(delete(check_result).where(check_result.c.table_name == TABLE))
    if not passed(connection, COUNTY, "match"):
        return []
    return golden_results(connection, project.mappings.golden, loaded=sources, sources=project.sources)
