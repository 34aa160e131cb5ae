"""The ODBC reader over a real connection to a file: sqliteodbc."""

import hashlib
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from odbc_samples import iso2709, mapping, read_all, read_records

from migration.extract.odbc import BATCH, check_odbc, read_odbc
from migration.extract.odbc_inspect import draft_mapping, inspect_odbc
from migration.extract.raw import InputError

POSTS = "catalogue: {table: poster, key: nr, record: marc}\n"
PATRONS = (
    "tables:\n  Borrowers: {table: Lånere, columns: {Id: lånernr, Name: navn, Expires: utløper, Defaulted: sperret}}\n"
)

MakeDatabase = Callable[..., str]


@pytest.fixture
def database(tmp_path: Path) -> MakeDatabase:
    """Makes a database by a script and rows per table; gives its connection string."""

    def make(script: str, **rows: list[tuple[object, ...]]) -> str:
        with sqlite3.connect(tmp_path / "mm.db") as connection:
            connection.executescript(script)
            for table, values in rows.items():
                marks = ", ".join("?" * len(values[0]))
                connection.executemany(f"insert into {table} values ({marks})", values)
        connection.close()
        return f"DRIVER=SQLite3;Database={tmp_path / 'mm.db'}"

    return make


def test_the_mapped_tables_are_read_under_the_contracts_names(tmp_path: Path, database: MakeDatabase) -> None:
    connection = database(
        "create table poster (nr integer, marc blob);"
        "create table Lånere (navn varchar(50), lånernr integer, utløper datetime, sperret bit, annet text)",
        poster=[(1, iso2709("1", "Bøker"))],
        Lånere=[
            ("Nordmann, Kari", 12, "2027-01-31 00:00:00", 0, "x"),
            ("Ráhka, Áilu", 7, None, 1, "y"),
        ],
    )
    bib, patrons = (
        (t.name, t.table, t.format, t.columns, [(r.line, r.payload, r.problem) for r in t.rows], t.bytes, t.sha256)
        for t in read_odbc(connection, mapping(tmp_path, POSTS + PATRONS))
    )
    record = iso2709("1", "Bøker")
    assert bib == (
        "catalogue", "raw_bib", "iso2709", (), [(1, record, "")], len(record), hashlib.sha256(record).hexdigest(),
    )  # fmt: skip
    first, second = '["7","Ráhka, Áilu",null,"true"]'.encode(), b'["12","Nordmann, Kari","2027-01-31T00:00:00","false"]'
    assert patrons == (
        "Borrowers", "raw_patron", "json", ("Id", "Name", "Expires", "Defaulted"),
        [(1, first, ""), (2, second, "")], len(first + second), hashlib.sha256(first + second).hexdigest(),
    )  # fmt: skip


def test_rows_come_in_the_order_of_their_key_whatever_the_table_holds(tmp_path: Path, database: MakeDatabase) -> None:
    many = [(n, f"*001{n}\n*245  $aTittel {n}\n^\n") for n in range(BATCH + 1, 0, -1)]
    connection = database("create table poster (nr integer, marc text)", poster=many)
    records = read_records(connection, mapping(tmp_path, POSTS))
    assert len(records) == BATCH + 1
    assert records[0] == b"*0011\n*245  $aTittel 1\n^\n"
    assert records[-1] == f"*001{BATCH + 1}\n*245  $aTittel {BATCH + 1}\n^\n".encode()


def test_names_are_found_in_any_case_and_sent_in_quotes(tmp_path: Path, database: MakeDatabase) -> None:
    connection = database(
        'create table "poster" (nr integer, marc text); create table "order" ("select" integer, "a""b;--" text)',
        poster=[(1, "*0011\n*245  $aA\n^\n")],
        **{'"order"': [(5, "Sykkel; --")]},
    )
    site = mapping(
        tmp_path, POSTS.replace("poster", "POSTER").replace("nr", "NR")
        + "tables:\n  BorrowerGroups: {table: ORDER, columns: {Id: Select, Name: 'A\"b;--'}}\n"
    )  # fmt: skip
    assert read_all(connection, site) == {"BorrowerGroups": [["5", "Sykkel; --"]]}


