"""Crosswalks and exclusions: librarians' tables, checked row by row; and the shipped ones hold."""

from dataclasses import fields
from pathlib import Path

import pytest
from projects import write
from transforming import context, known, row

from migration.crosswalks import CrosswalkError, load_crosswalks, mapping_version
from migration.exclusions import ExclusionsError, load_exclusions
from migration.issues import Fate
from migration.model import MODELS, Entity
from migration.pipeline.project import CODE_LISTS
from migration.pipeline.writer import TABLES
from migration.settings import SHIPPED
from migration.transform.items import item
from migration.transform.patrons import patron

HEADER = "source,legacy_code,target_code,status,note,decided_by\n"


def test_the_source_s_own_row_comes_before_the_general_one(tmp_path: Path) -> None:
    path = write(tmp_path / "gender.csv", HEADER + "*,M,male,mapped,,x\nbakken,m,,ignored,untrusted,x\n")
    table = load_crosswalks([path], ["bakken"])["gender"]
    own, general = table.find("bakken", "M"), table.find("dalen", "M")
    assert own is not None
    assert general is not None
    assert (own.status, general.target_code) == ("ignored", "male")
    assert table.find("dalen", "K") is None


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("oslo,M,male,mapped,,x", "oslo"),
        ("*,M,male,maybe,,x", "mapped or ignored"),
        ("*,M,,mapped,,x", "needs a target_code"),
        ("*,M,male,ignored,,x", "an ignored row has none"),
        ("*,M,male", "6 cells"),
        ("*,M,male,mapped,,x,y", "6 cells"),
        ("*,A,b,mapped,,x", "stands twice"),
    ],
)
def test_a_faulty_row_is_told_with_its_line(tmp_path: Path, row: str, problem: str) -> None:
    path = write(tmp_path / "gender.csv", f"{HEADER}*,a,b,mapped,,x\n{row}\n")
    with pytest.raises(CrosswalkError) as error:
        load_crosswalks([path], [])
    (found,) = error.value.problems
    assert found.startswith(f"{path}:3:")
    assert problem in found


def test_a_wrong_header(tmp_path: Path) -> None:
    with pytest.raises(CrosswalkError, match="columns must be"):
        load_crosswalks([write(tmp_path / "gender.csv", "a;b\n")], [])


def test_the_shipped_tables_hold() -> None:
    tables = load_crosswalks((SHIPPED / "mappings" / "crosswalks").glob("*.csv"), [])
    assert set(tables) == set(CODE_LISTS)
    load_exclusions(SHIPPED / "mappings" / "exclusions.csv", set())


def test_the_version_changes_with_any_byte(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "1")
    first = mapping_version([path])
    assert mapping_version([path]) == first
    write(path, "2")
    assert mapping_version([path]) != first


def test_exclusions_name_known_reasons_entities_and_sources(tmp_path: Path) -> None:
    header = "source,entity,field,value,reason,note,decided_by\n"
    rows = "oslo,item,status,lost,item_discarded,,x\n*,thing,status,lost,item_discarded,,x\n*,item,status,lost,why,,x\n"
    path = write(tmp_path / "exclusions.csv", header + rows)
    with pytest.raises(ExclusionsError) as error:
        load_exclusions(path, {"bakken"})
    assert [p.split(":")[1] for p in error.value.problems] == ["2", "3", "4"]


EXCLUSIONS_HEADER = "source,entity,field,value,reason,note,decided_by\n"


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        ("*,item,is_textbook,yes,item_textbook,,x", "true or false"),
        ("*,item,is_electronic,1,item_electronic,,x", "true or false"),
        ("*,item,colour,red,item_discarded,,x", "no field of item"),
        ("*,patron,record_format,ebook,item_discarded,,x", "no field of patron"),
        ("*,item,is_ill,true,whatever,,x", "item_discarded, item_deleted, item_ill"),
    ],
)
def test_a_faulty_exclusion(tmp_path: Path, rule: str, problem: str) -> None:
    with pytest.raises(ExclusionsError, match=problem):
        load_exclusions(write(tmp_path / "exclusions.csv", f"{EXCLUSIONS_HEADER}{rule}\n"), {"bakken"})


