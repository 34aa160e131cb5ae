"""Units, locations and groups: their names go into reports and deliveries, whatever somebody wrote into them."""

import csv
from pathlib import Path

from identity_numbers import synthetic
from projects import write, write_project
from sqlalchemy import select

from migration import pipeline
from migration.staging.schema import issue

NUMBER = synthetic(17, 85)


def test_a_code_named_after_a_person_is_masked(tmp_path: Path) -> None:
    """No number may be left in anything below ``tmp_path``: what holds for every test (``conftest``) looks for it."""
    directory = write_project(tmp_path / "project")
    bakken = directory / "exports" / "bakken"
    write(bakken / "LibraryUnits.csv", f"Id;Name;ParentUnitId\n6471;Bakken;\n6472;Elev {NUMBER};6471\n")
    write(bakken / "CatalogueItemLocations.csv", f"Id;Name\n3;Hylla til {NUMBER}\n")
    write(bakken / "BorrowerGroups.csv", f"Id;Name\n1;Klasse {NUMBER}\n")
    write(bakken / "CatalogueItems.csv", "Id;MarcRecordId;Barcode;BelongToUnitId;LocationId\n11;1;5001;6472;3\n")
    write(bakken / "Borrowers.csv", "Id;Name;HomeUnitId;BorrowerGroupId\n7;Hætta, Máret;6471;1\n")
    with pipeline.open_project(directory) as project:
        delivery = pipeline.run(project).delivery
        with project.engine.connect() as connection:
            found = connection.execute(select(issue.c.legacy_id, issue.c.field).where(_is_masked)).all()
    assert delivery is not None
    names = {}
    for name in ("branch", "location", "patron_category"):
        with (delivery / "codes" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            names[name] = {row["target_code"] for row in csv.DictReader(file) if row["source"] == "bakken"}
    assert "Elev ***********" in names["branch"]
    assert "Hylla til ***********" in names["location"]
    assert "Klasse ***********" in names["patron_category"]
    assert sorted(map(tuple, found)) == [("@1", "Name"), ("@1", "Name"), ("@2", "Name")]


_is_masked = issue.c.code == "identity_number_masked"
