"""The code lists of expectations/ are those of the program and of the shipped crosswalks: none is forgotten."""

import csv
import json

import pytest

from migration.features import IDENTIFIER_KINDS
from migration.issues import Fate, Severity
from migration.item_statuses import STATUSES
from migration.marc.conversion.trace import SubfieldFate
from migration.marc.features.carrier import FORMATS
from migration.match.clusters.changes import Kind
from migration.match.comparing.judgement import Decision
from migration.match.items.barcodes import GENERATED, IDENTITY_NUMBER, RENAMED
from migration.match.verdicts.standing import State
from migration.match.verdicts.verdict import Answer
from migration.model import Entity
from migration.patron_kinds import KINDS
from migration.quality.debts import Term
from migration.settings import SHIPPED
from migration.staging.schema import RAW_TABLES
from migration.transform.debts import Rule

ENTITIES = {entity.value for entity in Entity}
CROSSWALKS = {path.stem for path in (SHIPPED / "mappings" / "crosswalks").glob("*.csv")}


def targets(name: str) -> set[str]:
    with (SHIPPED / "mappings" / "crosswalks" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["target_code"] for row in csv.DictReader(file)} | {""}


def value_set(table: str, check: str) -> set[str]:
    suite = json.loads((SHIPPED / "expectations" / f"{table}.json").read_text(encoding="utf-8"))
    found = next(e for e in suite["expectations"] if e["meta"]["name"] == check)
    return set(found["kwargs"]["value_set"])


@pytest.mark.parametrize(
    ("table", "check", "codes"),
    [
        ("core_bib", "format_class_known", FORMATS),
        ("core_bib_features", "format_class_known", FORMATS),
        ("core_conversion", "fate_known", SubfieldFate),
        ("core_code", "code_list_known", CROSSWALKS),
        ("core_item", "status_known", {s for statuses in STATUSES for s in statuses} | targets("item_status")),
        ("core_item", "use_restriction_known", targets("use_restriction")),
        ("core_patron", "kind_known", KINDS),
        ("core_patron", "gender_known", targets("gender")),
        ("core_loan", "status_known", targets("loan_status")),
        ("core_reservation", "state_known", targets("reservation_state")),
        ("core_reservation", "kind_known", targets("reservation_kind")),
        ("core_fee", "type_known", targets("fee_type")),
        ("core_fee", "state_known", targets("fee_state")),
        ("core_fee", "outstanding_rule_known", Rule),
        ("fee_balance", "term_known", Term),
        ("source_rows", "entity_known", {*ENTITIES, "subfield"}),
        ("raw_file", "table_known", {*RAW_TABLES, ""}),
        ("ledger", "entity_known", ENTITIES),
        ("ledger", "fate_known", Fate),
        ("reject", "entity_known", ENTITIES),
        ("issue", "entity_known", {*ENTITIES, ""}),
        ("issue", "severity_known", Severity),
        ("matched_pair", "decision_known", Decision),
        ("matched_opinion", "decision_known", Decision),
        ("matched_bad_identifier", "kind_known", IDENTIFIER_KINDS),
        ("matched_verdict", "verdict_known", Answer),
        ("matched_verdict", "state_known", State),
        ("matched_change", "kind_known", Kind),
        ("matched_item", "barcode_rule_known", {"", RENAMED, GENERATED, IDENTITY_NUMBER}),
    ],
)
def test_a_list_holds_all_codes_and_no_other(table: str, check: str, codes: object) -> None:
    assert value_set(table, check) == {str(getattr(code, "value", code)) for code in codes}  # type: ignore[attr-defined]
