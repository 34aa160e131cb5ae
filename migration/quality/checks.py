"""What a check found, per source, and how it stands in ``check_result``. The gate and the reports read it there."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, and_, column, delete, insert, or_, table

CheckSeverity = Literal["blocking", "error", "warning", "info"]
SEVERITIES: tuple[CheckSeverity, ...] = ("blocking", "error", "warning", "info")
"""The gravest first. A stage refuses to build on a source that fails a blocking check."""

COUNTY = "*"
"""The source of a result that concerns no single source."""

CHECK_RESULT = table(
    "check_result",
    column("source"),
    column("table_name"),
    column("check_name"),
    column("severity"),
    column("success"),
    column("rows"),
    column("failing"),
    column("failing_keys"),
    column("message_nb"),
    column("message_en"),
    column("advice_nb"),
    column("advice_en"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """One check on one source. ``failing_keys``: all of them, legacy ids, never values of other columns.

    ``rows``: how many were looked at; ``advice``: what a librarian can do where it fails.
    """

    source: str
    table_name: str
    check_name: str
    severity: CheckSeverity
    success: bool
    failing: int
    failing_keys: tuple[str, ...]
    message_nb: str
    message_en: str
    rows: int = 0
    advice_nb: str = ""
    advice_en: str = ""


def replace_results(connection: Connection, results: Sequence[CheckResult]) -> None:
    """Store results in ``check_result`` in the place of all that stood there for the same sources and tables."""
    replaced = sorted({(r.source, r.table_name) for r in results})
    if not replaced:
        return
    same = [and_(CHECK_RESULT.c.source == source, CHECK_RESULT.c.table_name == name) for source, name in replaced]
    for start in range(0, len(same), 200):  # SQLite limits the depth of an expression to 1000
        connection.execute(delete(CHECK_RESULT).where(or_(*same[start : start + 200])))
    connection.execute(insert(CHECK_RESULT), [_row(result) for result in results])


def keys_of(text: str) -> tuple[str, ...]:
    """The failing keys as they stand in ``check_result.failing_keys``: a JSON array."""
    return tuple(json.loads(text)) if text else ()


def _row(result: CheckResult) -> dict[str, object]:
    return {
        "source": result.source,
        "table_name": result.table_name,
        "check_name": result.check_name,
        "severity": result.severity,
        "success": result.success,
        "rows": result.rows,
        "failing": result.failing,
        "failing_keys": json.dumps(result.failing_keys, ensure_ascii=False),
        "message_nb": result.message_nb,
        "message_en": result.message_en,
        "advice_nb": result.advice_nb,
        "advice_en": result.advice_en,
    }
