"""Turns the reports of the pipeline into what the UI shows. Numbers stand alone too: the UI plots them by partition."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import dagster as dg

from assets.tables import Table
from migration.issues import Fate
from migration.pipeline import CheckResult, StageReport

Metadata = dict[str, Any]
Row = Mapping[str, str | int]

NOT_CHECKED = "Kontrollen ga ikke noe resultat.\n\n*The check gave no result.*"

_SEVERE = ("blocking", "error")


def table_metadata(report: StageReport, table: Table) -> Metadata:
    """Rows, seconds, issues, and for an entity's table the fates of its source rows."""
    metadata: Metadata = {
        "dagster/row_count": report.rows.get(table.name, 0),  # a table that the stage left empty is not listed
        "seconds": float(report.seconds),
    }
    if table.entity is not None and table.entity in report.fates:
        metadata |= {str(fate): count for fate, count in report.fates[table.entity].items()}
    if table.name == "ledger":
        metadata["fates"] = fates_table(report.fates)
    if table.name in ("raw_file", "issue"):  # what landing and what standardizing found
        metadata["issues"] = counts_table("code", report.issues)
    return metadata


def fates_table(fates: Mapping[str, Mapping[str, int]]) -> dg.TableMetadataValue:
    """One row per entity, one column per fate: the balance as librarians know it."""
    columns = [dg.TableColumn("entity"), *(dg.TableColumn(str(fate), "int") for fate in Fate)]
    records = [dg.TableRecord({"entity": str(e), **{str(f): n.get(f, 0) for f in Fate}}) for e, n in fates.items()]
    return dg.MetadataValue.table(records, schema=dg.TableSchema(columns=columns))


def counts_table(name: str, counts: Mapping[str, int]) -> dg.TableMetadataValue:
    """Counts by name, the greatest first."""
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    schema = dg.TableSchema(columns=[dg.TableColumn(name), dg.TableColumn("rows", "int")])
    return dg.MetadataValue.table([dg.TableRecord({name: k, "rows": n}) for k, n in ordered], schema=schema)


def rows_table(rows: Iterable[Row]) -> dg.TableMetadataValue:
    """Columns by the first row: text or whole numbers."""
    records = [dg.TableRecord(row) for row in rows]
    kinds = {name: "string" if isinstance(value, str) else "int" for name, value in records[0].data.items()}
    columns = [dg.TableColumn(name, kind) for name, kind in kinds.items()]
    return dg.MetadataValue.table(records, schema=dg.TableSchema(columns=columns))


def delivery_metadata(delivered: StageReport, page: Path) -> Metadata:
    """Where the delivery and its report lie, and the rows of each file."""
    return {
        "delivery": dg.MetadataValue.path(str(delivered.path)),
        "report": dg.MetadataValue.path(str(page)),
        "report_url": dg.MetadataValue.url(page.as_uri()),
        "seconds": float(delivered.seconds),
        "files": counts_table("file", delivered.rows),
    }


def check_evaluation(results: Sequence[CheckResult]) -> tuple[bool, dg.AssetCheckSeverity, str, Metadata]:
    """Sum up the results behind one asset check: passed, severity, description, metadata.

    A failed ``info`` result does not fail the check: it stands in the table for whoever looks. No result at all does:
    what was not looked at has not passed.
    """
    if not results:
        return False, dg.AssetCheckSeverity.ERROR, NOT_CHECKED, {}
    failed = [r for r in results if not r.success and r.severity != "info"]
    severe = any(r.severity in _SEVERE for r in failed)
    severity = dg.AssetCheckSeverity.ERROR if severe or not failed else dg.AssetCheckSeverity.WARN
    text = "\n\n".join(f"{r.source}: {r.message_nb}\n\n*{r.message_en}*" for r in failed)
    metadata: Metadata = {"failing": sum(r.failing for r in failed), "results": _results_table(results)}
    return not failed, severity, text, metadata


def _results_table(results: Sequence[CheckResult]) -> dg.TableMetadataValue:
    """Failed ones first; the first legacy ids only, the rest stand in ``check_result``."""
    ordered = sorted(results, key=lambda r: (r.success, r.source, r.table_name, r.check_name))
    records = [
        dg.TableRecord(
            {
                "source": r.source,
                "table": r.table_name,
                "check": r.check_name,
                "severity": str(r.severity),
                "passed": r.success,
                "failing": r.failing,
                "keys": ", ".join(r.failing_keys[:10]),
            }
        )
        for r in ordered
    ]
    columns = [dg.TableColumn(c) for c in ("source", "table", "check", "severity")]
    columns += [dg.TableColumn("passed", "bool"), dg.TableColumn("failing", "int"), dg.TableColumn("keys")]
    return dg.MetadataValue.table(records, schema=dg.TableSchema(columns=columns))