def test_a_query_joins_and_casts(tmp_path: Path, database: MakeDatabase) -> None:
    connection = database(
        "create table poster (nr integer, marc text); create table kort (l integer, k text, slag integer);",
        poster=[(1, "*0011\n*245  $aA\n^\n")],
        kort=[(2, "N001", 1), (1, "A7", 0), (1, "A1", 0)],
    )
    site = mapping(
        tmp_path, POSTS + "tables:\n  BorrowerBarcodes:\n"
        "    query: SELECT l AS laaner, k AS nummer, CASE slag WHEN 1 THEN 'true' END AS felles FROM kort\n"
        "    columns: {BorrowerId: laaner, Barcode: nummer, IsCommonBorrowerCard: felles}\n"
    )  # fmt: skip
    assert read_all(connection, site) == {
        "BorrowerBarcodes": [["1", "A1", None], ["1", "A7", None], ["2", "N001", "true"]]
    }


@pytest.mark.parametrize(
    ("stored", "form", "payload", "charset"),
    [
        (iso2709("1", "Bøker"), "iso2709", iso2709("1", "Bøker"), ""),
        ("*0011\n*245  $aBøker\n^\n", "line", "*0011\n*245  $aBøker\n^\n".encode(), "utf-8"),
        ("*0011\n*245  $aBøker\n^\n".encode("cp865"), "line", "*0011\n*245  $aBøker\n^\n".encode("cp865"), ""),
        (
            b'<?xml version="1.0" encoding="windows-1252"?><collection><record><leader/></record></collection>',
            "xml",
            b"<record><leader/></record>",
            "windows-1252",
        ),
    ],
)
def test_the_records_format_is_found_on_the_records(
    tmp_path: Path, database: MakeDatabase, stored: object, form: str, payload: bytes, charset: str
) -> None:
    column = "text" if isinstance(stored, str) else "blob"
    connection = database(f"create table poster (nr integer, marc {column})", poster=[(1, None), (2, stored)])
    table = next(iter(read_odbc(connection, mapping(tmp_path, POSTS))))
    assert (table.format, table.charset) == (form, charset)
    assert [(r.line, r.payload, r.problem) for r in table.rows] == [(1, b"", "record_empty"), (2, payload, "")]


def test_the_parts_of_a_record_are_joined(tmp_path: Path, database: MakeDatabase) -> None:
    record = iso2709("1", "Bøker")
    connection = database(
        "create table poster (nr integer, a blob, b blob)", poster=[(1, record[:30], record[30:]), (2, record, None)]
    )
    site = mapping(tmp_path, "catalogue: {table: poster, key: nr, record: [a, b]}")
    assert read_records(connection, site) == [record, record]


def test_an_unreadable_record_among_good_ones_is_kept(tmp_path: Path, database: MakeDatabase) -> None:
    records = [(1, b"\x00\xff garbage"), (2, iso2709("2", "A"))]
    connection = database("create table poster (nr integer, marc blob)", poster=records)
    assert read_records(connection, mapping(tmp_path, POSTS)) == [b"\x00\xff garbage", iso2709("2", "A")]


def test_a_row_whose_xml_holds_no_record_does_not_vanish(tmp_path: Path, database: MakeDatabase) -> None:
    connection = database("create table poster (nr integer, marc text)", poster=[(1, "<tom/>"), (2, "hei")])
    site = mapping(tmp_path, POSTS.replace("marc}", "marc, format: xml}"))
    assert read_records(connection, site) == [b"<tom/>", b"hei"]


def test_records_in_no_known_format_stop_the_source(tmp_path: Path, database: MakeDatabase) -> None:
    connection = database("create table poster (nr integer, marc text)", poster=[(1, "hei")])
    with pytest.raises(InputError, match=r"catalogue \(poster\): the records' format is not recognised; set format"):
        read_records(connection, mapping(tmp_path, POSTS))


def test_an_empty_catalogue_is_read_as_empty(tmp_path: Path, database: MakeDatabase) -> None:
    connection = database("create table poster (nr integer, marc text)")
    assert read_records(connection, mapping(tmp_path, POSTS)) == []


def test_everything_that_is_missing_is_told_at_once_and_nothing_is_read(tmp_path: Path, database: MakeDatabase) -> None:
    connection = database("create table poster (nr integer); create table Lånere (navn text, lånernr integer)")
    site = mapping(
        tmp_path, POSTS + PATRONS + "  LibraryUnits: {table: enheter, columns: {Id: nr, Name: navn}}\n"
        "  BorrowerGroups: {query: SELECT navn FROM Lånere, columns: {Id: nr, Name: navn}}\n"
    )  # fmt: skip
    file = f"{tmp_path / 'site.yaml'}"
    expected = [
        f"{file}: catalogue (poster): there is no column marc; check the mapping",
        f"{file}: LibraryUnits (enheter): the database has no such table that this account may see; "
        "check name and rights",
        f"{file}: BorrowerGroups (the query): there is no column nr; check the mapping",
        f"{file}: Borrowers (Lånere): there is no column utløper; check the mapping",
        f"{file}: Borrowers (Lånere): there is no column sperret; check the mapping",
    ]
    assert check_odbc(connection, site) == expected
    with pytest.raises(InputError) as caught:
        next(read_odbc(connection, site))
    assert caught.value.problems == expected


