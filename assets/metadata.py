"""Turns the reports of the pipeline into what the UI shows. Numbers stand alone too: the UI plots them by partition."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import dagster as dg

from assets.tables import Table
from migration.issues import Fate
from migration.pipeline import StageReport

Metadata = dict[str, Any]
Row = Mapping[str, str | int]


def table_metadata(report: StageReport, table: Table) -> Metadata:
    """Rows, seconds, issues, and for an entity's table the fates of its source rows."""
    metadata: Metadata = {
        "dagster/row_count": report.rows.get(table.name, 0),  # a table that the stage left empty is not listed
        "seconds": float(report.seconds),
    }
    if table.entity is not None and table.entity in report.fates:
        metadata |= fate_numbers(report.fates[table.entity])
    if table.name == "ledger":
        metadata["fates"] = fates_table(report.fates)
    if table.name in ("raw_file", "issue"):  # what landing and what standardizing found
        metadata |= {"issues": counts_table("code", report.issues), "issues_found": sum(report.issues.values())}
    return metadata


def fate_numbers(fates: Mapping[str, int]) -> Metadata:
    """Rows by fate, and the rejected ones in per cent of what came in: alike for large and small libraries."""
    came_in = sum(fates.values())
    share = round(100 * fates.get(Fate.REJECTED, 0) / came_in, 2) if came_in else 0.0
    return {**{str(fate): count for fate, count in fates.items()}, "rejected_percent": share}


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


def delivery_metadata(delivered: StageReport, page: Path, address: str) -> Metadata:
    """Where the delivery and its report lie, and the rows of each file. ``address``: the report's, for a browser."""
    return {
        "delivery": dg.MetadataValue.path(str(delivered.path)),
        "report": dg.MetadataValue.path(str(page)),
        "report_url": dg.MetadataValue.url(address),
        "seconds": float(delivered.seconds),
        "files": counts_table("file", delivered.rows),
    }
