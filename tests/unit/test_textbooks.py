"""What is a textbook: librarians' table, and how its words are looked for."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from projects import write
from transforming import TEXTBOOKS

from migration.textbooks import TextbooksError, fold, load_textbooks

HEADER = "source,field,value,note,decided_by\n"


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("catalogue", "Læremidler"),
        ("catalogue", "LÆREMIDLER"),
        ("catalogue", "laeremidler.iso"),
        ("catalogue", "Nordvik_Lærebøker.261101"),
        ("catalogue", "laereboeker.mrc"),
        ("loan_type", "Årslån lærebok"),
        ("material", "Læreverk"),
        ("department", "Læremidler VG1"),
        ("unit", "Oahppogirjjit"),
        ("location", "Lärobok"),
    ],
)
def test_a_textbook(field: str, text: str) -> None:
    assert TEXTBOOKS.names("nordvik", field, text)


@pytest.mark.parametrize(
    "text",
    ["", "Hovedkatalog", "hovedkatalog.mrc", "Læremiddelsentralen", "Hovedkatalog og læremidler", "Uten lærebøker"],
)
def test_no_textbook(text: str) -> None:
    assert not TEXTBOOKS.names("nordvik", "catalogue", text)


def test_a_source_s_own_rule_holds_for_it_alone(tmp_path: Path) -> None:
    table = load_textbooks(write(tmp_path / "t.csv", HEADER + "bakken,loan_type,7,Utlånstype 7,x\n"), ["bakken"])
    assert table.names("bakken", "loan_type", "7")
    assert not table.names("bakken", "loan_type", "17")
    assert not table.names("dalen", "loan_type", "7")
    assert not table.names("bakken", "material", "7")


def test_every_problem_is_told_with_its_line(tmp_path: Path) -> None:
    rows = "oslo,unit,Lærebok,,x\n*,shelf,Lærebok,,x\n*,unit,–,,x\n*,unit,A,,x\n*,unit,a,,x\n*,unit,b\n"
    with pytest.raises(TextbooksError) as error:
        load_textbooks(write(tmp_path / "t.csv", HEADER + rows), ["bakken"])
    assert [problem.split(":")[1] for problem in error.value.problems] == ["2", "3", "4", "6", "7"]


def test_a_wrong_header_and_another_charset(tmp_path: Path) -> None:
    with pytest.raises(TextbooksError, match="columns must be"):
        load_textbooks(write(tmp_path / "t.csv", "a;b\n"), [])
    with pytest.raises(TextbooksError, match="UTF-8"):
        load_textbooks(write(tmp_path / "t.csv", HEADER + "*,unit,Lærebok,,x\n", "windows-1252"), [])


@given(st.text(max_size=30))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
