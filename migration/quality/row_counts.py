"""Holds the rows that came in, and the share of them that was rejected, against ``expectations/row_counts.csv``."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, column, func, select, table

from migration.issues import Fate
from migration.quality.checks import CheckResult, CheckSeverity
from migration.quality.row_limits import ENTITIES, Limits, RowCounts

TABLE = "row_counts"
"""``table_name`` of these checks."""
NAMES: Mapping[str, tuple[str, str]] = {
    "bib": ("titler", "bibs"),
    "item": ("eksemplarer", "items"),
    "patron": ("lånere", "patrons"),
    "loan": ("lån", "loans"),
    "reservation": ("reservasjoner", "reservations"),
    "fee": ("gebyrer", "fees"),
}
ADVICE_ROWS = (
    "Er tallet for lite, er eksporten kanskje ikke hel: tell i Mikromarc, og lever den på nytt. Er tallet riktig, "
    "skriv den nye grensen i expectations/row_counts.csv, med hvem, når og hvorfor.",
    "If the number is too small, the export may not be complete: count in Mikromarc, and deliver it again. If the "
    "number is right, write the new limit in expectations/row_counts.csv, with who, when and why.",
)
ADVICE_REJECTED = (
    "Se i rejects/ hvorfor radene er avvist, og rett den vanligste grunnen først, i Mikromarc eller i corrections/.",
    "See in rejects/ why the rows were rejected, and mend the commonest reason first, in Mikromarc or in corrections/.",
)


def check_row_counts(connection: Connection, limits: RowCounts, sources: Sequence[str]) -> list[CheckResult]:
    """``rows_<counted>`` and ``rejected_<entity>`` of each source; the latter's keys are ``<entity> <legacy id>``."""
    came_in = _came_in(connection, limits.tables())
    rejected = _rejected(connection, sources)
    results = []
    for source in sources:
        for counted in (*ENTITIES, *limits.tables()):
            rows, bounds = came_in[source, counted], limits.of(source, counted)
            results.append(_rows_result(source, counted, rows, bounds))
            if counted in ENTITIES and bounds.rejected_at_most is not None:
                keys = tuple(f"{counted} {key}" for key in rejected[source, counted])
                results.append(_rejected_result(source, counted, rows, keys, bounds.rejected_at_most))
    return results


def _came_in(connection: Connection, tables: Sequence[str]) -> dict[tuple[str, str], int]:
    """Rows by source and what is counted; 0 where there are none."""
    counts: dict[tuple[str, str], int] = defaultdict(int)
    entities = table("source_rows", column("source"), column("entity"), column("rows"))
    for source, entity, rows in connection.execute(select(entities)):
        counts[source, entity] = rows
    for name in tables:
        own = table(name, column("source"))
        for source, rows in connection.execute(select(own.c.source, func.count()).group_by(own.c.source)):
            counts[source, name] = rows
    return counts


def _rejected(connection: Connection, sources: Sequence[str]) -> dict[tuple[str, str], list[str]]:
    """Legacy ids of the rejected rows, in order, by source and entity."""
    ledger = table("ledger", column("source"), column("entity"), column("legacy_id"), column("fate"))
    c = ledger.c
    query = select(c.source, c.entity, c.legacy_id).where(c.fate == Fate.REJECTED.value, c.source.in_(sources))
    keys: dict[tuple[str, str], list[str]] = defaultdict(list)
    for source, entity, legacy_id in connection.execute(query.order_by(c.source, c.entity, c.legacy_id)):
        keys[source, entity].append(legacy_id)
    return keys


def _rows_result(source: str, counted: str, rows: int, limits: Limits) -> CheckResult:
    """``failing``: how many rows are missing or too many."""
    missing = max(0, (limits.at_least or 0) - rows)
    excess = 0 if limits.at_most is None else max(0, rows - limits.at_most)
    nb, en = NAMES.get(counted, (f"rader i {counted}", f"rows of {counted}"))
    wanted_nb, wanted_en = _wanted(limits)
    return _result(
        f"rows_{counted}", source, rows, missing + excess, (),
        severity=("error" if limits.is_own else "warning") if wanted_nb else "info",
        success=not (missing or excess),
        message=(f"Antall {nb}: {_number(rows)}; {wanted_nb or 'ingen grense er satt'}.",
                 f"Number of {en}: {_number(rows)}; {wanted_en or 'no limit is set'}."),
        advice=ADVICE_ROWS,
    )  # fmt: skip


def _wanted(limits: Limits) -> tuple[str, str]:
    """The limits in words; empty where there is none."""
    least, most = limits.at_least, limits.at_most
    if least is not None and most is not None:
        return f"ventet {_number(least)}–{_number(most)}", f"expected {_number(least)}–{_number(most)}"
    if least is not None:
        return f"ventet minst {_number(least)}", f"expected at least {_number(least)}"
    return (f"ventet høyst {_number(most)}", f"expected at most {_number(most)}") if most is not None else ("", "")


def _rejected_result(source: str, counted: str, rows: int, keys: tuple[str, ...], at_most: float) -> CheckResult:
    nb, en = NAMES[counted]
    return _result(
        f"rejected_{counted}", source, rows, len(keys), keys,
        severity="warning",
        success=len(keys) * 100 <= at_most * rows + 1e-9,
        message=(f"Høyst {at_most:g} % av alle {nb} er avvist.", f"At most {at_most:g} % of the {en} are rejected."),
        advice=ADVICE_REJECTED,
    )  # fmt: skip


def _number(value: int) -> str:
    """Thousands parted by a narrow space that does not break."""
    return f"{value:,}".replace(",", "\u202f")


def _result(
    name: str, source: str, rows: int, failing: int, keys: tuple[str, ...], *,
    severity: CheckSeverity, success: bool, message: tuple[str, str], advice: tuple[str, str],
) -> CheckResult:  # fmt: skip
    return CheckResult(
        source=source, table_name=TABLE, check_name=name, severity=severity, success=success, failing=failing,
        failing_keys=keys, message_nb=message[0], message_en=message[1], rows=rows, advice_nb=advice[0],
        advice_en=advice[1],
    )  # fmt: skip
