"""The ODBC reader over psqlODBC, on the tests' own PostgreSQL server."""

from pathlib import Path

import psycopg
import pyodbc
import pytest
from odbc_samples import iso2709, mapping, read_all, read_records
from sqlalchemy import make_url

from migration.extract.odbc import BATCH, check_odbc, read_odbc
from migration.extract.odbc_inspect import draft_mapping, inspect_odbc
from migration.extract.raw import InputError

SCRIPT = """
create schema bib;
create table bib.poster (nr integer primary key, marc bytea);
create table bib."Lånere" (
    nr bigint primary key, navn varchar(60), epost text, utløper timestamp, født date, sperret boolean
);
create table bib.gebyr (nr integer, låner bigint, beløp numeric(10,2), rest numeric(12,4));
"""
SITE = """
catalogue: {schema: bib, table: poster, key: nr, record: marc}
tables:
  Borrowers:
    schema: bib
    table: Lånere
    columns: {Id: nr, Name: navn, MainEmail: epost, Expires: utløper, BirthDate: født, Defaulted: sperret}
  BorrowerDebts: {schema: bib, table: gebyr, columns: {Id: nr, BorrowerId: låner, Amount: beløp, Remainder: rest}}
"""
UNREACHABLE = "Server=127.0.0.1;Port=1;Database=x;UID=leser;PWD=Hemmelig-1"


def driver() -> str:
    return next(name for name in pyodbc.drivers() if name.startswith("PostgreSQL Unicode"))


def odbc(url: str, user: str = "postgres", password: str = "", **options: object) -> str:
    """The ODBC connection string of an SQLAlchemy URL: over the server's socket, as psqlODBC is used in the README."""
    address = make_url(url)
    parts = {
        "DRIVER": driver(),
        "Server": address.query["host"],
        "Port": address.port or 5432,
        "Database": address.database,
        "UID": user,
        "PWD": password,
        "BoolsAsChar": 0,
        "UseDeclareFetch": 1,
        "Fetch": BATCH,
        **options,
    }
    return ";".join(f"{key}={value}" for key, value in parts.items())


@pytest.fixture
def database(postgres_database: str) -> psycopg.Connection:
    address = make_url(postgres_database).set(drivername="postgresql")
    with psycopg.connect(address.render_as_string(hide_password=False), autocommit=True) as connection:
        connection.execute(SCRIPT)
        yield connection


def test_values_of_every_type_come_as_text(
    tmp_path: Path, postgres_database: str, database: psycopg.Connection
) -> None:
    database.execute(
        "insert into bib.\"Lånere\" values (9007199254740993, 'Ráhka, Áilu Ж', %s, '2027-01-31 23:59:59.5',"
        " '1980-02-29', true), (2, null, null, null, null, false)",
        ["e" * 20_000],
    )
    database.execute("insert into bib.gebyr values (1, 2, 150, -0.05)")
    assert read_all(odbc(postgres_database), mapping(tmp_path, SITE)) == {
        "Borrowers": [
            ["2", None, None, None, None, "false"],
            ["9007199254740993", "Ráhka, Áilu Ж", "e" * 20_000, "2027-01-31T23:59:59.500000", "1980-02-29", "true"],
        ],
        "BorrowerDebts": [["1", "2", "150.00", "-0.0500"]],
    }


def test_records_come_byte_for_byte_over_many_batches(
    tmp_path: Path, postgres_database: str, database: psycopg.Connection
) -> None:
    records = [iso2709(str(n), "Bøker " + "x" * (100_000 if n == 5 else 10)) for n in range(BATCH + 10)]
    with database.cursor() as cursor, cursor.copy("copy bib.poster from stdin") as copy:
        for number, record in reversed(list(enumerate(records))):
            copy.write_row((number, record))
    assert read_records(odbc(postgres_database), mapping(tmp_path, SITE)) == records


def test_the_same_name_in_two_schemas_must_be_told_apart(
    tmp_path: Path, postgres_database: str, database: psycopg.Connection
) -> None:
    database.execute("create schema gammel; create table gammel.poster (nr integer, marc bytea)")
    site = mapping(tmp_path, "catalogue: {table: poster, key: nr, record: marc}")
    assert check_odbc(odbc(postgres_database), site) == [
        f"{site.file}: catalogue (poster): stands for bib.poster, gammel.poster; write the schema and exact name"
    ]
    gammel = mapping(tmp_path, "catalogue: {schema: GAMMEL, table: Poster, key: NR, record: Marc}")
    assert check_odbc(odbc(postgres_database), gammel) == []


def test_a_table_that_the_account_may_not_read_is_an_input_error(
    tmp_path: Path, postgres_database: str, database: psycopg.Connection
) -> None:
    database.execute("grant usage on schema bib to leser")
    with pytest.raises(InputError) as caught:
        read_records(odbc(postgres_database, "leser", "Hemmelig-1"), mapping(tmp_path, SITE))
    (problem,) = caught.value.problems
    assert problem.startswith(f"{tmp_path / 'site.yaml'}: catalogue (bib.poster): the database refused the SELECT")


def test_a_wrong_password_is_explained_and_not_repeated(tmp_path: Path, postgres_database: str) -> None:
    (problem,) = check_odbc(odbc(postgres_database, "leser", "Feil-2"), mapping(tmp_path, SITE))
    assert "refused the login; check user name, password and database" in problem
    assert "Feil-2" not in problem
    assert "leser" not in problem


def test_an_unreachable_server_is_explained(tmp_path: Path) -> None:
    (problem,) = check_odbc(f"DRIVER={driver()};{UNREACHABLE}", mapping(tmp_path, SITE))
    assert "the database cannot be reached; check that it runs" in problem
    assert "Hemmelig-1" not in problem


def test_a_connection_lost_on_the_way_stops_the_source(
    tmp_path: Path, postgres_database: str, database: psycopg.Connection
) -> None:
    database.execute("insert into bib.poster select n, '\\x00'::bytea from generate_series(1, 10000) as n")
    site = mapping(tmp_path, SITE.replace("record: marc", "record: marc, format: iso2709"))
    rows = next(tables := read_odbc(odbc(postgres_database), site)).rows
    assert next(rows).line == 1
    database.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity"
        " where datname = current_database() and pid <> pg_backend_pid()"
    )
    with pytest.raises(InputError, match="the connection broke on the way"):
        list(rows)
    tables.close()


def test_inspect_shows_tables_without_the_systems_own(postgres_database: str, database: psycopg.Connection) -> None:
    database.execute("insert into bib.poster values (1, null), (2, null)")
    shown = {(t.schema, t.name): t for t in inspect_odbc(odbc(postgres_database)).tables}
    assert sorted(shown) == [("bib", "Lånere"), ("bib", "gebyr"), ("bib", "poster")]
    poster = shown["bib", "poster"]
    assert (poster.type, poster.rows) == ("TABLE", 2)
    assert [(c.name, c.type, c.nullable) for c in poster.columns] == [("nr", "int4", False), ("marc", "bytea", True)]


def test_a_draft_quotes_the_schema(tmp_path: Path, postgres_database: str, database: psycopg.Connection) -> None:
    database.execute(
        'create schema "Mm 3"; create table "Mm 3".catalogue ("Id" integer, record bytea);'
        'create table "Mm 3"."LibraryUnits" ("Id" integer, "Name" text);'
        'insert into "Mm 3"."LibraryUnits" values (6471, \'Nordvik\')'
    )
    site = mapping(tmp_path, draft_mapping(inspect_odbc(odbc(postgres_database))))
    assert read_all(odbc(postgres_database), site) == {"LibraryUnits": [["6471", "Nordvik"]]}
