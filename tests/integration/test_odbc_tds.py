"""The ODBC reader over FreeTDS, on the wire against the tests' own small SQL Server."""

import sqlite3
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pyodbc
import pytest
from odbc_samples import iso2709, mapping, read_all, read_records
from tds_server import TdsServer

from migration.extract.odbc import BATCH, check_odbc, read_odbc
from migration.extract.odbc_inspect import inspect_odbc
from migration.extract.raw import InputError

SCRIPT = """
create table Marc_Record (Nr int not null, Data varbinary);
create table MarcXRecord (Nr int not null, Annet nvarchar(20));
create table Laaner (
    Nr bigint not null, Navn nvarchar(60), Epost varchar(80), Notat nvarchar, Utløper datetime, Sist datetime2,
    Endret datetimeoffset, Født date, Sperret bit, Vekt float, Nøkkel uniqueidentifier
);
create table Gebyr (Nr int not null, Laaner bigint, Beløp decimal(10,2), Rest decimal(19,4));
create view Grupper as select Nr as Id, Navn as Name from Laaner;
"""
SITE = """
catalogue: {schema: dbo, table: Marc_Record, key: Nr, record: Data}
tables:
  Borrowers:
    table: Laaner
    columns:
      Id: Nr
      Name: Navn
      MainEmail: Epost
      Notes: Notat
      Expires: Utløper
      LastActive: Sist
      Class: Endret
      BirthDate: Født
      Defaulted: Sperret
      Mobile: Vekt
      LocalKey: Nøkkel
  BorrowerDebts: {table: Gebyr, columns: {Id: Nr, BorrowerId: Laaner, Amount: Beløp, Remainder: Rest}}
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[TdsServer]:
    path = tmp_path / "mm.db"
    with sqlite3.connect(path) as connection:
        connection.executescript(SCRIPT)
    connection.close()
    with TdsServer(str(path)) as running:
        yield running


def fill(server: TdsServer, table: str, rows: list[tuple[object, ...]]) -> None:
    with sqlite3.connect(server.path) as connection:
        connection.executemany(f"insert into {table} values ({', '.join('?' * len(rows[0]))})", rows)
    connection.close()


def odbc(server: TdsServer, password: str = "Hemmelig-1", charset: str = "ClientCharset=UTF-8") -> str:
    driver = next(name for name in pyodbc.drivers() if name.startswith("FreeTDS"))
    return (
        f"DRIVER={driver};Server=127.0.0.1;Port={server.port};Database=proveby;"
        f"UID={server.user};PWD={password};TDS_Version=7.4;{charset}"
    )


def test_values_of_every_type_come_as_text(tmp_path: Path, server: TdsServer) -> None:
    fill(
        server,
        "Laaner",
        [
            (
                2**40, "Ráhka, Áilu ŋŧ Ж 😀", "blåbær€@example.no", "ž" * 9000, "2027-01-31T23:59:59.120",
                "2024-05-17T08:00:00.123456", "2024-05-17T08:00:00+02:00", "1980-02-29", 1, 0.5,
                "0f0e0d0c-0b0a-0908-0706-050403020100",
            ),
            (2, *[None] * 10),
        ],
    )  # fmt: skip
    fill(server, "Gebyr", [(1, 2, "150", "-0.05")])
    assert read_all(odbc(server), mapping(tmp_path, SITE)) == {
        "Borrowers": [
            ["2", *[None] * 10],
            [
                "1099511627776", "Ráhka, Áilu ŋŧ Ж 😀", "blåbær€@example.no", "ž" * 9000, "2027-01-31T23:59:59.120000",
                "2024-05-17T08:00:00.123456", "2024-05-17T08:00:00+02:00", "1980-02-29", "true", "0.5",
                "0F0E0D0C-0B0A-0908-0706-050403020100",
            ],
        ],
        "BorrowerDebts": [["1", "2", "150.00", "-0.0500"]],
    }  # fmt: skip


def test_records_come_byte_for_byte_over_many_batches(tmp_path: Path, server: TdsServer) -> None:
    records = [iso2709(str(n), "Bøker " + "x" * (90_000 if n == 5 else 10)) for n in range(BATCH + 10)]
    fill(server, "Marc_Record", list(reversed(list(enumerate(records)))))
    assert read_records(odbc(server), mapping(tmp_path, SITE)) == records


def test_half_a_surrogate_pair_does_not_stop_the_table(tmp_path: Path, server: TdsServer) -> None:
    cut = "Kari 😀".encode("utf-16-le")[:-2]
    fill(server, "Laaner", [(1, cut, *[None] * 9), (2, "Áilu", *[None] * 9)])
    names = [row[1] for row in read_all(odbc(server), mapping(tmp_path, SITE))["Borrowers"]]
    assert names == ["Kari \ufffd", "Áilu"]


def test_nothing_but_select_and_catalogue_calls_is_sent(tmp_path: Path, server: TdsServer) -> None:
    fill(server, "Marc_Record", [(1, iso2709("1", "A"))])
    inspect_odbc(odbc(server))
    read_records(odbc(server), mapping(tmp_path, SITE))
    firsts = {text.split()[0] for text in server.batches}
    assert firsts <= {"SELECT", "sp_datatype_info_100"}
    assert 'SELECT "Data" FROM "dbo"."Marc_Record" ORDER BY "Nr"' in server.batches


def test_one_select_per_table_however_many_rows(tmp_path: Path, server: TdsServer) -> None:
    fill(server, "Gebyr", [(n, 2, "1", "1") for n in range(2 * BATCH + 1)])
    assert len(read_all(odbc(server), mapping(tmp_path, SITE))["BorrowerDebts"]) == 2 * BATCH + 1
    assert sum('FROM "dbo"."Gebyr"' in text for text in server.batches) == 1


def test_an_underscore_in_a_name_is_no_wildcard(tmp_path: Path, server: TdsServer) -> None:
    site = mapping(tmp_path, "catalogue: {table: Marc_Record, key: Nr, record: Annet}")
    assert check_odbc(odbc(server), site) == [
        f"{site.file}: catalogue (Marc_Record): there is no column Annet; check the mapping"
    ]


def test_missing_tables_and_columns_are_told_at_once(tmp_path: Path, server: TdsServer) -> None:
    site = mapping(tmp_path, SITE.replace("Data}", "Marc}").replace("table: Laaner", "table: Borrower"))
    assert check_odbc(odbc(server), site) == [
        f"{site.file}: catalogue (dbo.Marc_Record): there is no column Marc; check the mapping",
        f"{site.file}: Borrowers (Borrower): the database has no such table that this account may see; "
        "check name and rights",
    ]


def test_a_query_is_read_like_a_table(tmp_path: Path, server: TdsServer) -> None:
    fill(server, "Laaner", [(2, "Ráhka", *[None] * 9), (1, "Nordmann", *[None] * 9)])
    groups = "tables: {BorrowerGroups: {query: 'SELECT Nr, Navn FROM dbo.Laaner', columns: {Id: nr, Name: navn}}}"
    site = mapping(tmp_path, "catalogue: {table: Marc_Record, key: Nr, record: Data}\n" + groups)
    assert read_all(odbc(server), site) == {"BorrowerGroups": [["1", "Nordmann"], ["2", "Ráhka"]]}


def test_a_query_of_a_missing_table_is_a_problem_of_the_mapping(tmp_path: Path, server: TdsServer) -> None:
    site = mapping(tmp_path, "catalogue: {query: SELECT Nr FROM dbo.Nix, key: Nr, record: Nr}")
    assert check_odbc(odbc(server), site) == [
        f"{site.file}: catalogue (the query): the database refused the SELECT; "
        "check the mapping, and that the account may read this table (SQLSTATE 42S02)"
    ]


def test_a_wrong_password_is_explained_and_not_repeated(tmp_path: Path, server: TdsServer) -> None:
    (problem,) = check_odbc(odbc(server, password="Feil-2"), mapping(tmp_path, SITE))
    assert "the database refused the login; check user name, password and database" in problem
    assert "Feil-2" not in problem
    assert server.user not in problem


def test_an_unreachable_server_is_explained(tmp_path: Path, server: TdsServer) -> None:
    connection = odbc(server).replace(f"Port={server.port}", "Port=1")
    (problem,) = check_odbc(connection, mapping(tmp_path, SITE))
    assert "the database cannot be reached; check that it runs, and server and port" in problem
    assert "Hemmelig-1" not in problem


def test_a_connection_lost_on_the_way_stops_the_source(tmp_path: Path, server: TdsServer) -> None:
    fill(server, "Marc_Record", [(n, iso2709(str(n), "A")) for n in range(2 * BATCH)])
    server.breaks_after = BATCH + 1
    tables = read_odbc(odbc(server), mapping(tmp_path, SITE))
    rows = next(tables).rows
    assert [row.line for row in islice(rows, BATCH)] == list(range(1, BATCH + 1))
    with pytest.raises(InputError, match="the connection broke on the way"):
        next(rows)
    tables.close()


@pytest.mark.parametrize("charset", ["ClientCharset=UTF-8", "ClientCharset=ISO-8859-1", ""])
def test_letters_do_not_hang_on_the_connection_string(tmp_path: Path, server: TdsServer, charset: str) -> None:
    fill(server, "Laaner", [(1, "Áilu ŋ Ж", "blåbær€@example.no", *[None] * 8)])
    (row,) = read_all(odbc(server, charset=charset), mapping(tmp_path, SITE))["Borrowers"]
    assert row[1:3] == ["Áilu ŋ Ж", "blåbær€@example.no"]


def test_inspect_shows_tables_views_columns_and_counts(server: TdsServer) -> None:
    fill(server, "Laaner", [(1, "Kari", *[None] * 9), (2, "Ola", *[None] * 9)])
    shown = {t.name: t for t in inspect_odbc(odbc(server)).tables}
    assert sorted(shown) == ["Gebyr", "Grupper", "Laaner", "MarcXRecord", "Marc_Record"]
    assert (shown["Laaner"].schema, shown["Laaner"].type, shown["Laaner"].rows) == ("dbo", "TABLE", 2)
    assert shown["Grupper"].type == "VIEW"
    assert [(c.name, c.type, c.size, c.nullable) for c in shown["Laaner"].columns[:2]] == [
        ("Nr", "bigint", 0, False),
        ("Navn", "nvarchar", 60, True),
    ]