def test_a_rule_on_a_flag(tmp_path: Path) -> None:
    rule = "bakken,item,is_textbook,true,item_textbook,,x\n"
    rules = load_exclusions(write(tmp_path / "exclusions.csv", EXCLUSIONS_HEADER + rule), {"bakken"})
    textbook = item(context(), known(), "1", row(Id="1", MarcRecordId="10", LoanType="Lærebok"))
    novel = item(context(), known(), "2", row(Id="2", MarcRecordId="10", LoanType="Vanlig"))
    assert (rules.apply("bakken", "item", textbook).reason, rules.apply("dalen", "item", textbook).reason) == (
        "item_textbook",
        "",
    )
    assert rules.apply("bakken", "item", novel).fate is Fate.LOADED


def test_a_source_keeps_what_the_others_leave_out(tmp_path: Path) -> None:
    both = "*,item,status,withdrawn,item_discarded,,x\nbakken,item,status,withdrawn,keep,Depotet,x\n"
    rules = load_exclusions(write(tmp_path / "exclusions.csv", EXCLUSIONS_HEADER + both), {"bakken"})
    withdrawn = item(context(), known(), "1", row(Id="1", MarcRecordId="10", ItemStatus="Withdrawn"))
    assert rules.apply("bakken", "item", withdrawn).fate is Fate.LOADED
    assert rules.apply("dalen", "item", withdrawn).fate is Fate.EXCLUDED


def test_what_is_known_beside_the_model_can_exclude(tmp_path: Path) -> None:
    rule = "*,item,record_format,ebook,item_electronic,,x\n"
    rules = load_exclusions(write(tmp_path / "exclusions.csv", EXCLUSIONS_HEADER + rule), set())
    copy = item(context(), known(), "1", row(Id="1", MarcRecordId="10"))
    assert rules.apply("bakken", "item", copy, record_format="ebook").reason == "item_electronic"
    assert rules.apply("bakken", "item", copy, record_format="book").fate is Fate.LOADED


def test_an_exclusion_of_one_source_holds_for_that_one_only(tmp_path: Path) -> None:
    header = "source,entity,field,value,reason,note,decided_by\n"
    path = write(tmp_path / "exclusions.csv", header + "bakken,item,status,lost,item_discarded,,x\n")
    rules = load_exclusions(path, {"bakken"})
    found = item(context(), known(), "100", row(Id="100", MarcRecordId="10", ItemStatus="Tapt", Barcode="1"))
    assert rules.apply("bakken", "item", found).reason == "item_discarded"
    assert rules.apply("dalen", "item", found) is found


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        ("*,item,statusss,lost,item_discarded,,x", "no field of item"),
        ("*,item,status,,item_discarded,,x", "value is empty"),
        ("*,item,status,gone,item_discarded,,x", "stands twice"),
    ],
)
def test_an_exclusion_that_could_never_hold_is_told(tmp_path: Path, rule: str, problem: str) -> None:
    header = "source,entity,field,value,reason,note,decided_by\n"
    path = write(tmp_path / "exclusions.csv", f"{header}*,item,status,gone,item_deleted,,x\n{rule}\n")
    with pytest.raises(ExclusionsError, match=problem):
        load_exclusions(path, set())


def test_any_text_of_the_model_can_be_excluded_by(tmp_path: Path) -> None:
    header = "source,entity,field,value,reason,note,decided_by\n"
    path = write(tmp_path / "exclusions.csv", header + "*,patron,category,Barn,item_discarded,,x\n")
    found = patron(context(), "7", row(Id="7", Name="A, B", BorrowerGroupId="3"))
    assert load_exclusions(path, set()).apply("nordvik", "patron", found).fate is Fate.EXCLUDED


@pytest.mark.parametrize("entity", Entity)
def test_the_core_table_has_the_model_s_columns_in_its_order(entity: Entity) -> None:
    """Rows are written by position."""
    names = [f.name.rstrip("_") for f in fields(MODELS[entity]) if f.name != "features"]
    assert [c.name for c in TABLES[entity].columns] == ["source", *names]
