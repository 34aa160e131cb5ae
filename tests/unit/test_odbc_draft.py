from pathlib import Path

import pytest
from odbc_samples import mapping

from migration.extract.odbc_connection import DbColumn
from migration.extract.odbc_inspect import Inspection, TableInfo, draft_mapping
from migration.extract.raw import COLUMNS, TABLE_OF_FILE, InputError


def table(name: str, *columns: str, schema: str = "", rows: int | None = 3) -> TableInfo:
    described = tuple(DbColumn(c, "varchar", 20, True) for c in columns)
    return TableInfo(schema=schema, name=name, type="TABLE", columns=described, rows=rows)


POSTS = table("catalogue", "Id", "record", rows=12)


def test_the_contracts_own_names_give_a_mapping_that_loads_at_once(tmp_path: Path) -> None:
    own = [table(name, *COLUMNS[staging], schema="lib") for name, staging in TABLE_OF_FILE.items()]
    site = mapping(tmp_path, draft_mapping(Inspection((POSTS, *own))))
    assert site.catalogue.table == "catalogue"
    assert set(site.tables) == set(TABLE_OF_FILE)
    assert all(t.columns == {c: c for c in COLUMNS[TABLE_OF_FILE[n]]} for n, t in site.tables.items())


def test_similar_names_are_guessed_and_marked(tmp_path: Path) -> None:
    draft = draft_mapping(Inspection((POSTS, table("Borrower", "BORROWER_ID", "Full_Name", "Main_Email", "Name_"))))
    assert "    table: Borrower  # guess, 3 rows" in draft
    assert "      Name: Name_  # guess" in draft
    assert "      # not used: Full_Name" in draft
    assert mapping(tmp_path, draft).tables["Borrowers"].columns == {
        "Id": "BORROWER_ID",
        "Name": "Name_",
        "MainEmail": "Main_Email",
    }


def test_what_is_missing_is_said_and_left_to_the_reader(tmp_path: Path) -> None:
    draft = draft_mapping(Inspection((POSTS, table("Borrowers", "Id", "xyz"))))
    assert "# to be mapped: Name" in draft
    with pytest.raises(InputError, match="mandatory column Name"):
        mapping(tmp_path, draft)


def test_an_unknown_database_gives_comments_only() -> None:
    draft = draft_mapping(Inspection((table("weather", "wind"),)))
    assert "# catalogue: not recognised" in draft
    assert "# tables: none was recognised" in draft
    assert "weather" not in draft


def test_similar_entities_are_not_mixed_up() -> None:
    draft = draft_mapping(Inspection((POSTS, table("BorrowerLoans", "Id", "BorrowerId", "ItemId"))))
    assert "  BorrowerLoans:" in draft
    assert "  BorrowerDebts:" not in draft


@pytest.mark.parametrize("name", ["Lån: alle", "on", "123", 'a"b', "# x", "ÅR"])
def test_any_name_can_be_written(tmp_path: Path, name: str) -> None:
    odd = table("Borrowers", "Id", "Name", name, schema=name, rows=None)
    site = mapping(tmp_path, draft_mapping(Inspection((POSTS, odd))))
    assert site.tables["Borrowers"].schema_name == name
