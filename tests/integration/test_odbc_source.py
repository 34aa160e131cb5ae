"""A whole job whose source is a database: landed over a real ODBC connection, and left alone when it cannot be."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from odbc_samples import iso2709
from projects import write
from sqlalchemy import select

from migration import pipeline
from migration.export.verify import verify
from migration.staging import schema

SOURCES = """\
sources:
  basen:
    title: Basen bibliotek
    reader: odbc
    connection_env: BASEN_ODBC
    libraries:
      - {unit: 6471, isil: NO-2549903, name: Basen bibliotek, type: public, municipality: "5499"}
"""
MAPPING = """\
catalogue: {table: poster, key: nr, record: marc}
tables:
  CatalogueItems: {table: eks, columns: {Id: nr, MarcRecordId: post, Barcode: strek, Acquired: kjopt, Price: pris}}
  Borrowers: {table: folk, columns: {Id: nr, Name: navn}}
  BorrowerLoans: {table: lan, columns: {Id: nr, BorrowerId: folk, ItemId: eks, DueTime: forfall}}
"""
SCRIPT = """\
create table poster (nr integer, marc blob);
create table eks (nr integer, post integer, strek varchar(20), kjopt datetime, pris decimal(9,2));
create table folk (nr integer, navn varchar(80));
create table lan (nr integer, folk integer, eks integer, forfall datetime);
insert into eks values (1, 10, '5001', '2019-02-01 00:00:00', 249.5), (2, 11, '5002', null, null);
insert into folk values (7, 'Ráhka, Áilu');
insert into lan values (1, 7, 1, '2026-12-01 00:00:00');
"""


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "basen.db"
    with sqlite3.connect(path) as connection:
        connection.executescript(SCRIPT)
        rows = [(10, iso2709("10", "Čáppa sánit")), (11, iso2709("11", "Bøker"))]
        connection.executemany("insert into poster values (?, ?)", rows)
    connection.close()
    return path


@pytest.fixture
def project(tmp_path: Path, database: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[pipeline.Project]:
    monkeypatch.setenv("BASEN_ODBC", f"DRIVER=SQLite3;Database={database}")
    write(tmp_path / "project" / "mappings" / "sources.yaml", SOURCES)
    write(tmp_path / "project" / "mappings" / "odbc" / "basen.yaml", MAPPING)
    with pipeline.open_project(tmp_path / "project") as opened:
        yield opened


def landed(project: pipeline.Project) -> list[tuple[object, ...]]:
    with project.engine.connect() as connection:
        return [tuple(row) for table in schema.RAW_TABLES.values() for row in connection.execute(select(table))]


def test_a_database_becomes_a_delivery(project: pipeline.Project) -> None:
    pipeline.land(project, "basen")
    pipeline.standardize(project, "basen")
    pipeline.match(project)
    pipeline.check_all(project)
    delivery = pipeline.deliver(project).path
    assert delivery is not None
    assert verify(delivery).problems == ()
    items = (delivery / "items.csv").read_text(encoding="utf-8")
    assert "249.50,2019-02-01" in items
    assert "Čáppa sánit" in (delivery / "bibs.xml").read_text(encoding="utf-8")
    assert "2026-12-01T23:59:59+01:00" in (delivery / "loans.csv").read_text(encoding="utf-8")
    extracted = json.loads((delivery / "manifest.json").read_text(encoding="utf-8"))["sources"][0]["extracted_files"]
    assert {f["name"] for f in extracted} == {"catalogue", "CatalogueItems", "Borrowers", "BorrowerLoans"}


@pytest.mark.parametrize(
    ("connection", "problem"),
    [
        ("DRIVER=no such driver", "basen"),
        ("DRIVER=SQLite3;Database=/no/such/folder/basen.db", "basen"),
        ("DRIVER=FreeTDS;Server=127.0.0.1;Port=1;UID=leser;PWD=Hemmelig-7;TDS_Version=7.4", "basen"),
    ],
)
def test_an_unreachable_database_leaves_what_was_landed(
    project: pipeline.Project, monkeypatch: pytest.MonkeyPatch, connection: str, problem: str
) -> None:
    pipeline.land(project, "basen")
    before = landed(project)
    monkeypatch.setenv("BASEN_ODBC", connection)
    with pytest.raises(pipeline.ConfigurationError, match=problem) as error:
        pipeline.land(project, "basen")
    assert "Hemmelig-7" not in str(error.value)
    assert landed(project) == before


def test_a_column_that_is_gone_stops_before_anything_is_changed(project: pipeline.Project, database: Path) -> None:
    pipeline.land(project, "basen")
    before = landed(project)
    with sqlite3.connect(database) as connection:
        connection.execute("alter table lan rename column forfall to frist")
    with pytest.raises(pipeline.ConfigurationError, match="forfall"):
        pipeline.run(project)
    with pytest.raises(pipeline.ConfigurationError, match="forfall"):
        pipeline.land(project, "basen")
    assert landed(project) == before


def test_a_secret_that_is_not_set_is_named(project: pipeline.Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BASEN_ODBC")
    for stage in (lambda: pipeline.run(project), lambda: pipeline.land(project, "basen")):
        with pytest.raises(pipeline.ConfigurationError, match="BASEN_ODBC is not set"):
            stage()


def test_inspect_shows_the_database_and_drafts_a_mapping_that_can_be_saved(project: pipeline.Project) -> None:
    program = Path(sys.executable).parent / "grenselos"
    command = [program, "--project", project.settings.project, "inspect", "basen"]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    for line in ("# poster: 2 rows; nr INTEGER", "# eks: 2 rows; ", "# folk: 1 rows; ", "# lan: 1 rows; "):
        assert line in shown
    assert shown.count("catalogue") >= 1
    assert all(line.startswith("#") for line in shown.splitlines() if line)


def test_corrections_of_a_database_lie_in_the_folder_of_its_key(project: pipeline.Project) -> None:
    handed = project.settings.project / "exports" / "basen" / "corrections" / "patron.csv"
    write(handed, "Id;Name\n7;Ráhka, Áilu Ánte\n8;Ingen\n9\n")
    pipeline.land(project, "basen")
    pipeline.standardize(project, "basen")
    patron, entry = schema.core_patron.c, schema.ledger.c
    with project.engine.connect() as connection:
        assert connection.execute(select(patron.given_name)).scalars().all() == ["Áilu Ánte"]
        query = select(entry.correction).where(entry.entity == "patron")
        assert connection.execute(query).scalars().all() == ["corrections/patron.csv:2"]
    told = list(pipeline.check_rows(project.settings, project.mappings, ["basen"]))
    assert told == [f"basen: {handed}:4: row_too_short"]
