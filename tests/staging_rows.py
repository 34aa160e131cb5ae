"""Rows of the staging tables for tests: good ones, which a test then spoils in one column."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import BigInteger, Boolean, Connection, Integer, Table, insert

from migration.ids import target_id
from migration.staging import schema

GOOD: dict[str, dict[str, Any]] = {
    "core_bib": {
        "marc": '["00000nam a2200000 a 4500", []]',
        "marc_format": "normarc",
        "format_evidence": "normarc 3: 020 $b",
        "charset": "utf-8",
        "title": "Sult",
        "format_class": "book",
        "language": "nob",
        "year": "1890",
    },
    "core_item": {
        "bib_legacy_id": "1",
        "library": "NO-2549900",
        "branch": "hoved",
        "call_number": "839.8",
        "status": "available",
        "price": "249.00",
        "acquired_on": "2019-04-01",
        "last_seen_on": "2024-04-01",
        "total_loans": 3,
    },
    "core_patron": {
        "library": "NO-2549900",
        "kind": "person",
        "surname": "Testesen",
        "birth_date": "1980-02-29",
        "postal_code": "9900",
        "category": "adult",
    },
    "core_loan": {
        "library": "NO-2549900",
        "loaned_at": "2024-04-01T12:00:00+02:00",
        "due_at": "2024-04-29T23:59:59+02:00",
        "renewals": 0,
        "is_electronic": False,
    },
    "core_reservation": {
        "bib_legacy_id": "1",
        "library": "NO-2549900",
        "pickup_branch": "hoved",
        "placed_at": "2024-04-01",
        "expires_at": "2024-10-01",
        "queue_position": 1,
    },
    "core_fee": {
        "library": "NO-2549900",
        "type": "overdue",
        "amount": "50.00",
        "outstanding": "20.00",
        "outstanding_rule": "remainder",
        "charged_on": "2024-05-01",
    },
    "ledger": {"entity": "bib", "fate": "loaded"},
    "issue": {"stage": "standardize", "entity": "bib", "code": "title_missing", "severity": "warning"},
    "reject": {"entity": "item", "reason": "bib_missing", "cells": '[["Id", "9"]]'},
    "matched_bib": {"cluster_size": 1},
    "matched_bib_member": {},
    "matched_pair": {"decision": "auto", "rule": "isbn", "evidence": "{}"},
    "matched_bad_identifier": {"kind": "isbn", "value": "9788203000000"},
    "matched_review": {"other_source": "sorvik", "other_legacy_id": "1", "rule": "near", "probability": "0.5"},
    "matched_opinion": {"other_source": "sorvik", "other_legacy_id": "1", "decision": "auto", "probability": "0.1"},
    "matched_verdict": {"n": 1, "file": "2026.csv", "row": 2, "verdict": "must", "who": "KN", "state": "applied"},
    "matched_redirect": {"reason": "joined"},
    "matched_gone": {},
    "matched_change": {"kind": "merge"},
    "matched_field": {"n": 0, "tag": "650", "rule": "subjects"},
    "matched_cluster": {},
    "matched_item": {},
    "matched_patron": {},
    "matched_likely_person": {"rule": "number"},
    "source_rows": {},
    "check_result": {"table_name": "core_bib", "check_name": "title_there", "severity": "error", "failing": 1},
    "fee_balance": {"term": "came_in", "amount": "0.00"},
    "raw_file": {
        "name": "CatalogueItems.csv", "table_name": "raw_item", "format": "csv", "charset": "utf-8", "sha256": "0" * 64,
        "bytes": 100, "rows": 3,
    },
    "core_code": {
        "code_list": "item_status", "legacy_code": "0", "target_code": "available", "status": "mapped", "uses": 1,
    },
    "core_conversion": {"tag": "245", "code": "a", "fate": "moved", "rule": "fields/245", "uses": 1, "example": "1"},
    "core_bib_features": {
        "version": 1, "format_class": "book", "title": "sult", "title_key": "sult", "names": "[]", "language": "nob",
        "year": "1890", "identifiers": "[]",
    },
    "core_bib_unknown": {"n": 0, "tag": "599", "indicators": "  ", "code": "a", "value": "kjeller"},
    "core_bib_reference": {"n": 0, "tag": "900", "kind": "see", "heading": "Falsen, Ætta", "target": "Hætta, Ánte"},
    **{name: {"file_no": 1, "line": 2, "payload": b"1;2", "problem": ""} for name in schema.RAW_TABLES},
}  # fmt: skip


def row(table: str, source: str, legacy_id: str, **columns: Any) -> dict[str, Any]:
    """A good row of a table, changed in ``columns``."""
    own = schema.metadata.tables[table]
    ids = {
        "source": source,
        "legacy_id": legacy_id,
        "target_id": target_id(source, table.removeprefix("core_"), legacy_id),
        "patron_id": target_id(source, "patron", legacy_id),
        "item_id": target_id(source, "item", legacy_id),
        "card_number": f"N{legacy_id}",
        "barcode": f"0301{legacy_id}",
        "national_id_ref": "ab" * 32,
        "bib_id": target_id(source, "gone" if table == "matched_gone" else "bib", legacy_id),
    }
    given = {**{name: value for name, value in ids.items() if name in own.c}, **GOOD[table], **columns}
    return {**_blank(own), **given}


def put(connection: Connection, table: str, rows: Iterable[dict[str, Any]]) -> None:
    connection.execute(insert(schema.metadata.tables[table]), list(rows))


def good_source(connection: Connection, source: str, entities: Iterable[str], rows: int = 1) -> None:
    """A source with ``rows`` good rows of each entity, 1 to ``rows``, all loaded and counted."""
    names = [str(n) for n in range(1, rows + 1)]
    for entity in entities:
        table = f"core_{entity}"
        put(connection, table, (row(table, source, name) for name in names))
        put(connection, "ledger", (row("ledger", source, name, entity=entity) for name in names))
        put(connection, "source_rows", [row("source_rows", source, "", entity=entity, rows=rows)])


def _blank(table: Table) -> dict[str, Any]:
    return {c.name: _empty(c.type) for c in table.columns if not c.nullable} | {
        c.name: None for c in table.columns if c.nullable
    }


def _empty(kind: Any) -> Any:
    if isinstance(kind, (Integer, BigInteger)):
        return 0
    return False if isinstance(kind, Boolean) else ""