def test_a_good_mapping_has_no_problems(tmp_path: Path, database: MakeDatabase) -> None:
    connection = database("create table poster (nr integer, marc text)")
    assert check_odbc(connection, mapping(tmp_path, POSTS)) == []


def test_a_faulty_query_is_a_problem_of_the_mapping(tmp_path: Path, database: MakeDatabase) -> None:
    connection = database("create table poster (nr integer, marc text)")
    site = mapping(tmp_path, "catalogue: {query: SELECT nr FROM postr, key: nr, record: marc}")
    assert [p.partition(": catalogue (the query): ")[2] for p in check_odbc(connection, site)] == [
        "the database or its driver reported an error; ask who runs the database (SQLSTATE HY000)"
    ]


def test_a_text_that_is_cut_inside_a_character_stops_the_source(tmp_path: Path, database: MakeDatabase) -> None:
    connection = database("create table poster (nr integer, marc text); create table g (i integer, n varchar(9))")
    with sqlite3.connect(tmp_path / "mm.db") as direct:
        direct.execute("insert into g values (1, cast(x'4b617269eda0bd' as text))")
    direct.close()
    site = mapping(tmp_path, POSTS + "tables: {BorrowerGroups: {table: g, columns: {Id: i, Name: n}}}")
    with pytest.raises(InputError, match=r"BorrowerGroups \(g\): a text cannot be read") as caught:
        read_all(connection, site)
    assert "Kari" not in str(caught.value)


def test_reading_leaves_the_database_as_it_was(tmp_path: Path, database: MakeDatabase) -> None:
    connection = database(
        "create table poster (nr integer, marc text)", poster=[(1, "*0011\n*245  $aA\n^\n")]
    )  # fmt: skip
    before = (tmp_path / "mm.db").read_bytes()
    inspect_odbc(connection)
    read_records(connection, mapping(tmp_path, POSTS))
    assert (tmp_path / "mm.db").read_bytes() == before


@pytest.mark.parametrize(
    ("connection", "words"),
    [
        ("DRIVER=NoSuchDriver;PWD=hemmelig", "driver is not installed"),
        ("DSN=nosuch;PWD=hemmelig", "driver is not installed"),
        ("DRIVER=SQLite3;Database=/no/such/folder/x.db;PWD=hemmelig", "SQLSTATE HY000"),
    ],
)
def test_a_connection_that_cannot_be_opened_is_explained_without_its_string(
    tmp_path: Path, connection: str, words: str
) -> None:
    (problem,) = check_odbc(connection, mapping(tmp_path, POSTS))
    assert words in problem
    assert "hemmelig" not in problem
    assert "such" not in problem


def test_inspect_lists_tables_columns_and_counts(database: MakeDatabase) -> None:
    connection = database(
        "create table poster (nr INTEGER not null, marc varchar(200)); create view alle as select nr from poster",
        poster=[(1, "a"), (2, "b")],
    )
    alle, poster = inspect_odbc(connection).tables
    assert (alle.name, alle.type, alle.rows) == ("alle", "VIEW", 2)
    assert (poster.name, poster.type, poster.rows) == ("poster", "TABLE", 2)
    assert [(c.name, c.type, c.size, c.nullable) for c in poster.columns] == [
        ("nr", "INTEGER", 9, False),
        ("marc", "varchar(200)", 200, True),
    ]


def test_a_draft_of_the_contracts_names_reads_the_database_at_once(tmp_path: Path, database: MakeDatabase) -> None:
    connection = database(
        "create table catalogue (Id integer, record text); create table LibraryUnits (Id integer, Name text)",
        catalogue=[(1, "*0011\n*245  $aA\n^\n")],
        LibraryUnits=[(6471, "Nordvik")],
    )
    site = mapping(tmp_path, draft_mapping(inspect_odbc(connection)))
    assert read_all(connection, site) == {"LibraryUnits": [["6471", "Nordvik"]]}
    assert read_records(connection, site) == [b"*0011\n*245  $aA\n^\n"]
