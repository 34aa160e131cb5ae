"""Borrowers through the whole of standardize: what only all rows together show, and the rule on system users."""

from pathlib import Path

import pytest
from projects import write, write_project
from sqlalchemy import select

from migration import pipeline
from migration.staging import schema
from migration.staging.engine import reading

BORROWERS = """\
Id;Name;HomeUnitId;BirthDate;MainZip;MainPlace;MainCountry;Notes
7;Hætta, Máret;6471;17.05.90;9730;Kárášjohka;;
8;Nilsen, Ole;6471;1980-01-01;;;;Sperret adresse
20;SIP2;6471;;;;;
21;Selvbetjening;6471;;;;;
"""
CARDS = "BorrowerId;Barcode;IsSSN\n7;5001;0\n8;800;0\n20;800;0\n21;900;0\n"
LOANS = "Id;BorrowerId;ItemId;MarcRecordId;LoanTime;DueTime\n1;21;12;2;2026-11-01;2026-11-29\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GRENSELOS_AS_OF", "2026-11-22")
    directory = write_project(tmp_path / "project")
    write(directory / "exports" / "bakken" / "Borrowers.csv", BORROWERS)
    write(directory / "exports" / "bakken" / "BorrowerBarcodes.csv", CARDS)
    write(directory / "exports" / "bakken" / "BorrowerLoans.csv", LOANS)
    return directory


def test_borrowers_as_they_are_delivered(project: Path) -> None:
    with pipeline.open_project(project) as opened:
        pipeline.land(opened, "bakken")
        pipeline.standardize(opened, "bakken")
        patron, ledger, issue = schema.CORE_TABLES["core_patron"].c, schema.ledger.c, schema.issue.c
        with reading(opened.engine) as connection:
            patrons = {
                row.legacy_id: row
                for row in connection.execute(
                    select(patron.legacy_id, patron.kind, patron.card_number, patron.country, patron.address_protected)
                )
            }
            fates = connection.execute(
                select(ledger.legacy_id, ledger.fate, ledger.reason).where(ledger.entity == "patron")
            )
            fate_of = {row.legacy_id: (row.fate, row.reason) for row in fates}
            issues = connection.execute(
                select(issue.legacy_id, issue.code, issue.value).where(issue.entity == "patron")
            )
            told = {(row.legacy_id, row.code): row.value for row in issues}
    assert fate_of["20"] == ("excluded", "patron_system_user")
    assert fate_of["21"] == ("loaded", "")
    assert (patrons["21"].kind, patrons["7"].kind) == ("system", "person")
    assert (patrons["7"].country, patrons["8"].address_protected) == ("NO", True)
    assert told["7", "card_is_item_barcode"] == "11"
    assert (told["8", "card_shared"], patrons["8"].card_number) == ("20", "800")
