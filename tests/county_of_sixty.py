"""A county of sixty invented sources, put straight into the staging tables, for tests of the project lead's page."""

from collections.abc import Iterator

from sqlalchemy import Connection, delete
from staging_rows import put, row

from migration.issues import catalogue
from migration.quality.checks import CheckResult, replace_results
from migration.quality.county_readiness import Standing
from migration.quality.history import record_counts
from migration.quality.readiness import Reason, reason
from migration.staging import schema

COUNT = 60
ENTITIES = ("bib", "item", "patron", "loan", "reservation", "fee")
SOURCES = tuple(f"kommune-{n:02}" for n in range(COUNT))
TITLES = {key: f"Oppdiktet og langt navn {n} folkebibliotek" for n, key in enumerate(SOURCES)}
CODES = tuple(catalogue())[:40]
BLOCKED, UNREAD = SOURCES[7], SOURCES[-1]
"""Blocked by a reason of its own; not landed."""


def fill_county(connection: Connection) -> None:
    """Two runs' counts: in the second, one issue more in each source, and two rows rejected in ``BLOCKED``."""
    put(connection, "issue", _issues(0))
    _rows(connection, rejected=0)
    record_counts(connection, "20261101-080000-trial")
    for table in (schema.issue, schema.source_rows, schema.ledger):
        connection.execute(delete(table))
    put(connection, "issue", _issues(1))
    _rows(connection, rejected=2)
    put(connection, "matched_bib", [row("matched_bib", SOURCES[0], str(n), cluster_size=1 + n % 3) for n in range(9)])
    codes = [row("core_code", key, "", code_list="branch", legacy_code="7", status="unmapped") for key in SOURCES[:5]]
    put(connection, "core_code", codes)
    replace_results(connection, [_check("*", 3), _check(BLOCKED, 1), *(_check(key, 0) for key in SOURCES[:7])])
    record_counts(connection, "20261123-080000-trial")


def _issues(more: int) -> list[dict[str, object]]:
    """Of the n-th code n issues in the first sources, fewer in the later."""
    return [
        row("issue", key, f"{code}-{i}", code=code, severity=str(catalogue()[code].severity))
        for place, key in enumerate(SOURCES[:-1])
        for n, code in enumerate(CODES)
        for i in range(max(0, n - place) + more * (n == 0))
    ]


def _rows(connection: Connection, rejected: int) -> None:
    rows, fates = [], []
    for key in SOURCES[:-1]:
        for entity in ENTITIES:
            rows.append(row("source_rows", key, "", entity=entity, rows=10))
            gone = rejected if key == BLOCKED and entity == "item" else 0
            for n in range(10):
                fates.append(row("ledger", key, str(n), entity=entity, fate="rejected" if n < gone else "loaded"))
    put(connection, "source_rows", rows)
    put(connection, "ledger", fates)


def _check(source: str, failing: int) -> CheckResult:
    return CheckResult(
        source=source, table_name="matched_item", check_name="barcode_unique", severity="blocking",
        success=not failing, failing=failing, failing_keys=tuple(map(str, range(failing))),
        message_nb="En strekkode står på bare ett eksemplar.", message_en="A barcode stands on one item only.",
        advice_nb="Rett strekkoden i Mikromarc.", advice_en="Mend the barcode in Mikromarc.",
    )  # fmt: skip


def county_standings() -> list[Standing]:
    """All but the last have passed all; the first has also been delivered."""
    day = "2026-11-22T14:00:00+01:00"
    passed = dict.fromkeys(("land", "standardize", "match", "quality"), day)
    return [
        Standing(source=key, title=TITLES[key], passed={} if key == UNREAD else passed | _sent(key)) for key in SOURCES
    ]


def _sent(key: str) -> dict[str, str]:
    return {"deliver": "2026-11-01T08:00:00+01:00"} if key == SOURCES[0] else {}


def county_reasons() -> Iterator[Reason]:
    """Nothing against the county itself; two sources are blocked; every other waits for answers."""
    yield reason(UNREAD, "not_landed")
    yield reason(BLOCKED, "export_changed")
    for n, key in enumerate(SOURCES[:-1]):
        yield reason(key, "pairs_undecided", 100 + n)
        if n % 2:
            yield reason(key, "sample_open", 40)
        if n < 5:
            yield reason(key, "codes_unmapped", 1, ("branch 1 (1)", "branch 1 (1)"))
            yield reason(key, "checks_failed", n + 1, (f"core_item.a ({n})", f"core_item.a ({n})"))
