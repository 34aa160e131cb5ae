from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from odbc_samples import mapping

from migration.extract.odbc_mapping import EntityName, load_mapping, unsafe
from migration.extract.raw import TABLE_OF_FILE, InputError

CATALOGUE = "catalogue: {table: poster, key: nr, record: marc}\n"


def problems(folder: Path, text: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        mapping(folder, text)
    return caught.value.problems


def test_a_mapping_names_tables_and_columns(tmp_path: Path) -> None:
    site = mapping(
        tmp_path, CATALOGUE + "tables:\n  Borrowers: {schema: lib, table: lånere, columns: {Id: nr, Name: navn}}\n"
    )
    assert site.tables["Borrowers"].columns == {"Id": "nr", "Name": "navn"}
    assert site.tables["Borrowers"].title == "lib.lånere"
    assert (site.catalogue.record, site.catalogue.format) == (("marc",), "auto")


def test_the_record_may_be_stored_in_parts(tmp_path: Path) -> None:
    site = mapping(tmp_path, "catalogue: {table: poster, key: nr, record: [del1, del2], format: line}")
    assert site.catalogue.record == ("del1", "del2")


def test_the_catalogue_alone_is_enough(tmp_path: Path) -> None:
    assert mapping(tmp_path, CATALOGUE).tables == {}


def test_every_entity_of_the_contract_can_be_mapped() -> None:
    assert set(EntityName.__args__) == set(TABLE_OF_FILE)


def test_all_problems_are_told_at_once_with_file_and_line(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        "catalogue: {table: poster, record: marc}\n"
        "tables:\n"
        "  Borrower: {table: lånere, columns: {Id: nr}}\n"
        "  Borrowers:\n"
        "    tabel: lånere\n"
        "    columns:\n"
        "      Id: nr\n"
        "      Navn: navn\n",
    )
    file = tmp_path / "site.yaml"
    assert f"{file}:1: catalogue.key: Field required" in found
    assert any(p.startswith(f"{file}:3: tables.Borrower: ") for p in found)
    assert f"{file}:5: tables.Borrowers.tabel: Extra inputs are not permitted" in found
    assert any(p.startswith(f"{file}:8: tables.Borrowers.columns.Navn: is not a column of Borrowers") for p in found)
    assert f"{file}:6: tables.Borrowers.columns: the mandatory column Name is not mapped" in found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "must hold the keys"),
        ("- a\n", "must hold the keys"),
        ("a: [\n", "site.yaml:2: "),
        (CATALOGUE + CATALOGUE, "the key 'catalogue' stands twice"),
        ("tables: {}\n", "catalogue: Field required"),
        ("catalogue: {table: p, query: SELECT 1, key: k, record: r}", "must have either table or query"),
        ("catalogue: {key: k, record: r}", "must have either table or query"),
        ("catalogue: {schema: s, query: SELECT 1, key: k, record: r}", "schema goes with table"),
        ("catalogue: {table: p, key: k, record: []}", "catalogue.record"),
        ("catalogue: {table: p, key: k, record: r, format: marc}", "catalogue.format"),
        (CATALOGUE + "tables: {Borrowers: {table: x, columns: {Id: 1, Name: n}}}", "columns.Id"),
        (CATALOGUE + "tables: [Borrowers]", "tables"),
        (CATALOGUE + "tables: {Borrowers: {table: x}}", "tables.Borrowers.columns: Field required"),
    ],
)
def test_a_mapping_that_cannot_be_used_says_why(tmp_path: Path, text: str, expected: str) -> None:
    assert expected in "\n".join(problems(tmp_path, text))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.yaml: cannot be read"):
        load_mapping(tmp_path / "none.yaml")


def test_a_file_in_another_charset_is_named(tmp_path: Path) -> None:
    (tmp_path / "site.yaml").write_bytes("catalogue: {table: lånere}".encode("windows-1252"))
    with pytest.raises(InputError, match="is not UTF-8"):
        load_mapping(tmp_path / "site.yaml")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT a FROM b",
        "select a, (b + 1) as c from d where e in ('x', 'it''s')",
        "SELECT [delete], \"update\" FROM t WHERE note = 'drop it; -- (now'",
        "SELECT a FROM b UNION ALL SELECT a FROM c",
        "SELECT updated_at, created FROM settings",
    ],
)
def test_a_query_that_only_reads_is_let_through(query: str) -> None:
    assert unsafe(query) == ""


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM b",
        "WITH x AS (DELETE FROM b RETURNING *) SELECT * FROM x",
        "SELECT 1; DELETE FROM b",
        "SELECT * INTO copy FROM b",
        "SELECT 1) AS q DELETE FROM b SELECT (1",
        "SELECT 1) AS q, (SELECT 2",
        "SELECT 1 -- AS q",
        "SELECT 1 /* comment */",
        "SELECT 'never closed",
        "SELECT [never closed",
        "EXEC sp_who",
        "SELECT 1 EXEC sp_who",
        "SELEC",
    ],
)
def test_a_query_that_could_do_more_than_read_is_refused(query: str) -> None:
    assert unsafe(query)


@given(st.text(alphabet="SELECT ()'\"[];-ax", max_size=40))
def test_what_is_let_through_stays_inside_its_brackets(tail: str) -> None:
    query = f"SELECT {tail}"
    depth, quote = 0, ""
    outside = []
    for mark in query:
        if quote:
            quote = "" if mark == quote else quote
            continue
        outside.append(mark)
        if mark in "'\"[":
            quote = {"[": "]"}.get(mark, mark)
        depth += (mark == "(") - (mark == ")")
        if depth < 0:
            break
    if unsafe(query) == "":
        assert depth == 0
        assert not quote
        assert ";" not in outside
